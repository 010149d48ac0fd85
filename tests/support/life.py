"""The life of an office from one number: people, Telegram, clock, disk and kills before the real program, in one loop.

A seed gives a list of events; the events are lived by the real bot before the sandbox. What people said,
sent and chose is written down beside, for the witness.
"""

import asyncio
import datetime as dt
import errno
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.core.store_error import StoreError
from bot.sandbox import Phone, Sandbox
from bot.services.core.ledger import PEOPLE_OF
from bot.services.imports.plan_import import accept, preview
from bot.transport import polling, worker
from storage.disk import Disk
from tests.handlers.conftest import (
    LEADER,
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    SECRETARY,
    START,
    example,
)
from tests.support.life_witness import Told, deadlines, judged

ROUNDS = 12  # of the clock, after the last fault, within which everything is said
LONG = 180  # minutes
PAUSE = 0.02  # seconds, of our time, until what failed is tried again: the office's time is quicker than ours
METHODS = ("sendMessage", "editMessageText", "getUpdates", "*")
FAULTS = ("429", "500", "502", "drop_before", "drop_after", "timeout")
SPEAKERS = ((OWNER, OWN), (MATE, OTHERS))
QUESTIONS = ("/status", "/mine", "/overdue", "/due", "/health", "/digest", "本周有哪些到期")
KINDS = ("say", "say", "say", "doubt", "ask", "ask", "photo", "line", "disk", "kill", "wait", "wait", "crowd")
WORK = ("finish", "finish", *["press"] * 6)  # what a life has besides, so that others decide
FINISHED = (
    (OWNER, ("5-1", "7-2")),
    (MATE, ("2-5", "9-1")),
    (OFFICE, ("4-1",)),
)  # handed in, and never spoken of otherwise
DECIDERS = (OFFICE, LEADER, SECRETARY)
DECISIVE = ("办理", "同意", "通过", "退回", "收到", "确认")
LEFT_ALONE = ("解", "撤", "抹", "移交", "取消", "合并", "拆分", "不在岗", "调离", "停", "免")  # may silence a speaker
OFTEN = 0.7  # how often somebody presses what decides, where there is such a button
SEEN = 6  # messages of a phone that somebody still looks at


@dataclass(frozen=True)
class Event:
    """Something that happens: its kind, the chance that decides the rest, and the minutes until the next."""

    kind: str
    chance: int
    minutes: int


@dataclass
class Verdict:
    """What a life came to; `wrong` is empty where everything was as it must be."""

    seed: int
    days: int = 0
    said: int = 0
    kills: int = 0
    pressed: int = 0
    decided: int = 0  # steps of the journal that others than the speakers took
    wrong: list[str] = field(default_factory=list)


