"""Several people act at random, the wrong ones too: whatever they try, the ledger stays right."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.domain.core.colour import Colour
from bot.domain.core.refusal import Refusal
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.person import Absence, Person, Role
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import Dates
from bot.domain.status.standing import standing
from bot.domain.status.tally import is_settled, tally
from bot.services.closing.steps import agree, return_measure
from bot.services.core.ledger import (
    CLOSINGS_OF_UNIT,
    EVIDENCE_OF,
    EXTENSIONS_OF,
    LETTERS_OF_UNIT,
    MEASURES_OF_FINDING,
    PROGRESS_OF,
    RECHECKS_OF,
)
from bot.services.evidence.undo import undo_evidence
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.extensions.steps import answer_extension
from bot.services.plan.correction import Amendment, correct
from bot.services.progress.report import report_progress
from bot.services.progress.undo import undo
from bot.services.rechecks.answer import answer_recheck
from bot.services.supervision.instruction import answer_instruction, instruct
from bot.services.supervision.letter import draft_letter, issue_letter, sign_letter
from tests.services.acts import cancel_measure, make_standing, merge_measures, reopen_measure, split_measure
from tests.services.scene import FIRST, PEOPLE, SECOND, STANDING, Scene, open_scene, says

WHO = st.sampled_from([person.id for person in PEOPLE])
WHICH = st.sampled_from([FIRST, SECOND, STANDING])
HEARD = st.sampled_from([Intent.PROGRESS, Intent.DONE, Intent.DONE, Intent.BLOCKED, Intent.EXTEND, Intent.NOTE])

FORWARD = {
    Stage.NOT_STARTED: {Stage.UNDER_WAY, *WAITING, Stage.STANDING, Stage.CANCELLED},
    Stage.UNDER_WAY: {Stage.NOT_STARTED, *WAITING, Stage.STANDING, Stage.CANCELLED},
    Stage.REVIEW: {Stage.VERIFY, Stage.DECIDE, Stage.UNDER_WAY, Stage.NOT_STARTED, Stage.CANCELLED},
    Stage.VERIFY: {Stage.DECIDE, Stage.CLOSED, Stage.STANDING, Stage.UNDER_WAY, Stage.NOT_STARTED, Stage.CANCELLED},
    Stage.DECIDE: {Stage.CLOSED, Stage.STANDING, Stage.UNDER_WAY, Stage.NOT_STARTED, Stage.CANCELLED},
    Stage.CLOSED: {Stage.UNDER_WAY},
    Stage.STANDING: {Stage.UNDER_WAY},
    Stage.CANCELLED: {Stage.UNDER_WAY},
}
DECIDING = {Verb.AGREE, Verb.CLOSE}


class Office(RuleBasedStateMachine):
    """People of a small office, each of whom tries everything on every measure."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.opening = open_scene(self.folder)
        self.scene: Scene = self.run(self.opening.__aenter__())
        self.firsts: dict[str, dt.date | None] = {}
        self.checked = 0
        self.hands: dict[str, set[str]] = {}
        self.run(self.give_second_roles())

    def run(self, work: Awaitable[Any]) -> Any:
        """Wait for something to be done."""

        async def wait() -> Any:
            return await work

        return self.runner.run(wait())

    async def give_second_roles(self) -> None:
        """The office's head owns a measure and the leader is of the office too."""
        await self.scene.change(SECOND, owners=("u1/p3", "u1/p6"))
        leader = await self.scene.person("u1/p2")
        await self.scene.change_person(leader, roles=(Role.LEADER, Role.OFFICE))

    def attempt(self, who: str, work: Callable[[Person], Awaitable[Any]]) -> None:
        """Let a person try; a refusal must have changed nothing."""

        async def go() -> None:
            before = await self.scene.journal()
            try:
                await work(await self.scene.person(who))
            except Refusal:
                assert await self.scene.journal() == before

        self.scene.pass_by(minutes=3)
        self.run(go())

    @rule(who=WHO, which=WHICH, intent=HEARD, percent=st.sampled_from([None, 40, 90]))
    def reports(self, who: str, which: str, intent: Intent, percent: int | None) -> None:
        """Somebody reports."""
        asked = dt.date(2026, 9, 1) if intent is Intent.EXTEND else None
        said = says("进展如此", intent, which, percent=percent, asked=asked)
        self.attempt(who, lambda by: report_progress(self.scene.request, by, [said]))

    @rule(who=WHO, which=WHICH)
    def takes_back(self, who: str, which: str) -> None:
        """Somebody takes the last word back."""

        async def go(by: Person) -> None:
            async with self.scene.request.look() as ledger:
                said = await ledger.progress.find(PROGRESS_OF, which, latest=True, limit=1)
            if said:
                await undo(self.scene.request, by, said[0].id)

        self.attempt(who, go)

    @rule(who=WHO, which=WHICH)
    def agrees(self, who: str, which: str) -> None:
        """Somebody agrees to a closing."""
        self.attempt(who, lambda by: agree(self.scene.request, by, which))

    @rule(which=WHICH, order=st.permutations([person.id for person in PEOPLE]), rounds=st.integers(1, 3))
    def goes_its_way(self, which: str, order: list[str], rounds: int) -> None:
        """An owner says that it is done, and everybody presses 通过 in some order, so that closings are not rare."""
        owners = self.run(self.scene.measure(which)).owners
        self.reports(owners[0], which, Intent.DONE, None)
        for who in order * rounds:
            self.agrees(who, which)

    @rule(which=WHICH)
    def is_opened_again(self, which: str) -> None:
        """The office reopens what ended, so that second rounds are not rare."""
        self.moves("u1/p4", which, "reopen")

    @rule(which=WHICH, data=st.data())
    def is_looked_at_or_taken_back(self, which: str, data: st.DataObject) -> None:
        """An owner reports and takes it back, or a closed measure is looked at by the office."""
        owners = self.run(self.scene.measure(which)).owners
        if data.draw(st.booleans()):
            self.reports(owners[0], which, Intent.DONE, None)
            self.takes_back(owners[0], which)
        else:
            self.looks_back("u1/p4", which, data.draw(st.booleans()))

    @rule(who=WHO, which=WHICH, verb=st.sampled_from(["back", "reopen", "standing", "cancel"]))
    def moves(self, who: str, which: str, verb: str) -> None:
        """Somebody sends back, reopens, turns standing or cancels."""
        work: dict[str, Callable[..., Awaitable[object]]] = {
            "back": return_measure,
            "reopen": reopen_measure,
            "standing": make_standing,
            "cancel": cancel_measure,
        }
        self.attempt(who, lambda by: work[verb](self.scene.request, by, which, "理由"))

    @rule(who=WHO, which=WHICH, other=WHICH, owner=WHO, verb=st.sampled_from(["owner", "date", "split", "merge"]))
    def corrects(self, who: str, which: str, other: str, owner: str, verb: str) -> None:
        """Somebody corrects."""
        request = self.scene.request
        match verb:
            case "owner":
                self.attempt(who, lambda by: correct(request, by, which, Amendment(owners=(owner,)), "调整"))
            case "date":
                self.attempt(who, lambda by: correct(request, by, which, Amendment(due=dt.date(2026, 8, 1)), "调整"))
            case "split":
                self.attempt(who, lambda by: split_measure(request, by, which, text="甲", rest="乙", reason="两件事"))
            case _:
                self.attempt(who, lambda by: merge_measures(request, by, which, other, "同一件事"))

    @rule(who=WHO, which=WHICH, agrees=st.booleans())
    def answers_request(self, who: str, which: str, agrees: bool) -> None:  # noqa: FBT001 - hypothesis names it
        """Somebody answers the last request for more time."""

        async def go(by: Person) -> None:
            async with self.scene.request.look() as ledger:
                requests = await ledger.extensions.find(EXTENSIONS_OF, which, latest=True, limit=1)
            if requests:
                await answer_extension(self.scene.request, by, requests[0].id, agree=agrees)

        self.attempt(who, go)

    @rule(who=WHO, which=WHICH, holds=st.booleans())
    def looks_back(self, who: str, which: str, holds: bool) -> None:  # noqa: FBT001 - hypothesis names it
        """Somebody looks back."""

        async def go(by: Person) -> None:
            async with self.scene.request.look() as ledger:
                rechecks = await ledger.rechecks.find(RECHECKS_OF, which, latest=True, limit=1)
            if rechecks:
                await answer_recheck(self.scene.request, by, rechecks[0].id, holds=holds, words="有反弹")

        self.attempt(who, go)

    @rule(who=WHO, which=WHICH, content=st.binary(min_size=1, max_size=2))
    def proves(self, who: str, which: str, content: bytes) -> None:
        """Somebody sends a proof."""
        self.attempt(
            who,
            lambda by: keep_evidence(self.scene.request, by, Upload(content=content, kind=EvidenceKind.PHOTO), which),
        )

    @rule(who=WHO, which=WHICH)
    def withdraws_proof(self, who: str, which: str) -> None:
        """Somebody withdraws the last proof."""

        async def go(by: Person) -> None:
            async with self.scene.request.look() as ledger:
                kept = await ledger.evidence.find(EVIDENCE_OF, which, latest=True, limit=1)
            if kept:
                await undo_evidence(self.scene.request, by, kept[0].id)

        self.attempt(who, go)

    @rule(who=WHO, issuer=WHO, which=WHICH, signer=WHO)
    def writes_letter(self, who: str, issuer: str, which: str, signer: str) -> None:
        """Somebody drafts, somebody issues, somebody signs."""

        async def last() -> str:
            async with self.scene.request.look() as ledger:
                letters = await ledger.letters.find(LETTERS_OF_UNIT, "u1")
            return letters[0].id if letters else ""

        async def issue(by: Person) -> None:
            await issue_letter(self.scene.request, by, await last())

        async def sign(by: Person) -> None:
            await sign_letter(self.scene.request, by, await last())

        self.attempt(who, lambda by: draft_letter(self.scene.request, by, Colour.RED, [which]))
        self.attempt(issuer, issue)
        self.attempt(signer, sign)

    @rule(who=WHO, other=WHO, which=WHICH)
    def instructs(self, who: str, other: str, which: str) -> None:
        """Somebody gives an instruction, somebody answers it."""
        self.attempt(who, lambda by: instruct(self.scene.request, by, which, "抓紧"))
        self.attempt(other, lambda by: answer_instruction(self.scene.request, by, f"{which}/i1", "已办"))

    @rule(who=WHO, delegate=WHO, days=st.integers(0, 3))
    def goes_away(self, who: str, delegate: str, days: int) -> None:
        """Somebody is away for some days, and somebody stands in."""

        async def go() -> None:
            person = await self.scene.person(who)
            today = self.scene.at.date()
            absence = Absence(today, today + dt.timedelta(days), delegate)
            await self.scene.change_person(person, absences=(absence,))

        self.run(go())

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        """Time passes."""
        self.scene.pass_by(days=days)

    @invariant()
    def chain_holds(self) -> None:
        """The journal's chain verifies, always."""
        assert self.run(self.scene.proves_itself())

    @invariant()
    def no_forbidden_transition(self) -> None:
        """Stages change along the figure only, and only closings by the last agreement close."""

        async def look() -> None:
            for entry in (await self.scene.journal())[self.checked :]:
                self.checked = entry.number
                was, became = entry.before.get("stage"), entry.after.get("stage")
                if was and became:
                    assert Stage(became) in FORWARD[Stage(was)], (entry.verb, was, became)
                if became == Stage.CLOSED:
                    assert entry.verb == Verb.CLOSE
                self.note_hands(entry)
                if entry.verb in DECIDING:
                    assert entry.by not in self.hands.get(entry.subject, set()), (entry.verb, entry.by)

        self.run(look())

    def note_hands(self, entry: Entry) -> None:
        """Remember whoever reported on a measure, whatever happens to it; a word that was taken back is none."""
        hands = self.hands.setdefault(entry.subject, set())
        if entry.verb == Verb.UNDO and "reporters" in entry.after:
            hands.clear()
        hands.update(entry.after.get("reporters", ()))

    @invariant()
    def counts_add_up(self) -> None:
        """Each measure is counted once; a finding is closed exactly when its measures are."""

        async def look() -> tuple[list[Measure], Any, Any]:
            async with self.scene.request.look() as ledger:
                return (
                    await ledger.measures.find(MEASURES_OF_FINDING, "u1/A/3"),
                    await ledger.closings.find(CLOSINGS_OF_UNIT, "u1"),
                    await ledger.letters.find(LETTERS_OF_UNIT, "u1"),
                )

        measures, closings, letters = self.run(look())
        today = self.scene.at.date()
        policy, calendar = Policy(), self.scene.request.calendar
        counted = tally(measures, (), {one.id: standing(one, Dates(), policy, calendar, today) for one in measures})
        assert sum(counted.count(part) for part in Part) == len(measures)
        settled = is_settled({measure.stage for measure in measures})
        assert settled is any(one.subject == "u1/A/3" and one.reopened is None for one in closings)
        for series in (closings, [letter for letter in letters if letter.number]):
            for year in {one.year for one in series}:
                numbers = [one.number for one in series if one.year == year]
                assert numbers == list(range(1, len(numbers) + 1))
        for measure in measures:
            live = [one for one in closings if one.subject == measure.id and one.reopened is None]
            assert bool(live) is (measure.stage is Stage.CLOSED) or measure.stage is Stage.STANDING
            first = self.firsts.setdefault(measure.id, measure.deadline.first) or measure.deadline.first
            assert measure.deadline.first == first
            self.firsts[measure.id] = first

    def teardown(self) -> None:
        """Close the ledger."""
        self.run(self.opening.__aexit__(None, None, None))
        self.runner.close()
        shutil.rmtree(self.folder)


Office.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestOffice = Office.TestCase
