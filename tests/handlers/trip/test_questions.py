"""Questions in words: whatever is written after one is recorded, asked about or refused, and never met with silence."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from bot.domain.acceptance.acceptance import Verdict
from bot.domain.meetings.meeting import Fact
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.replies.question_state import OPEN_FOR, QuestionState
from bot.domain.similar.cause import CauseKind
from bot.domain.supervision.assignment import Outcome
from bot.domain.voices.voice import Channel
from bot.messages.core.questions import QUESTIONS, Question
from bot.messages.core.tap import Tap
from bot.messages.core.taps import (
    AnswerInstruction,
    AskExtension,
    AskProgress,
    Instruct,
    RefuseExtension,
    Relapsed,
    Stuck,
)
from bot.sandbox import Message, Phone
from bot.services.core.callback_data import button_key, seal
from bot.services.core.draft_content import PendingQuestion, draft_of
from bot.services.core.ledger import JOURNAL_OF_UNIT
from bot.services.replies.question import ASKED, read_question, written
from tests.handlers.conftest import (
    LEADER,
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    SECRETARY,
    Chats,
    labels,
)

RETURN = "↩️ 退回"
NEWER = "🔁 已有新卡片，点开办理"
MINUTES = dt.timedelta(minutes=10)


async def open_question(chats: Chats, name: str, tap: Tap) -> Message:
    """Press a button that asks something; the message that asks it."""
    below, data = chats.phone(name).inbox[-1], await sealed(chats, name, tap)
    return (await chats.after(name, lambda one: one.press_data(below, data)))[-1]


async def sealed(chats: Chats, name: str, tap: Tap) -> str:
    """A button as it is sealed for a person."""
    async with chats.stage.app.request.store.open() as ledger:
        key = await button_key(ledger)
    return seal(key, chats.phone(name).user.id, tap, chats.stage.app.request.now())


async def pressed(chats: Chats, name: str, tap: Tap) -> str:
    """The alert over a button."""
    await chats.press_data(name, chats.phone(name).inbox[-1], await sealed(chats, name, tap))
    return list(chats.stage.sandbox.presses.values())[-1].text


async def state(chats: Chats, name: str) -> tuple[Question | None, QuestionState | None]:
    """What a person was asked last, and how that stands."""
    person = await chats.person(name)
    async with chats.stage.app.request.look() as ledger:
        draft = await ledger.drafts.get(f"{person.id}:{ASKED}")
    if draft is None:
        return None, None
    kept = draft_of(draft, PendingQuestion)
    return read_question(kept.purpose, kept.measure), kept.state


async def entries(chats: Chats) -> int:
    """How many entries the journal of the unit has."""
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.journal.find(JOURNAL_OF_UNIT, "u1"))


async def ask_return(chats: Chats) -> Message:
    """The leader presses 退回 on the card of the owner's measure, which is handed in; the message that asks why."""
    for _ in range(2):  # the first may be the answer to another question that is open
        if (await chats.measure(OWN)).stage is not Stage.REVIEW:
            await chats.say(OWNER, f"{OWN} 已完成")
    shown = [message for message in reversed(chats.phone(LEADER).inbox) if {RETURN, NEWER} & {*labels(message)}]
    if RETURN not in labels(shown[0]):
        await chats.press(LEADER, shown[0], NEWER)
        shown = [chats.phone(LEADER).inbox[-1]]
    await chats.press(LEADER, shown[0], RETURN)
    return chats.phone(LEADER).inbox[-1]


