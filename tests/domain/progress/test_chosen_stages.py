"""Which stages a report passes, and of which its sender is asked."""

import datetime as dt

import pytest

from bot.domain.plan.period_report import node_key
from bot.domain.progress.period_choice import chosen_stages
from bot.domain.status.coverage import CoveredPeriod

STAGES = [CoveredPeriod(key=node_key(n), start=dt.date(2026, n, 1), due=dt.date(2026, n, 28)) for n in (1, 2)]
LAST = 3  # the stage that is passed with the whole


@pytest.mark.parametrize(("done", "doubtful"), [((LAST,), ()), ((), (LAST,)), ((LAST,), (LAST,))])
def test_the_last_stage_is_asked_of_however_it_was_spoken_of(done: tuple[int, ...], doubtful: tuple[int, ...]) -> None:
    """As done, as perhaps done, or as both; and only where the measure can still be said to be done."""
    assert chosen_stages(STAGES, done, doubtful, ends=True).last
    assert not chosen_stages(STAGES, done, doubtful, ends=False).last
    assert not chosen_stages([], done, doubtful, ends=True).last


def test_a_stage_that_was_not_spoken_of_is_left_alone() -> None:
    """One is done, the other is asked of."""
    chosen = chosen_stages(STAGES, (1,), (2,), ends=True)
    assert ([one.key for one in chosen.settled], [one.key for one in chosen.asked]) == ([node_key(1)], [node_key(2)])
    assert not chosen.last
