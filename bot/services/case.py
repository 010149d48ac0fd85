"""A measure with the people around it and what they were told, gathered for the ladder."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkCalendar
from bot.domain.duty import Dates, DutyKind, duty_of
from bot.domain.ladder import Call, Case, Rule, heads_of
from bot.domain.measure import Measure
from bot.domain.outbox import Message, MessageState, Reminder
from bot.domain.person import Person, Role
from bot.domain.plan import Plan
from bot.domain.unit import Unit
from bot.domain.verdict import Told
from bot.services.ledger import (
    PEOPLE_HOLDING,
    PEOPLE_IN,
    REMINDERS_ARRIVED,
    REMINDERS_OF,
    Ledger,
)

LATEST = 12  # reminders of a measure in which an answer, or a wish for rest, is looked for
ON_ITS_WAY = frozenset({MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT})


@dataclass
class Round:
    """One look of the clock at a unit: what was read from the ledger once is not read again."""

    ledger: Ledger
    unit: Unit
    calendar: WorkCalendar
    now: dt.datetime
    plans: dict[str, Plan | None] = field(default_factory=dict)
    known: dict[str, Person | None] = field(default_factory=dict)
    groups: dict[tuple[str, str], tuple[Person, ...]] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The day in the unit's zone."""
        return self.local(self.now)

    def local(self, at: dt.datetime) -> dt.date:
        """The day of a moment in the unit's zone."""
        return at.astimezone(ZoneInfo(self.unit.zone)).date()

    async def plan(self, id_: str) -> Plan | None:
        """A plan."""
        if id_ not in self.plans:
            self.plans[id_] = await self.ledger.plans.get(id_)
        return self.plans[id_]

    async def person(self, id_: str) -> Person | None:
        """A person."""
        if id_ not in self.known:
            self.known[id_] = await self.ledger.people.get(id_)
        return self.known[id_]

    async def people(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """People by id; those who are not in the ledger are left out."""
        found = [await self.person(id_) for id_ in dict.fromkeys(ids)]
        return tuple(person for person in found if person)

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


def _active(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.active)


async def case_of(round_: Round, measure: Measure) -> Case:
    """The measure with the people around it today."""
    plan = await round_.plan(measure.plan)
    policy = round_.unit.policy.but(plan.policy if plan else {}).but(measure.policy)
    colleagues = [person for name in measure.departments for person in await round_.of_department(name)]
    owners = await round_.people(measure.owners)
    if not measure.owners:
        owners = tuple(person for person in colleagues if person.holds(Role.OWNER))
    leaders = await round_.people(measure.leaders)
    taken = {person.id for person in (*owners, *leaders)}
    concerned = (*owners, *leaders, *await round_.holding(Role.OFFICE), *await round_.holding(Role.SECRETARY))
    heads = heads_of(person for person in colleagues if person.id not in taken)
    latest = await round_.ledger.reminders.find(REMINDERS_OF, measure.id, latest=True, limit=LATEST)
    delegates = await round_.people(person.stands_in(round_.today) for person in (*concerned, *heads))
    return Case(
        measure,
        policy,
        duty_of(measure, _dates(round_, measure, plan), policy, round_.calendar, round_.today),
        owners,
        leaders,
        heads,
        await round_.holding(Role.OFFICE),
        await round_.holding(Role.SECRETARY),
        {person.id: person for person in delegates},
        {row.person: round_.local(row.snoozed_until) for row in reversed(latest) if row.snoozed_until},
        _answered(round_, measure, latest),
    )


def _dates(round_: Round, measure: Measure, plan: Plan | None) -> Dates:
    return Dates(
        plan.feedback if plan else None,
        round_.local(plan.imported_at) if plan and plan.imported_at else None,
        round_.local(measure.reported) if measure.reported else None,
    )


def _answered(round_: Round, measure: Measure, latest: Iterable[Reminder]) -> dt.date | None:
    times = [reminder.acknowledged for reminder in latest if reminder.because == Rule.OWN]
    moments = [at for at in (*times, measure.reported) if at]
    return round_.local(max(moments)) if moments else None


async def arrived_below(round_: Round, case: Case) -> dt.date | None:
    """The day on which the first word of this duty reached the person whom it concerns first."""
    if case.duty is None:
        return None
    rule = Rule.STEP if case.duty.kind is DutyKind.STEP else Rule.OWN
    due = case.duty.due.isoformat()
    first = await round_.ledger.reminders.find(REMINDERS_ARRIVED, case.measure.id, due, rule, limit=1)
    return round_.local(first[0].sent) if first and first[0].sent else None


async def told_of(round_: Round, calls: Iterable[Call]) -> dict[str, Told]:
    """What the ledger says of each call that was written before."""
    found = {call.id: await round_.ledger.reminders.get(call.id) for call in calls}
    return {id_: await _told(round_, reminder) for id_, reminder in found.items() if reminder}


async def _told(round_: Round, reminder: Reminder) -> Told:
    if reminder.at > round_.now:  # written while the clock was wrong
        return Told(live=False)
    if reminder.sent:
        return Told(sent=round_.local(reminder.sent))
    message = await round_.ledger.outbox.get(reminder.message)
    return Told(live=message is not None and is_live(message, round_.today))


def is_live(message: Message, today: dt.date) -> bool:
    """True where a message of reminders is on its way, or waits for its hour of today or later."""
    if message.state is MessageState.WAITING:
        return str(message.facts.get("day", "")) >= today.isoformat()
    return message.state in ON_ITS_WAY