def events_of(seed: int, days: int, kinds: Sequence[str] = KINDS + WORK) -> list[Event]:
    """The events of so many days, all from the seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    found, minutes = [], 0
    while minutes < days * 1440:
        step = chance.choice((5, 40, 180, 600, 1440))
        found.append(Event(chance.choice(kinds), chance.getrandbits(32), step))
        minutes += step
    return found


class WeakDisk(Disk):
    """A disk that is full for some writes."""

    full = 0

    def write(self, file: int, content: bytes | memoryview) -> int:
        """Write, or refuse."""
        if self.full > 0:
            self.full -= 1
            raise OSError(errno.ENOSPC, "simulated")
        return super().write(file, content)


class Life:
    """An office while it lives."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.verdict = Verdict(seed)
        self._folder = folder
        self._sandbox: Sandbox | None = None
        self._phones: dict[str, Phone] = {}
        self._stage: Stage
        self._disk = WeakDisk()
        self._expected: Counter[tuple[str, str]] = Counter()  # of each measure, the words that were said
        self._photos: dict[str, str] = {}  # by whom, by the hash of what was sent
        self._finished: set[str] = set()  # measures of which somebody said that they are done
        self._deadlines: dict[str, object] = {}
        self._waiting: dict[str, int] = {}  # who said something: the last message on the phone then

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The program, started anew on what the folder holds."""
        async with open_stage(self._folder, START, sandbox=self._sandbox) as stage:
            self._sandbox, stage.phones = stage.sandbox, self._phones
            self._stage = stage
            store: Any = stage.app.request.store
            store._storage._wal._disk = self._disk
            yield

    async def begin(self) -> None:
        """Take the plan in and bind its people."""
        async with self.running():
            request = self._stage.app.request
            await preview(request, "u1", example(), WORKBOOK.name, by=None)
            await accept(request, by=None)
            await self._stage.bind(OFFICE, OWNER, MATE, LEADER, SECRETARY)
            self._deadlines = await deadlines(request)

    async def live(self, events: Sequence[Event]) -> Verdict:
        """Live through the events, from one kill to the next, and be judged."""
        await self.begin()
        rest = list(events)
        while rest:
            async with self.running():
                rest = await self._until_killed(rest)
                if not rest:
                    await self._come_to_rest()
                    await self._judge()
                    break
                saved = self._pull_the_plug()
            shutil.rmtree(self._folder)
            saved.rename(self._folder)
            self._stage.sandbox.faults.clear()
            self.verdict.kills += 1
        return self.verdict

    async def _until_killed(self, events: list[Event]) -> list[Event]:
        for n, event in enumerate(events):
            if event.kind == "kill":
                self.verdict.days += event.minutes
                self._say(random.Random(event.chance))  # noqa: S311 - repeatable
                for _ in range(event.chance % 40):
                    await asyncio.sleep(0)
                return events[n + 1 :] or [Event("wait", 0, 5)]
            await self._happen(event)
        return []

    async def _happen(self, event: Event) -> None:
        chance = random.Random(event.chance)  # noqa: S311 - repeatable
        match event.kind:
            case "say" | "crowd":
                for _ in range(6 if event.kind == "crowd" else 1):
                    self._say(chance)
            case "ask":
                self._phone(chance.choice((OFFICE, OWNER, SECRETARY, LEADER))).say(chance.choice(QUESTIONS))
            case "finish":
                who, numbers = chance.choice(FINISHED)
                number = chance.choice(numbers)
                self._finished.add(number)
                self._phone(who).say(f"{number} 已完成，全部核对过")
            case "doubt":
                await self._say_in_doubt(chance)
            case "press":
                self._press(self._phone(chance.choice(DECIDERS)), chance)
            case "photo":
                who, number = chance.choice(SPEAKERS)
                content = chance.randbytes(50)
                self._photos[sha256(content).hexdigest()] = who
                self._wait_for(who)
                self._phone(who).send_photo(content, f"{number} 现场照片")
            case "line" | "disk":
                self._break(event.kind, chance)
        if event.kind in {"wait", "ask", "crowd"} or event.minutes >= LONG:
            await self._settle()  # before Telegram forgets what waits, which it does after a day
        await self._pass(event.minutes)
        self.verdict.days += event.minutes

    def _break(self, kind: str, chance: random.Random) -> None:
        if kind == "disk":
            self._disk.full = chance.randint(1, 3)
            return
        method, fault = chance.choice(METHODS), chance.choice(FAULTS)
        self._stage.sandbox.faults.next(method, fault, times=chance.randint(1, 4))

    def _phone(self, name: str) -> Phone:
        return self._stage.phone(name)

    def _say(self, chance: random.Random) -> None:
        who, number = chance.choice(SPEAKERS)
        self.verdict.said += 1
        words = f"正在推进 第{self.verdict.said}次现场核对"
        self._wait_for(who)
        self._phone(who).say(f"{number} {words}")
        self._expected[number, words] += 1

    def _wait_for(self, who: str) -> None:
        """From now on the person waits for an answer."""
        self._waiting[who] = max((message.id for message in self._phone(who).inbox), default=0)

    async def _say_in_doubt(self, chance: random.Random) -> None:
        """Say something of no measure, and choose the measure where the question arrives; what is chosen stands."""
        who, number = chance.choice(SPEAKERS)
        self.verdict.said += 1
        words = f"正在推进 第{self.verdict.said}次现场核对"
        phone = self._phone(who)
        self._wait_for(who)
        phone.say(words)
        await self._settle()
        asked = [
            (message, button)
            for message in phone.inbox
            for row in message.buttons
            for button in row
            if words in message.text and button.text.startswith(f"{number} ")
        ]
        if asked:
            phone.press_button(*asked[-1])
            await self._settle()
            self._expected[number, words] += 1

    def _press(self, phone: Phone, chance: random.Random) -> None:
        """Press whatever button is there, new or old."""
        buttons = [
            (message, button)
            for message in phone.inbox[-SEEN:]
            for row in message.buttons
            for button in row
            if button.data and not any(word in button.text for word in LEFT_ALONE)
        ]
        decisive = [(message, button) for message, button in buttons if any(word in button.text for word in DECISIVE)]
        if buttons:
            self.verdict.pressed += 1
            phone.press_button(*chance.choice(decisive if decisive and chance.random() < OFTEN else buttons))

    async def _pass(self, minutes: int) -> None:
        """Let time go by; a round of the clock that met the full disk is made up for by the next."""
        with suppress(StoreError):
            await self._stage.sandbox.move_clock(dt.timedelta(minutes=minutes))

    async def _settle(self) -> None:
        with suppress(TimeoutError, StoreError):
            await self._stage.settle(20)

    def _pull_the_plug(self) -> Path:
        """What a kill leaves: the files of this very moment; nothing reaches Telegram after it."""
        self._stage.sandbox.faults.next("*", "drop_before", times=10**6)
        saved = Path(tempfile.mkdtemp(dir=self._folder.parent)) / "saved"
        shutil.copytree(self._folder, saved)
        return saved

    async def _come_to_rest(self) -> None:
        """No more faults: within some rounds everything is said."""
        self._stage.sandbox.faults.clear()
        self._disk.full = 0
        for _ in range(ROUNDS):
            await self._pass(30)
            await self._settle()

    async def _judge(self) -> None:
        """Ask the witness."""
        told = Told(self._expected, self._photos, self._waiting, self._finished, self._phones, self._deadlines)
        wrong, entries = await judged(self._stage.app.request, self._folder, told)
        async with self._stage.app.request.look() as ledger:
            people = {one.id: one.name for one in await ledger.people.find(PEOPLE_OF, "u1")}
        self.verdict.decided = sum(people.get(entry.by) in DECIDERS for entry in entries)
        self.verdict.wrong += wrong
        self.verdict.days //= 1440


async def lived(seed: int, days: int, events: Sequence[Event] | None = None) -> Verdict:
    """The life of a seed, or of some of its events."""
    place = Path(tempfile.mkdtemp(prefix="duban-life-"))
    try:
        polling.LONGEST_PAUSE = worker.LONGEST_PAUSE = PAUSE
        return await Life(seed, place / "data").live(events_of(seed, days) if events is None else events)
    except StoreError as error:
        return Verdict(seed, wrong=[f"does not start: {error}"])
    finally:
        shutil.rmtree(place)


async def shrunk(seed: int, days: int, events: Sequence[Event] | None = None) -> list[Event]:
    """The fewest events, found by leaving out ever smaller parts, with which the life still fails."""
    kept = list(events_of(seed, days) if events is None else events)
    size = len(kept) // 2
    while size:
        for start in range(0, len(kept), size):
            fewer = kept[:start] + kept[start + size :]
            if fewer and (await lived(seed, days, fewer)).wrong:
                kept = fewer
                break
        else:
            size //= 2
    return kept
