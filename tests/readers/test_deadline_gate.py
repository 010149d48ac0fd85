"""The contract with dateparser: the shapes that are handed to it, on every day, and the ones that never are."""

import calendar
import datetime as dt
from typing import Any

import pytest
from dateparser.date import DateDataParser

from bot.domain.plan.deadline import ReadingKind
from bot.readers.deadline import arithmetic, cross_check, read_deadline

YEARS = range(2024, 2032)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_year_comes_back_as_it_went_in(year: int) -> None:
    """`Y年m月d日`, and `Y年m月` for the last day of a month, asked of the engine itself for each day."""
    day = dt.date(year, 1, 1)
    while day.year == year:
        assert cross_check.confirmed.__wrapped__(day) == day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize("year", [2000, 2001, 2019, 2049, 2050, 2068, 2069, 2099, 2100])
def test_the_first_and_last_days_of_far_months_come_back_too(year: int) -> None:
    """To the ends of what is ever read."""
    for month in range(1, 13):
        for day in (1, 28, calendar.monthrange(year, month)[1]):
            assert cross_check.confirmed.__wrapped__(dt.date(year, month, day)) == dt.date(year, month, day)


@pytest.mark.parametrize(
    "numbers", [(2026, 2, 29), (2026, 13, 1), (2026, 0, 5), (2026, 4, 31), (2026, 4, 0), (2200, 1, 1)]
)
def test_impossible_numbers_never_become_a_day(numbers: tuple[int, int, int]) -> None:
    """There is no such day, so nothing is asked."""
    assert arithmetic.day(*numbers) is None


@pytest.mark.parametrize(
    "base", [dt.date(2026, 1, 31), dt.date(2027, 2, 28), dt.date(2028, 2, 29), dt.date(2025, 12, 30)]
)
def test_months_later_is_the_same_day_or_the_months_last(base: dt.date) -> None:
    """C8, from awkward days."""
    for count in range(1, 60):
        later = arithmetic.months_later(base, count)
        assert later is not None
        assert (later.year * 12 + later.month) - (base.year * 12 + base.month) == count
        assert later.day == min(base.day, calendar.monthrange(later.year, later.month)[1])


def test_a_reading_that_the_engine_does_not_confirm_gives_no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is fine, wrong is not."""

    def disagree(day: dt.date) -> dt.date:
        """An engine that always says something else."""
        raise cross_check.Disagreement(str(day))

    monkeypatch.setattr(cross_check, "confirmed", disagree)
    assert read_deadline("6月18日前", dt.date(2026, 3, 11)).kind is ReadingKind.NONE


def test_an_answer_that_differs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate trusts its numbers more than the engine."""

    class Wrong:
        """An engine that is a day off."""

        def get_date_data(self, _: str) -> Any:
            """Always the same day."""
            return DateDataParser(languages=["zh"]).get_date_data("2026年6月19日")

    monkeypatch.setattr(cross_check, "_engine", lambda *_: Wrong())
    with pytest.raises(cross_check.Disagreement):
        cross_check.confirmed.__wrapped__(dt.date(2026, 6, 18))


MISREAD = {
    "6月30日前": (2026, 6, 30),
    "2025年13月1日": None,
    "12.31": (2026, 12, 31),
    "2026年": (2026, 12, 31),
    "80%": None,
}


@pytest.mark.parametrize("words", MISREAD)
def test_the_engine_alone_still_misreads_what_the_gate_keeps_from_it(words: str) -> None:
    """The day on which this fails, the gate may open a little further."""
    base = dt.datetime(2026, 3, 11)  # noqa: DTZ001  as the reader asks
    found = DateDataParser(languages=["zh"], settings={"RELATIVE_BASE": base}).get_date_data(words).date_obj
    right = MISREAD[words]
    assert (found and (found.year, found.month, found.day)) != right or found is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("May 6, 2026", "2026-05-06"),
        ("6 May 2026", "2026-05-06"),
        ("6 mai 2026", "2026-05-06"),
        ("6. Mai 2026", "2026-05-06"),
        ("December 31st, 2026", "2026-12-31"),
        ("31 décembre 2026", "2026-12-31"),
    ],
)
def test_full_foreign_dates_pass(words: str, day: str) -> None:
    """A day, a month in letters and a year of four digits."""
    assert str(cross_check.foreign_day(words)) == day


@pytest.mark.parametrize(
    "words", ["May 6", "May 2026", "6 2026", "next Friday 2026", "May 6 or 7, 2026", "v2 build 2026 rc"]
)
def test_incomplete_foreign_dates_do_not_pass(words: str) -> None:
    """Nothing is filled in."""
    assert cross_check.foreign_day(words) is None
