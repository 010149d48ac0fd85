"""A letter of supervision (督办单, and 提示函 and 预警函 likewise): drafted here, issued by a person."""

import datetime as dt

from bot.documents.word.block import Block, Kind, Paper, body, one, sentence, signed, three, title
from bot.documents.word.statement import NONE, responsible, state
from bot.domain.status.register import Register
from bot.domain.supervision.letter import LETTER_WORDS, Letter, LetterState
from bot.messages.text import full_day


def supervision_letter(register: Register, letter: Letter, day: dt.date) -> Paper:
    """The letter on its measures; a draft without a number says so."""
    kind = LETTER_WORDS[letter.colour]
    draft = letter.state is not LetterState.ISSUED
    names = register.names(letter.recipients)
    rows = register.rows(m for m in register.measures if m.id in letter.measures)
    blocks = [
        title(f"整改{kind}"),
        Block(Kind.BLANK),
        Block(Kind.ADDRESSEE, f"{'、'.join(names)}："),
        *([] if draft else [body(f"编号：{letter.title}")]),
        body(f"为推动整改措施按期落实，现就下列{len(rows)}条措施的办理情况予以{kind[:2]}。"),
        one(1, f"{kind[:2]}事项"),
        *(
            three(
                place,
                f"措施{row.number}：{sentence(row.measure.text)}{responsible(row)}，{state(row, NONE)}。",
                about=row.number,
            )
            for place, row in enumerate(rows, 1)
        ),
        one(2, "办理要求"),
        body(sentence(letter.words) if letter.words else "请抓紧办理，如实报告进展。"),
        body(f"请于{full_day(letter.answer_by)}前书面回复办理情况。特此通知。"),
        *signed(f"{register.unit.name}整改办", letter.issued_at.date() if letter.issued_at else day),
    ]
    return Paper(f"{kind}（{full_day(day)}）" if draft else f"{kind}（{letter.title}）", tuple(blocks), draft=draft)
