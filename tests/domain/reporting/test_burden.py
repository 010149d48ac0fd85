"""The account of what was asked of people: where a month ends, is forgotten, and a week is too full."""

import datetime as dt

import pytest

from bot.domain.outbox.message import KEPT_AFTER
from bot.domain.people.person import Person, Role
from bot.domain.reporting.burden import Arrival, Asked, Burden, BurdenLine, asked_in, is_remembered
from bot.domain.reporting.period import month_of

MONTH = month_of(dt.date(2025, 3, 1))
DAY = dt.timedelta(1)


def account(until: dt.date, *fullest: int) -> Burden:
    """The account of March for people with such fullest weeks, before a ceiling of five."""
    lines = [
        BurdenLine(Person(id=f"u1/p{n}", unit="u1", name=f"甲{n}", roles=(Role.OWNER,)), asked(full), None)
        for n, full in enumerate(fullest)
    ]
    return Burden(unit="某局", month=MONTH, until=until, ceiling=5, lines=tuple(lines))


def asked(fullest: int) -> Asked:
    """Somebody of whom so much was asked that each sum tells itself from the others."""
    return Asked(
        messages=fullest * 3, resting=1, fullest=fullest, reports=2, answers=3, decisions=4, photos=5, files=6, either=7
    )


@pytest.mark.parametrize(("until", "running"), [(MONTH.end, False), (MONTH.end - DAY, True), (MONTH.end + DAY, False)])
def test_a_month_runs_until_its_last_day(until: dt.date, *, running: bool) -> None:
    """On its last day it is whole."""
    assert account(until).is_running is running


def test_a_week_at_the_ceiling_is_not_above_it() -> None:
    """Only who had more than so many messages in a week is named."""
    assert [line.now.fullest for line in account(MONTH.end, 4, 5, 6).over] == [6]


def test_all_together_is_a_sum_but_for_the_fullest_week() -> None:
    """Each kind is added up; the fullest week is one person's."""
    total = account(MONTH.end, 2, 6).total
    assert total == Asked(
        messages=24, resting=2, fullest=6, reports=4, answers=6, decisions=8, photos=10, files=12, either=14
    )
    assert account(MONTH.end).total.fullest == 0


@pytest.mark.parametrize(("days", "remembered"), [(-1, True), (0, False), (1, False)])
def test_a_month_is_forgotten_with_its_first_message(days: int, *, remembered: bool) -> None:
    """What was sent on its first day is kept for so long, and no day longer."""
    assert is_remembered(MONTH, MONTH.start + KEPT_AFTER + days * DAY) is remembered


@pytest.mark.parametrize(
    ("day", "messages"), [(MONTH.start - DAY, 0), (MONTH.start, 1), (MONTH.end, 1), (MONTH.end + DAY, 0)]
)
def test_a_message_counts_in_the_month_of_its_day(day: dt.date, messages: int) -> None:
    """From the first to the last; its week is full of it wherever the month begins."""
    (line,) = asked_in(MONTH, [Arrival(to="u1/p1", day=day, daily=True)], (), {}, dt.datetime.date).values()
    assert (line.messages, line.fullest) == (messages, 1)


def test_an_account_is_of_one_person_unless_it_is_said_to_be_the_unit_s() -> None:
    """Whoever draws one up without a word of it tells nobody that it is of everybody."""
    assert not account(MONTH.end, 2).whole
