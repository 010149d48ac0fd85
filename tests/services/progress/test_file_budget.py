"""Files per account and hour: counted by number and by bytes, told of once a flood."""

import datetime as dt

from bot.domain.units.unit import MEGABYTE
from bot.services.evidence.file_budget import FILES, MEGABYTES, FileBudget

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
ONE, OTHER = 7, 8


def test_so_many_files_in_an_hour() -> None:
    """From the account's first on; another account has its own."""
    budget = FileBudget()
    for n in range(FILES):
        assert budget.closed_until(ONE, 1, NOON + n * dt.timedelta(seconds=1)) is None
        budget.note(ONE, 1, NOON)
    assert budget.closed_until(ONE, 1, NOON + 30 * MINUTE) == NOON + HOUR
    assert budget.closed_until(OTHER, 1, NOON + 30 * MINUTE) is None
    assert budget.closed_until(ONE, 1, NOON + HOUR) is None


def test_so_many_bytes_in_an_hour() -> None:
    """Once one was refused no smaller one is taken either: what was said of the hour holds."""
    budget = FileBudget()
    budget.note(ONE, MEGABYTES * MEGABYTE - 10, NOON)
    assert budget.closed_until(ONE, 10, NOON) is None
    assert budget.closed_until(ONE, 11, NOON) == NOON + HOUR
    assert budget.closed_until(ONE, 1, NOON) == NOON + HOUR


def test_an_unknown_size_counts_when_it_is_known() -> None:
    """Telegram need not say how large a file is."""
    budget = FileBudget()
    assert budget.closed_until(ONE, 0, NOON) is None
    budget.note(ONE, MEGABYTES * MEGABYTE + 1, NOON)
    assert budget.closed_until(ONE, 0, NOON) == NOON + HOUR


def test_a_flood_is_told_of_once() -> None:
    """By the first of it, which may be handled again; after a quiet minute another one begins."""
    budget = FileBudget()
    told = [budget.tells(ONE, update, NOON + update * dt.timedelta(seconds=30)) for update in (1, 2, 3, 4)]
    assert told == [True, False, False, False]
    assert budget.tells(ONE, 1, NOON + 2 * MINUTE)
    assert not budget.tells(ONE, 5, NOON + 2 * MINUTE)
    assert budget.tells(ONE, 6, NOON + 3 * MINUTE)
    assert budget.tells(OTHER, 7, NOON + 3 * MINUTE)


def test_a_clock_that_is_set_back_closes_nobody_out() -> None:
    """An hour that lies more than an hour ahead is over."""
    budget = FileBudget()
    budget.note(ONE, MEGABYTES * MEGABYTE, NOON)
    assert budget.closed_until(ONE, 1, NOON - 2 * HOUR) is None
