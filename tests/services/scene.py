"""A small office with one finding, for tests of what its people do to each other's measures."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.domain.closing.closing_slip import ClosingSlip
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.journal import Entry, breaks
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.progress.progress import Report
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.wording import load_wording
from bot.scheduling.slots import CronSlots
from bot.services.closing.slip import slip_of
from bot.services.core.ledger import CLOSINGS_OF_UNIT, JOURNAL_OF_UNIT, Store
from bot.services.core.proposals import Proposed
from bot.services.core.request import RequestContext
from bot.services.core.runtime import Runtime
from bot.services.core.transaction import Transaction, unit_of
from bot.services.history.verification import verify
from bot.services.outbox.composers import COMPOSERS
from bot.services.pending.proposals import decide
from storage.blob_store import FileBlobStore
from storage.opening import open_store
from tests.support.outbox import messages_to

START = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)  # Monday, ten o'clock in Shanghai
FIRST, SECOND, STANDING = "u1/A/3-1", "u1/A/3-2", "u1/A/3-3"

SECRETARY = Person(id="u1/p1", unit="u1", name="郭岱", post="党组书记", roles=(Role.SECRETARY,), rank=1, chat=101)
LEADER = Person(id="u1/p2", unit="u1", name="段汀", post="副局长", roles=(Role.LEADER,), rank=2, chat=102)
OFFICE = Person(
    id="u1/p3", unit="u1", name="柏榆", post="整改办主任", department="办公室", roles=(Role.OFFICE,), chat=103
)
CLERK = Person(
    id="u1/p4", unit="u1", name="冉禾", post="整改办干事", department="办公室", roles=(Role.OFFICE,), chat=104
)
OWNER = Person(id="u1/p5", unit="u1", name="祁川", post="经办人", department="河道股", roles=(Role.OWNER,), chat=105)
MATE = Person(id="u1/p6", unit="u1", name="翁苇", post="经办人", department="河道股", roles=(Role.OWNER,), chat=106)
SUPPORT = Person(id="u1/p7", unit="u1", name="蓝汐", post="科员", department="财务股", roles=(Role.SUPPORT,), chat=107)
OBSERVER = Person(id="u1/p8", unit="u1", name="詹岫", post="纪检组", roles=(Role.OBSERVER,), chat=108)
PEOPLE = (SECRETARY, LEADER, OFFICE, CLERK, OWNER, MATE, SUPPORT, OBSERVER)


def by_date(day: dt.date) -> Deadline:
    """A deadline on a day."""
    return Deadline(DeadlineKind.BY_DATE, f"{day.month}月底前", day, day)


def measure(id_: str, **facts: Any) -> Measure:
    """A measure of the finding, owned by 祁川 and led by 段汀."""
    base = Measure(
        id=id_,
        unit="u1",
        plan="u1/A",
        finding="u1/A/3",
        number=id_.rpartition("/")[2],
        text="清理河道堆放的废料，逐段核对并拍照留存",
        leaders=(LEADER.id,),
        departments=("河道股",),
        owners=(OWNER.id,),
        deadline=by_date(dt.date(2026, 4, 30)),
    )
    return replace(base, **facts)


@dataclass
class Scene:
    """The office, its request and its clock."""

    store: Store
    folder: Path
    at: dt.datetime = START
    updates: int = 0
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def request(self) -> RequestContext:
        """The request as the next update finds it."""
        self.updates += 1
        blobs = FileBlobStore(self.folder / "evidence")
        return RequestContext(
            store=self.store,
            clock=lambda: self.at,
            calendar=WorkCalendar(),
            wording=load_wording(),
            runtime=Runtime(slots=CronSlots()),
            blobs=blobs,
            update=self.updates,
        )

    async def confirmed(self, done: object) -> None:
        """What waits for a second key is confirmed by the secretary."""
        assert isinstance(done, Proposed)
        await decide(self.request, SECRETARY, done.proposal.id, agree=True)

    def pass_by(self, **time: float) -> None:
        """Let time pass, as in days=3."""
        self.at += dt.timedelta(**time)

    async def person(self, id_: str) -> Person:
        """The person as the ledger knows them."""
        async with self.request.look() as ledger:
            found = await ledger.people.get(id_)
        assert found
        return found

    async def measure(self, id_: str = FIRST) -> Measure:
        """The measure as the ledger knows it."""
        async with self.request.look() as ledger:
            found = await ledger.measures.get(id_)
        assert found
        return found

    async def change(self, id_: str, **facts: Any) -> Measure:
        """Make a measure what a test needs it to be."""
        async with self.store.open() as ledger:
            old = await ledger.measures.get(id_)
            assert old
            new = replace(old, **facts)
            await ledger.measures.put(new)
        return new

    async def change_person(self, person: Person, **facts: Any) -> Person:
        """Make a person what a test needs them to be."""
        new = replace(person, **facts)
        async with self.store.open() as ledger:
            await ledger.people.put(new)
        return new

    async def set(self, **policy: Any) -> None:
        """Change the unit's policy."""
        async with self.store.open() as ledger:
            unit = await ledger.units.get("u1")
            assert unit
            await ledger.units.put(replace(unit, policy=unit.policy.but(policy)))

    async def journal(self) -> list[Entry]:
        """All entries of the unit."""
        async with self.request.look() as ledger:
            return await ledger.journal.find(JOURNAL_OF_UNIT, "u1")

    async def verbs(self) -> list[str]:
        """What was done, in order."""
        return [entry.verb for entry in await self.journal()]

    async def messages(self, to: Person, kind: str = "") -> list[Message]:
        """What is written to a person, of one kind or all."""
        async with self.request.look() as ledger:
            found = await messages_to(ledger, to.id)
        return [message for message in found if not kind or message.kind == kind]

    async def daily(self, to: Person) -> MessageBody | None:
        """The person's message of the day, as it would be drawn up now."""
        found = await self.messages(to, "reminders")
        async with self.request.look() as ledger:
            return await COMPOSERS["reminders"](self.request, ledger, found[-1], to) if found else None

    async def told(self, to: Person) -> list[str]:
        """The sentences of the catalogue with which a person is told something."""
        return [message.facts["key"] for message in await self.messages(to, "notice")]

    async def slips(self, subject: str = "") -> list[ClosingSlip]:
        """The closing slips of a measure or finding, or of all, in the order of their numbers."""
        async with self.request.look() as ledger:
            unit = await unit_of(ledger, "u1")
            found = await ledger.closings.find(CLOSINGS_OF_UNIT, "u1")
            tx = Transaction(self.request, ledger, unit)
            return [await slip_of(tx, one) for one in found if subject in {"", one.subject}]

    async def proves_itself(self) -> bool:
        """True where both chains are unbroken, and every record is what its changes make of it."""
        return all(found.holds for found in await verify(self.request))

    async def chain_holds(self) -> bool:
        """True where the journal's chain is unbroken."""
        async with self.request.look() as ledger:
            head = await ledger.heads.get("u1")
        return not list(breaks(await self.journal(), head))


