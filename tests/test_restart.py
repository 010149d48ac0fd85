"""The real program, started as an office starts it, killed, stopped, refused; over a socket on loopback."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.history.journal import breaks
from bot.sandbox import Phone, Sandbox, Server, serve
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_NUMBERED, PROGRESS_OF
from storage.disk import Disk
from storage.opening import open_any
from storage.tinydb.snapshot_reader import read_snapshot
from tests.handlers.conftest import BEIJING, OTHERS, OWN, OWNER, open_chats
from tests.support.moment import living

ROOT = Path(__file__).parents[1]
TOKEN = "42:SANDBOX-of-the-restart-tests"
SECRET = TOKEN.partition(":")[2]
KILLS = int(os.environ.get("DUBAN_RESTARTS", "6"))
BUSY = 120.0  # seconds that a machine may need which has other things to do
EACH = 2  # replies of each person between two kills; Telegram lets a chat have one answer a second
PEOPLE = {1002: OWN, 1003: OTHERS}  # accounts, each with a measure of their own


@dataclass
class Program:
    """A running `python -m bot run` and what it wrote to standard error."""

    process: asyncio.subprocess.Process
    errors: Path

    @property
    def said(self) -> str:
        """Everything that it wrote so far."""
        return self.errors.read_text("utf-8", "replace")

    async def until(self, words: str, within: float = BUSY) -> None:
        """Wait until it has written the words; raises TimeoutError with what it wrote instead."""
        end = asyncio.get_running_loop().time() + within
        while words not in self.said:
            if asyncio.get_running_loop().time() > end or self.process.returncode is not None:
                raise TimeoutError(self.said)
            await asyncio.sleep(0.02)

    async def end(self, number: signal.Signals, within: float = BUSY) -> int:
        """Send a signal and wait for the end: the exit status."""
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), within)


@dataclass
class Site:
    """A folder with a ledger, and a sandbox that listens on loopback."""

    folder: Path
    sandbox: Sandbox
    url: str
    started: int = 0

    @property
    def phone(self) -> Phone:
        """The owner's phone."""
        return self.sandbox.phone(1002, OWNER)

    async def answered(self, words: str) -> str:
        """The text of the first message to the owner that holds the words, among reminders and whatever else comes."""
        await self.sandbox.until(lambda: any(words in message.text for message in self.phone.inbox), BUSY)
        return next(message.text for message in self.phone.inbox if words in message.text)

    @asynccontextmanager
    async def run(self, **settings: str) -> AsyncIterator[Program]:
        """The program, until the block ends."""
        self.started += 1
        errors = self.folder / f"errors{self.started}.txt"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DUBAN_")}
        environment |= {
            "PYTHONPATH": str(ROOT),
            "DUBAN_TELEGRAM_TOKEN": TOKEN,
            "DUBAN_TELEGRAM_BASE_URL": f"{self.url}/bot",
            "DUBAN_TELEGRAM_BASE_FILE_URL": f"{self.url}/file/bot",
            "DUBAN_STORE_URL": str(self.folder / "ledger.json"),
            "DUBAN_STORE_EVIDENCE": str(self.folder / "evidence"),
        }
        with errors.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *living(self.sandbox.clock.now, "bot", "run"),
                cwd=self.folder,
                env=environment | settings,
                stderr=file,
            )
        try:
            yield Program(process, errors)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@asynccontextmanager
async def listening(sandbox: Sandbox, port: int = 0) -> AsyncIterator[Server]:
    """The sandbox on a port."""
    server = await serve(sandbox, port=port)
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """An office with its ledger and its people bound, before a sandbox on a free port."""
    async with open_chats(tmp_path):
        pass
    sandbox = Sandbox(token=TOKEN, limits=False)
    sandbox.queue._last = 500_000  # numbers of updates that the ledger has not seen
    async with listening(sandbox) as server:
        yield Site(tmp_path, sandbox, server.url)


