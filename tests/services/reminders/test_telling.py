"""Nobody is written to in the quiet hours, and nobody twice for one reason."""

import datetime as dt

import pytest

from bot.domain.settings.policy import Policy
from bot.services.core.notify import after_quiet
from bot.services.progress.report import report_progress
from tests.services.scene import LEADER, OWNER, Scene, done

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ((2, 10, 0), (2, 10, 0)),
        ((2, 20, 59), (2, 20, 59)),
        ((2, 21, 0), (3, 7, 30)),
        ((2, 23, 59), (3, 7, 30)),
        ((3, 0, 0), (3, 7, 30)),
        ((3, 7, 29), (3, 7, 30)),
        ((3, 7, 30), (3, 7, 30)),
    ],
)
def test_what_falls_into_the_quiet_hours_waits_for_their_end(
    time: tuple[int, int, int], told: tuple[int, int, int]
) -> None:
    """Between nine in the evening and half past seven a message waits for the morning."""
    moment = dt.datetime(2026, 3, *time, tzinfo=SHANGHAI)
    assert after_quiet(moment, "Asia/Shanghai", Policy()) == dt.datetime(2026, 3, *told, tzinfo=SHANGHAI)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    """A noon rest ends on the same day; equal ends mean no quiet hours."""
    noon = dt.datetime(2026, 3, 2, 12, 30, tzinfo=SHANGHAI)
    rest = Policy(quiet_from=dt.time(12), quiet_until=dt.time(14))
    assert after_quiet(noon, "Asia/Shanghai", rest) == noon.replace(hour=14, minute=0)
    assert after_quiet(noon, "Asia/Shanghai", Policy(quiet_from=dt.time(0), quiet_until=dt.time(0))) == noon


async def test_card_of_a_late_submission_comes_in_the_morning(scene: Scene) -> None:
    """Handed in at eleven at night, the card reaches the leader at half past seven."""
    scene.at = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)
    await report_progress(scene.request, OWNER, [done()])
    (message,) = await scene.messages(LEADER)
    assert message.due == dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
