"""The ladder: who is to be told of a measure today, by which rule, and when the clock must look at it again."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import CHECKS, Obligation, ObligationKind
from bot.domain.status.reminder_point import DAYS, WEEK, Pace, ReminderPoint, reached
from bot.domain.status.standing import SHORT, Standing, marked

NEVER = dt.date(9999, 12, 31)
HEAD = re.compile(r"^(?!.*副).*(?:[股科队站所处室部局组校院]长|主任|负责人)")


class Rule(StrEnum):
    """Why a person is told."""

    OWN = "own"  # one's own measure
    LED = "led"  # a measure of which one is the responsible leader
    HEAD = "head"  # a measure of one's department, overdue
    INSTEAD = "instead"  # nobody who owns it can be reached
    UNREACHABLE = "unreachable"  # the office: somebody cannot be reached
    NOBODY = "nobody"  # the office: no owner is named
    UNCLEAR = "unclear"  # the office: the deadline is not clear
    CHASE = "chase"  # the office: no answer for days
    STEP = "step"  # a closing waits for one's word
    PASSED_ON = "passed_on"  # the office: told often enough to no avail, it takes over
    STALLED = "stalled"  # the office: a closing waits for somebody else's word


FOR_OFFICE = frozenset({Rule.UNREACHABLE, Rule.NOBODY, Rule.UNCLEAR, Rule.CHASE, Rule.PASSED_ON, Rule.STALLED})
BESIDE = frozenset({Rule.CHASE, Rule.PASSED_ON})  # said to whoever hears of the measure besides


@dataclass(frozen=True, kw_only=True)
class DueReminder:
    """One person to be told of one mark of one measure; `person` is meant, `reader` gets it (a delegate perhaps)."""

    id: str
    measure: str
    person: str
    reader: str
    rule: Rule
    mark: ReminderPoint
    due: dt.date
    obligation: ObligationKind | None
    about: tuple[str, ...] = ()  # the people who cannot be reached, or who do not answer

    @property
    def above(self) -> bool:
        """True where somebody below must have been told first."""
        return self.rule in {Rule.LED, Rule.HEAD, Rule.STALLED}


@dataclass(frozen=True, kw_only=True)
class ReminderFacts:
    """A measure with the people around it, on a day."""

    measure: Measure
    policy: Policy
    standing: Standing
    obligation: Obligation | None  # the one of which is to be spoken
    owners: tuple[Person, ...] = ()
    leaders: tuple[Person, ...] = ()
    heads: tuple[Person, ...] = ()
    office: tuple[Person, ...] = ()
    secretaries: tuple[Person, ...] = ()
    delegates: Mapping[str, Person] = field(default_factory=dict)
    snoozed: Mapping[str, dt.date] = field(default_factory=dict)  # until when a person asked for rest from it
    answered: dt.date | None = None  # the last day on which an owner reported or pressed 收到
    hands: frozenset[str] = frozenset()  # ids of those who had a hand in it and check nothing, where it is checked
    silent: Mapping[str, dt.date] = field(default_factory=dict)  # since when owners have not answered, by id
    warned: frozenset[tuple[str, dt.date]] = frozenset()  # whom a red word reached, with the day that it spoke of

    @property
    def owing(self) -> tuple[Person, ...]:
        """Who has to act: the owners, or those of the checking role who had no hand in the measure."""
        holder = self.obligation.holder if self.obligation else Role.OWNER
        if holder is Role.OWNER:
            done = {share.owner for share in self.measure.shares if share.done and self.measure.is_open}
            return tuple(owner for owner in self.owners if owner.id not in done) or self.owners
        checking = {Role.LEADER: self.leaders, Role.OFFICE: self.office, Role.SECRETARY: self.secretaries}
        return tuple(person for person in checking[holder] if person.id not in self.hands)

    @property
    def cases(self) -> "tuple[ReminderFacts, ...]":
        """The same measure once for each thing that is due; once where nothing has a day.

        Of a series there is one red ladder, from the first period that is owed: those missed after it and the next one
        are listed with it, and of a long one that comes next its own day is a mark besides. Where the red word of a
        week's period has said the day of the next one too, that one is not spoken of before its day again.
        """
        missed, ahead = self.reports
        duties = [duty for duty in self.standing.duties if duty not in missed[1:]]
        if not missed:
            said = self.policy.but({"marks": ()})
            foretold = [duty for duty in ahead if self._is_foretold(duty)]
            return tuple(
                replace(self, obligation=duty, policy=said if duty in foretold else self.policy) for duty in duties
            ) or (self,)
        short = [duty for duty in ahead if duty.period and duty.period.length <= SHORT]
        day_only = self.policy.but({"marks": (0,)})
        return tuple(
            replace(self, obligation=duty, policy=day_only if duty in ahead else self.policy)
            for duty in duties
            if duty not in short
        )

    @property
    def reports(self) -> tuple[tuple[Obligation, ...], tuple[Obligation, ...]]:
        """Of a series the reports that are owed, and the next one."""
        found = [duty for duty in self.standing.duties if duty.kind is ObligationKind.REPORT]
        late = tuple(duty for duty in found if duty.due < self.standing.day)
        return late, tuple(duty for duty in found if duty not in late)

    def _is_foretold(self, duty: Obligation) -> bool:
        """True where the red word of the period before it, which says this one's day, reached everybody who owes it."""
        past = self.standing.covered.past if self.standing.covered else ()
        if duty.period is None or duty.period.length > DAYS or not past or not self.owing:
            return False
        return all((person.id, past[-1].due) in self.warned for person in self.owing)

    def lost(self, today: dt.date) -> tuple[str, ...]:
        """Owners and leaders whom no message reaches on the day."""
        return tuple(p.id for p in (*self.owners, *self.leaders) if not self.reader(p, today).reachable)

    def reader(self, person: Person, today: dt.date) -> Person:
        """Who takes the person's reminders on the day; the person where the delegate cannot be reached."""
        delegate = self.delegates.get(person.stands_in(today))
        return delegate if delegate and delegate.reachable else person


