"""Moving a whole ledger from one store into another, and proving that it arrived."""

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import msgspec

from bot.domain.core.store_error import fault
from storage.archive.integrity import chain_faults
from storage.errors import InboxNotEmpty, MoveFailed, MoveSourceDiffers, StoreNotEmpty
from storage.opening import MOVE_MARKER, DocumentStore, open_any, public_address

BATCH = 500  # documents in one transaction

Progress = Callable[[int, int], None]  # documents moved, documents in all
RecordKey = tuple[str, str]  # shelf, id
Document = tuple[str, str, bytes | None]


@dataclass
class Contents:
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
    """Move the ledger at one address to another, empty one; the counts by shelf. The source is only read.

    An interrupted move leaves a mark, with the source as it is called: the target cannot be opened as a ledger, and
    moving again goes on from present. Raises StoreError: StoreNotEmpty, MoveSourceDiffers, MoveFailed, or what opening
    raises.
    """
    origin = await open_any(source)
    try:
        goal = await open_any(target)
        try:
            return await _move(origin, goal, (called or public_address(source), public_address(target)), progress)
        finally:
            await goal.close()
    finally:
        await origin.close()


async def require_empty_inbox(source: str) -> None:
    """Raise InboxNotEmpty where updates wait that Telegram will not send again: they are no part of a ledger."""
    origin = await open_any(source)
    try:
        if waiting := (await origin.inbox.status()).waiting:
            raise InboxNotEmpty(count=waiting)
    finally:
        await origin.close()


async def _move(
    origin: DocumentStore, goal: DocumentStore, names: tuple[str, str], progress: Progress
) -> dict[str, int]:
    if await origin.get_document(*MOVE_MARKER):
        raise MoveFailed(fault=fault("source_unfinished"))
    present = await _present(goal)
    await _set_marker(goal, present, *names)
    sent = await _send(origin, goal, present, progress)
    arrived = await _contents(goal)
    if (arrived.counts, arrived.digest) != (sent.counts, sent.digest):
        raise MoveFailed(fault=fault("target_differs"))
    if faults := chain_faults(arrived.chain["journal"], arrived.chain["heads"]):
        raise MoveFailed(fault=faults[:3])
    await goal.put_documents([(*MOVE_MARKER, None)])
    return dict(sent.counts)


async def _present(goal: DocumentStore) -> dict[RecordKey, bytes]:
    """The SHA-256 of every document of the target."""
    return {(shelf, id_): _digest(document) async for shelf, id_, document in goal.documents()}


async def _set_marker(goal: DocumentStore, present: dict[RecordKey, bytes], source: str, target: str) -> None:
    """Mark an empty target as the move's own; only a part that came from the same source may be present already."""
    if mark := await goal.get_document(*MOVE_MARKER):
        del present[MOVE_MARKER]
        begun = msgspec.json.decode(mark)["source"]
        if begun != source:
            raise MoveSourceDiffers(address=target, begun=begun)
    elif present:
        raise StoreNotEmpty(address=target)
    else:
        await goal.put_documents([(*MOVE_MARKER, msgspec.json.encode({"id": MOVE_MARKER[1], "source": source}))])


async def _send(
    origin: DocumentStore, goal: DocumentStore, present: dict[RecordKey, bytes], progress: Progress
) -> Contents:
    """Make the target what the source is; what is present and equal is not sent."""
    contents, batch = Contents(), list[Document]()
    total = sum([1 async for _ in origin.documents()])
    async with aclosing(origin.documents()) as documents:
        async for shelf, id_, document in documents:
            contents.add(shelf, id_, document)
            if present.pop((shelf, id_), b"") != _digest(document):
                batch.append((shelf, id_, document))
            if contents.counts.total() % BATCH == 0:
                await goal.put_documents(batch)
                batch.clear()
                progress(contents.counts.total(), total)
    await goal.put_documents([*batch, *((*name, None) for name in present)])
    progress(total, total)
    return contents


async def _contents(goal: DocumentStore) -> Contents:
    contents = Contents()
    async for shelf, id_, document in goal.documents():
        if (shelf, id_) != MOVE_MARKER:
            contents.add(shelf, id_, document)
    return contents


def _digest(document: bytes) -> bytes:
    return hashlib.sha256(document).digest()
