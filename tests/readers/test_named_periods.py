"""Which periods a reply names, at the ends of what a month, a quarter and a week can be."""

import pytest

from bot.domain.plan.recurrence import Cycle
from bot.domain.replies.named_period import Naming
from bot.readers.reply.stages import SaidPeriods, named_periods, said_periods

MONTH, QUARTER, HALF, WEEK = Cycle.MONTH, Cycle.QUARTER, Cycle.HALF_YEAR, Cycle.WEEK


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("9、10月都报了", [(MONTH, 9), (MONTH, 10)]),
        ("1-2月已报", [(MONTH, 1), (MONTH, 2)]),
        ("11-12月已报", [(MONTH, 11), (MONTH, 12)]),
        ("12月报了", [(MONTH, 12)]),
        ("1月报了", [(MONTH, 1)]),
        ("13月报了", []),
        ("0月报了", []),
        ("10-13月", []),
        ("3-3月", []),
        ("5-3月", []),
        ("一季度已报", [(QUARTER, 1)]),
        ("上半年报了", [(HALF, 1)]),
        ("下半年报了", [(HALF, 2)]),
        ("第3周报了", [(WEEK, 3)]),
    ],
)
def test_periods_are_named_by_their_numbers(words: str, named: list[tuple[Cycle, int]]) -> None:
    """Each in the order of naming; what no year has is none."""
    assert [(one.cycle, one.number) for one in named_periods(words)] == named
    assert all(one.naming is Naming.NUMBER for one in named_periods(words))


@pytest.mark.parametrize(
    ("words", "back", "cycle"),
    [
        ("上上周", 2, WEEK),
        ("上周报了", 1, WEEK),
        ("本周报了", 0, WEEK),
        ("上个月报了", 1, MONTH),
        ("上季度已报", 1, QUARTER),
        ("本期报了", 0, None),
        ("上期报了", 1, None),
    ],
)
def test_periods_are_named_from_today(words: str, back: int, cycle: Cycle | None) -> None:
    """So many before this one."""
    (one,) = named_periods(words)
    assert (one.naming, one.number, one.cycle) == (Naming.BACK, back, cycle)


def test_a_year_belongs_to_the_period_behind_it() -> None:
    """2025年9月 is of that year; a month alone of none."""
    assert next(one.year for one in named_periods("2025年9月和10月都报了")) == 2025
    assert [one.year for one in named_periods("9月报了")] == [None]


@pytest.mark.parametrize(
    ("words", "reported", "flags"),
    [
        ("9、10月都报了", [9, 10], ""),
        ("9月,10月都报了", [9, 10], ""),
        ("11月期已报，12月的还没报", [11], "denied"),
        ("9月，10月还没报", [], "denied"),
        ("因放假1月没报，2月检查7户", [2], "denied"),
        ("9月没有发现问题", [9], ""),
        ("2月期来不及报", [], "denied"),
        ("2月的明天补报", [], "denied"),
        ("2月未报，现补上，检查8户", [], "denied doubtful"),
        ("11月期已报12月没报", [], "doubtful"),
        ("9月没开展，10月开展了", [10], "doubtful"),
        ("除9月外都报了", [], "doubtful"),
    ],
)
def test_what_is_said_not_to_be_reported_is_not(words: str, reported: list[int], flags: str) -> None:
    """A period that is named beside 没报 is settled by no word; where both are said in a breath, it is asked."""
    said = said_periods(words)
    assert [one.number for one in said.reported] == reported
    assert (said.denied, said.doubtful) == ("denied" in flags, "doubtful" in flags)


def test_this_month_is_reported_and_the_last_one_is_not() -> None:
    """上月的没报 leaves it open."""
    said = said_periods("上月的没报，这个月检查了6户")
    assert said == SaidPeriods(reported=named_periods("这个月"), denied=True)
