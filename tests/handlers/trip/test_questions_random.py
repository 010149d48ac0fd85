"""Any question of ours, any text behind it, and any one fault: what is said is recorded, asked about or refused."""

import contextlib
import random
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.domain.acceptance.acceptance import Verdict
from bot.domain.core.refusal import Refusal
from bot.domain.meetings.meeting import Fact
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.progress.progress import Report
from bot.domain.rechecks.recheck import Recheck
from bot.domain.replies.question_state import QuestionState
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
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
    ShowCalendar,
    Stuck,
)
from bot.readers.reply.idle import withdraws
from bot.sandbox import Message, Phone
from bot.services.closing.steps import agree
from bot.services.core.ledger import EXTENSIONS_OPEN, INSTRUCTIONS_OPEN, RECHECKS_OF
from bot.services.core.tenancy import scoped
from bot.services.people.directory import person_by_id
from bot.services.progress.report import report_progress
from bot.services.replies.question import put_question
from tests.handlers.conftest import LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, START, Chats, open_chats
from tests.handlers.trip.test_questions import MINUTES, ask_return, entries, sealed, state
from tests.support.faults import fail_once

ENDED = "3-1"
TEXTS = (
    *("5月15日", "5.15", "月底", "十天", "下周五前", "2月30日", "还要十天，工期紧", "县里还没定", "材料不全"),
    *(f"{OWN} 完成80%", f"{OTHERS} 完成80%", f"{OWN} 申请延期到6月30日", "已完成", "90%", "快了", "好的", "您好", "嗯"),
    *("状态", "我的", "/mine", "9-9 完成50%", "完成50%，但2-4还没动", "😀", "a" * 2100, "取消", "<b>粗</b>&"),
    *("第二个", "②", "2"),
)
FACTS: dict[str, Any] = {  # what questions hold beside what they are about; nothing of it need be there
    "stage": Stage.REVIEW,
    "submission": 1,
    "step": Role.OFFICE,
    "days": "2025-05-15,2025-05-20",
    "meeting": "u1/m1",
    "fact": Fact.REQUEST,
    "outcome": Outcome.FOUND,
    "kind": CauseKind.RULES,
    "other": "u1/A/3",
    "version": 1,
    "purpose": "away",
    "verdict": Verdict.RETURNED,
    "given": "0120",
    "marks": "10",
    "others": "u1/A/2-4",
    "command": "correct",
    "words": "2-3 时限 5月30日",
    "channel": Channel.CALL,
}
SENDS = ("drop_before", "drop_after", "500", "429", "bad_json")
FAULTS = ("none", *(f"send {kind}" for kind in SENDS), "fetch drop_after", "ledger")


async def planned_recheck(chats: Chats) -> str:
    """A look back at a measure that is closed."""
    request, ended = chats.stage.app.request, (await chats.measure(ENDED))
    if ended.stage is not Stage.CLOSED:
        owner, leader = [await person_by_id(request, one) for one in (*ended.owners, *ended.leaders)]
        await report_progress(request, owner, [Report(measure=ended.id, words="已完成", intent=Intent.DONE)])
        for by in (leader, *[await chats.person(name) for name in (OFFICE, SECRETARY)]):
            with contextlib.suppress(Refusal):  # of these, those at whose step it is
                await agree(request, by, ended.id)
        assert (await chats.measure(ENDED)).stage is Stage.CLOSED
    async with request.store.open() as ledger:
        number = len(await ledger.rechecks.find(RECHECKS_OF, ended.id))
        id_, now = f"{ended.id}/r{number}", request.now()
        planned = Recheck(id=id_, unit="u1", measure=ended.id, due=START.date(), why="30", planned=now)
        await ledger.rechecks.put(planned)
    return id_


