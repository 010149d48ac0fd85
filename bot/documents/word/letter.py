"""A letter of supervision (督办单; 提示函 and 预警函 likewise): drafted here, issued by a person, to be answered."""

from bot.documents.word.block import Block, Cell, FormRow, Kind, Paper, body, one, sentence, signed, three, title
from bot.documents.word.statement import NONE, state
from bot.domain.status.register import Register, RegisterRow
from bot.domain.supervision.letter import LETTER_WORDS, Letter, LetterState
from bot.messages.text import full_day

WHOLE, PAIR, PAIRS = (156,), (36, 120), (36, 42, 36, 42)
WRITING = 64  # points to write the answer into


def supervision_letter(register: Register, letter: Letter) -> Paper:
    """The letter to the department in charge, as things stood on the register's day; a draft without number says so."""
    kind, day = LETTER_WORDS[letter.colour], register.today
    draft = letter.state is not LetterState.ISSUED
    rows = register.rows(m for m in register.measures if m.id in letter.measures)
    blocks = [
        title(f"整改{kind}"),
        Block(Kind.BLANK),
        Block(Kind.ADDRESSEE, f"{_addressee(register, letter, rows)}："),
        *([] if draft else [body(f"编号：{letter.title}")]),
        body(f"为推动整改措施按期落实，现就下列{len(rows)}条措施的办理情况予以{kind[:2]}。"),
        one(1, f"{kind[:2]}事项"),
        *(
            three(place, f"措施{row.number}：{sentence(row.measure.text)}{state(row, NONE)}。", about=row.number)
            for place, row in enumerate(rows, 1)
        ),
        one(2, "办理要求"),
        body(sentence(letter.words) if letter.words else "请抓紧办理，如实报告进展。"),
        body(f"请于{full_day(letter.answer_by)}前书面回复办理情况。特此通知。"),
        *signed(f"{register.unit.name}整改办", day),
    ]
    name = f"{kind}（{full_day(day)}）" if draft else f"{kind}（{letter.title}）"
    return Paper(name, tuple(blocks), draft=draft, below=(*_copied(register, rows), _receipt(letter)))


def _addressee(register: Register, letter: Letter, rows: tuple[RegisterRow, ...]) -> str:
    """The departments in charge; the people themselves where none is known."""
    departments = dict.fromkeys(name for row in rows for name in row.measure.departments[:1])
    return "、".join(departments or register.names(letter.recipients))


def _copied(register: Register, rows: tuple[RegisterRow, ...]) -> tuple[Block, ...]:
    """To whom it goes for their knowledge: those who lead, and the other departments; nothing where nobody is."""
    leaders = dict.fromkeys(leader for row in rows for leader in row.measure.leaders)
    beside = dict.fromkeys(name for row in rows for name in row.measure.departments[1:])
    posts = [(register.people[one].post, register.people[one].name) for one in leaders if one in register.people]
    copied = [*(f"{post}{name}" for post, name in posts), *beside]
    return (body(f"抄送：{'，'.join(copied)}。"), Block(Kind.BLANK)) if copied else ()


def _receipt(letter: Letter) -> Block:
    """The slip (回执) on which the department answers."""
    kind = LETTER_WORDS[letter.colour]
    form = (
        FormRow((Cell(f"{kind}回执（请于{full_day(letter.answer_by)}前送回整改办）"),), WHOLE),
        FormRow((Cell("编号", label=True), Cell(letter.title), Cell("收到日期", label=True), Cell()), PAIRS),
        FormRow((Cell("办理情况", label=True), Cell(letter.answer)), PAIR, WRITING),
        FormRow((Cell("计划完成日期", label=True), Cell(), Cell("科室负责人签字", label=True), Cell()), PAIRS),
    )
    return Block(Kind.FORM, form=form)
