"""One bound person writes hundreds of messages and a stranger thousands; how long the others wait meanwhile."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot.domain.history.journal import Entry
from bot.sandbox import Phone
from bot.services.core.ledger import JOURNAL_OF_UNIT
from storage.opening import open_any
from tests.crash.programs.bot_line import Site, at_work
from tests.crash.programs.bot_office import UNIT

OWN, STRANGERS = 300, 2_000  # messages
STRANGER = 9_999  # an account
PAUSE = 1.5  # seconds between an answer and the next message of the others; Telegram lets three in three seconds go
DOOR = 60  # seconds between two answers to a stranger
WITHIN = 120.0  # seconds after the last message until everything is recorded


@dataclass
class Flood:
    """What became of a flood, and of the others meanwhile; `delays` in seconds from writing to the answer."""

    delays: list[float] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)  # by delay: which of the person's messages it was, from 1 on
    lost: int = 0  # messages of the flooding person that are not recorded
    out_of_order: int = 0
    overtaken: list[int] = field(default_factory=list)  # by message of others: earlier ones recorded after it
    answers: int = 0  # to the person who floods
    told: int = 0  # answers to the stranger
    stranger: list[float] = field(default_factory=list)  # seconds between the answers to the stranger
    unanswered: int = 0  # of the others' messages

    @property
    def faults(self) -> dict[str, int]:
        """What must be nothing, and is not."""
        too_soon = sum(gap < DOOR for gap in self.stranger)
        found = {"lost": self.lost, "out of order": self.out_of_order, "unanswered": self.unanswered}
        return {name: number for name, number in (found | {"stranger too soon": too_soon}).items() if number}

    def percentile(self, share: float, *, since: int = 1) -> float:
        """The delay that such a share of the others' messages, from a turn on, does not exceed, in seconds."""
        ordered = sorted(delay for delay, turn in zip(self.delays, self.turns, strict=True) if turn >= since)
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


async def flood(
    folder: Path, own: int, strangers: int, *, over: float, rounds: int, spread: float = 0, mutation: str = "-"
) -> Flood:
    """Let the first owner write so many messages, a stranger so many, spread over so many seconds (0: all at once).

    The others write a few times each meanwhile, everyone after the answer to what they wrote before; once before that,
    so that the program is warm. `spread`: seconds within which they begin, evenly.
    """
    async with at_work(folder, mutation) as site:
        first, *others = site.phones
        result, said = Flood(), dict[int, str]()
        await asyncio.gather(*(_reply(site, n, phone, 1, Flood()) for n, phone in enumerate(others, 2)))
        flooding = asyncio.create_task(_pour(site, first, (own, strangers), over, said))
        if not over:
            await flooding
        begins = [spread * n / len(others) for n in range(len(others))]
        replies = [_reply(site, n, phone, rounds, result, begin=begins[n - 2]) for n, phone in enumerate(others, 2)]
        updates = await asyncio.gather(*replies)
        await flooding
        await _recorded(site, own)
    entries = await _entries(folder)
    mine = [entry for entry in entries if entry.update in said]
    result.lost = len(said) - len({entry.update for entry in mine})
    result.out_of_order = sum((a.update or 0) > (b.update or 0) for a, b in pairwise(mine))
    result.overtaken = _overtaken(entries, set(said), {number for some in updates for number in some})
    result.answers = len(first.inbox)
    at = [message.date for message in site.sandbox.phone(STRANGER).inbox]
    result.told = len(at)
    result.stranger = [(later - earlier).total_seconds() for earlier, later in pairwise(at)]
    return result


async def _pour(site: Site, phone: Phone, counts: tuple[int, int], over: float, said: dict[int, str]) -> None:
    """Write everything in even steps; `said` gets the words of the bound person by update."""
    own, strangers = counts
    stranger = site.sandbox.phone(STRANGER, "外人")
    steps = max(own, strangers, 1)
    for step in range(steps):
        if own * (step + 1) // steps > own * step // steps:
            words = f"1-1 正在推进，记号F{len(said)}Z"
            said[phone.say(words)] = words
        if strangers * (step + 1) // steps > strangers * step // steps:
            stranger.say(f"在吗{step}")
        if over:
            await asyncio.sleep(over / steps)


async def _reply(site: Site, n: int, phone: Phone, rounds: int, result: Flood, *, begin: float = 0) -> list[int]:
    """Write a few times, each after the answer to the one before; the numbers of the updates."""
    updates = []
    await asyncio.sleep(begin)
    for turn in range(rounds):
        known, began = len(phone.inbox), time.monotonic()
        updates.append(phone.say(f"1-{n} 正在推进，第{turn + 1}批"))
        try:
            await site.sandbox.until(lambda known=known: len(phone.inbox) > known, WITHIN)  # type: ignore[misc]
            result.delays.append(time.monotonic() - began)
            result.turns.append(turn + 1)
        except TimeoutError:
            result.unanswered += 1
        await asyncio.sleep(PAUSE)
    return updates


async def _recorded(site: Site, own: int) -> None:
    """Wait until nothing waits: no update at Telegram, none in the inbox, no answer in the outbox."""
    await site.sandbox.idle(WITHIN)
    await site.settled("inbox", WITHIN + own)
    await site.settled("outbox", WITHIN + own)


async def _entries(folder: Path) -> list[Entry]:
    store = await open_any(folder / "ledger.json")
    async with store.open() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, UNIT)
    await store.close()
    return list(entries)


def _overtaken(entries: Sequence[Entry], flooding: set[int], others: set[int]) -> list[int]:
    """How many earlier messages of the flood stand in the journal after each message of the others."""
    found = dict[int, int]()
    recorded = set[int]()
    for entry in entries:
        number = entry.update or 0
        if number in flooding:
            recorded.add(number)
        elif number in others:
            found[number] = sum(one < number for one in flooding - recorded)
    return [found[number] for number in sorted(found)]