def heads_of(people: Iterable[Person]) -> tuple[Person, ...]:
    """Those whose post says that they head their department."""
    return tuple(person for person in people if person.active and HEAD.search(person.post))


def due_reminders(
    facts: ReminderFacts, calendar: WorkCalendar, today: dt.date, below: dt.date | None = None
) -> tuple[DueReminder, ...]:
    """Everything whose reason holds today, told or not; `below` is the day on which the first word below arrived."""
    if facts.measure.is_ended:
        return ()
    if facts.obligation is None:
        return tuple(_to_office(facts, today, Rule.UNCLEAR, _today(today))) if facts.measure.is_open else ()
    mark = reached(facts.obligation.due, policy_of(facts), calendar, today)
    if mark is None or facts.obligation.since == today:  # whoever holds it since today was written to of that
        return ()
    if facts.obligation.kind in CHECKS:
        return tuple(_unique(_step(facts, mark, today)))
    beside = (*_passed_on(facts, calendar, mark, today, below), *_chase(facts, calendar, mark, today, below))
    return tuple(_unique([*_ladder(facts, calendar, mark, today), *beside]))


def policy_of(facts: ReminderFacts) -> Policy:
    """The policy with the marks of what is due."""
    return marked(facts.obligation, facts.policy) if facts.obligation else facts.policy


def _ladder(facts: ReminderFacts, calendar: WorkCalendar, mark: ReminderPoint, today: dt.date) -> Iterator[DueReminder]:
    owing = facts.owing
    lost = tuple(owner.id for owner in owing if not facts.reader(owner, today).reachable)
    found = [owner for owner in owing if owner.id not in lost]
    nag = _repetition(facts, calendar, mark, today)
    for owner in found:
        yield _call(facts, owner, Rule.OWN, mark, today=today, suffix=nag)
    rule = Rule.LED if found else Rule.INSTEAD
    tell_leaders = mark.colour is not Colour.GREEN or not found
    if tell_leaders:
        reachable = [leader for leader in facts.leaders if facts.reader(leader, today).reachable]
        lost += tuple(leader.id for leader in facts.leaders if leader not in reachable)
        for leader in reachable:
            at = _first_red(facts, calendar, mark) if leader.holds(Role.SECRETARY) else mark
            yield _call(facts, leader, rule, at, today=today, about=() if found else lost)
    if mark.colour is Colour.RED:
        for head in facts.heads:
            if facts.reader(head, today).reachable:
                yield _call(facts, head, Rule.HEAD if found else Rule.INSTEAD, mark, today=today)
    if not facts.owners:
        yield from _to_office(facts, today, Rule.NOBODY, mark)
    if lost:
        yield from _to_office(facts, today, Rule.UNREACHABLE, mark, about=lost, suffix=":" + "+".join(lost))


def _passed_on(
    facts: ReminderFacts, calendar: WorkCalendar, mark: ReminderPoint, today: dt.date, below: dt.date | None
) -> Iterator[DueReminder]:
    """The office takes over what is said once a month, but only of whom a word has reached for that long."""
    found = tuple(owner.id for owner in facts.owing if facts.reader(owner, today).reachable)
    long = below is not None and calendar.between(below, today) >= WEEK * facts.policy.overdue_weeks
    if mark.pace is Pace.MONTHLY and found and long:
        yield from _to_office(facts, today, Rule.PASSED_ON, mark, about=found)


def _first_red(facts: ReminderFacts, calendar: WorkCalendar, mark: ReminderPoint) -> ReminderPoint:
    """The secretary hears once that a measure of his is overdue; after that his digest lists it."""
    if mark.colour is not Colour.RED or facts.obligation is None:
        return mark
    first = calendar.on_or_after(facts.obligation.due + DAY)
    return reached(facts.obligation.due, facts.policy, calendar, first) or mark


