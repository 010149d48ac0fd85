"""What an office asks of its people beside closings, at random, and what of it waits: for the nine people."""

import datetime as dt
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import PurePosixPath

from bot.domain.core.colour import Colour
from bot.domain.dependencies.dependency import End, Side
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.plan.plan import Finding
from bot.domain.reporting.release import Release, Released, ReleaseState
from bot.domain.supervision.assignment import AssignmentKind, Outcome
from bot.services.core.draft_content import HandoverRecord, OtherSide, draft_of
from bot.services.core.ledger import (
    ASSIGNMENTS_OPEN,
    DEPENDENCIES_OPEN,
    DRAFTS_OF,
    EXTENSIONS_OPEN,
    INSTRUCTIONS_OPEN,
    INSTRUCTIONS_WAITING,
    LETTERS_FOLLOWED,
    LETTERS_OF_UNIT,
    MEASURES_OF_UNIT,
    NO_NUMBER,
    RECHECKS_DUE,
    RELEASES_OF,
    Ledger,
)
from bot.services.core.transaction import open_transaction
from bot.services.dependencies import record as waits
from bot.services.rechecks.answer import answer_recheck
from bot.services.supervision import assignment, instruction, letter
from tests.services.scene import FIRST, SECOND, STANDING, Scene

MEASURES = (FIRST, SECOND, STANDING)
EMPTY = Finding(id="u1/A/4", unit="u1", plan="u1/A", number="4", text="台账不全", task="补齐台账")
Act = Callable[[], Awaitable[object]]


def acts(scene: Scene, luck: random.Random, who: Person, other: Person) -> list[Act]:
    """What `who` may do of it, to or with `other`; most of it is refused to most."""
    measure = luck.choice(MEASURES)
    return [
        *([lambda: instruction.instruct(scene.request, who, measure, f"抓紧办，{scene.updates}")] * 3),
        *([lambda: _demands(scene, who, other, measure)] * 3),
        *([lambda: _gives(scene, luck, who, other)] * 3),
        *([lambda: _waits(scene, luck, who, other, measure)] * 3),
        *([lambda: letter.draft_letter(scene.request, who, Colour.RED, (measure,), f"请报{scene.updates}")] * 3),
        *([lambda: _answers(scene, luck, who)] * 3),
        lambda: _asks_to_release(scene, who),
        lambda: _blocks(scene, other),
    ]


async def _demands(scene: Scene, who: Person, other: Person, measure: str) -> object:
    async with open_transaction(scene.request, who) as tx:
        due = scene.at.date() + dt.timedelta(9)
        wanted = instruction.Demand(words="补上台账", to=(other.id,), due=due, source="u1/m1", origin="党组会议定")
        return await instruction.demand(tx, measure, wanted)


async def _gives(scene: Scene, luck: random.Random, who: Person, other: Person) -> object:
    kind, subject = luck.choice((AssignmentKind.VOICE, AssignmentKind.CHECK)), luck.choice((EMPTY.id, "u1/A/3"))
    async with open_transaction(scene.request, who) as tx:
        await tx.ledger.findings.put(EMPTY)
        return await assignment.assign(tx, kind, subject, f"查一查{scene.updates}", to=(other.id,))


async def _waits(scene: Scene, luck: random.Random, who: Person, other: Person, measure: str) -> object:
    department = other.department or "财务股"
    sides = (
        OtherSide(side=Side.PERSON, other=other.id, name=other.name),
        OtherSide(side=Side.DEPARTMENT, other=department, name=department),
        OtherSide(side=Side.MEASURE, other=SECOND, name="3-2"),
    )
    return await waits.begin(scene.request, who, measure, luck.choice(sides), "提供清单")


async def _answers(scene: Scene, luck: random.Random, who: Person) -> None:
    """Answer, sign, issue or settle something of what waits."""
    async with scene.request.look() as ledger:
        found = sorted(await whatever_waits(ledger, scene.at.date()))
    request, words = scene.request, "已办"
    id_ = luck.choice(found) if found else ""
    match _kind(id_):
        case "i":
            settled = luck.random() < 0.5
            await instruction.settle_instruction(request, who, id_, reason=words, settled=settled)
        case "a":
            await assignment.answer_assignment(request, who, id_, words, Outcome.ANSWERED)
        case "l":
            does = luck.choice((letter.issue_letter, letter.sign_letter, letter.drop_letter))
            await does(request, who, id_)
        case "w" | "d":
            await waits.end(request, who, id_, luck.choice((End.FULFILLED, End.LIFTED)), words)
        case "r":
            await answer_recheck(request, who, id_, holds=luck.random() < 0.8, words=words)


async def _asks_to_release(scene: Scene, who: Person) -> None:
    if who.holds(Role.OFFICE):
        paper = Release(
            id="u1/r1",
            unit="u1",
            plan="u1/A",
            kind=next(iter(Released)),
            year=2026,
            number=1,
            by=who.id,
            at=scene.at,
            text=("一、整改情况",),
            state=ReleaseState.ASKED,
            asked_by=who.id,
            asked_at=scene.at,
        )
        async with scene.store.open() as ledger:
            await ledger.releases.put(paper)


async def _blocks(scene: Scene, other: Person) -> None:
    """Somebody stops the bot, or lets it write again; the office does not, of whom one is always there."""
    if not other.holds(Role.OFFICE):
        async with scene.store.open() as ledger:
            await ledger.people.put(replace(other, blocked=not other.blocked))


def _kind(id_: str) -> str:
    return PurePosixPath(id_).name[:1] if id_ else ""


async def whatever_waits(ledger: Ledger, today: dt.date) -> set[str]:
    """Ids of all that waits for somebody to answer, sign, settle, decide or look."""
    measures = {one.id: one for one in await ledger.measures.find(MEASURES_OF_UNIT, "u1")}
    going = {one.id for one in measures.values() if not one.is_ended}
    open_ = {one.id for one in measures.values() if one.is_open}
    letters = [
        *await ledger.letters.find(LETTERS_FOLLOWED, "u1"),
        *await ledger.letters.find(LETTERS_OF_UNIT, "u1", Colour.RED, NO_NUMBER),
    ]
    looks = await ledger.rechecks.find(RECHECKS_DUE, "u1", until=(today + dt.timedelta(1)).isoformat())
    given = await ledger.assignments.find(ASSIGNMENTS_OPEN, "u1")
    lists = await ledger.drafts.find(DRAFTS_OF, "u1", HandoverRecord.kind)
    return {
        *(one.id for one in lists if len(draft_of(one, HandoverRecord).signed) < 3),
        *(one.id for one in await ledger.extensions.find(EXTENSIONS_OPEN, "u1") if one.measure in open_),
        *(one.id for one in given if one.kind is not AssignmentKind.SUPPORT or one.subject in going),
        *(one.id for one in await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")),
        *(one.id for one in await ledger.instructions.find(INSTRUCTIONS_WAITING, "u1")),
        *(one.id for one in letters if one.answered_at is None and one.state != "dropped" and going & {*one.measures}),
        *(one.id for one in await ledger.dependencies.find(DEPENDENCIES_OPEN, "u1")),
        *(one.id for one in looks if measures[one.measure].stage is Stage.CLOSED),
        *(one.id for one in await ledger.releases.find(RELEASES_OF, "u1") if one.state is ReleaseState.ASKED),
    }
