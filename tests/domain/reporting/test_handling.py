"""How measures went through hands: what was reported, what came back, how long each step held it."""

import datetime as dt
from typing import Any

from bot.domain.history.journal import Entry
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.reporting.handling import Handling, by_step, handling, in_hand_since, summed
from tests.domain.holidays import CALENDAR

ZONE = dt.timezone(dt.timedelta(hours=8))
DUE = dt.date(2025, 6, 13)
MEASURE = Measure(
    id="u1/A/1-1",
    unit="u1",
    plan="u1/A",
    finding="u1/A/1",
    number="1-1",
    text="修订办法",
    deadline=Deadline(DeadlineKind.BY_DATE, "", DUE, DUE),
    stage=Stage.CLOSED,
)


def entry(day: int, verb: str, was: str, became: str) -> Entry:
    """A step of June 2025, at noon."""
    at = dt.datetime(2025, 6, day, 12, tzinfo=ZONE)
    facts: dict[str, Any] = {"before": {"stage": was}, "after": {"stage": became}}
    return Entry(unit="u1", at=at, by="u1/p1", verb=verb, subject=MEASURE.id, **facts)


STORY = (
    entry(3, "report", "not_started", "under_way"),
    entry(10, "submit", "under_way", "review"),
    entry(12, "send_back", "review", "under_way"),
    entry(16, "submit", "under_way", "review"),
    entry(17, "agree", "review", "verify"),
    entry(20, "agree", "verify", "decide"),
    entry(24, "close", "decide", "closed"),
)


def found(*story: Entry) -> Handling:
    """What the story tells."""
    return handling(MEASURE, story, CALENDAR, lambda at: at.astimezone(ZONE).date())


def test_each_step_holds_it_for_its_working_days() -> None:
    """From the entry that brought it to the one that took it on; what is not over yet is not counted."""
    told = found(*STORY)
    assert told.held == (
        (Role.OWNER, 5),
        (Role.LEADER, 2),
        (Role.OWNER, 2),
        (Role.LEADER, 1),
        (Role.OFFICE, 3),
        (Role.SECRETARY, 2),
    )
    assert found(*STORY[:2]).held == ((Role.OWNER, 5),)
    assert dict(by_step([told]))[Role.LEADER] == (2, 1)


def test_what_was_reported_is_held_against_what_passed() -> None:
    """Handed in twice, once sent back, late in the end, and passed; a sum has no rate where nothing was handed in."""
    told = found(*STORY)
    assert (told.submitted, told.returned, told.on_time, told.verified) == (2, 1, False, True)
    early = found(*STORY[:2])
    assert (early.on_time, early.verified) == (True, False)
    whole = summed([told, early, Handling()])
    assert (whole.reported, whole.verified, whole.on_time, whole.late) == (2, 1, 1, 1)
    assert (whole.return_rate, whole.on_time_rate) == (1 / 3, 1 / 2)
    assert (summed([]).return_rate, summed([]).on_time_rate) == (None, None)


def handed(day: int, before: tuple[str, ...], after: tuple[str, ...]) -> Entry:
    """Owners changed on a day of June 2025."""
    at = dt.datetime(2025, 6, day, 12, tzinfo=ZONE)
    facts: dict[str, Any] = {"before": {"owners": before}, "after": {"owners": after}}
    return Entry(unit="u1", at=at, by="u1/p1", verb="correct", subject=MEASURE.id, **facts)


def in_hand(*story: Entry) -> int | None:
    """The day of June since which its people have had it."""
    since = in_hand_since(story, lambda at: at.astimezone(ZONE).date())
    return since.day if since else None


def test_one_who_joins_takes_nothing_off_the_days_of_the_others() -> None:
    """The longest of those who have it counts; where all are others, or it came back, it begins anew."""
    joined = handed(10, ("a",), ("a", "b"))
    assert in_hand(joined) is None
    assert in_hand(handed(5, (), ("a",)), joined) == 5
    assert in_hand(handed(5, (), ("a",)), joined, handed(12, ("a", "b"), ("b",))) == 10
    assert in_hand(handed(5, (), ("a",)), handed(10, ("a",), ("b",))) == 10
    assert in_hand(handed(5, (), ("a",)), joined, entry(20, "send_back", "review", "under_way")) == 20
    assert in_hand(joined, handed(12, ("a", "b"), ("c",))) == 12
