"""The canary: where nobody taps in time the line is suspect, and that is said, whenever the program can say it."""

import datetime as dt

import pytest

from bot.domain.core.refusal import NotAllowed
from bot.messages.body import plain
from bot.messages.operations.view import draw_health
from bot.services.operations.canary import answer_canary, suspect_since, watch_line
from bot.services.operations.health import health
from tests.services.scene import CLERK, OFFICE, OWNER, SECRETARY, START, Scene

DAY = START.date()  # a Monday, ten o'clock
OFFICES = (OFFICE, CLERK)
SENT, MISSED = "operations.canary", "operations.canary_missed"


@pytest.fixture
async def watched(scene: Scene) -> Scene:
    """An office whose line is watched."""
    await scene.set(canary=True)
    return scene


async def suspected(scene: Scene) -> dt.date | None:
    """Since when the line is suspect; what /health says agrees."""
    async with scene.request.look() as ledger:
        since = await suspect_since(ledger, "u1")
    page = plain(draw_health(scene.request.wording, await health(scene.request, by=OFFICE)).text)
    assert ("线路自检" in page) == (since is not None), page
    return since


async def test_the_office_is_asked_once_and_a_tap_is_enough(watched: Scene) -> None:
    """Nobody hears of a line that somebody answered."""
    assert await watch_line(watched.request, "u1") == len(OFFICES)
    assert await watch_line(watched.request, "u1") == 0
    assert await watched.told(OFFICE) == [SENT]
    with pytest.raises(NotAllowed):
        await answer_canary(watched.request, DAY, by=OWNER)
    await answer_canary(watched.request, DAY, by=OFFICE)
    watched.pass_by(hours=3)
    assert await watch_line(watched.request, "u1") == 0
    assert (await watched.told(OFFICE), await watched.told(SECRETARY), await suspected(watched)) == ([SENT], [], None)


async def test_without_a_tap_by_noon_the_line_is_suspect_until_somebody_taps(watched: Scene) -> None:
    """Office and secretary are told once; the next day's tap makes it good again."""
    await watch_line(watched.request, "u1")
    watched.pass_by(hours=1, minutes=59)
    assert await watch_line(watched.request, "u1") == 0
    watched.pass_by(minutes=1)
    assert await watch_line(watched.request, "u1") == len(OFFICES) + 1
    assert await watch_line(watched.request, "u1") == 0
    assert (await watched.told(SECRETARY), await suspected(watched)) == ([MISSED], DAY)
    watched.pass_by(days=1, hours=-2)
    await watch_line(watched.request, "u1")
    await answer_canary(watched.request, DAY, by=OFFICE)
    assert await suspected(watched) is None
    await answer_canary(watched.request, DAY + dt.timedelta(1), by=OFFICE)
    assert await suspected(watched) is None
    watched.pass_by(hours=6)
    assert await watch_line(watched.request, "u1") == 0


@pytest.mark.parametrize("away", [{"days": 1}, {"days": 1, "hours": 5}, {"days": 5}])
async def test_a_program_that_was_down_at_noon_says_it_afterwards(watched: Scene, away: dict[str, int]) -> None:
    """Of the day that went unanswered, before the next message goes out."""
    await watch_line(watched.request, "u1")
    watched.pass_by(**away)
    await watch_line(watched.request, "u1")
    assert await watched.told(SECRETARY) == [MISSED]
    assert await suspected(watched) == DAY


async def test_a_message_of_the_afternoon_is_judged_at_the_end_of_its_day(watched: Scene) -> None:
    """An office that hears its reminders at three has until midnight."""
    await watched.set(send_at=dt.time(15))
    assert await watch_line(watched.request, "u1") == 0
    watched.pass_by(hours=5)
    assert await watch_line(watched.request, "u1") == len(OFFICES)
    watched.pass_by(hours=8, minutes=59)
    assert await watch_line(watched.request, "u1") == 0
    watched.pass_by(minutes=1)
    assert await watch_line(watched.request, "u1") == len(OFFICES) + 1
    assert await suspected(watched) == DAY


async def test_nobody_is_asked_on_a_day_of_rest_or_where_it_is_off(scene: Scene) -> None:
    """Nor is anybody told that nobody answered."""
    assert await watch_line(scene.request, "u1") == 0
    await scene.set(canary=True)
    scene.pass_by(days=5)
    assert await watch_line(scene.request, "u1") == 0
    scene.pass_by(hours=4)
    assert await watch_line(scene.request, "u1") == 0
    assert (await scene.told(OFFICE), await suspected(scene)) == ([], None)
