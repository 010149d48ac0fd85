"""Nine people at random: roles, bindings, handovers, proofs and decisions in any order; what must hold, holds.

No measure is closed without as many independent people as its way has steps; no bound account moves unseen; and what
waits can be decided by thumb by somebody who is bound.
"""

import asyncio
import datetime as dt
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bot.domain.core.refusal import Refusal
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act
from bot.domain.plan.measure import WAITING
from bot.domain.replies.reply import Intent
from bot.domain.supervision.assignment import AssignmentKind
from bot.services.closing.steps import agree, return_measure
from bot.services.core.ledger import (
    CLOSINGS_OF_UNIT,
    JOURNAL_OF,
    MEASURES_OF_UNIT,
    PEOPLE_OF,
)
from bot.services.core.proposals import Proposed
from bot.services.core.transaction import open_transaction
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.history.verification import verify
from bot.services.pending.acts import WantedAct, do_act, show_act
from bot.services.pending.matters import matters
from bot.services.pending.proposals import decide, open_proposals
from bot.services.people.absence import record_absence
from bot.services.people.account import answer_claim, move_accounts
from bot.services.people.binding import GuessLimiter, bind, invite
from bot.services.people.staff import add_person, change_role, retire_person
from bot.services.plan.correction import Amendment, correct
from bot.services.progress.report import report_progress
from bot.services.settings.policy import set_policy
from bot.services.supervision.assignment import assign
from storage.opening import DocumentStore
from tests.services.acts import hand_over, unbind
from tests.services.people_waited_for import acts as asked_acts
from tests.services.people_waited_for import whatever_waits
from tests.services.scene import FIRST, SECOND, STANDING, Scene, done, open_scene, says

MEASURES = (FIRST, SECOND, STANDING)
STEPS = 200
MADE = {Verb.SUBMIT, Verb.REPORT, Verb.KEEP_EVIDENCE}
ROUTES = ("整改办", "责任领导、整改办", "责任领导、整改办、书记", "书记")


