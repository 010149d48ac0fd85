"""The one engine of counts."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part, part_of
from bot.domain.plan.plan import Finding
from bot.domain.status.tally import tally

TODAY = dt.date(2026, 3, 2)
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


MEASURES = st.lists(st.builds(measure, st.sampled_from(Stage), DAYS, st.sampled_from(DeadlineKind)), max_size=30)


@given(MEASURES)
def test_parts_add_up_to_the_whole(measures: list[Measure]) -> None:
    """Every measure stands in exactly one part, and those handed in in exactly one step."""
    counted = tally(measures, [], TODAY)
    assert sum(counted.count(part) for part in Part) == len(measures)
    assert sum(map(len, counted.steps.values())) == counted.count(Part.WAITING)


@given(MEASURES)
def test_overdue_means_open_and_past_its_day(measures: list[Measure]) -> None:
    """Nothing that was handed in or ended is late, and nothing that is late hides in another part."""
    late = [m for m in measures if part_of(m, TODAY) is Part.OVERDUE]
    assert late == [m for m in measures if m.is_overdue(TODAY)]


def test_a_day_counts_until_its_end() -> None:
    """A measure due today is not late, one due yesterday is."""
    due_today = measure(Stage.UNDER_WAY, TODAY, DeadlineKind.BY_DATE)
    due_yesterday = measure(Stage.UNDER_WAY, TODAY - dt.timedelta(1), DeadlineKind.BY_DATE)
    assert part_of(due_today, TODAY) is Part.UNDER_WAY
    assert part_of(due_yesterday, TODAY) is Part.OVERDUE


def test_standing_measures_do_not_keep_a_finding_open() -> None:
    """A finding is closed when its measures are, standing ones apart; never when only standing ones are there."""
    finding = Finding(id="u1/A/1", unit="u1", plan="u1/A", number="1", text="台账不清")
    closed = measure(Stage.CLOSED, None, DeadlineKind.BY_DATE)
    standing = measure(Stage.STANDING, None, DeadlineKind.STANDING, 2)
    open_ = measure(Stage.UNDER_WAY, None, DeadlineKind.BY_DATE, 3)
    assert tally([closed, standing], [finding], TODAY).closed_findings == (finding,)
    assert tally([standing], [finding], TODAY).closed_findings == ()
    assert tally([closed, standing, open_], [finding], TODAY).closed_findings == ()


def test_gaps_are_counted_only_while_they_matter() -> None:
    """A closed measure without owner or clear deadline is no gap any more."""
    vague = measure(Stage.NOT_STARTED, None, DeadlineKind.UNCLEAR)
    ended = measure(Stage.CLOSED, None, DeadlineKind.UNCLEAR, 2)
    counted = tally([vague, ended], [], TODAY)
    assert counted.unclear == (vague,)
    assert counted.unowned == (vague,)
