"""A transaction: one person of one unit, or a job, with the ledger open for one unit of work."""

import datetime as dt
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.core.refusal import NotAllowed, NotFound
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.supervision.letter import Counter
from bot.domain.units.unit import Unit
from bot.services.core.ledger import PEOPLE_HOLDING, Ledger
from bot.services.core.request import CLOCK, RequestContext, difference, enter


@dataclass(frozen=True)
class Transaction:
    """Who asks, in which unit, with the ledger open; nobody asks where the clock does."""

    request: RequestContext
    ledger: Ledger
    unit: Unit
    person: Person | None = None

    @property
    def now(self) -> dt.datetime:
        """The time, in UTC."""
        return self.request.now()

    @property
    def today(self) -> dt.date:
        """The day in the unit's zone."""
        return self.request.today(self.unit)

    @property
    def by(self) -> Person:
        """The person; raises NotAllowed where it is the clock."""
        if self.person is None:
            raise NotAllowed
        return self.person

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day of a moment in the unit's zone."""
        return self.unit.day_of(moment)


@asynccontextmanager
async def open_transaction(request: RequestContext, by: Person) -> AsyncIterator[Transaction]:
    """Open the ledger to change it, with the person as the ledger knows them now; raises NotAllowed or NotFound."""
    async with request.open() as ledger:
        person = await ledger.people.get(by.id)
        if person is None or not person.active:
            raise NotAllowed
        yield await transaction_for(request, ledger, person)


@asynccontextmanager
async def open_reading(request: RequestContext, by: Person) -> AsyncIterator[Transaction]:
    """Look at the ledger as the person, without holding it; nothing may be written. Raises NotFound."""
    async with request.look() as ledger:
        yield await transaction_for(request, ledger, by)


@asynccontextmanager
async def open_clock_transaction(request: RequestContext, unit: str) -> AsyncIterator[Transaction]:
    """Open the ledger for what time causes in a unit; raises NotFound."""
    async with request.open() as ledger:
        yield Transaction(request, ledger, await unit_of(ledger, unit))


async def transaction_for(request: RequestContext, ledger: Ledger, person: Person) -> Transaction:
    """A transaction of the person in a ledger that is open already; raises NotFound."""
    return Transaction(request, ledger, await unit_of(ledger, person.unit), person)


async def unit_of(ledger: Ledger, unit_id: str) -> Unit:
    """The unit; raises NotFound."""
    unit = await ledger.units.get(unit_id)
    if unit is None:
        raise NotFound(what=unit_id)
    return unit


async def people(ledger: Ledger, ids: Iterable[str]) -> list[Person]:
    """The active ones of the people, each once."""
    return [person for person in await ledger.people.get_many(ids) if person.active]


async def holders(ledger: Ledger, unit: str, role: Role) -> list[Person]:
    """The active people of a role."""
    return [person for person in await ledger.people.find(PEOPLE_HOLDING, unit, role) if person.active]


async def next_number(tx: Transaction, series: str) -> tuple[int, int]:
    """The year and the next number of the series in it, without gaps."""
    year = tx.today.year
    name = f"{tx.unit.id}:{series}:{year}"
    counter = await tx.ledger.counters.get(name) or Counter(name, tx.unit.id)
    counted = replace(counter, value=counter.value + 1)
    await tx.ledger.counters.put(counted)
    return year, counted.value


def require_role(tx: Transaction, action: Action) -> None:
    """Raise NotAllowed where none of the person's roles includes the action on any measure."""
    if not allowed(action, tx.by):
        raise NotAllowed(action=action)


async def change(
    tx: Transaction, old: Measure | None, new: Measure, verb: Verb, *, words: str = "", **facts: Any
) -> Entry:
    """Keep the measure as it is now, with its entry; `facts` stand beside what differs. A new one has no `old`."""
    before, after = difference(old, new)
    await tx.ledger.measures.put(new)
    return await enter(tx.ledger, _entry(tx, verb, new.id, words, before=before, after=after | facts))


async def occasion(tx: Transaction) -> str:
    """What sets a thing that is done and entered apart from all others: two of one instant are two."""
    head = await tx.ledger.heads.get(tx.unit.id)
    return str(head.number if head else 0)


async def note(tx: Transaction, verb: Verb, subject: str, *, words: str = "", **facts: Any) -> Entry:
    """Write an entry about something that changed no measure."""
    return await enter(tx.ledger, _entry(tx, verb, subject, words, before={}, after=facts))


def _entry(
    tx: Transaction, verb: Verb, subject: str, words: str, *, after: dict[str, Any], before: dict[str, Any]
) -> Entry:
    return Entry(
        unit=tx.unit.id,
        at=tx.now,
        by=tx.person.id if tx.person else CLOCK,
        verb=verb,
        subject=subject,
        words=words,
        before=before,
        after=after,
        update=tx.request.update,
    )