async def test_every_question_is_kept_and_read_as_it_was() -> None:
    """Tags and the order of fields are a stored format."""
    facts: dict[str, Any] = {
        "about": "u1/A/2-3/x1",
        "stage": Stage.REVIEW,
        "submission": 2,
        "step": Role.OFFICE,
        "days": "2025-05-15,2025-05-20",
        "meeting": "u1/m1",
        "fact": Fact.REQUEST,
        "outcome": Outcome.FOUND,
        "kind": CauseKind.RULES,
        "other": "u1/A/3",
        "version": 2,
        "purpose": "away",
        "verdict": Verdict.RETURNED,
        "given": "0120",
        "marks": "10",
        "others": "u1/A/2-4",
        "channel": Channel.CALL,
        "command": "correct",
        "words": "2-3 经办人 张三",
    }
    kept = []
    for kind in QUESTIONS:
        question = kind(**{name: facts[name] for name in kind.__struct_fields__})
        purpose, about = written(question)
        assert read_question(purpose, about) == question
        kept.append(purpose)
    assert kept == [
        "rep",
        "ext",
        "day|2025-05-15,2025-05-20",
        "stuck",
        "dans",
        "whole",
        "back|review|2",
        "xno|office",
        "relapse",
        "inst",
        "reply",
        "aans|found",
        "amov",
        "cause|rules",
        "voice|call",
        "nchk|u1/A/3",
        "imp",
        "res|review|2",
        "act",
        "lreply",
        "pback|2",
        "iret",
        "mdec|u1/m1",
        "mnum",
        "mwhich",
        "mfile",
        "mfact|u1/m1|request",
        "mpre",
        "vsee",
        "vdem",
        "vkey|u1/A/2-4",
        "vlift",
        "vlifts|u1/A/2-4",
        "wans",
        "wnot",
        "wlift",
        "averd|returned|0120|10",
        "aback",
        "undo",
        "date|away",
        "cwhy|correct|2-3 经办人 张三",
    ]
    for odd in ("extend", "back", "back|review", "back|review|x", "rep|1", ""):
        assert read_question(odd, "u1/A/2-3") is None


async def test_a_quoted_question_is_answered(chats: Chats) -> None:
    """Who answers by quoting the question answers it, as one does on a phone."""
    question = await ask_return(chats)
    answer = await chats.say(LEADER, "缺第二期的照片", question)
    assert "已退回" in answer.text
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY
    assert (await state(chats, LEADER))[1] is QuestionState.ANSWERED


async def test_a_quoted_question_that_is_over_says_so(chats: Chats) -> None:
    """Answered, replaced, withdrawn or too old: nothing is recorded, and it is said which, and what to do."""
    first = await ask_return(chats)
    second = await ask_return(chats)

    async def over(question: Message) -> str:
        before = await entries(chats)
        said = (await chats.say(LEADER, "缺照片", question)).text
        assert await entries(chats) == before
        return said.partition("，这句话没有登记")[0]

    overtaken = "您引用的问题没有答就又问了另一个，前一个不再等答复"
    assert await over(first) == overtaken
    await chats.say(LEADER, "算了")
    assert await over(second) == "您引用的问题已经取消"
    third = await ask_return(chats)
    assert await over(second) == "您引用的问题已经取消"
    await chats.stage.pass_time(OPEN_FOR + MINUTES)
    assert await over(third) == "您引用的问题已过两小时，不再等答复"
    fourth = await ask_return(chats)
    assert [await over(one) for one in (first, third)] == [overtaken, "您引用的问题已过两小时，不再等答复"]
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    await chats.say(LEADER, "缺照片", fourth)
    assert await over(fourth) == "您引用的问题已经答过"


async def test_a_refused_answer_leaves_the_question_open(chats: Chats) -> None:
    """What cannot be taken is said, and the next sentence is still the answer."""
    await ask_return(chats)
    await chats.say(LEADER, "a" * 2100)
    if (await state(chats, LEADER))[1] is QuestionState.ASKED:
        await chats.say(LEADER, "缺照片")
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY


@pytest.mark.parametrize("words", ["取消", "点错了", "算了吧。"])
async def test_a_question_that_was_asked_by_mistake_is_withdrawn(chats: Chats, words: str) -> None:
    """Nobody is told that the secretary instructs 取消, and the next sentence is no answer."""
    await open_question(chats, SECRETARY, Instruct((await chats.measure(OWN)).id))
    before = await entries(chats)
    assert "没有登记" in (await chats.say(SECRETARY, words)).text
    assert (await state(chats, SECRETARY))[1] is QuestionState.WITHDRAWN
    await chats.say(SECRETARY, "抓紧")
    assert await entries(chats) == before


