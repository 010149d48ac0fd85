"""Lives of a whole office from one number each: whatever comes together, nothing is lost, and everybody is answered."""

import pytest

from storage.tinydb.write_ahead_log import WriteAheadLog
from tests.support.life import Event, events_of, lived, shrunk
from tests.support.life_mutants import MUTANTS, SEED, broken, events_for

LIVES, DAYS = 100, 20  # two thousand days of an office


def report(seed: int, days: int, wrong: list[str]) -> str:
    """What a failing life says: how to live it again, in one line."""
    return f"python -m benchmarks.life --seed {seed} --days {days}\n" + "\n".join(wrong)


@pytest.mark.parametrize("seed", [4, 6])
async def test_short_life_is_as_it_must_be(seed: int) -> None:
    """Three days with faults of the line, a full disk and kills."""
    verdict = await lived(seed, 3)
    assert verdict.wrong == [], report(seed, 3, verdict.wrong)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1000, 1000 + LIVES))
async def test_life_is_as_it_must_be(seed: int) -> None:
    """Twenty days of it, a hundred times; a life takes a dozen seconds of a processor."""
    verdict = await lived(seed, DAYS)
    assert verdict.wrong == [], report(seed, DAYS, verdict.wrong)


async def test_these_lives_notice_a_line_that_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that keeps nothing loses what was said before a kill, and the failing life is shrunk to a few events."""
    monkeypatch.setattr(WriteAheadLog, "append", lambda *_: None)
    events = [Event("say", 1, 40), Event("wait", 2, 5), Event("kill", 3, 5), Event("wait", 4, 40)]
    assert (await lived(7, 1, events)).wrong
    assert len(await shrunk(7, 1, events)) <= 2


async def test_what_these_products_are_broken_in_is_not_there() -> None:
    """The days in which a broken product is noticed are as they must be before the one that is not."""
    assert (await lived(SEED, 1, events_for(""))).wrong == []


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("mutant", MUTANTS)
async def test_these_lives_notice_a_product_that_is_broken(mutant: str) -> None:
    """Each costs somebody something: an answer, a reminder, a word, a day."""
    with broken(mutant):
        assert (await lived(SEED, 1, events_for(mutant))).wrong


def test_a_seed_is_a_life() -> None:
    """The same number gives the same events, another one others."""
    assert events_of(5, 10) == events_of(5, 10)
    assert events_of(5, 10) != events_of(6, 10)
