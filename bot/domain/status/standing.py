"""How a measure stands on a day: the one answer that every list, message, count and paper asks for."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import Coverage
from bot.domain.status.obligation import CHECKS, Dates, Obligation, ObligationKind, covered_on, obligations
from bot.domain.status.reminder_point import DAYS, WEEK, reached
from bot.domain.supervision.assignment import Assignment

SHORT = 14  # days: of periods of no more than that one word is enough, a red one says the day of the next as well
MONTH = 31  # days: of a period of no more than that one red word a week is enough
QUARTER = 4  # a report is asked for in the last quarter of its period, with a word more for each week of that
STEP_MARKS = (1, 0)  # a check is asked for a day before and on its day, whatever the marks of the measure are


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A measure on a day: where it is counted, what is due, in what colour, and who holds it since when."""

    day: dt.date
    part: Part
    duty: Obligation | None = None  # what is late, its own people's before a check; where nothing is, what is due next
    days: int | None = None  # calendar days until it is due, negative after it
    colour: Colour | None = None  # None where the ladder does not speak of it yet
    held: int | None = None  # working days for which whoever has to act has held it
    duties: tuple[Obligation, ...] = ()  # all that is due, the earliest first
    covered: Coverage | None = None  # its periods, where it has a series

    @property
    def late(self) -> int:
        """Calendar days past the day, 0 where nothing is late."""
        return max(0, -(self.days or 0))

    @property
    def due(self) -> dt.date | None:
        """The day of what is late the longest, or due next."""
        return self.duty.due if self.duty else None

    @property
    def holder(self) -> Role | None:
        """The role that has to act."""
        return self.duty.holder if self.duty else None


def standing(measure: Measure, dates: Dates, policy: Policy, calendar: WorkCalendar, today: dt.date) -> Standing:
    """How the measure stands on the day, by its own records and the rules that hold for it."""
    covered = covered_on(measure, dates, policy, calendar, today)
    duties = obligations(measure, dates, policy, calendar, today, covered=covered)
    return _stands(duties, _part(measure), policy, calendar, today, covered=covered)


def standing_of_assignment(
    assignment: Assignment, since: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date
) -> Standing:
    """How something assigned stands on the day, by the same rules; `since` is the day on which it was given."""
    owed = Obligation(ObligationKind.ASSIGNED, assignment.answer_by, since=since)
    return _stands((owed,) if assignment.is_open else (), Part.UNDER_WAY, policy, calendar, today)


def _stands(
    duties: tuple[Obligation, ...],
    part: Part,
    policy: Policy,
    calendar: WorkCalendar,
    today: dt.date,
    *,
    covered: Coverage | None = None,
) -> Standing:
    late_ones = sorted((one for one in duties if one.due < today), key=lambda one: one.kind in CHECKS)
    duty = next(iter((*late_ones, *duties)), None)
    days = (duty.due - today).days if duty else None
    late = days is not None and days < 0
    return Standing(
        day=today,
        part=Part.OVERDUE if late else part,
        duty=duty,
        days=days,
        colour=_colour(duty, policy, calendar, today) if duty else None,
        held=calendar.between(duty.since, today) if duty and duty.since else None,
        duties=duties,
        covered=covered,
    )


def _part(measure: Measure) -> Part:
    match measure.stage:
        case Stage.CLOSED:
            return Part.CLOSED
        case Stage.CANCELLED:
            return Part.CANCELLED
        case stage if stage in WAITING:
            return Part.WAITING
    if measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING:
        return Part.STANDING
    return Part.UNDER_WAY if measure.stage is Stage.UNDER_WAY else Part.NOT_STARTED


def _colour(duty: Obligation, policy: Policy, calendar: WorkCalendar, today: dt.date) -> Colour | None:
    if duty.due < today:
        return Colour.RED
    mark = reached(duty.due, marked(duty, policy), calendar, today)
    return mark.colour if mark else None


def marked(duty: Obligation, policy: Policy) -> Policy:
    """The policy with the marks that hold for what is due."""
    if duty.kind in CHECKS:
        return policy.but({"marks": STEP_MARKS})
    if duty.kind is ObligationKind.REPORT and duty.period:
        every = max(policy.overdue_every, WEEK) if duty.period.length <= MONTH else policy.overdue_every
        return policy.but({"marks": _marks_within(duty.period.length, policy), "overdue_every": every})
    return policy


def _marks_within(length: int, policy: Policy) -> tuple[int, ...]:
    """The marks of a period of so many days: the farthest of its last quarter, and of the others the nearest."""
    within = sorted((days for days in policy.marks if days * QUARTER < length), reverse=True)
    nearest = within[1:][-(length // QUARTER // DAYS) :] if length // QUARTER >= DAYS else []
    return (*within[:1], *nearest)
