"""The week of a unit as a value: bad news first, and the rows behind every figure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.dependencies.wait import Wait
from bot.domain.extensions.extension import Extension
from bot.domain.history.journal import Entry
from bot.domain.meetings.count import NONE as NO_MEETINGS
from bot.domain.meetings.count import Counted
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.reporting.early_word import EarlyWord
from bot.domain.reporting.handling import in_hand_since
from bot.domain.reporting.happening import Happened, Happening, happened
from bot.domain.reporting.reductions import Reduction
from bot.domain.status.coverage import PeriodCount, counted
from bot.domain.status.obligation import ObligationKind
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.support import SupportRow
from bot.domain.status.tally import Tally, tally
from bot.domain.supervision.followed import NOTHING, Followed
from bot.domain.supervision.instruction import Instruction

WEEK_AT_MOST = 8  # days, so that a page of a Tuesday is of the week too
SOON = 14  # days: "within two weeks"


@dataclass(frozen=True, kw_only=True)
class MovedDeadline:
    """A deadline that was moved within the week: the first one is shown for ever."""

    row: RegisterRow
    first: dt.date | None
    old: dt.date
    new: dt.date
    by: str

    @property
    def total(self) -> int | None:
        """Days from the first deadline to the present one."""
        return (self.new - self.first).days if self.first else None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What became different since a moment: what the journal tells, by kinds, and what time alone made late."""

    happened: Happened = field(default_factory=dict)
    overdue: tuple[RegisterRow, ...] = ()
    moved: tuple[MovedDeadline, ...] = ()
    rows: Mapping[Happening, tuple[RegisterRow, ...]] = field(default_factory=dict)  # the measures among the subjects

    def __bool__(self) -> bool:
        return bool(self.happened or self.overdue)


@dataclass(frozen=True)
class SilentPerson:
    """A person who was asked and has not answered: since when, in working days, and on which measures."""

    person: Person
    working_days: int
    measures: tuple[RegisterRow, ...]


@dataclass(frozen=True, kw_only=True)
class AgainstPlan:
    """A figure that the plan sets and that is not reached, or exceeded; `reported` None where nobody reported it."""

    row: RegisterRow
    name: str
    unit: str
    planned: float
    reported: float | None

    @property
    def beyond(self) -> bool:
        """True where more is reported than the plan knows of."""
        return self.reported is not None and self.reported > self.planned


@dataclass(frozen=True)
class Held:
    """Who has to act on a measure, and for how many working days they have had it; None where that is not kept.

    `since` is the day from which its own people have had it, None where a checker holds it.
    """

    names: tuple[str, ...]  # of people; empty where a role holds it
    role: Role
    working_days: int | None
    since: dt.date | None = None


@dataclass(frozen=True)
class Gaps:
    """What the ledger itself lacks."""

    unowned: tuple[RegisterRow, ...] = ()
    unclear: tuple[RegisterRow, ...] = ()
    unbound: tuple[Person, ...] = ()
    unsettled: tuple[RegisterRow, ...] = ()  # a share of a supporting body waits for the office's word

    def __bool__(self) -> bool:
        return bool(self.unowned or self.unclear or self.unbound or self.unsettled)


@dataclass(frozen=True)
class PendingExtension:
    """More time that somebody asked for, and that waits for the secretary."""

    row: RegisterRow
    extension: Extension
    by: str