def _step(facts: ReminderFacts, mark: ReminderPoint, today: dt.date) -> Iterator[DueReminder]:
    """Whoever holds a closing or a request for more time is told; the secretary not daily, his digest lists it."""
    free, holder = facts.owing, facts.obligation.holder if facts.obligation else Role.OWNER
    if holder is not Role.SECRETARY or mark.colour is not Colour.RED:
        for person in free:
            if facts.reader(person, today).reachable:
                yield _call(facts, person, Rule.STEP, mark, today=today)
    lost = tuple(person.id for person in free if not facts.reader(person, today).reachable)
    if lost:
        yield from _to_office(facts, today, Rule.UNREACHABLE, mark, about=lost)
    elif mark.colour is Colour.RED and holder is not Role.OFFICE:
        yield from _to_office(facts, today, Rule.STALLED, mark, about=tuple(person.id for person in free))


def _chase(
    facts: ReminderFacts, calendar: WorkCalendar, mark: ReminderPoint, today: dt.date, below: dt.date | None
) -> Iterator[DueReminder]:
    start = silence_of(facts, below)
    if start is None:
        return
    times = chases(calendar.between(start, today), facts.policy)
    if times > 0:
        owing = {person.id for person in facts.owing}
        about = tuple(id_ for id_, since in facts.silent.items() if id_ in owing and since <= start)
        yield from _to_office(facts, today, Rule.CHASE, mark, about=about, suffix=f":{start}:{times}")


def chases(gone: int, policy: Policy) -> int:
    """The last chase of a silence of so many working days, in multiples of `chase_after`: 1, 2, 4, 8 …, 0 for none."""
    times = gone // policy.chase_after
    return 1 << times.bit_length() - 1 if times else 0


def silence_of(facts: ReminderFacts, below: dt.date | None) -> dt.date | None:
    """Since when an owner who owes has been silent the longest; None where none is, or no chase is wanted."""
    if below is None or facts.policy.chase_after < 1:
        return None
    owing = {person.id for person in facts.owing}
    return min((since for id_, since in facts.silent.items() if id_ in owing), default=None)


def _repetition(facts: ReminderFacts, calendar: WorkCalendar, mark: ReminderPoint, today: dt.date) -> str:
    every = facts.policy.nag_every
    if every < 1 or (facts.answered and facts.answered >= mark.day):
        return ""
    times = calendar.between(mark.day, today) // every
    return f":{times}" if times > 0 else ""


def _to_office(
    facts: ReminderFacts,
    today: dt.date,
    rule: Rule,
    mark: ReminderPoint,
    *,
    about: tuple[str, ...] = (),
    suffix: str = "",
) -> Iterator[DueReminder]:
    """The office hears of a thing once a colour and deadline, not at every mark."""
    for clerk in facts.office:
        if clerk.id not in about and facts.reader(clerk, today).reachable:
            due = facts.obligation.due if facts.obligation else NEVER
            reason = f"{facts.measure.id}:{due if facts.obligation else '-'}:{mark.colour}:{rule}{suffix}"
            kind = facts.obligation.kind if facts.obligation else None
            reader = facts.reader(clerk, today).id
            yield DueReminder(
                id=f"reminder:{reason}:{clerk.id}",
                measure=facts.measure.id,
                person=clerk.id,
                reader=reader,
                rule=rule,
                mark=mark,
                due=due,
                obligation=kind,
                about=about,
            )


def _call(
    facts: ReminderFacts,
    person: Person,
    rule: Rule,
    mark: ReminderPoint,
    *,
    today: dt.date,
    about: tuple[str, ...] = (),
    suffix: str = "",
) -> DueReminder:
    assert facts.obligation is not None  # noqa: S101 - a mark is reached only where there is a obligation
    due = facts.obligation.due
    kind = f":{facts.obligation.kind}" if facts.obligation.kind is ObligationKind.EXTENSION else ""
    reason = f"reminder:{facts.measure.id}:{due}:{mark.colour}:{mark.days}:{person.id}{kind}{suffix}"
    return DueReminder(
        id=reason,
        measure=facts.measure.id,
        person=person.id,
        reader=facts.reader(person, today).id,
        rule=rule,
        mark=mark,
        due=due,
        obligation=facts.obligation.kind,
        about=about,
    )


def _today(today: dt.date) -> ReminderPoint:
    return ReminderPoint(0, today, today, Colour.YELLOW)


def _unique(found: Iterable[DueReminder]) -> Iterator[DueReminder]:
    """The first call to each person of each kind: who is owner and leader is told as owner."""
    seen: set[tuple[str, bool]] = set()
    for call in found:
        key = (call.person, call.rule in FOR_OFFICE)
        if key not in seen or call.rule in BESIDE:
            seen.add(key)
            yield call
