"""Carrying a whole ledger from one store into another, and proving that it arrived."""

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import msgspec

from bot.services.core.shared_store import SharedStore
from storage.archive.proof import chain_faults
from storage.errors import InboxNotEmpty, MoveElsewhere, MoveFailed, StoreNotEmpty
from storage.opening import MARK, KeptStore, bare, open_any

BATCH = 500  # documents in one transaction

Progress = Callable[[int, int], None]  # documents carried, documents in all
Name = tuple[str, str]  # shelf, id
Document = tuple[str, str, bytes | None]


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


async def move(
    source: str, target: str, progress: Progress = lambda _done, _total: None, *, called: str = ""
) -> dict[str, int]:
    """Carry the ledger at one address to another, empty one; the counts by shelf. The source is only read.

    An interrupted move leaves a mark, with the source as it is called: the target cannot be opened as a ledger, and
    moving again goes on from there. Raises StoreError: StoreNotEmpty, MoveElsewhere, MoveFailed, or what opening
    raises.
    """
    origin = await open_any(source)
    try:
        goal = await open_any(target)
        try:
            return await _carry(origin, goal, (called or bare(source), bare(target)), progress)
        finally:
            await goal.close()
    finally:
        await origin.close()


async def demand_empty_inbox(source: str) -> None:
    """Raise InboxNotEmpty where updates wait that Telegram will not send again: they are no part of a ledger."""
    origin = await open_any(source)
    try:
        if isinstance(origin, SharedStore) and (waiting := (await origin.inbox.look()).waiting):
            raise InboxNotEmpty(waiting)
    finally:
        await origin.close()


async def _carry(origin: KeptStore, goal: KeptStore, names: tuple[str, str], progress: Progress) -> dict[str, int]:
    if await origin.fetch(*MARK):
        raise MoveFailed("来源本身是一次没有完成的迁移")
    there = await _there(goal)
    await _mark(goal, there, *names)
    sent = await _send(origin, goal, there, progress)
    arrived = await _tally(goal)
    if (arrived.counts, arrived.digest) != (sent.counts, sent.digest):
        raise MoveFailed("目标中的记录与来源不一致")
    if faults := chain_faults(arrived.chain["journal"], arrived.chain["heads"]):
        raise MoveFailed("；".join(faults[:3]))
    await goal.keep([(*MARK, None)])
    return dict(sent.counts)


async def _there(goal: KeptStore) -> dict[Name, bytes]:
    """The SHA-256 of every document of the target."""
    return {(shelf, id_): _digest(document) async for shelf, id_, document in goal.documents()}


async def _mark(goal: KeptStore, there: dict[Name, bytes], source: str, target: str) -> None:
    """Mark an empty target as the move's own; only a part that came from the same source may be there already."""
    if mark := await goal.fetch(*MARK):
        del there[MARK]
        begun = msgspec.json.decode(mark)["source"]
        if begun != source:
            raise MoveElsewhere(target, begun)
    elif there:
        raise StoreNotEmpty(target)
    else:
        await goal.keep([(*MARK, msgspec.json.encode({"id": MARK[1], "source": source}))])


async def _send(origin: KeptStore, goal: KeptStore, there: dict[Name, bytes], progress: Progress) -> Tally:
    """Make the target what the source is; what is there and equal is not sent."""
    tally, batch = Tally(), list[Document]()
    total = sum([1 async for _ in origin.documents()])
    async with aclosing(origin.documents()) as documents:
        async for shelf, id_, document in documents:
            tally.add(shelf, id_, document)
            if there.pop((shelf, id_), b"") != _digest(document):
                batch.append((shelf, id_, document))
            if tally.counts.total() % BATCH == 0:
                await goal.keep(batch)
                batch.clear()
                progress(tally.counts.total(), total)
    await goal.keep([*batch, *((*name, None) for name in there)])
    progress(total, total)
    return tally


async def _tally(goal: KeptStore) -> Tally:
    tally = Tally()
    async for shelf, id_, document in goal.documents():
        if (shelf, id_) != MARK:
            tally.add(shelf, id_, document)
    return tally


def _digest(document: bytes) -> bytes:
    return hashlib.sha256(document).digest()
