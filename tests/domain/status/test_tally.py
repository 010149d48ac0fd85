"""The one engine of counts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Finding
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import Dates
from bot.domain.status.standing import Standing, standing
from bot.domain.status.tally import Tally
from bot.domain.status.tally import tally as counted_by
from tests.domain.holidays import CALENDAR

TODAY = dt.date(2026, 3, 2)
LONG = DeadlineKind.STANDING
DAYS = st.none() | st.dates(dt.date(2025, 12, 1), dt.date(2026, 6, 1))


def measure(stage: Stage, day: dt.date | None, kind: DeadlineKind, number: int = 1) -> Measure:
    """A measure of the first finding."""
    deadline = Deadline(kind, "", day, day)
    return Measure(
        id=f"u1/A/1-{number}",
        unit="u1",
        plan="u1/A",
        finding="u1/A/1",
        number=f"1-{number}",
        text="查漏补缺",
        deadline=deadline,
        stage=stage,
    )


def stands(measure: Measure) -> Standing:
    """How the measure stands today by the usual rules."""
    return standing(measure, Dates(), Policy(), CALENDAR, TODAY)


def tally(measures: Sequence[Measure], findings: Sequence[Finding]) -> Tally:
    """The counts of today."""
    return counted_by(measures, findings, {one.id: stands(one) for one in measures})


MEASURES = st.lists(st.builds(measure, st.sampled_from(Stage), DAYS, st.sampled_from(DeadlineKind)), max_size=30)


@given(MEASURES)
def test_parts_add_up_to_the_whole(drawn: list[Measure]) -> None:
    """Every measure stands in exactly one part, and those handed in in exactly one step."""
    measures = [replace(one, id=f"u1/A/1-{place}") for place, one in enumerate(drawn)]
    counted = tally(measures, [])
    assert sum(counted.count(part) for part in Part) == len(measures)
    assert sum(map(len, counted.steps.values())) == sum(one.stage in WAITING for one in measures)


@given(MEASURES)
def test_overdue_means_that_something_due_has_passed(measures: list[Measure]) -> None:
    """Nothing that ended is late, and nothing that is late hides in another part."""
    late = [m for m in measures if stands(m).part is Part.OVERDUE]
    assert late == [m for m in measures if stands(m).late]
    assert not any(m.is_ended for m in late)
    assert [m for m in measures if m.is_open and m.due and m.due < TODAY and m.deadline.kind is not LONG] == [
        m for m in late if m.is_open and m.deadline.kind is not LONG
    ]


def test_checker_who_sits_on_a_closing_is_late() -> None:
    """Three working days for the step; the day after them it is overdue, and the checker's."""
    waiting = replace(measure(Stage.REVIEW, None, DeadlineKind.BY_DATE), since=TODAY - dt.timedelta(7))
    assert (stands(waiting).part, stands(waiting).late, stands(waiting).holder) == (Part.OVERDUE, 4, Role.LEADER)
    assert stands(replace(waiting, since=TODAY)).part is Part.WAITING


def test_a_day_counts_until_its_end() -> None:
    """A measure due today is not late, one due yesterday is."""
    due_today = measure(Stage.UNDER_WAY, TODAY, DeadlineKind.BY_DATE)
    due_yesterday = measure(Stage.UNDER_WAY, TODAY - dt.timedelta(1), DeadlineKind.BY_DATE)
    assert stands(due_today).part is Part.UNDER_WAY
    assert stands(due_yesterday).part is Part.OVERDUE


def test_standing_measures_do_not_keep_a_finding_open() -> None:
    """A finding is closed when its measures are, standing ones apart; never when only standing ones are there."""
    finding = Finding(id="u1/A/1", unit="u1", plan="u1/A", number="1", text="台账不清")
    closed = measure(Stage.CLOSED, None, DeadlineKind.BY_DATE)
    standing = measure(Stage.STANDING, None, DeadlineKind.STANDING, 2)
    open_ = measure(Stage.UNDER_WAY, None, DeadlineKind.BY_DATE, 3)
    assert tally([closed, standing], [finding]).closed_findings == (finding,)
    assert tally([standing], [finding]).closed_findings == ()
    assert tally([closed, standing, open_], [finding]).closed_findings == ()


def test_gaps_are_counted_only_while_they_matter() -> None:
    """A closed measure without owner or clear deadline is no gap any more."""
    vague = measure(Stage.NOT_STARTED, None, DeadlineKind.UNCLEAR)
    ended = measure(Stage.CLOSED, None, DeadlineKind.UNCLEAR, 2)
    counted = tally([vague, ended], [])
    assert counted.unclear == (vague,)
    assert counted.unowned == (vague,)