@pytest.mark.parametrize("words", ["5-1前必须办结", "2025-05-15前办结", "抓紧，别拖到5-1"])
async def test_an_answer_may_begin_with_a_day(chats: Chats, words: str) -> None:
    """A day is no number of a measure: the instruction is given, with these words."""
    await open_question(chats, SECRETARY, Instruct((await chats.measure(OWN)).id))
    assert "已转达批示" in (await chats.say(SECRETARY, words)).text
    assert any(words in message.text for message in chats.phone(OWNER).inbox)


@pytest.mark.parametrize("words", [f"{OTHERS} 完成80%", "2－4 完成80%", "措施2-4完成80%"])
async def test_another_measure_at_the_head_is_no_answer(chats: Chats, words: str) -> None:
    """However its number is written: nobody is told that the secretary instructs that, and the question stays."""
    await open_question(chats, SECRETARY, Instruct((await chats.measure(OWN)).id))
    assert "已转达批示" not in (await chats.say(SECRETARY, words)).text
    assert (await state(chats, SECRETARY))[1] is QuestionState.ASKED


@pytest.mark.parametrize(
    ("tap", "words"),
    [(Stuck, "没有困难"), (Stuck, "您好"), (Stuck, "怎么写？"), (AskExtension, "不延了"), (AskExtension, "好的")]
    + [(tap, words) for tap in (Stuck, AskExtension) for words in ("没有", "👌", "稍等", "都不是", "第九个", "不知道")]
    + [(AskExtension, "等一下再说"), (AskExtension, "随便"), (Stuck, "我先问问")],
)
async def test_what_says_nothing_is_no_difficulty_and_no_request(chats: Chats, tap: type[Tap], words: str) -> None:
    """Nothing is recorded and nobody is told; it is said that nothing is."""
    await open_question(chats, OWNER, tap((await chats.measure(OWN)).id))
    before = await entries(chats)
    assert "没有登记" in (await chats.say(OWNER, words)).text
    assert await entries(chats) == before


async def test_a_question_that_is_overtaken_swallows_nothing_more(chats: Chats) -> None:
    """Its answer is refused once; what is written then is read as ever."""
    await ask_return(chats)
    handed_in = next(m for m in reversed(chats.phone(OWNER).inbox) if any("撤回" in label for label in labels(m)))
    await chats.press(OWNER, handed_in, next(label for label in labels(handed_in) if "撤回" in label))
    refused = await chats.say(LEADER, "还缺签字")
    assert "没有作任何更改" in refused.text
    assert (await state(chats, LEADER))[1] is not QuestionState.ASKED


async def test_nothing_is_asked_of_whom_the_answer_would_be_refused(chats: Chats) -> None:
    """Whoever may not, or comes too late, is told so at the button, and no sentence of theirs is waited for."""
    await ask_return(chats)
    card = next(m for m in reversed(chats.phone(LEADER).inbox) if RETURN in labels(m))
    await chats.say(LEADER, "缺照片")
    assert "已经办过了" in await chats.press(LEADER, card, RETURN)
    own, others = (await chats.measure(OWN)).id, (await chats.measure(OTHERS)).id
    await chats.say(SECRETARY, f"批示 {OWN} 抓紧")
    await chats.say(OWNER, f"{OWN} 申请延期到2025年7月31日")
    await chats.press(OWNER, (echo := chats.phone(OWNER).inbox[-1]), labels(echo)[0])
    refused: list[tuple[str, Tap]] = [(OWNER, kind(others)) for kind in (AskProgress, AskExtension, Stuck)]
    refused += [(MATE, AnswerInstruction(f"{own}/i1")), (OWNER, Instruct(own)), (OFFICE, Relapsed(f"{own}/r1"))]
    refused += [(OWNER, RefuseExtension(f"{own}/x1", Role.LEADER)), (OFFICE, RefuseExtension(f"{own}/x1", Role.OFFICE))]
    for name, tap in refused:
        before, known = await entries(chats), await state(chats, name)
        assert await pressed(chats, name, tap) != "", tap
        assert (await entries(chats), await state(chats, name)) == (before, known), tap


async def test_a_caption_answers_as_a_sentence_does(chats: Chats) -> None:
    """A photo whose caption says what the difficulty is."""
    await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    said = await chats.after(OWNER, lambda phone: phone.send_photo(png, "县里还没定"))
    assert any("已登记困难" in message.text for message in said)