@dataclass(frozen=True, kw_only=True)
class OpenInstruction:
    """An instruction that nobody has answered yet."""

    number: str  # of the measure or finding
    instruction: Instruction
    to: tuple[str, ...]
    overdue: int  # days past the day for the answer, 0 before it
    redacted: bool


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One page for the person who decides."""

    unit: str
    at: dt.datetime  # in the unit's zone
    since: dt.datetime
    tally: Tally
    then: Tally | None = None  # the counts at the moment from which on it tells
    changes: Changes
    overdue: tuple[RegisterRow, ...]  # longest overdue first
    secretary: tuple[RegisterRow, ...]  # led by the secretary and not ended
    soon: tuple[RegisterRow, ...]
    decisions: tuple[RegisterRow, ...]
    asked: tuple[PendingExtension, ...]
    instructions: tuple[OpenInstruction, ...]
    silent: tuple[SilentPerson, ...]
    chase_after: int  # working days without an answer that are reported
    gaps: Gaps
    held: Mapping[str, Held] = field(default_factory=dict)  # of late measures, by id
    missed: tuple[RegisterRow, ...] = ()  # a period of theirs is not reported and its day is over
    periods: PeriodCount = field(default_factory=PeriodCount)  # of all that is not cancelled, by now
    reports: tuple[RegisterRow, ...] = ()  # a period of theirs is due within a week
    difficulties: tuple[RegisterRow, ...] = ()  # the last word on them tells of one, the latest first; with it
    rounds: tuple[tuple[str, Tally], ...] = ()  # each round by name, where there are several
    of_round: str = ""  # the one that was asked for, where there are several
    early: tuple[EarlyWord, ...] = ()  # what may become late, with the grounds
    reduced: tuple[Reduction, ...] = ()  # what made the work less, or moved who decides it
    meetings: Counted = NO_MEETINGS  # held since the last page
    followed: Followed = NOTHING  # words of the public, same-kind checks, what is waited for, rules that were made
    late_support: tuple[SupportRow, ...] = ()  # shares of supporting bodies, the longest late first
    targets: tuple[AgainstPlan, ...] = ()  # of measures that have not ended, what is reported first
    decided: Counted = NO_MEETINGS  # all that were ever held, with what is open of what they decided
    visits: Counted = NO_MEETINGS  # made since the last page
    demanded: Counted = NO_MEETINGS  # all visits, with what is open of what they demand
    key: tuple[RegisterRow, ...] = ()  # under 重点督查
    waits: tuple[tuple[RegisterRow, Wait], ...] = ()  # measures that wait for others, what is late first
    past: bool = False  # of a period that is over
    anchor: str = ""  # the end of the unit's chain when the page was made

    @property
    def of_a_week(self) -> bool:
        """True where it tells of a week, and not of a month or of weeks whose pages never arrived."""
        return (self.at.date() - self.since.date()).days <= WEEK_AT_MOST

    @property
    def near(self) -> tuple[RegisterRow, ...]:
        """What is due soon besides the reports of the week: a page tells of a measure once."""
        told = {row.measure.id for row in self.reports}
        return tuple(row for row in self.soon if row.measure.id not in told)


def overdue_rows(register: Register) -> tuple[RegisterRow, ...]:
    """Late measures, the longest first."""
    return tuple(sorted(register.rows(register.tally.of(Part.OVERDUE)), key=lambda row: row.days or 0))


def soon_rows(register: Register, days: int = SOON) -> tuple[RegisterRow, ...]:
    """Open measures due from today within that many days, the nearest first."""
    rows = register.rows(m for m in register.measures if m.is_open or m.stage is Stage.STANDING)
    near = (row for row in rows if row.days is not None and 0 <= row.days <= days)
    return tuple(sorted(near, key=lambda row: row.days or 0))


def held(register: Register, row: RegisterRow, calendar: WorkCalendar, entries: Iterable[Entry]) -> Held:
    """Who holds a late measure: its checker, or else its own people; a period nobody before its first day.

    The entries are the measure's own, oldest first, up to the page's day.
    """
    measure, role = row.measure, row.standing.holder or Role.OWNER
    days, since = row.standing.held, None
    if role is Role.OWNER:
        since = in_hand_since(entries, register.unit.day_of) or measure.since or measure.counted_from
        if since and row.standing.duty and row.standing.duty.period:
            since = max(since, row.standing.duty.period.start)
        days = calendar.between(since, register.today) if since else None
    names = {Role.OWNER: row.owners or measure.departments, Role.LEADER: row.leaders}.get(role, ())
    return Held(names, role, days, since)


def missed_rows(register: Register) -> tuple[RegisterRow, ...]:
    """Measures of which a period was not reported by its day."""
    return register.rows(m for m in register.measures if _owes(register, m, dt.date.min, register.today - DAY))


def periods_of(register: Register) -> PeriodCount:
    """How the recurring duties are covered: those of all measures that are not cancelled."""
    live = (one for one in register.measures if one.stage is not Stage.CANCELLED)
    return counted(register.standings[measure.id].covered for measure in live)


def report_rows(register: Register, days: int = 7) -> tuple[RegisterRow, ...]:
    """Measures of which a period is due from today within so many days."""
    until = register.today + DAY * days
    return register.rows(m for m in register.measures if _owes(register, m, register.today, until))


def _owes(register: Register, measure: Measure, first: dt.date, last: dt.date) -> bool:
    duties = register.standings[measure.id].duties
    return any(one.kind is ObligationKind.REPORT and first <= one.due <= last for one in duties)


def round_tallies(register: Register) -> tuple[tuple[str, Tally], ...]:
    """The counts of each round by its name, none where there is one only."""
    if len(register.plans) < 2 or register.of_round:  # noqa: PLR2004 - one is the whole
        return ()
    return tuple(
        (
            register.rounds[plan.id],
            tally(
                (m for m in register.measures if m.plan == plan.id),
                (f for f in register.findings if f.plan == plan.id),
                register.standings,
                others=register.others,
            ),
        )
        for plan in register.plans
    )


def led_by(register: Register, role: Role) -> tuple[RegisterRow, ...]:
    """Measures not ended whose leader holds the role."""
    heads = {person.id for person in register.holding(role)}
    return register.rows(m for m in register.measures if heads & set(m.leaders) and not m.is_ended)


def gaps(register: Register) -> Gaps:
    """Measures without owner or clear deadline, and people of open measures whose account is not bound."""
    named = {person for m in register.measures if not m.is_ended for person in (*m.owners, *m.leaders)}
    people = (register.people[i] for i in named if i in register.people)
    unbound = sorted((p for p in people if p.active and p.chat is None), key=lambda p: (p.rank, p.name))
    return Gaps(register.rows(register.tally.unowned), register.rows(register.tally.unclear), tuple(unbound))


def changes(register: Register, entries: Sequence[Entry], then: Register) -> Changes:
    """What happened between the two registers by the journal's entries, oldest first.

    Of a register that holds a part of the unit's measures what was done elsewhere in the unit is left out.
    """
    measures = register.measure
    own = [e for e in entries if e.subject in measures or e.subject in register.finding or register.whole]
    late = {m.id for m in then.tally.of(Part.OVERDUE)}
    told = happened(own)
    return Changes(
        happened=told,
        overdue=tuple(row for row in overdue_rows(register) if row.measure.id not in late),
        moved=tuple(_moves(register, [e for e in own if e.subject in measures])),
        rows={kind: register.rows(measures[one] for one in of if one in measures) for kind, of in told.items()},
    )


def _moves(register: Register, entries: Iterable[Entry]) -> Iterator[MovedDeadline]:
    """Deadlines that are another day now, with the day before the first of the entries, and who moved it last."""
    dates: dict[str, dict[str, Any]] = {}
    mover: dict[str, str] = {}
    for entry in entries:
        if "deadline" in entry.before:
            dates.setdefault(entry.subject, entry.before["deadline"])
            mover[entry.subject] = entry.by
    for measure in register.measures:
        was = dates.get(measure.id)
        if not was or not was.get("date"):
            continue
        old = dt.date.fromisoformat(was["date"])
        if measure.due and measure.due != old:
            by = register.names([mover[measure.id]])[0]
            yield MovedDeadline(
                row=register.row(measure), first=measure.deadline.first, old=old, new=measure.due, by=by
            )
