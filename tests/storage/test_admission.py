"""What is kept of a flood, over each binding: every word of the bound, of strangers a bounded share."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Person
from bot.domain.units.unit import Unit
from bot.messages.wording import load_wording
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import InboxStore, ReceivedUpdate
from bot.services.people.admission import ALL_BYTES, ALL_UPDATES, BYTES, UPDATES, Admission
from bot.services.people.binding import GuessLimiter, bind, invite
from storage.blob_store import FileBlobStore
from storage.opening import open_store
from tests.storage.server import Server

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
BOUND, STRANGER, NEWCOMER, GROUP = 7, 66, 99, -100


@dataclass
class Flooded:
    """A store with an admission before its inbox, at a time that the test sets."""

    store: InboxStore
    folder: Path
    now: dt.datetime = NOON
    numbers: int = 0

    def __post_init__(self) -> None:
        self.request = RequestContext(
            store=self.store,
            clock=lambda: self.now,
            calendar=WorkCalendar(),
            wording=load_wording(),
            blobs=FileBlobStore(self.folder),
        )
        self.admission = Admission(self.request, self.store.inbox)

    def update(self, chat: int, text: str = "在吗", bot: str = "") -> ReceivedUpdate:
        """The next message of a chat."""
        self.numbers += 1
        content = json.dumps({"update_id": self.numbers, "message": {"chat": {"id": chat}, "text": text}}).encode()
        return ReceivedUpdate(bot=bot, number=self.numbers, chat=chat, update=content)

    async def flood(self, chat: int, count: int, text: str = "在吗", bot: str = "") -> int:
        """So many messages of a chat, in batches; how many were kept."""
        updates = [self.update(chat, text, bot) for _ in range(count)]
        return sum([await self.admission.put(updates[first : first + 100]) for first in range(0, count, 100)])

    async def waiting(self) -> int:
        """How many updates the inbox holds."""
        return (await self.store.inbox.status()).waiting


@pytest.fixture(params=["tinydb", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def flooded(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Flooded]:
    """An office of two people before each store, one of them bound."""
    address: Path | str = tmp_path / "ledger.json"
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        address = server.database()
    store = await open_store(address)
    async with store.open() as ledger:
        await ledger.units.put(Unit(id="u1", name="青梁县水务局"))
        await ledger.people.put(Person(id="u1/p1", unit="u1", name="周晓岚", chat=BOUND))
        await ledger.people.put(Person(id="u1/p2", unit="u1", name="罗雨桐"))
    yield Flooded(cast("InboxStore", store), tmp_path / "evidence")
    await store.close()


async def test_every_word_of_the_bound_is_kept(flooded: Flooded) -> None:
    """However many there are, and whatever strangers have used up."""
    for stranger in range(1000, 1000 + ALL_UPDATES // UPDATES + 1):
        await flooded.flood(stranger, UPDATES)
    assert await flooded.waiting() == ALL_UPDATES
    assert await flooded.flood(BOUND, 3_000) == 3_000
    assert await flooded.waiting() == ALL_UPDATES + 3_000


async def test_a_stranger_s_flood_takes_a_bounded_share(flooded: Flooded) -> None:
    """2,000 messages leave 60 in the inbox; what is left out is counted."""
    assert await flooded.flood(STRANGER, 2_000) == UPDATES
    assert await flooded.waiting() == UPDATES
    assert flooded.admission.refused == 2_000 - UPDATES
    assert await flooded.flood(GROUP, 2_000) == UPDATES  # a group is nobody's account


async def test_beyond_its_share_a_chat_is_kept_once_a_minute(flooded: Flooded) -> None:
    """So that whoever writes on and on is answered; when the hour is over it may write as before."""
    await flooded.flood(STRANGER, UPDATES)
    for _ in range(3):
        flooded.now += MINUTE
        assert await flooded.flood(STRANGER, 50) == 1
    flooded.now += 60 * MINUTE
    assert await flooded.flood(STRANGER, 2 * UPDATES) == UPDATES


async def test_long_messages_count_by_their_bytes(flooded: Flooded) -> None:
    """Of one stranger, and of all together; the first of a minute is kept whatever its length."""
    long = "长" * 4_000  # 24 kB as Telegram writes it
    size = len(flooded.update(STRANGER, long).update)
    assert await flooded.flood(STRANGER, 100, long) == BYTES // size
    kept = sum([await flooded.flood(stranger, 100, long) for stranger in range(1000, 1100)])
    assert (kept + BYTES // size) * size <= ALL_BYTES
    assert await flooded.waiting() == kept + BYTES // size


async def test_a_valid_link_always_comes_through(flooded: Flooded) -> None:
    """While strangers have used up all there is, and the newcomer's own share too; wrong codes do not."""
    (invited,) = await invite(flooded.request, by=None, unit="u1", names=("罗雨桐",))
    for stranger in range(1000, 1000 + ALL_UPDATES // UPDATES + 1):
        await flooded.flood(stranger, UPDATES, "/start guess")
    assert await flooded.flood(NEWCOMER, 10, "/start guess") == 0
    assert await flooded.flood(NEWCOMER, 1, f"/start {invited.code}", bot="east") == 0
    assert await flooded.flood(NEWCOMER, 1, f"/start@duban_bot  {invited.code} ") == 1
    await bind(flooded.request, invited.code, account=NEWCOMER, guard=GuessLimiter())
    assert await flooded.flood(NEWCOMER, 500) == 500
    assert await flooded.flood(STRANGER, 1, f"/start {invited.code}") == 0  # it is used


async def test_what_has_no_chat_is_no_stranger_s(flooded: Flooded) -> None:
    """Telegram itself may send what nobody here can read one day: the worker sets it aside, and nothing is lost."""
    assert await flooded.flood(0, 500) == 500


async def test_what_was_taken_in_is_taken_in_again(flooded: Flooded) -> None:
    """An update that Telegram hands out again costs its sender nothing, and is not lost."""
    updates = [flooded.update(STRANGER) for _ in range(UPDATES)]
    assert await flooded.admission.put(updates) == UPDATES
    assert await flooded.admission.put(updates) == 0
    assert flooded.admission.refused == 0


async def test_a_bound_account_is_a_stranger_to_another_bot(flooded: Flooded) -> None:
    """Its unit is served by the first bot only."""
    assert await flooded.flood(BOUND, 100, bot="east") == UPDATES


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"message": 5}', b'{"message": {"text": 5}}', b"\xff"])
async def test_what_nobody_can_read_has_no_link_in_it(flooded: Flooded, content: bytes) -> None:
    """Where the share is used up it is left out like any other."""
    await flooded.flood(STRANGER, UPDATES)
    assert await flooded.admission.put([ReceivedUpdate(bot="", number=9999, chat=STRANGER, update=content)]) == 0
