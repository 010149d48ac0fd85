"""Carrying a whole ledger from one store into another, and proving that it arrived."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from storage.opening import MOVING, KeptStore, open_any
from storage.proof import chain_faults
from storage.trouble import MoveFailed, StoreNotEmpty

BATCH = 500  # documents in one transaction
MARK = "moving"  # the id of the mark on its shelf

Progress = Callable[[int, int], None]  # documents carried, documents in all


@dataclass
class Tally:
    """What a ledger holds: documents by shelf, one hash over all of them, and the chain's documents."""

    counts: Counter[str] = field(default_factory=Counter)
    chain: dict[str, list[bytes]] = field(default_factory=lambda: {"journal": [], "heads": []})
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, shelf: str, id_: str, document: bytes) -> None:
        """Count a document."""
        self.counts[shelf] += 1
        for part in (shelf.encode(), id_.encode(), document):
            self._hash.update(b"%d:%b" % (len(part), part))
        if shelf in self.chain:
            self.chain[shelf].append(document)

    @property
    def digest(self) -> str:
        """The SHA-256 over every document, in order."""
        return self._hash.hexdigest()


async def move(source: str, target: str, progress: Progress = lambda _done, _total: None) -> dict[str, int]:
    """Carry the ledger at one address to another, empty one; the counts by shelf. The source is only read.

    An interrupted move leaves a mark: the target cannot be opened as a ledger, and moving again starts over.
    Raises StoreTrouble: StoreNotEmpty, MoveFailed, or what opening raises.
    """
    origin = await open_any(source)
    try:
        goal = await open_any(target)
        try:
            return await _carry(origin, goal, (source, target), progress)
        finally:
            await goal.close()
    finally:
        await origin.close()


async def _carry(origin: KeptStore, goal: KeptStore, addresses: tuple[str, str], progress: Progress) -> dict[str, int]:
    source, target = addresses
    if await origin.holds(MOVING):
        raise MoveFailed("来源本身是一次没有完成的迁移")
    await _make_room(goal, target)
    mark = msgspec.json.encode({"id": MARK, "source": source.rpartition("@")[2]})
    await goal.keep([(MOVING, MARK, mark)])
    sent = await _send(origin, goal, progress)
    arrived = await _tally(goal)
    if (arrived.counts, arrived.digest) != (sent.counts, sent.digest):
        raise MoveFailed("目标中的记录与来源不一致")
    if faults := chain_faults(arrived.chain["journal"], arrived.chain["heads"]):
        raise MoveFailed("；".join(faults[:3]))
    await goal.keep([(MOVING, MARK, None)])
    return dict(sent.counts)


async def _make_room(goal: KeptStore, target: str) -> None:
    """Clear what an interrupted move left; anything else is somebody's ledger."""
    if await goal.holds(MOVING):
        await goal.clear()
    async for _ in goal.documents():
        raise StoreNotEmpty(target)


async def _send(origin: KeptStore, goal: KeptStore, progress: Progress) -> Tally:
    tally = Tally()
    total = 0
    async for _ in origin.documents():
        total += 1
    batch: list[tuple[str, str, bytes | None]] = []
    async for shelf, id_, document in origin.documents():
        tally.add(shelf, id_, document)
        batch.append((shelf, id_, document))
        if len(batch) == BATCH:
            await goal.keep(batch)
            batch.clear()
            progress(tally.counts.total(), total)
    await goal.keep(batch)
    progress(tally.counts.total(), total)
    return tally


async def _tally(goal: KeptStore) -> Tally:
    tally = Tally()
    async for shelf, id_, document in goal.documents():
        if shelf != MOVING:
            tally.add(shelf, id_, document)
    return tally