class Office:
    """An office of nine, and what they do."""

    def __init__(self, scene: Scene, luck: random.Random) -> None:
        self.scene = scene
        self.luck = luck
        self.accounts: dict[str, int | None] = {}
        self.fresh = 5000
        self.names: dict[str, str] = {}

    async def people(self) -> list[Person]:
        """Everybody, as the ledger has them."""
        async with self.scene.request.look() as ledger:
            return await ledger.people.find(PEOPLE_OF, "u1")

    async def somebody(self) -> Person:
        """One of those who are there."""
        return self.luck.choice([person for person in await self.people() if person.active])

    async def attempt(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do it; a refusal is an answer."""
        with suppress(Refusal):
            await act()

    async def step(self) -> None:
        """One thing that somebody does."""
        who, other, measure = await self.somebody(), await self.somebody(), self.luck.choice(MEASURES)
        request, luck = self.scene.request, self.luck
        photo = Upload(content=luck.randbytes(8), kind=EvidenceKind.PHOTO, name="a.jpg")
        acts: list[Callable[[], Awaitable[object]]] = [
            *([lambda: self.reports(measure)] * 5),
            *([self.agrees] * 8),
            lambda: report_progress(request, who, [done(measure)]),
            lambda: agree(request, who, measure),
            lambda: return_measure(request, who, measure, "缺照片"),
            lambda: keep_evidence(request, who, photo, measure),
            lambda: hand_over(request, who.name, other.name, by=luck.choice([who, other])),
            lambda: correct(request, who, measure, Amendment(owners=(other.id,)), "分工"),
            lambda: correct(request, who, measure, Amendment(leaders=(other.id,)), "分工"),
            lambda: change_role(request, who, other.id, luck.choice([*Role]), give=luck.random() < 0.6),
            lambda: retire_person(request, who, other.name),
            lambda: unbind(request, other.name, by=who),
            self.comes_and_goes,
            self.erases,
            self.erases,
            lambda: set_policy(request, "销号环节", luck.choice(ROUTES), scope=luck.choice(["", "3-1"]), by=who),
            lambda: self.opens_a_link(other),
            lambda: answer_claim(request, who, yes=luck.random() < 0.5),
            lambda: self.is_away(who, other),
            self.decides,
            self.decides,
            self.waits,
            lambda: self.asks_for_time(measure),
            lambda: self.asks_for_time(measure),
            lambda: self.lends(who, other, measure),
        ]
        await self.attempt(luck.choice([*acts, *asked_acts(self.scene, luck, who, other)]))

    async def reports(self, measure_id: str) -> None:
        """An owner of the measure says that it is done."""
        measure = await self.scene.measure(measure_id)
        by = await self.scene.person(self.luck.choice(measure.owners))
        await report_progress(self.scene.request, by, [done(measure_id)])

    async def asks_for_time(self, measure_id: str) -> None:
        """An owner of the measure asks for more time."""
        measure = await self.scene.measure(measure_id)
        by, day = await self.scene.person(self.luck.choice(measure.owners)), self.scene.at.date() + dt.timedelta(40)
        asked = says("连日下雨停工，申请延期", Intent.EXTEND, measure_id, asked=day)
        await report_progress(self.scene.request, by, [asked])

    async def lends(self, who: Person, to: Person, measure_id: str) -> None:
        """Somebody gives a share of the measure to another one."""
        async with open_transaction(self.scene.request, who) as tx:
            await assign(tx, AssignmentKind.SUPPORT, measure_id, "提供清单", to=(to.id,), about="财务股")

    async def agrees(self) -> None:
        """Somebody agrees to what waits for them."""
        people = [person for person in await self.people() if person.active and person.chat is not None]
        for person in self.luck.sample(people, len(people)):
            found = [one.id for one in await matters(self.scene.request, person) if one.id in MEASURES]
            if found:
                await agree(self.scene.request, person, self.luck.choice(found))
                return

    async def comes_and_goes(self) -> None:
        """A newcomer is added, binds a phone, is spoken of, and leaves again."""
        self.fresh += 1
        name = f"{self.luck.choice('蔺荀邬')}{self.luck.choice('望舒霁')}{'甲乙丙丁戊己庚辛壬癸'[self.fresh % 10]}"
        clerk = await self.somebody()
        await add_person(self.scene.request, clerk, name, f"第{self.fresh}股", "科员")
        newcomer = next(person for person in await self.people() if person.department == f"第{self.fresh}股")
        await self.opens_a_link(newcomer)
        owner = self.luck.choice((await self.scene.measure(FIRST)).owners)
        heard = says(f"完成10%，{newcomer.name}已到现场")
        by = await self.scene.person(owner)
        await self.attempt(lambda: report_progress(self.scene.request, by, [heard]))
        await retire_person(self.scene.request, clerk, newcomer.name)

    async def erases(self) -> None:
        """Somebody of the office asks for one who left to be erased, and the asker alone does not do it."""
        gone = [person for person in await self.people() if not person.active]
        if not gone:
            return
        people = [person for person in await self.people() if person.active]
        clerks = [person for person in people if person.holds(Role.OFFICE)]
        by, person = self.luck.choice(clerks), self.luck.choice(gone)
        shown = await show_act(self.scene.request, by, WantedAct(act=Act.ERASE, subjects=(person.id,)))
        asked = await do_act(self.scene.request, by, shown.matter)
        assert isinstance(asked, Proposed)
        assert (await self.scene.person(person.id)).name == person.name
        for second in people:
            with suppress(Refusal):
                await decide(self.scene.request, second, asked.proposal.id, agree=True)

    async def opens_a_link(self, person: Person) -> None:
        """A link of somebody is opened on a new phone."""
        (invited,) = await invite(self.scene.request, by=None, unit="u1", names=(person.name,))
        self.fresh += 1
        await bind(self.scene.request, invited.code, account=self.fresh, guard=GuessLimiter())

    async def is_away(self, who: Person, other: Person) -> None:
        """Somebody is away, and another one stands in."""
        today = self.scene.at.date()
        await record_absence(self.scene.request, who.name, today, today + dt.timedelta(2), other.name, by=who)

    async def decides(self) -> None:
        """Somebody confirms or refuses what waits for a second key."""
        waiting = await open_proposals(self.scene.request, "u1")
        if waiting:
            by = await self.somebody()
            await decide(self.scene.request, by, self.luck.choice(waiting).id, agree=self.luck.random() < 0.8)

    async def waits(self) -> None:
        """Hours go by."""
        self.scene.pass_by(hours=self.luck.choice([1, 5, 13, 26]))
        await move_accounts(self.scene.request, "u1")

    async def look(self) -> None:
        """Whether all that must hold does."""
        people = await self.people()
        await self.accounts_moved_seen(people)
        bound = [person for person in people if person.reachable]
        assert any(person.holds(Role.OFFICE) for person in bound), "the last of the office is there and bound"
        assert any(person.active and person.holds(Role.SECRETARY) for person in people)
        waiting = await self.waiting()
        found = {one.id for person in bound for one in await matters(self.scene.request, person) if one.acts}
        assert waiting <= found, ("nobody can decide", waiting - found)
        await self.closings_had_their_people()
        await self.erased_are_nowhere(people)

    async def erased_are_nowhere(self, people: list[Person]) -> None:
        """Whoever is a pseudonym has no name in any record or entry, and the history holds."""
        self.names = {person.id: person.name for person in people} | self.names
        erased = [person for person in people if person.name != self.names[person.id] and not person.active]
        if not erased or self.luck.random() < 0.8:
            return
        documents = [document async for _, _, document in cast("DocumentStore", self.scene.store).documents()]
        for person in erased:
            assert not [one for one in documents if self.names[person.id].encode() in one], person
        assert all(proof.holds for proof in await verify(self.scene.request))

    async def waiting(self) -> set[str]:
        """Ids of what waits for a decision."""
        async with self.scene.request.look() as ledger:
            measures = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
            found = await whatever_waits(ledger, self.scene.at.date())
        proposals = await open_proposals(self.scene.request, "u1")
        return found | {one.id for one in measures if one.stage in WAITING} | {one.id for one in proposals}

    async def accounts_moved_seen(self, people: list[Person]) -> None:
        """A bound account became another only after it was claimed, which its phone, office and secretary were told."""
        for person in people:
            before = self.accounts.get(person.id)
            if before is not None and person.chat is not None and person.chat != before:
                async with self.scene.request.look() as ledger:
                    verbs = [entry.verb for entry in await ledger.journal.find(JOURNAL_OF, person.id)]
                assert Verb.CLAIM in verbs or Verb.UNBIND in verbs, person
            self.accounts[person.id] = person.chat

    async def closings_had_their_people(self) -> None:
        """Every closing has a person of its own for each step that its slip does not name as left out, and no maker."""
        async with self.scene.request.look() as ledger:
            closings = await ledger.closings.find(CLOSINGS_OF_UNIT, "u1")
            for closing in closings:
                if await ledger.measures.get(closing.subject) is None:
                    continue
                entries = await ledger.journal.find(JOURNAL_OF, closing.subject)
                taken = [one for one in closing.steps if one.verb in {Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING}]
                left_out = {one.role for one in closing.steps if one.role}
                assert len({one.by for one in taken}) == len(taken), closing
                assert len(taken) + len(left_out) >= len((Role.LEADER, Role.OFFICE, Role.SECRETARY)), closing
                for one in taken:
                    before = [entry for entry in entries if entry.number < one.entry]
                    owned = {who for e in before for told in (e.before, e.after) for who in told.get("owners", ())}
                    spoke = {e.by for e in before if e.verb in MADE}
                    assert one.by not in owned | spoke, (closing, one)


async def live(folder: Path, seed: int) -> None:
    """One office for so many steps."""
    async with open_scene(folder) as scene:
        luck = random.Random(seed)  # noqa: S311 - chance, no secret
        async with scene.store.open() as ledger:
            ninth = Person(id="u1/p9", unit="u1", name="符岑", post="副局长", roles=(Role.LEADER,), chat=109)
            await ledger.people.put(ninth)
            measure = await ledger.measures.get(SECOND)
            assert measure
            await ledger.measures.put(replace(measure, leaders=("u1/p1", "u1/p9")))
        office = Office(scene, luck)
        for _ in range(STEPS):
            await office.step()
            await office.look()
        assert all(proof.holds for proof in await verify(scene.request))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_nine_people_do_the_promises_hold(tmp_path: Path, seed: int) -> None:
    """Roles, links, handovers, absences, proofs and decisions in any order."""
    asyncio.run(live(tmp_path, seed))