async def recorded(folder: Path, number: str = OWN) -> tuple[list[str], list[tuple[int, str]]]:
    """The words that stand recorded of a measure, and where the journal's chain does not hold."""
    store = await open_any(folder / "ledger.json")
    try:
        async with store.open() as ledger:
            (measure,) = await ledger.measures.find(MEASURES_NUMBERED, "u1", number)
            progress = await ledger.progress.find(PROGRESS_OF, measure.id)
            entries = await ledger.journal.find(JOURNAL_OF_UNIT, "u1")
            return [one.words for one in progress], list(breaks(entries, await ledger.heads.get("u1")))
    finally:
        await store.close()


@pytest.mark.long
@pytest.mark.timeout(60 + 20 * KILLS)
async def test_a_killed_bot_loses_no_reply_and_records_none_twice(site: Site) -> None:
    """Killed at any moment, what was not confirmed comes again, and what was recorded is recognised."""
    chance = random.Random(2025)  # noqa: S311 - moments of a test
    sent: dict[str, list[str]] = {OWN: [], OTHERS: []}
    for _ in range(KILLS):
        async with site.run() as program:
            await program.until("督办已启动")
            for account, number in list(PEOPLE.items()) * EACH:
                sent[number].append(f"{number} 完成{len(sent[number]) + 1}%")
                site.sandbox.phone(account).say(sent[number][-1])
            await asyncio.sleep(chance.uniform(0, 0.25))
            assert await program.end(signal.SIGKILL) == -signal.SIGKILL
    async with site.run() as program:
        await site.sandbox.idle(within=BUSY + KILLS * EACH)
        async with asyncio.timeout(BUSY + KILLS * EACH):
            while read_snapshot(site.folder / "ledger.json", Disk())[0].get("inbox"):  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.2)
        assert await program.end(signal.SIGTERM) == 0, program.said
    for number, said in sent.items():
        assert await recorded(site.folder, number) == (said, [])


async def test_sigterm_ends_it_while_it_polls_and_while_an_answer_is_slow(site: Site) -> None:
    """What is at hand is finished and confirmed, within ten seconds; more where a start alone takes more than two."""
    before = time.monotonic()
    async with site.run() as program:
        await program.until("督办已启动")
        within = max(10, 5 * (time.monotonic() - before))
        assert await program.end(signal.SIGTERM, within) == 0
        assert "收到 SIGTERM 信号，手上的办完就退出。" in program.said.splitlines()
        assert program.said.splitlines()[-1] == "督办已按 SIGTERM 信号退出。"
    async with site.run() as program:
        await program.until("督办已启动")
        site.sandbox.faults.next("sendMessage", "slow", seconds=3, chat=1002, times=2)  # a reminder may come first
        site.phone.say(f"{OWN} 完成80%")
        async with asyncio.timeout(BUSY):
            while "完成80%" not in (site.folder / "ledger.log").read_text("utf-8"):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)
        assert await program.end(signal.SIGTERM, within) == 0
    assert len(site.sandbox.queue) == 0
    assert (await recorded(site.folder))[0] == [f"{OWN} 完成80%"]
    assert "Traceback" not in program.said


async def test_a_second_program_on_the_same_ledger_is_refused(site: Site) -> None:
    """One sentence that says why, status 2, and the first goes on undisturbed."""
    async with site.run() as first:
        await first.until("督办已启动")
        async with site.run() as second:
            assert await asyncio.wait_for(second.process.wait(), BUSY) == 2
        assert "正被另一个程序使用" in second.said
        assert "Traceback" not in second.said
        site.phone.say(f"{OWN} 完成80%")
        await site.answered("已登记")
        assert await first.end(signal.SIGTERM) == 0


async def test_another_poller_is_explained_and_outlasted(site: Site) -> None:
    """Telegram's 409 is put into words; when the other program ends, this one goes on."""
    site.sandbox.faults.next("getUpdates", 409, times=2)
    async with site.run() as program:
        await program.until("another program polls with the same token")
        site.phone.say(f"{OWN} 完成80%")
        await site.answered("已登记")
        assert await program.end(signal.SIGTERM) == 0


