"""The week or month that a report speaks of."""

import datetime as dt

import pytest

from bot.domain.reporting.period import lies_ahead, month_of, read_period, week_of

TODAY = dt.date(2025, 6, 11)  # Wednesday of week 24


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("", dt.date(2025, 6, 4), dt.date(2025, 6, 11)),
        ("本周", dt.date(2025, 6, 9), dt.date(2025, 6, 15)),
        ("上周", dt.date(2025, 6, 2), dt.date(2025, 6, 8)),
        ("第23周", dt.date(2025, 6, 2), dt.date(2025, 6, 8)),
        ("第50周", dt.date(2024, 12, 9), dt.date(2024, 12, 15)),
        ("本月", dt.date(2025, 6, 1), dt.date(2025, 6, 30)),
        ("上月", dt.date(2025, 5, 1), dt.date(2025, 5, 31)),
        ("4月", dt.date(2025, 4, 1), dt.date(2025, 4, 30)),
        ("4月份月报", dt.date(2025, 4, 1), dt.date(2025, 4, 30)),
        ("12月", dt.date(2024, 12, 1), dt.date(2024, 12, 31)),
        ("6月2日至6月8日", dt.date(2025, 6, 2), dt.date(2025, 6, 8)),
        ("5月26日-30日", dt.date(2025, 5, 26), dt.date(2025, 5, 30)),
        ("11月9日 至 11月15日", dt.date(2024, 11, 9), dt.date(2024, 11, 15)),
        ("12月29日到1月4日", dt.date(2024, 12, 29), dt.date(2025, 1, 4)),
        ("2025年6月9日至2025年6月15日周报", dt.date(2025, 6, 9), dt.date(2025, 6, 15)),
        ("三月份", dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
        ("去年十一月", dt.date(2024, 11, 1), dt.date(2024, 11, 30)),
        ("5.26-6.1", dt.date(2025, 5, 26), dt.date(2025, 6, 1)),
        ("6月9日至6月15日", dt.date(2025, 6, 9), dt.date(2025, 6, 15)),
        ("2024年2月", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ],
)
def test_periods_are_the_latest_that_began(words: str, start: dt.date, end: dt.date) -> None:
    """A month or week without a year is the last one that is not still to come."""
    found = read_period(words, TODAY)
    assert found is not None
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "13月",
            "0月",
            "第60周",
            "下周",
            "2026年1月",
            "随便",
            "6月8日至6月2日",
            "2月30日至3月2日",
            "2025年7月1日至7月7日",
        ),
        *("6月6日至5月31日", "6月1日至6月30日", "2025年6月1日至2026年6月1日", "2.30-3.5", "十三月", "2-3"),
    ],
)
def test_other_words_are_no_period(words: str) -> None:
    """What is not understood, or still to come, is asked back and never guessed."""
    assert read_period(words, TODAY) is None


def test_last_month_of_january_is_december() -> None:
    """The turn of the year is no exception."""
    found = read_period("上月", dt.date(2025, 1, 5))
    assert found == month_of(dt.date(2024, 12, 31))
    assert week_of(dt.date(2024, 12, 31)).week == (2025, 1)


@pytest.mark.parametrize(
    "words", ["11月", "第50周", "下周", "下月", "2026年1月", "12月29日到1月4日", "7月1日至7月7日", "7月的月报"]
)
def test_what_is_still_to_come_is_known_as_that(words: str) -> None:
    """November lies ahead in June, whatever the November before was."""
    assert lies_ahead(words, TODAY)


@pytest.mark.parametrize("words", ["6月", "5月", "第24周", "13月", "随便", "2024年12月", "上月", ""])
def test_what_has_begun_or_is_no_time_does_not_lie_ahead(words: str) -> None:
    """The month that is under way has begun."""
    assert not lies_ahead(words, TODAY)
