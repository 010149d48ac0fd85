"""Questions in words: whatever is written after one is recorded, asked about or refused, and never met with silence."""

import datetime as dt
import errno
import random
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.replies.question_state import OPEN_FOR, QuestionState
from bot.domain.settings.policy import Policy
from bot.messages.core.questions import QUESTIONS, Question
from bot.messages.core.taps import (
    AnswerInstruction,
    AskExtension,
    AskProgress,
    Instruct,
    RefuseExtension,
    Relapsed,
    Stuck,
    Tap,
)
from bot.readers.reply import withdraws
from bot.sandbox import Message
from bot.services.core.callback_data import button_key, seal
from bot.services.core.draft_content import PendingQuestion, draft_of
from bot.services.core.ledger import EXTENSIONS_OPEN, INSTRUCTIONS_OPEN, JOURNAL_OF_UNIT
from bot.services.replies.question import ASKED, read_question, written
from storage.tinydb.write_ahead_log import Changes, WriteAheadLog
from tests.handlers.conftest import LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels, open_chats

RETURN = "↩️ 退回"
MINUTES = dt.timedelta(minutes=10)
TEXTS = (
    *("5月15日", "5.15", "月底", "十天", "下周五前", "2月30日", "还要十天，工期紧", "县里还没定", "材料不全"),
    *(f"{OWN} 完成80%", f"{OTHERS} 完成80%", f"{OWN} 申请延期到6月30日", "已完成", "90%", "快了", "好的", "您好", "嗯"),
    *("状态", "我的", "/mine", "9-9 完成50%", "完成50%，但2-4还没动", "😀", "a" * 2100, "取消", "<b>粗</b>&"),
)
SENDS = ("drop_before", "drop_after", "500", "429", "bad_json")
FAULTS = ("none", *(f"send {kind}" for kind in SENDS), "fetch drop_after", "ledger")


async def open_question(chats: Chats, name: str, tap: Tap) -> Message:
    """Press a button that asks something; the message that asks it."""
    async with chats.stage.app.request.store.open() as ledger:
        key = await button_key(ledger)
    phone = chats.phone(name)
    data = seal(key, phone.user.id, tap, chats.stage.app.request.now())
    below = phone.inbox[-1]
    return (await chats.after(name, lambda one: one.press_data(below, data)))[-1]


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
    if (await chats.measure(OWN)).stage is not Stage.REVIEW:
        await chats.say(OWNER, f"{OWN} 已完成")
    card = next(message for message in reversed(chats.phone(LEADER).inbox) if RETURN in labels(message))
    await chats.press(LEADER, card, RETURN)
    return chats.phone(LEADER).inbox[-1]


async def test_every_question_is_kept_and_read_as_it_was() -> None:
    """Tags and the order of fields are a stored format."""
    facts: dict[str, Any] = {
        "about": "u1/A/2-3/x1",
        "stage": Stage.REVIEW,
        "submission": 2,
        "step": Role.OFFICE,
        "days": "2025-05-15,2025-05-20",
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
        "back|review|2",
        "xno|office",
        "relapse",
        "inst",
        "reply",
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
    """Answered, replaced or too old: nothing is recorded, and it is said what to do."""
    first = await ask_return(chats)
    second = await ask_return(chats)
    before = await entries(chats)
    assert "没有登记" in (await chats.say(LEADER, "缺照片", first)).text
    assert await entries(chats) == before
    await chats.stage.pass_time(OPEN_FOR + MINUTES)
    before = await entries(chats)
    assert "没有登记" in (await chats.say(LEADER, "缺照片", second)).text
    assert await entries(chats) == before
    assert (await chats.measure(OWN)).stage is Stage.REVIEW


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
    assert (await state(chats, SECRETARY))[1] is QuestionState.ANSWERED
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
    [(Stuck, "没有困难"), (Stuck, "您好"), (Stuck, "怎么写？"), (AskExtension, "不延了"), (AskExtension, "好的")],
)
async def test_what_says_nothing_is_no_difficulty_and_no_request(chats: Chats, tap: type[Tap], words: str) -> None:
    """Nothing is recorded and nobody is told; it is said that nothing is."""
    await open_question(chats, OWNER, tap((await chats.measure(OWN)).id))
    before = await entries(chats)
    assert "没有登记" in (await chats.say(OWNER, words)).text
    assert await entries(chats) == before