async def test_it_waits_for_the_network_at_the_start(site: Site) -> None:
    """Without Telegram it says so and tries again; a SIGTERM meanwhile ends it."""
    async with listening(Sandbox(token=TOKEN)) as server:
        free = server.url
    away = Site(site.folder, site.sandbox, free)
    async with away.run() as program:
        await program.until("连不上 Telegram")
        async with listening(site.sandbox, int(free.rpartition(":")[2])):
            await program.until("督办已启动")
            assert await program.end(signal.SIGTERM) == 0
    async with away.run() as program:
        await program.until("连不上 Telegram")
        assert await program.end(signal.SIGTERM) == 0


async def test_the_token_never_reaches_the_log(site: Site) -> None:
    """Neither where all goes well nor where everything fails, even at the level that tells most."""
    faults = site.sandbox.faults
    async with site.run(DUBAN_LOG_LEVEL="DEBUG") as program:
        await program.until("督办已启动")
        for kind in ("500", "drop_after", "bad_json", "409"):
            faults.next("getUpdates", kind)
            site.phone.say(f"{OWN} 完成80%")
            site.sandbox.poison({"message": {"message_id": "x", "chat": 5}})
            await site.sandbox.idle(BUSY)
        for method in ("getFile", "sendMessage"):
            faults.next(method, "401")
            site.phone.send_photo(b"picture", f"{OWN} 现场")
            await site.sandbox.idle(BUSY)
        assert await program.end(signal.SIGTERM) == 0
    assert len(program.said) > 200
    assert SECRET not in program.said
    async with site.run(DUBAN_TELEGRAM_TOKEN=f"{TOKEN}-wrong", DUBAN_LOG_LEVEL="DEBUG") as refused:
        assert await asyncio.wait_for(refused.process.wait(), BUSY) == 2
    assert "不认这个令牌" in refused.said
    assert SECRET not in refused.said
    assert "Traceback" not in refused.said


async def test_what_people_write_never_reaches_the_log(site: Site) -> None:
    """Neither their words and names, nor the measures; the log tells numbers, and the command line tells nothing."""
    words = "挪用专项资金一事"
    async with site.run() as program:
        await program.until("督办已启动")
        for kind in ("500", "drop_after", "bad_json", "403"):
            site.sandbox.faults.next("sendMessage", kind)
            site.phone.say(f"{OWN} 有困难：{words}")
            await site.sandbox.idle(BUSY)
        site.phone.send_file(f"{words}.docx", words.encode(), f"{OWN} {words}")
        site.sandbox.poison({"message": {"text": words, "from": {"id": 1002, "first_name": OWNER}, "chat": 5}})
        site.phone.say(f"/find {words}")
        site.phone.say(f"/status {OWN}")
        await site.answered("执法人员全员培训")
        await program.until("update=")  # what cannot be read comes from a chat of its own, on which no answer waits
        shown = Path(f"/proc/{program.process.pid}/cmdline").read_text("ascii")
        assert await program.end(signal.SIGTERM) == 0
    measure = "执法人员全员培训"
    assert measure in "".join(message.text for message in site.phone.inbox)
    assert not [word for word in (words, OWNER, measure, SECRET) if word in program.said]
    assert SECRET not in shown


@pytest.mark.hours
async def test_it_answers_at_the_real_time(site: Site) -> None:
    """Without a sandbox's clock the machine's own is used, in the unit's zone."""
    async with site.run() as program:
        before = site.sandbox.clock.now()
        site.phone.say("状态")
        said = await site.answered("整改情况")
        days = {moment.astimezone(BEIJING).date() for moment in (before, site.sandbox.clock.now())}
        assert [day for day in days if f"截至{day}" in said]
        assert await program.end(signal.SIGTERM) == 0
