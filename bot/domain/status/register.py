"""The register of a unit on a day: measures in the order of their numbers, people by name and post."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.extensions.extension import Extension
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Finding, Plan, number_order
from bot.domain.plan.round_name import round_names, shown_number, split_rounds
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import Dates
from bot.domain.status.standing import Standing, standing
from bot.domain.status.support import SupportRow, count_support, share_standings
from bot.domain.status.tally import Tally, tally
from bot.domain.supervision.assignment import Assignment
from bot.domain.supervision.followed import Count
from bot.domain.units.unit import Unit


@dataclass(frozen=True)
class LastWords:
    """The last words of an owner on a measure, as they were sent.

    They are `waiting` until whoever sent them has chosen: "meaning" what they mean, "measure" of which one they are.
    """

    words: str
    day: dt.date
    by: str
    waiting: Literal["", "meaning", "measure"] = ""


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """A measure as a list shows it: number as written, people by name, how it stands."""

    measure: Measure
    number: str
    standing: Standing
    leaders: tuple[str, ...]
    owners: tuple[str, ...]
    redacted: bool  # its words may not enter a message
    said: LastWords | None = None
    shares: tuple[tuple[str, bool], ...] = ()  # owners by name, and whether each has handed his part in
    support: tuple[SupportRow, ...] = ()  # shares of supporting bodies

    @property
    def named(self) -> str:
        """The number with the short name beside it; the number alone where messages carry no words."""
        return self.number if self.redacted else f"{self.number} {self.measure.called}"

    @property
    def late_support(self) -> tuple[SupportRow, ...]:
        """The shares of supporting bodies that are late by themselves."""
        return tuple(one for one in self.support if one.late)

    @property
    def part(self) -> Part:
        """Where it is counted."""
        return self.standing.part

    @property
    def days(self) -> int | None:
        """Calendar days until what is due, negative after it."""
        return self.standing.days

    @property
    def colour(self) -> Colour | None:
        """The colour of the ladder, None where it does not speak of the measure."""
        return self.standing.colour


@dataclass(frozen=True, kw_only=True)
class Register:
    """Everything of a unit that a list, a count or a document is made from."""

    unit: Unit
    today: dt.date
    plans: tuple[Plan, ...]
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    people: Mapping[str, Person]
    standings: Mapping[str, Standing]  # by id of the measure
    supporting: Mapping[str, tuple[tuple[Assignment, Standing], ...]] = field(default_factory=dict)  # by measure's id
    whole: bool = True  # False where it holds a part of the unit's measures
    others: tuple[Measure, ...] = ()  # of its findings what it does not hold: a finding is closed by all of them
    difficult: frozenset[str] = frozenset()  # measures whose last word tells of a difficulty, where that is asked for
    short: frozenset[str] = frozenset()  # open measures that lack evidence, where that is asked for
    bare: frozenset[str] = frozenset()  # open measures without any, where that is asked for
    told: Mapping[str, frozenset[dt.date]] | None = None  # by measure, the days of its own reports, where asked for
    of_round: str = ""  # the name of the rounds that it holds alone, where the unit has several

    @cached_property
    def tally(self) -> Tally:
        """The counts of the day."""
        return tally(self.measures, self.findings, self.standings, others=self.others)

    @cached_property
    def finding(self) -> Mapping[str, Finding]:
        """Findings by id."""
        return {finding.id: finding for finding in self.findings}

    @cached_property
    def measure(self) -> Mapping[str, Measure]:
        """Measures by id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def plan(self) -> Mapping[str, Plan]:
        """Plans by id."""
        return {plan.id: plan for plan in self.plans}

    @cached_property
    def rounds(self) -> Mapping[str, str]:
        """What the rounds are called, by id."""
        return round_names(self.plans)

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The responsible departments in the order in which the plan names them."""
        return tuple(dict.fromkeys(name for m in self.measures for name in m.departments))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories of its findings, in the order of the plan."""
        return tuple(dict.fromkeys(finding.category for finding in self.findings if finding.category))

    @cached_property
    def supporters(self) -> tuple[str, ...]:
        """The supporting bodies that the plan names."""
        return tuple(dict.fromkeys(name for m in self.measures for name in m.support))

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The departments, and those that support with a share of their own."""
        return tuple(dict.fromkeys((*self.departments, *(row.share.about for row in self.supports))))

    def only(self, wanted: Callable[[Measure], bool]) -> "Register":
        """The same register with some measures, and the findings that they belong to."""
        measures = tuple(m for m in self.measures if wanted(m))
        kept = {m.finding for m in measures}
        findings = tuple(f for f in self.findings if f.id in kept)
        left = (m for m in (*self.others, *(m for m in self.measures if not wanted(m))) if m.finding in kept)
        return replace(self, measures=measures, findings=findings, others=tuple(left), whole=False)

    def in_round(self, words: str) -> tuple["Register", str]:
        """What it holds of the rounds that the words name, all of it where they name none, and the other words."""
        ids, others = split_rounds(words, self.plans)
        if not ids or len(self.plans) == 1:
            return self, others
        name = "、".join(self.rounds[id_] for id_ in ids)
        return replace(self.only(lambda m: m.plan in ids), of_round=name), others

    @property
    def headed(self) -> str:
        """The rounds that a page is about, by name, where the unit has several; "" where it has one."""
        names = "、".join(self.rounds[plan.id] for plan in self.plans) if len(self.plans) > 1 else ""
        return self.of_round or names

    def number(self, thing: Measure | Finding) -> str:
        """The number as people write it; the round's name goes before it where there are several plans."""
        return shown_number(thing.number, thing.plan, self.rounds)

    def letter(self, plan: str) -> str:
        """The letter of a plan."""
        return self.plan[plan].letter if plan in self.plan else plan.rpartition("/")[2]

    def names(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Names in the order of posts; an id that nobody bears is shown as it is."""
        if len(ids) == 1:
            return (self.people[ids[0]].name if ids[0] in self.people else ids[0],)
        known = sorted((self.people[i] for i in ids if i in self.people), key=lambda p: (p.rank, p.name))
        return (*(p.name for p in known), *(i for i in ids if i not in self.people))

    def holding(self, role: Role) -> tuple[Person, ...]:
        """Active people of a role."""
        return tuple(p for p in self.people.values() if p.active and p.holds(role))

    def policy(self, measure: Measure) -> Policy:
        """The unit's policy as plan and measure change it."""
        return policy_of(self.unit, self.plan.get(measure.plan), measure)

    def is_redacted(self, measure: Measure) -> bool:
        """True where messages may carry number and deadline only."""
        return self.policy(measure).confidential

    def row(self, measure: Measure, said: LastWords | None = None) -> RegisterRow:
        """The measure as a list shows it."""
        return RegisterRow(
            measure=measure,
            number=self.number(measure),
            standing=self.standings[measure.id],
            leaders=self.names(measure.leaders),
            owners=self.names(measure.owners),
            redacted=self.is_redacted(measure),
            shares=self._shares(measure),
            support=self.support(measure),
            said=said,
        )

    def support(self, measure: Measure) -> tuple[SupportRow, ...]:
        """What supporting bodies are to do for the measure, the earliest first."""
        return tuple(
            SupportRow(
                share=share,
                measure=measure,
                number=self.number(measure),
                standing=stands,
                to=self.names(share.to),
                redacted=self.is_redacted(measure),
            )
            for share, stands in self.supporting.get(measure.id, ())
        )

    @cached_property
    def supports(self) -> tuple[SupportRow, ...]:
        """All that supporting bodies are to do, what is late the longest first."""
        found = [row for measure in self.measures if measure.id in self.supporting for row in self.support(measure)]
        return tuple(sorted(found, key=lambda row: -row.late))

    @property
    def late_support(self) -> tuple[SupportRow, ...]:
        """What of it is late."""
        return tuple(row for row in self.supports if row.late)

    @cached_property
    def lent(self) -> Count:
        """The shares of supporting bodies in figures."""
        return count_support(self.supports)

    def lent_by(self, keys: Callable[[SupportRow], Iterable[str]]) -> Mapping[str, Count]:
        """The same by what each share belongs to; it counts with each of them."""
        found: dict[str, list[SupportRow]] = {}
        for row in self.supports:
            for key in keys(row):
                found.setdefault(key, []).append(row)
        return {key: count_support(rows) for key, rows in found.items()}

    def _shares(self, measure: Measure) -> tuple[tuple[str, bool], ...]:
        done = {share.owner for share in measure.shares if share.done}
        return tuple((self.names([owner])[0], owner in done) for owner in measure.owners)

    def rows(self, measures: Iterable[Measure]) -> tuple[RegisterRow, ...]:
        """Several measures as a list shows them."""
        return tuple(self.row(measure) for measure in measures)


def build_register(
    unit: Unit,
    today: dt.date,
    *,
    calendar: WorkCalendar,
    plans: Iterable[Plan],
    findings: Iterable[Finding],
    measures: Iterable[Measure],
    people: Iterable[Person],
    asked: Iterable[Extension] = (),
    supporting: Iterable[Assignment] = (),
) -> Register:
    """Lay a unit's records open, each in the order in which people count.

    `asked` are the extensions that wait, `supporting` the shares of supporting bodies.
    """
    rounds = tuple(sorted(plans, key=lambda p: p.letter))
    letters = {plan.id: plan.letter for plan in rounds}
    round_of = {plan.id: plan for plan in rounds}
    waits = {extension.measure: (extension.step, unit.day_of(extension.waits_since)) for extension in asked}

    def order(thing: Measure | Finding) -> tuple[str, tuple[tuple[int, str], ...], str]:
        return letters.get(thing.plan, ""), number_order(thing.number), thing.id

    shown: list[Measure] = []
    standings: dict[str, Standing] = {}
    for measure in measures:
        plan = round_of.get(measure.plan)
        policy = policy_of(unit, plan, measure)
        dates = dates_of(unit, plan, measure, waits.get(measure.id))
        standings[measure.id] = standing(measure, dates, policy, calendar, today)
        shown.append(limited(measure, dates, policy))
    return Register(
        unit=unit,
        today=today,
        plans=rounds,
        findings=tuple(sorted(findings, key=order)),
        measures=tuple(sorted(shown, key=order)),
        people={person.id: person for person in people},
        standings=standings,
        supporting=share_standings(supporting, unit, calendar, today),
    )


def policy_of(unit: Unit, plan: Plan | None, measure: Measure) -> Policy:
    """The unit's policy as plan and measure change it."""
    return unit.policy.but(plan.policy if plan else {}).but(measure.policy)


def dates_of(unit: Unit, plan: Plan | None, measure: Measure, asked: tuple[Role, dt.date] | None = None) -> Dates:
    """The days in the unit's zone from which is reckoned what the clock holds against the measure."""
    return Dates(
        feedback=plan.feedback if plan else None,
        imported=unit.day_of(plan.imported_at) if plan and plan.imported_at else None,
        reported=unit.day_of(measure.reported) if measure.reported else None,
        asked=asked,
    )


def limited(measure: Measure, dates: Dates, policy: Policy) -> Measure:
    """The measure with the day that 立行立改 means where the plan names none: so many days after the feedback."""
    if measure.deadline.kind is not DeadlineKind.AT_ONCE or measure.due or dates.start is None:
        return measure
    day = dates.start + dt.timedelta(policy.at_once_days)
    return replace(measure, deadline=replace(measure.deadline, date=day))
