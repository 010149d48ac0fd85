"""可能逾期: said with counts of the ledger alone, of what is near and does not move; later held against what became."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding
from bot.domain.reporting.early_word import Judged, early_words, judged
from bot.domain.reporting.handling import Handling
from bot.domain.status.register import Register, build_register
from bot.messages.reporting.early import grounds
from tests.domain.holidays import CALENDAR
from tests.reports.round import PEOPLE, PLAN, TODAY, UNIT

DAY = dt.timedelta(1)
FINDING = Finding(id="u1/A/1", unit="u1", plan="u1/A", number="1", text="台账不清")


def measure(number: int, left: int, heard: int | None, percent: int | None = None, *, by: str = "甲股") -> Measure:
    """A measure with so many days left of which was last heard so many days ago; never heard of, it is not begun."""
    due = TODAY + DAY * left
    heard_at = dt.datetime.combine(TODAY - DAY * (heard or 0), dt.time(4), dt.UTC)
    return Measure(
        id=f"u1/A/1-{number}",
        unit="u1",
        plan="u1/A",
        finding=FINDING.id,
        number=f"1-{number}",
        text="逐项清理",
        departments=(by,),
        deadline=Deadline(DeadlineKind.BY_DATE, "", due, due),
        stage=Stage.NOT_STARTED if heard is None else Stage.UNDER_WAY,
        percent=percent,
        reported=None if heard is None else heard_at,
        counted_from=TODAY - DAY * 60,
    )


def register(*measures: Measure, today: dt.date = TODAY) -> Register:
    """The register of the measures."""
    return build_register(
        UNIT, today, calendar=CALENDAR, plans=[PLAN], findings=[FINDING], measures=measures, people=PEOPLE.values()
    )


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (measure(1, 18, 23, 40), "剩18天、停在40%已23天、同科室1条平均逾期9天"),
        (measure(1, 18, 23, 40, by="乙股"), None),  # not near, and nothing else is late there
        (measure(1, 10, 23, 40, by="乙股"), "剩10天、停在40%已23天"),
        (measure(1, 10, 20, by="乙股"), "剩10天、20天没有新进展"),
        (measure(1, 10, None, by="乙股"), "剩10天、还没有启动"),
        (measure(1, 10, 3, 40), None),  # heard of this week
        (measure(1, 31, 40, 10), None),  # far away
        (replace(measure(1, 10, 20), stage=Stage.REVIEW), None),
    ],
)
def test_it_is_said_with_its_grounds(one: Measure, told: str | None) -> None:
    """Of what is near and still, or of a department where others are late; never of what moves or is handed in."""
    late = measure(9, -9, 3, 60)
    assert [grounds(word) for word in early_words(register(one, late))] == ([told] if told else [])


def test_a_month_later_it_is_held_against_what_became() -> None:
    """Late, handed in late and moved come true; done in time does not; what is not due yet is not judged."""
    before = [measure(n, 10, 20, 30) for n in range(1, 6)] + [measure(6, 10, 3, 30)]
    late, done, moved, handed, unknown, silent = before
    then, month = register(*before, measure(7, 29, None)), TODAY + DAY * 28
    now = register(
        late,
        replace(done, stage=Stage.CLOSED),
        replace(moved, deadline=moved.deadline.moved_to(month + DAY * 9)),
        replace(handed, stage=Stage.CLOSED),
        replace(unknown, stage=Stage.CANCELLED),
        silent,
        measure(7, 29, None),
        today=month,
    )
    handled = {handed.id: Handling(submitted=1, on_time=False), done.id: Handling(submitted=1, on_time=True)}
    assert judged(then, now, handled) == Judged(5, 3)