async def test_a_question_that_is_overtaken_swallows_nothing_more(chats: Chats) -> None:
    """Its answer is refused once; what is written then is read as ever."""
    first = await ask_return(chats)
    assert "已退回" in (await chats.say(LEADER, "缺照片")).text
    await chats.press(LEADER, next(m for m in reversed(chats.phone(LEADER).inbox) if RETURN in labels(m)), RETURN)
    refused = await chats.say(LEADER, "还缺签字")
    assert "没有作任何更改" in refused.text
    assert (await state(chats, LEADER))[1] is not QuestionState.ASKED
    assert first.text


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


async def some_question(chats: Chats, chance: random.Random) -> tuple[str, Message]:
    """Somebody, and the message that asks a question of any kind."""
    if chance.random() < 0.2:
        return LEADER, await ask_return(chats)
    measure = (await chats.measure(OWN)).id
    async with chats.stage.app.request.look() as ledger:
        extensions = await ledger.extensions.find(EXTENSIONS_OPEN, "u1")
        instructions = await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")
    taps: list[tuple[str, Tap]] = [(OWNER, kind(measure)) for kind in (AskProgress, AskExtension, Stuck)]
    taps += [(SECRETARY, Instruct(measure)), (OFFICE, Relapsed(f"{measure}/r1"))]
    taps += [(OFFICE, RefuseExtension(one.id, one.step)) for one in extensions[:1]]
    taps += [(OWNER, AnswerInstruction(one.id)) for one in instructions[:1]]
    name, tap = chance.choice(taps)
    return name, await open_question(chats, name, tap)


def strike(chats: Chats, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one thing go wrong with the next text or its answer."""
    kind = fault.rpartition(" ")[2]
    if fault.startswith("send"):
        facts: dict[str, Any] = {"retry_after": 1} if kind == "429" else {}
        chats.stage.sandbox.faults.next("sendMessage", kind, **facts)
    elif fault.startswith("fetch"):
        chats.stage.sandbox.faults.next("getUpdates", kind)
    elif fault == "ledger":
        append, failing = WriteAheadLog.append, [OSError(errno.EIO, "no")]

        def fails(self: WriteAheadLog, number: int, changes: Changes) -> None:
            if failing and "handled" in changes:
                raise failing.pop()
            append(self, number, changes)

        monkeypatch.setattr(WriteAheadLog, "append", fails)


async def tried(chats: Chats, chance: random.Random, fault: str) -> str:
    """Ask, let something go wrong, write something; what is not as it should be, "" where all is."""
    name, question = await some_question(chats, chance)
    words, quoting = chance.choice(TEXTS), chance.random() < 0.3
    before, open_before = await entries(chats), await state(chats, name)
    with pytest.MonkeyPatch.context() as monkeypatch:
        strike(chats, fault, monkeypatch)
        known = {message.id for message in chats.phone(name).inbox}
        chats.phone(name).say(words, question if quoting else None)
        await chats.stage.settle()
        await chats.stage.pass_time(MINUTES)
    said = [message.text for message in chats.phone(name).inbox if message.id not in known]
    recorded, (_, stands) = await entries(chats) > before, await state(chats, name)
    case = f"{question.text!r} {fault}: {words[:40]!r} quoting={quoting} → {said}"
    if not said:
        return f"silence: {case}"
    was_open, is_open = open_before[1] is QuestionState.ASKED, stands is QuestionState.ASKED
    over = withdraws(words, declining=True) or any("没有找到“r1”" in text or "已经办过" in text for text in said)
    if not recorded and was_open and not is_open and not over:
        return f"nothing recorded, and the question gone: {case}"
    if not recorded and any(claims in text for text in said for claims in ("已登记：", "已退回", "已记下", "已转告")):
        return f"claimed and not recorded: {case}"
    return ""


@pytest.mark.parametrize("seed", [14, *(pytest.param(seed, marks=pytest.mark.long) for seed in (15, 16, 17))])
async def test_whatever_follows_a_question_is_recorded_asked_about_or_refused(tmp_path: Path, seed: int) -> None:
    """Any question of ours, any text, any one fault: an answer comes; what is not recorded leaves the question open."""
    chance = random.Random(seed)  # noqa: S311 - texts of a test
    async with open_chats(tmp_path, Policy(photos=0)) as chats:
        found = [await tried(chats, chance, FAULTS[n % len(FAULTS)]) for n in range(8 * len(FAULTS))]
    assert [one for one in found if one] == []


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
