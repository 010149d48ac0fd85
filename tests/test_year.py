"""A long run: a year of an office in a minute, and a thousand replies at once."""

import asyncio
import datetime as dt
import gc
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.history.journal import breaks
from bot.domain.outbox.message import MessageState
from bot.services.core.ledger import HANDLED_AT, JOURNAL_OF_UNIT, MEASURES_OF_PERSON, OUTBOX_IN_FLIGHT, PEOPLE_OF
from bot.services.operations.pruning import HANDLED_KEPT
from tests.handlers.conftest import START

pytestmark = pytest.mark.long

DAY = dt.timedelta(days=1)
YEAR = 365
HOURS = (9, 15)
UPDATES = 1_000
KEEP = 40  # messages that a phone of the sandbox remembers
SLACK = 1.25
LOG = 2**20  # bytes of lines that are no reason to fold them into the file
LINES = 2**17  # bytes that may be added meanwhile
PASSING = ("handled", "drafts", "outbox", "cards")


@dataclass(frozen=True)
class Footprint:
    """What the bot occupies on a day: tasks, objects, the file and its log, and bytes of documents by shelf."""

    tasks: int
    objects: int
    file: int
    log: int
    handled: int
    shelves: Counter[str]

    @property
    def passing(self) -> int:
        """Bytes of what is kept only for a while."""
        return sum(self.shelves[shelf] for shelf in PASSING)


async def footprint(stage: Stage, folder: Path) -> Footprint:
    """Measure after everything is done; the sandbox forgets what is long past."""
    stage.sandbox.calls.clear()
    stage.sandbox.queue._past.clear()
    stage.sandbox.presses.clear()
    for chat in stage.sandbox.chats.values():
        for number in [*chat._messages][:-KEEP]:
            del chat._messages[number]
    gc.collect()
    shelves: Counter[str] = Counter()
    async for shelf, id_, document in stage.app.request.store.documents():  # type: ignore[attr-defined]  # TinyDB's
        shelves[shelf] += len(id_) + len(document)
    async with stage.app.request.look() as ledger:
        handled = len(await ledger.handled.find(HANDLED_AT))
    file, log = ((folder / f"ledger.{suffix}").stat().st_size for suffix in ("json", "log"))
    return Footprint(len(asyncio.all_tasks()), len(gc.get_objects()), file, log, handled, shelves)


async def owners(stage: Stage) -> list[tuple[str, str]]:
    """Everybody who has measures, with the number of one."""
    async with stage.app.request.look() as ledger:
        found = []
        for person in await ledger.people.find(PEOPLE_OF, "u1"):
            mine = await ledger.measures.find(MEASURES_OF_PERSON, person.id)
            found += [(person.name, measure.number) for measure in mine if person.id in measure.owners][:1]
    return found


async def live(stage: Stage, day: int, staff: list[tuple[str, str]]) -> None:
    """A day: morning and afternoon, two people reply."""
    for n, hour in enumerate(HOURS):
        now = (START + day * DAY).replace(hour=hour)
        stage.sandbox.clock.set(now)
        name, number = staff[(2 * day + n) % len(staff)]
        stage.phone(name).say(f"{number} 正在推进")
        await stage.settle()
        await stage.app.tick()


async def test_year_of_an_office(tmp_path: Path) -> None:
    """Tasks, memory and what is kept only for a while stay flat; only the history makes the file grow."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind(*await stage.people())
        staff = await owners(stage)
        marks = []
        for day in range(1, YEAR + 1):
            await live(stage, day, staff)
            if day % (YEAR // 4) == 0:
                await stage.settle()
                marks.append(await footprint(stage, tmp_path))
        async with stage.app.request.look() as ledger:
            entries = await ledger.journal.find(JOURNAL_OF_UNIT, "u1")
            assert list(breaks(entries, await ledger.heads.get("u1"))) == []
            assert not await ledger.outbox.find(OUTBOX_IN_FLIGHT, "", MessageState.SENDING)
    first, half, third, last = marks
    assert len(entries) > 2 * YEAR
    assert last.tasks == first.tasks
    assert last.handled <= len(HOURS) * (HANDLED_KEPT.days + 1)
    assert last.objects < SLACK * first.objects
    assert half.passing > 1.5 * first.passing  # until the first messages have had their time
    assert last.passing < 1.15 * third.passing
    assert all(mark.file < SLACK * mark.shelves.total() for mark in marks)
    assert all(mark.log < max(LOG, mark.file) + LINES for mark in marks)  # folded when it is as long as the file
    assert last.shelves["journal"] > 1.2 * third.shelves["journal"]


async def test_thousand_replies_at_once(tmp_path: Path) -> None:
    """All are recorded and answered, in each chat in the order in which they were written."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind(*await stage.people())
        staff = await owners(stage)
        known = {name: len(stage.phone(name).inbox) for name, _ in staff}
        for n in range(UPDATES):
            name, number = staff[n % len(staff)]
            stage.phone(name).say(f"{number} 正在推进，第{n}稿")
        await stage.settle(120)
        async with stage.app.request.look() as ledger:
            entries = await ledger.journal.find(JOURNAL_OF_UNIT, "u1")
        said = [
            (entry.by, int(entry.words.partition("第")[2].removesuffix("稿")))
            for entry in entries
            if "稿" in entry.words
        ]
        assert sorted(n for _, n in said) == list(range(UPDATES))
        for by in {by for by, _ in said}:
            mine = [n for one, n in said if one == by]
            assert mine == sorted(mine)
        told = [answer.text for name, _ in staff for answer in stage.phone(name).inbox[known[name] :]]
        assert sum(text.count("已登记") for text in told) == UPDATES  # several in one message where many waited
