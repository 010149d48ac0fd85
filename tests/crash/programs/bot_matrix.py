"""The crash matrix: the real bot as a process before the sandbox is killed again and again while many phones reply.

Replies carry a mark (K17Z), by which they are found in the journal and in what others are told of them.
"""

import asyncio
import contextlib
import datetime as dt
import os
import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.stage import open_stage
from bot.domain.core.store_error import StoreError
from bot.domain.history.journal import Entry, breaks
from bot.domain.outbox.message import MessageState
from bot.sandbox import Sandbox, serve
from bot.services.core.ledger import JOURNAL_OF_UNIT, OUTBOX_IN_FLIGHT, Ledger
from storage.tinydb.store import TinyDBStore
from tests.crash.programs.bot_office import NO_QUIET, UNIT, Office, environment, found_office, telegram
from tests.support.moment import living

ROOT = Path(__file__).parents[3]
MARK = re.compile(r"K(\d+)Z")
LABEL = "可能重复"
REMINDER = "整改提醒"
ANY_MOMENT = "any moment"
WHILE_STARTING = "while starting"
NOT_REACHED = "step not reached"
PATIENCE = 3.0  # seconds after which a program that does not come to its step is killed anyway
BETWEEN = 0.02  # seconds between two replies
REPLIES = 40  # in one life, half of them before it begins


@dataclass(frozen=True)
class Kill:
    """Where a life ends: at the k-th time of a step, or some seconds after a moment."""

    step: str
    at: int = 1
    after: float = 0.0


@dataclass
class Tally:
    """What the kills did. Everything that must be 0 stands in `faults`."""

    kills: Counter[str] = field(default_factory=Counter)
    replies: int = 0
    replies_lost: int = 0
    replies_twice: int = 0
    messages: int = 0
    messages_lost: int = 0
    in_flight: int = 0  # messages found under way after all kills
    most_in_flight: int = 0  # after one kill
    sent_twice: int = 0
    unlabelled: int = 0
    unreadable: int = 0
    chain_broken: int = 0
    ended_itself: int = 0

    @property
    def faults(self) -> dict[str, int]:
        """What must be nothing, and is not."""
        too_often = max(0, self.sent_twice - self.killed)
        zeros = {
            "replies lost": self.replies_lost,
            "replies recorded twice": self.replies_twice,
            "messages lost": self.messages_lost,
            "second copies beyond one a kill": too_often,
            "second copies without a label": self.unlabelled,
            "ledger unreadable": self.unreadable,
            "chain broken": self.chain_broken,
            "ended by itself": self.ended_itself,
        }
        return {what: count for what, count in zeros.items() if count}

    def __add__(self, other: "Tally") -> "Tally":
        mine, theirs = vars(self), vars(other)
        most = max(self.most_in_flight, other.most_in_flight)
        return Tally(**{name: mine[name] + theirs[name] for name in mine} | {"most_in_flight": most})

    @property
    def killed(self) -> int:
        """All kills."""
        return self.kills.total()