@asynccontextmanager
async def open_scene(folder: Path, policy: Policy | None = None, address: str = "") -> AsyncIterator[Scene]:
    """The office on a fresh ledger: a file in the folder, or what is at the address."""
    store = await open_store(address or folder / "ledger.json")
    async with store.open() as ledger:
        await ledger.units.put(Unit(id="u1", name="青梁县水务局", policy=policy or Policy()))
        await ledger.plans.put(Plan(id="u1/A", unit="u1", letter="A", title="巡察整改", feedback=dt.date(2026, 1, 5)))
        await ledger.findings.put(
            Finding(id="u1/A/3", unit="u1", plan="u1/A", number="3", text="河道管护不到位", task="把河道管起来")
        )
        for person in PEOPLE:
            await ledger.people.put(person)
        await ledger.measures.put(measure(FIRST))
        await ledger.measures.put(measure(SECOND, owners=(MATE.id,)))
        await ledger.measures.put(measure(STANDING, deadline=Deadline(DeadlineKind.STANDING, "长期坚持")))
    scene = Scene(store, folder, people={p.id: p for p in PEOPLE})
    try:
        yield scene
    finally:
        await store.close()


def says(words: str, intent: Intent = Intent.PROGRESS, measure_id: str = FIRST, **facts: Any) -> Report:
    """Something said of a measure."""
    return Report(measure=measure_id, words=words, intent=intent, **facts)


def done(measure_id: str = FIRST) -> Report:
    """That a measure is done."""
    return says("已全部完成", Intent.DONE, measure_id)