async def test_what_quotes_another_message_is_no_answer(chats: Chats) -> None:
    """A reply to a card of another measure speaks of that measure; the question stays open."""
    card = await chats.say(OWNER, f"/status {OTHERS}")
    await open_question(chats, OWNER, AskExtension((await chats.measure(OWN)).id))
    before = len(await chats.progress(OWN))
    await chats.say(OWNER, "月底", card)
    assert len(await chats.progress(OWN)) == before
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED


@pytest.mark.parametrize(
    "words",
    [
        "进度 太慢",
        "问题 还没解决",
        "情况 复杂，县里没定",
        "到期 前办不完",
        "逾期 是因为停工",
        "设置 点位没批",
        "统计 口径没定",
    ],
)
async def test_a_word_of_a_command_at_the_head_is_no_command(chats: Chats, words: str) -> None:
    """Behind a question it is the answer, unless the command stands alone or can take what follows."""
    await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    assert "已登记困难" in (await chats.say(OWNER, words)).text
    assert (await chats.progress(OWN))[-1].words == words


@pytest.mark.parametrize(
    "words",
    [
        f"状态 {OTHERS}",
        "状态",
        "进度？",
        f"/status {OTHERS}",
        "逾期 本月",
        "到期 5月",
        "查找 培训",
        f"状态 {MATE}",
        "/due 没有",
    ],
)
async def test_a_command_is_one_while_a_question_is_open(chats: Chats, words: str) -> None:
    """Alone, with the slash, or with what it can take; the question stays open."""
    await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    before = await entries(chats)
    await chats.say(OWNER, words)
    assert await entries(chats) == before
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED


async def test_without_a_question_a_word_of_a_command_is_one(chats: Chats) -> None:
    """As ever: what is not known is looked for."""
    assert "太慢" in (await chats.say(OWNER, "进度 太慢")).text
    assert await chats.progress(OWN) == []


@pytest.mark.parametrize("album", [False, True])
async def test_the_caption_of_a_file_that_is_refused_is_taken(chats: Chats, *, album: bool) -> None:
    """The secretary keeps no evidence, but what is written below the picture is the instruction."""
    await open_question(chats, SECRETARY, Instruct((await chats.measure(OWN)).id))
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 64

    def send(phone: Phone) -> None:
        if album:
            phone.send_album([png, png + b"1"], "本周内必须办结")
        else:
            phone.send_photo(png, "本周内必须办结")

    said = [message.text for message in await chats.after(SECRETARY, send)]
    assert any("已转达批示" in text for text in said), said
    assert any("没有" in text and "权限" in text for text in said), said
    assert any("本周内必须办结" in message.text for message in chats.phone(OWNER).inbox)


async def test_a_caption_may_be_an_instruction(chats: Chats) -> None:
    """With the word and the number, or below the card that is answered; it is said that the file goes to nobody."""
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    card = await chats.say(SECRETARY, f"/status {OTHERS}")
    for words, quoted, receiver in ((f"批示 {OWN} 三天内报结果", None, OWNER), ("批示 派人去看看", card, MATE)):
        said = await chats.after(SECRETARY, partial(Phone.send_photo, content=png, caption=words, reply_to=quoted))
        assert [True for message in said if "已转达批示" in message.text], [message.text for message in said]
        assert any("只转达了文字" in message.text for message in said)
        assert any(words.split()[-1] in message.text for message in chats.phone(receiver).inbox)


async def test_a_voice_message_is_kept_or_it_is_said_what_to_do(chats: Chats) -> None:
    """It is no answer, and the question stays open."""
    measure = (await chats.measure(OWN)).id
    for name, tap in ((SECRETARY, Instruct(measure)), (OWNER, Stuck(measure))):
        await open_question(chats, name, tap)
        said = await chats.after(name, lambda phone: phone.send_voice(b"OggS" + b"0" * 64))
        assert any("打字" in message.text or "再写一句话" in message.text for message in said)
        assert (await state(chats, name))[1] is QuestionState.ASKED
    assert "已登记困难" in (await chats.say(OWNER, "县里还没定")).text
