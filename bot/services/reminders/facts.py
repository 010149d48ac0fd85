"""A measure with the people around it and what they were told, gathered for the ladder."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.reminders.ladder import DueReminder, ReminderFacts, Rule, heads_of
from bot.domain.reminders.reminder import Reminder
from bot.domain.reminders.schedule import AlreadySent
from bot.domain.status.obligation import CHECKS, Obligation
from bot.domain.status.register import dates_of, policy_of
from bot.domain.status.standing import standing
from bot.domain.units.unit import Unit
from bot.services.core.ledger import (
    EXTENSIONS_OPEN,
    PEOPLE_HOLDING,
    PEOPLE_IN,
    PLANS_OF,
    REMINDERS_ARRIVED,
    REMINDERS_OF,
    Ledger,
)
from bot.services.core.measure_context import hands_of
from bot.services.core.message_content import RemindersContent, content_of
from bot.services.reminders.silence import silences

LATEST = 12  # reminders of a measure in which an answer, or a wish for rest, is looked for
ON_ITS_WAY = frozenset({MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT})


@dataclass(kw_only=True)
class ReminderRun:
    """One look of the clock at a unit: what was read from the ledger once is not read again."""

    ledger: Ledger
    unit: Unit
    calendar: WorkCalendar
    now: dt.datetime
    plans: dict[str, Plan | None] = field(default_factory=dict)
    known: dict[str, Person | None] = field(default_factory=dict)
    groups: dict[tuple[str, str], tuple[Person, ...]] = field(default_factory=dict)
    told: dict[str, list[Reminder]] = field(default_factory=dict)  # by measure, the latest first
    quiet: dict[tuple[str, str], dt.date | None] = field(default_factory=dict)  # by person and measure, since when
    rounds: Mapping[str, str] | None = None  # the names of the rounds
    waiting: dict[str, tuple[Role, dt.date]] | None = None  # extensions that are asked for, by measure

    @property
    def today(self) -> dt.date:
        """The day in the unit's zone."""
        return self.day_of(self.now)

    def day_of(self, at: dt.datetime) -> dt.date:
        """The day of a moment in the unit's zone."""
        return self.unit.day_of(at)

    async def plan(self, id_: str) -> Plan | None:
        """A plan."""
        if id_ not in self.plans:
            self.plans[id_] = await self.ledger.plans.get(id_)
        return self.plans[id_]

    async def shown(self, measure: Measure) -> str:
        """The measure's number as people see it."""
        if self.rounds is None:
            self.rounds = round_names(await self.ledger.plans.find(PLANS_OF, self.unit.id))
        return shown_number(measure.number, measure.plan, self.rounds)

    async def person(self, id_: str) -> Person | None:
        """A person."""
        return next(iter(await self.people([id_])), None)

    async def people(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """People by id, each once; those who are not in the ledger are left out."""
        asked = dict.fromkeys(ids)
        unknown = [id_ for id_ in asked if id_ not in self.known]
        if unknown:
            found = {person.id: person for person in await self.ledger.people.get_many(unknown)}
            self.known.update({id_: found.get(id_) for id_ in unknown})
        return tuple(person for id_ in asked if (person := self.known[id_]))

    async def holding(self, role: Role) -> tuple[Person, ...]:
        """Active people of a role."""
        key = ("role", role.value)
        if key not in self.groups:
            self.groups[key] = _active(await self.ledger.people.find(PEOPLE_HOLDING, self.unit.id, role))
        return self.groups[key]

    async def of_department(self, name: str) -> tuple[Person, ...]:
        """Active people of a department."""
        key = ("department", name)
        if key not in self.groups:
            self.groups[key] = _active(await self.ledger.people.find(PEOPLE_IN, self.unit.id, name))
        return self.groups[key]

    async def asked(self, measure: str) -> tuple[Role, dt.date] | None:
        """Whose word a request for more time waits for, and since when; None where none waits."""
        if self.waiting is None:
            found = await self.ledger.extensions.find(EXTENSIONS_OPEN, self.unit.id)
            self.waiting = {one.measure: (one.step, self.day_of(one.waits_since)) for one in found}
        return self.waiting.get(measure)

    async def silent(self, measure: Measure, owners: Sequence[Person]) -> dict[str, dt.date]:
        """Since when owners of the measure have not answered, by id."""
        await self._listen([(owner, measure) for owner in owners if (owner.id, measure.id) not in self.quiet])
        return {owner.id: since for owner in owners if (since := self.quiet[owner.id, measure.id])}

    async def _listen(self, asked: Sequence[tuple[Person, Measure]]) -> None:
        for (person, measure), since in zip(asked, await silences(self.ledger, asked), strict=True):
            self.quiet[person.id, measure.id] = self.day_of(since) if since else None

    async def reminders(self, measure: str) -> list[Reminder]:
        """The latest reminders of a measure, from the end."""
        if measure not in self.told:
            await self._hear_of([measure])
        return self.told[measure]

    async def read_ahead(self, measures: Sequence[Measure]) -> None:
        """Read at once what the cases of many measures need."""
        await self.people(id_ for measure in measures for id_ in (*measure.owners, *measure.leaders))
        await self._hear_of([measure.id for measure in measures])
        await self._listen([(owner, measure) for measure in measures for owner in await self.people(measure.owners)])

    async def _hear_of(self, ids: Sequence[str]) -> None:
        prefixes = [(id_,) for id_ in ids]
        found = await self.ledger.reminders.find_each(REMINDERS_OF, prefixes, latest=True, limit=LATEST)
        self.told.update(zip(ids, found, strict=True))


def _active(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.active)


async def facts_of_measure(run: ReminderRun, measure: Measure) -> ReminderFacts:
    """The measure with the people around it today."""
    plan = await run.plan(measure.plan)
    policy = policy_of(run.unit, plan, measure)
    colleagues = [person for name in measure.departments for person in await run.of_department(name)]
    owners = await run.people(measure.owners)
    if not measure.owners:
        owners = tuple(person for person in colleagues if person.holds(Role.OWNER))
    leaders = await run.people(measure.leaders)
    taken = {person.id for person in (*owners, *leaders)}
    concerned = (*owners, *leaders, *await run.holding(Role.OFFICE), *await run.holding(Role.SECRETARY))
    heads = heads_of(person for person in colleagues if person.id not in taken)
    latest = await run.reminders(measure.id)
    delegates = await run.people(person.stands_in(run.today) for person in (*concerned, *heads))
    dates = dates_of(run.unit, plan, measure, await run.asked(measure.id))
    stands = standing(measure, dates, policy, run.calendar, run.today)
    checked = any(duty.kind in CHECKS for duty in stands.duties)
    return ReminderFacts(
        measure=measure,
        policy=policy,
        standing=stands,
        obligation=stands.duty,
        owners=owners,
        leaders=leaders,
        heads=heads,
        office=await run.holding(Role.OFFICE),
        secretaries=await run.holding(Role.SECRETARY),
        delegates={person.id: person for person in delegates},
        snoozed={row.person: run.day_of(row.snoozed_until) for row in reversed(latest) if row.snoozed_until},
        answered=_answered(run, measure, latest),
        hands=(await hands_of(run.ledger, measure)).all if checked else frozenset(),
        silent=await run.silent(measure, owners),
        warned=frozenset(_warned(run, latest)),
    )


def _answered(run: ReminderRun, measure: Measure, latest: Iterable[Reminder]) -> dt.date | None:
    times = [reminder.acknowledged for reminder in latest if reminder.because == Rule.OWN]
    moments = [at for at in (*times, measure.reported) if at]
    return run.day_of(max(moments)) if moments else None


def _warned(run: ReminderRun, latest: Iterable[Reminder]) -> Iterator[tuple[str, dt.date]]:
    """Whom a red word reached, and the day it spoke of; what was said while the clock was wrong counts for nothing."""
    return ((row.person, row.due) for row in latest if row.sent and row.colour is Colour.RED and row.at <= run.now)


async def arrived_below(run: ReminderRun, gathered: Sequence[ReminderFacts]) -> list[dt.date | None]:
    """For each case the day on which the first word of its obligation reached the person whom it concerns first."""
    words = [
        (facts.measure.id, facts.obligation.due.isoformat(), first_rule(facts.obligation))
        for facts in gathered
        if facts.obligation
    ]
    found = iter(await run.ledger.reminders.find_each(REMINDERS_ARRIVED, words, limit=1))
    firsts = [next(found) if facts.obligation else [] for facts in gathered]
    return [run.day_of(first[0].sent) if first and first[0].sent else None for first in firsts]


def first_rule(obligation: Obligation) -> Rule:
    """The rule by which the person whom it concerns first is told."""
    return Rule.STEP if obligation.kind in CHECKS else Rule.OWN


async def already_sent(run: ReminderRun, calls: Iterable[DueReminder]) -> dict[str, AlreadySent]:
    """What the ledger says of each call that was written before."""
    rows = await run.ledger.reminders.get_many(call.id for call in calls)
    carriers = await run.ledger.outbox.get_many(row.message for row in rows if not row.sent)
    messages = {message.id: message for message in carriers}
    return {row.id: _told(run, row, messages.get(row.message)) for row in rows}


def _told(run: ReminderRun, reminder: Reminder, message: Message | None) -> AlreadySent:
    if reminder.at > run.now:  # written while the clock was wrong
        return AlreadySent(live=False)
    if reminder.sent:
        return AlreadySent(sent=run.day_of(reminder.sent))
    return AlreadySent(live=message is not None and is_live(message, run.today))


def is_live(message: Message, today: dt.date) -> bool:
    """True where a message of reminders is on its way, or waits for its hour of today or later."""
    if message.state is MessageState.WAITING:
        return content_of(message, RemindersContent).day >= today
    return message.state in ON_ITS_WAY
