"""What is done already is one kind of record; an older ledger's notes are read, so that nothing goes out twice."""

import datetime as dt

import pytest

from bot.domain.supervision.letter import Counter
from bot.services.core.job_runs import first_run, is_done, last_run, record_run
from bot.services.core.ledger import JobRun, Ledger
from bot.services.core.transaction import open_clock_transaction
from bot.services.rechecks.schedule import remind_of_rechecks
from bot.services.supervision.follow_up import ask_again
from storage.codec import decode, encode
from tests.services.scene import START, Scene, done

TODAY = START.date()  # 2026-03-02
ORDINAL = TODAY.toordinal()
OLD = {  # counters of a ledger before 2026, and the day that they stand for
    "chase": ("chase", ORDINAL, TODAY),
    "expire": ("expire", ORDINAL, TODAY),
    "letters": ("overdue letters", ORDINAL, TODAY),
    "rechecks": ("rechecks", ORDINAL, TODAY),
    "sample": ("sample", 2026 * 12 + 3, dt.date(2026, 3, 1)),
}


async def count(ledger: Ledger, name: str, value: int) -> None:
    """Note it as an older program did."""
    await ledger.counters.put(Counter(f"u1:{name}", "u1", value))


@pytest.mark.parametrize("job", sorted(OLD))
async def test_counter_of_an_older_ledger_is_read_as_the_last_run(scene: Scene, job: str) -> None:
    """What it says was done is done; the next day, or month, is another."""
    name, value, day = OLD[job]
    async with scene.store.open() as ledger:
        await count(ledger, name, value)
        assert await is_done(ledger, job, "u1", day)
        assert not await is_done(ledger, job, "u1", day + dt.timedelta(days=40))
    async with open_clock_transaction(scene.request, "u1") as tx:
        assert not await first_run(tx, job, day)
        assert await first_run(tx, job, day + dt.timedelta(days=40))
        assert not await first_run(tx, job, day + dt.timedelta(days=40))


def test_month_of_december_is_read_rightly() -> None:
    """The year does not move on with it."""
    from bot.services.core.job_runs import _month

    assert [_month(2025 * 12 + month) for month in (1, 12)] == [dt.date(2025, 1, 1), dt.date(2025, 12, 1)]


async def test_run_of_an_older_ledger_in_todays_form_is_read(scene: Scene) -> None:
    """Digest, lists and backup were noted in records with the same fields, which stay."""
    document = b'{"id":"digest:u1","unit":"u1","day":"2026-03-02","at":"2026-03-02T00:30:00Z","turns":0,"missed":0}'
    run = decode(JobRun, document)
    assert encode(run) == document
    async with scene.store.open() as ledger:
        await ledger.watches.put(run)
        assert await last_run(ledger, "digest", "u1") == run


async def test_upgrade_in_the_middle_of_a_day_asks_nobody_again(scene: Scene) -> None:
    """The older program had its rounds this morning; the newer one writes nothing until tomorrow."""
    await scene.set(recheck_days=(), recheck_sample=1)
    async with scene.store.open() as ledger:
        for name, value, _ in OLD.values():
            await count(ledger, name, value)
    assert await ask_again(scene.request, "u1") == 0
    assert await remind_of_rechecks(scene.request, "u1") == 0
    async with scene.request.look() as ledger:
        assert await last_run(ledger, "chase", "u1") is not None
        assert await ledger.watches.get("chase:u1") is None
    scene.pass_by(days=1)
    await ask_again(scene.request, "u1")
    async with scene.request.look() as ledger:
        run = await ledger.watches.get("chase:u1")
    assert run
    assert run.day == TODAY + dt.timedelta(days=1)


async def test_clock_that_was_ahead_does_not_silence_a_job(scene: Scene) -> None:
    """A run that was noted a year ahead counts for nothing once the clock is right."""
    async with scene.store.open() as ledger:
        await record_run(ledger, "chase", "u1", TODAY + dt.timedelta(days=365), scene.at)
        assert not await is_done(ledger, "chase", "u1", TODAY)


async def test_clock_that_goes_to_another_month_and_back_draws_no_second_sample(scene: Scene) -> None:
    """The journal says that the month's sample was drawn."""
    await scene.set(recheck_days=(), recheck_sample=1)
    month = dt.timedelta(days=31)
    await scene.change(done().measure, stage="closed", since=dt.date(2026, 2, 2))
    await remind_of_rechecks(scene.request, "u1")
    scene.at += month
    await remind_of_rechecks(scene.request, "u1")
    scene.at -= month
    await remind_of_rechecks(scene.request, "u1")
    drawn = [entry.after["month"] for entry in await scene.journal() if entry.verb == "draw_sample"]
    assert drawn == ["2026-03", "2026-04"]