@dataclass
class Round:
    """One installation, from its first start to its last."""

    folder: Path
    sandbox: Sandbox
    office: Office
    environment: dict[str, str]
    chance: random.Random
    mutation: str = "-"
    tally: Tally = field(default_factory=Tally)
    updates: dict[int, int] = field(default_factory=dict)  # mark of a reply: its update
    difficult: dict[int, int] = field(default_factory=dict)  # mark of a reply that others are told of: who said it

    def say(self) -> None:
        """Let somebody reply; every third reply tells of a difficulty."""
        self.tally.replies += 1
        mark, n = self.tally.replies, self.chance.randrange(len(self.office.repliers))
        words = "有困难：缺人手" if mark % 3 == 0 else "正在推进"
        if mark % 3 == 0:
            self.difficult[mark] = n
        self.updates[mark] = self.office.repliers[n].say(f"1-{n + 1} {words}，记号K{mark}Z")

    async def live(self, kill: Kill) -> None:
        """Start the bot, let people reply before and meanwhile, and kill it."""
        for _ in range(REPLIES // 2):
            self.say()
        process = await self.start(kill)
        polls = len(self.sandbox.calls)
        talking = asyncio.create_task(self._talk(polls))
        try:
            reached = await self._die(process, kill, polls)
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
        self.tally.kills[kill.step if reached else NOT_REACHED] += 1
        if process.returncode != -9:
            self.tally.ended_itself += 1
            sys.stderr.write((self.folder / "bot.err").read_text("utf-8", "replace")[-2000:])
        await self.look()

    async def start(self, kill: Kill) -> asyncio.subprocess.Process:
        """Start the command line as it is, or the one that dies at a step."""
        plain = kill.step in {ANY_MOMENT, WHILE_STARTING} and self.mutation == "-"
        program = ["bot"] if plain else ["tests.crash.programs.bot_program", kill.step, str(kill.at), self.mutation]
        with (self.folder / "bot.err").open("wb") as errors:
            return await asyncio.create_subprocess_exec(
                *living(self.sandbox.clock.now, *program, "run"),
                cwd=ROOT,
                env=os.environ | self.environment,
                stderr=errors,
            )

    async def _talk(self, polls: int) -> None:
        await self.sandbox.until(lambda: self._polled(polls), 60)
        for _ in range(REPLIES - REPLIES // 2):
            self.say()
            await asyncio.sleep(BETWEEN)

    def _polled(self, since: int) -> bool:
        return any(call.method == "getUpdates" for call in self.sandbox.calls[since:])

    async def _die(self, process: asyncio.subprocess.Process, kill: Kill, polls: int) -> bool:
        ended = asyncio.create_task(process.wait())
        if kill.step != WHILE_STARTING:
            polled = asyncio.create_task(self.sandbox.until(lambda: self._polled(polls), 60))
            await asyncio.wait({ended, polled}, return_when=asyncio.FIRST_COMPLETED)
            polled.cancel()
            await asyncio.gather(polled, return_exceptions=True)
        await asyncio.wait({ended}, timeout=kill.after or PATIENCE)
        reached = ended.done() or bool(kill.after)
        if not ended.done():
            process.kill()
        await ended
        return reached

    async def look(self) -> None:
        """Read what a kill left, from a copy, so that the next start finds it as it was."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for file in self.folder.glob("ledger.*"):
            shutil.copy(file, copy)
        try:
            store = TinyDBStore(copy / "ledger.json")
        except StoreError:
            self.tally.unreadable += 1
            return
        async with store.open() as ledger:
            under_way = len(await ledger.outbox.find(OUTBOX_IN_FLIGHT, "", MessageState.SENDING))
            self.tally.in_flight += under_way
            self.tally.most_in_flight = max(self.tally.most_in_flight, under_way)
            recorded = await self._read(ledger)
        received = {int(id_) async for shelf, id_, _ in store.documents() if shelf == "inbox"}
        await store.close()
        waiting = received | {raw["update_id"] for raw in self.sandbox.queue}
        confirmed = {mark for mark, update in self.updates.items() if update not in waiting}
        self.lose(confirmed - set(recorded))

    def lose(self, lost: set[int]) -> None:
        """Count replies as lost, once; nobody can be told of them."""
        for mark in lost:
            del self.updates[mark]
            self.difficult.pop(mark, None)
            self.tally.replies_lost += 1

    async def _read(self, ledger: Ledger) -> Counter[int]:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, UNIT)
        self.tally.chain_broken += bool(list(breaks(entries, await ledger.heads.get(UNIT))))
        return marks(entries)

    async def settle(self) -> None:
        """Let the bot, in this process, do what is left, then count what everybody has."""
        now = self.sandbox.clock.now()
        async with open_stage(self.folder, now, policy=NO_QUIET, sandbox=self.sandbox) as stage:
            for _ in range(4):
                await stage.settle()
                self.sandbox.clock.move(dt.timedelta(minutes=20))
                await stage.app.tick()
            async with stage.app.request.look() as ledger:
                recorded = await self._read(ledger)
        self.count_replies(recorded)
        self.count_notices()
        self.count_reminders()

    def count_replies(self, recorded: Counter[int]) -> None:
        """Compare what was said with what stands recorded in the end."""
        self.lose(set(self.updates) - set(recorded))
        self.tally.replies_twice += sum(count - 1 for count in recorded.values())

    def count_notices(self) -> None:
        """Look on the phones of leaders and clerk for every difficulty that was recorded."""
        expected = Counter((phone.user.id, mark) for mark, n in self.difficult.items() for phone in self.office.told[n])
        self._count(expected, {place: texts for place, texts in self._notices().items() if place in expected})

    def count_reminders(self) -> None:
        """Look on the phones of all owners for their reminder: a reply that tells of progress does not end it."""
        reminded = {
            (phone.user.id, 0): [message.text for message in phone.inbox if REMINDER in message.text]
            for phone in (*self.office.repliers, *self.office.listeners)
        }
        self._count(reminded, reminded)

    def _notices(self) -> dict[tuple[int, int], list[str]]:
        found: dict[tuple[int, int], list[str]] = {}
        for phone in {phone.user.id: phone for told in self.office.told for phone in told}.values():
            for message in phone.inbox:
                for mark in {int(mark) for mark in MARK.findall(message.text)}:
                    found.setdefault((phone.user.id, mark), []).append(message.text)
        return found

    def _count(self, expected: Iterable[tuple[int, int]], found: dict[tuple[int, int], list[str]]) -> None:
        for place in expected:
            copies = found.get(place, [])
            self.tally.messages += 1
            self.tally.messages_lost += not copies
            self.tally.sent_twice += max(0, len(copies) - 1)
            self.tally.unlabelled += sum(LABEL not in copy for copy in copies[1:])


def marks(entries: Sequence[Entry]) -> Counter[int]:
    """How often each reply was recorded."""
    return Counter(int(mark) for entry in entries for mark in MARK.findall(entry.words))


@asynccontextmanager
async def open_round(folder: Path, seed: int, mutation: str = "-") -> AsyncIterator[Round]:
    """An installation before its first start, with Telegram on a port of this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox = telegram()
    office = await found_office(str(folder / "ledger.json"), sandbox)
    server = await serve(sandbox)
    try:
        yield Round(
            folder,
            sandbox,
            office,
            environment(folder, server.url),
            random.Random(seed),  # noqa: S311 - moments of a test
            mutation,
        )
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.stop(), 60)


async def play(folder: Path, kills: Sequence[Kill], seed: int, mutation: str = "-") -> Tally:
    """A round with these kills; what they did."""
    async with open_round(folder, seed, mutation) as round_:
        for kill in kills:
            await round_.live(kill)
        await round_.settle()
        return round_.tally


def brief(chance: random.Random) -> float:
    """Seconds between the first question for updates and a kill: mostly while the bot has its hands full."""
    return 0.01 + 0.8 * chance.random() ** 2


def any_kills(count: int, seed: int, steps: Mapping[str, int]) -> list[Kill]:
    """So many kills: every other one at any moment, the rest at the named steps in turn, from the first to the k-th."""
    chance = random.Random(seed)  # noqa: S311 - moments of a test
    named = list(steps)
    chance.shuffle(named)
    kills = []
    for n in range(count):
        if n % 2:
            step = named[n // 2 % len(named)]
            kills.append(Kill(step, chance.randint(1, steps[step])))
        elif n % 10:
            kills.append(Kill(ANY_MOMENT, after=brief(chance)))
        else:
            kills.append(Kill(WHILE_STARTING, after=chance.uniform(0.05, 1.5)))
    return kills
