"""Which received updates are kept: all of people who are bound, and of strangers only so much an hour.

Whatever strangers do, the inbox, the disk and memory hold a bounded share of it, and whoever opens a valid link
always comes through. Nobody is kept waiting here, and nothing of a person who is bound is ever left out.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import structlog

from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import Intake, ReceivedUpdate
from bot.services.people.binding import HOUR, MINUTE, account_holder, opens
from bot.services.people.code import candidates, sealed

log = structlog.get_logger(__name__)
UPDATES = 60  # of one stranger's chat that are kept in an hour; from then on one a minute, so that it is answered
BYTES = 256 << 10  # the same for their size
ALL_UPDATES = 2_000  # of all strangers together in an hour
ALL_BYTES = 8 << 20

Chat = tuple[str, int]  # bot and chat


class _Message(msgspec.Struct):
    text: str = ""


class _Update(msgspec.Struct):
    message: _Message | None = None


_text_in = msgspec.json.Decoder(_Update)


@dataclass
class Share:
    """What was kept in this hour: updates, their bytes, and when the last of them came."""

    updates: int = 0
    bytes: int = 0
    last: dt.datetime | None = None

    def add(self, size: int, now: dt.datetime) -> None:
        """Count an update of so many bytes."""
        self.updates, self.bytes, self.last = self.updates + 1, self.bytes + size, now


class Admission:
    """Stands before an inbox; what it counts is in memory, and forgotten every hour and at a restart."""

    def __init__(self, request: RequestContext, inbox: Intake) -> None:
        self._request = request
        self._inbox = inbox
        self._forget(request.now())

    def _forget(self, now: dt.datetime) -> None:
        self._since = now
        self._bound: set[Chat] = set()
        self._kept: set[str] = set()  # updates of strangers, which are kept when they come again
        self._shares: dict[Chat, Share] = {}
        self._all = Share()
        self._logged: dt.datetime | None = None
        self.refused = 0  # updates of strangers that were not kept in this hour

    async def put(self, batch: Sequence[ReceivedUpdate], *, more: bool = False) -> int:
        """Keep of the updates what is to be kept, all in one write; how many of them are new."""
        admitted = await self._admitted(batch)
        return await self._inbox.put(admitted, more=more) if admitted or more else 0

    async def _admitted(self, batch: Sequence[ReceivedUpdate]) -> list[ReceivedUpdate]:
        now = self._request.now()
        batch = [replace(one, came=now, update=await self._sealed(one.update)) for one in batch]
        if abs(now - self._since) >= HOUR:
            self._forget(now)
        bound = self._bound  # of this hour, also where another begins meanwhile

        def is_kept(one: ReceivedUpdate) -> bool:
            """True for people who are bound, and for what has no chat: nobody can write that."""
            return not one.chat or (one.bot, one.chat) in bound

        unknown = {(one.bot, one.chat) for one in batch if not is_kept(one)}
        if not unknown:
            return batch
        async with self._request.look() as ledger:
            for bot, chat in unknown:
                if await account_holder(replace(self._request, bot=bot), ledger, chat):
                    bound.add((bot, chat))
            admitted = [one for one in batch if is_kept(one) or await self._is_admitted(ledger, one, now)]
        if len(admitted) < len(batch):
            self._note_refused(len(batch) - len(admitted), now)
        return admitted

    async def _sealed(self, update: bytes) -> bytes:
        """The update without the code of any link, which is kept as its hash alone."""
        found = candidates(update)
        if not found:
            return sealed(update)
        async with self._request.look() as ledger:
            return sealed(update, [found[one.id] for one in await ledger.invitations.get_many(found)])

    async def _is_admitted(self, ledger: Ledger, one: ReceivedUpdate, now: dt.datetime) -> bool:
        """True where the update of a stranger is kept."""
        if one.id in self._kept:
            return True
        share = self._shares.get((one.bot, one.chat)) or Share()
        if self._has_room(share, len(one.update), now):
            share.add(len(one.update), now)
            self._all.add(len(one.update), now)
            self._shares[one.bot, one.chat] = share
            self._kept.add(one.id)
            return True
        return await opens(replace(self._request, bot=one.bot), ledger, _code_in(one.update), one.chat)

    def _note_refused(self, count: int, now: dt.datetime) -> None:
        """Count, and say so in the log once a minute."""
        self.refused += count
        if self._logged is None or abs(now - self._logged) >= MINUTE:
            self._logged = now
            log.warning("updates of strangers not kept", in_this_hour=self.refused)

    def _has_room(self, share: Share, size: int, now: dt.datetime) -> bool:
        if self._all.updates >= ALL_UPDATES or self._all.bytes + size > ALL_BYTES:
            return False
        within = share.updates < UPDATES and share.bytes + size <= BYTES
        return within or share.last is None or abs(now - share.last) >= MINUTE


def _code_in(update: bytes) -> str:
    """What follows the command in a raw update, "" where it has no text."""
    try:
        message = _text_in.decode(update).message
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return message.text.replace("\u3000", " ").strip().partition(" ")[2].strip() if message else ""