async def some_question(chats: Chats, chance: random.Random) -> tuple[str, Message]:
    """Somebody, and the message that asks a question of any kind."""
    if chance.random() < 0.2:
        return LEADER, await ask_return(chats)
    measure = (await chats.measure(OWN)).id
    async with chats.stage.app.request.look() as ledger:
        extensions = await ledger.extensions.find(EXTENSIONS_OPEN, "u1")
        instructions = await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")
    taps: list[tuple[str, Tap]] = [(OWNER, kind(measure)) for kind in (AskProgress, AskExtension, Stuck)]
    taps += [(OWNER, ShowCalendar("ext", measure, "")), (OFFICE, ShowCalendar("due", "0", ""))]
    taps += [(SECRETARY, Instruct(measure)), (OFFICE, Relapsed(await planned_recheck(chats)))]
    taps += [({Role.LEADER: LEADER}.get(one.step, OFFICE), RefuseExtension(one.id, one.step)) for one in extensions[:1]]
    taps += [(OWNER, AnswerInstruction(one.id)) for one in instructions[:1]]
    chance.shuffle(taps)
    for name, tap in taps:  # one that is not refused as things stand
        below, data = chats.phone(name).inbox[-1], await sealed(chats, name, tap)
        if asked := await chats.after(name, partial(Phone.press_data, message=below, data=data)):
            return name, asked[-1]
    raise AssertionError("nothing can be asked")


async def any_question(chats: Chats, chance: random.Random, kind: type[Question], number: int) -> str:
    """Somebody who was asked a question of a kind; what that is about may be gone, or theirs no more."""
    own, name = (await chats.measure(OWN)).id, chance.choice((OWNER, OFFICE, LEADER, SECRETARY, MATE))
    about = chance.choice((own, own, f"{own}/x1", "u1/A/9-9", "u1/A/2", "u1/m1", "u1/a1", ""))
    asked = kind(**{name: about if name == "about" else FACTS[name] for name in kind.__struct_fields__})
    request = scoped(replace(chats.stage.app.request, update=number), "u1")
    await put_question(request, await chats.person(name), asked)
    return name


def strike(chats: Chats, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one thing go wrong with the next text or its answer."""
    kind = fault.rpartition(" ")[2]
    if fault.startswith("send"):
        facts: dict[str, Any] = {"retry_after": 1} if kind == "429" else {}
        chats.stage.sandbox.faults.next("sendMessage", kind, **facts)
    elif fault.startswith("fetch"):
        chats.stage.sandbox.faults.next("getUpdates", kind)
    elif fault == "ledger":
        fail_once(monkeypatch, "handled")


async def tried(chats: Chats, chance: random.Random, fault: str) -> str:
    """Ask, let something go wrong, write something; what is not as it should be, "" where all is."""
    name, question = await some_question(chats, chance)
    words, quoting = chance.choice(TEXTS), chance.random() < 0.3
    return await answered(chats, name, words, fault, question if quoting else None)


async def answered(chats: Chats, name: str, words: str, fault: str, quoted: Message | None = None) -> str:
    """Let something go wrong, write something; what is not as it should be, "" where all is."""
    asked, _ = await state(chats, name)
    before, open_before = await entries(chats), await state(chats, name)
    with pytest.MonkeyPatch.context() as monkeypatch:
        strike(chats, fault, monkeypatch)
        known = {message.id for message in chats.phone(name).inbox}
        chats.phone(name).say(words, quoted)
        await chats.stage.settle()
        await chats.stage.pass_time(MINUTES)
    said = [message.text for message in chats.phone(name).inbox if message.id not in known]
    recorded, (_, stands) = await entries(chats) > before, await state(chats, name)
    case = f"{asked!r} {fault}: {words[:40]!r} quoting={quoted is not None} → {said}"
    if not said:
        return f"silence: {case}"
    was_open, is_open = open_before[1] is QuestionState.ASKED, stands is QuestionState.ASKED
    over = withdraws(words, declining=True) or any("已经办过" in text for text in said)
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


@pytest.mark.parametrize("seed", [14, *(pytest.param(seed, marks=pytest.mark.long) for seed in (15, 16, 17, 18))])
async def test_whatever_was_asked_an_answer_comes(tmp_path: Path, seed: int) -> None:
    """A question of every kind, also of what is there no more, any text, any one fault: nobody meets silence."""
    chance = random.Random(seed)  # noqa: S311 - texts of a test
    found = []
    async with open_chats(tmp_path, Policy(photos=0)) as chats:
        for n, kind in enumerate(QUESTIONS):
            name = await any_question(chats, chance, kind, 10_000_000 + n)
            found.append(await answered(chats, name, chance.choice(TEXTS), chance.choice(FAULTS)))
    assert [one for one in found if one.startswith(("silence", "claimed"))] == []
