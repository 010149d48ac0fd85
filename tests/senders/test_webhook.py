"""Where Telegram pushes: only who knows the secret, only updates, and durable before it is answered."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.services.core.shared_store import ReceivedUpdate
from bot.transport.webhook import PATH, SECRET, path_of, webhook_of
from storage.errors import StoreUnreachable
from storage.postgres.store import PostgresStore
from tests.storage.server import Server

pytestmark = pytest.mark.postgres
KNOWN = "a-secret-of-the-tests"


@dataclass
class Door:
    """The receiver's door, and the inbox behind it."""

    store: PostgresStore
    client: httpx.AsyncClient
    failing: list[Exception] = field(default_factory=list)

    async def push(self, body: Any, *, secret: str | None = KNOWN, bot: str = "") -> int:
        """Push as Telegram does: the status."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {SECRET: secret}
        return (await self.client.post(path_of(bot), content=content, headers=headers)).status_code

    async def taken(self) -> list[ReceivedUpdate]:
        """What came into the inbox."""
        return await self.store.inbox.claim(100)


@pytest.fixture
async def door(postgres: Server) -> AsyncIterator[Door]:
    """A receiver of two bots before a real database."""
    store = await PostgresStore.connect(postgres.database())
    app = webhook_of(store.inbox, ("", "east"), KNOWN)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://receiver") as client:
        yield Door(store, client)
    await store.close()


def message(number: int, chat: int = 5) -> dict[str, Any]:
    """An update as Telegram pushes it."""
    return {"update_id": number, "message": {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}}}


async def test_an_update_is_in_the_inbox_when_telegram_is_answered(door: Door) -> None:
    """With its bot and its chat; pushed again it is there once."""
    assert await door.push(message(11)) == 200
    assert await door.push(message(11)) == 200
    assert await door.push(message(11, chat=6), bot="east") == 200
    assert {(one.bot, one.number, one.chat) for one in await door.taken()} == {("", 11, 5), ("east", 11, 6)}


@pytest.mark.parametrize("secret", [None, "", "guess", KNOWN + "x", KNOWN[:-1], "é"])
async def test_who_does_not_know_the_secret_is_turned_away(door: Door, secret: str | None) -> None:
    """Nothing comes into the inbox."""
    headers = httpx.Headers([] if secret is None else [(SECRET.encode(), secret.encode())])
    answer = await door.client.post(PATH, content=json.dumps(message(1)), headers=headers)
    assert answer.status_code == 403
    assert await door.taken() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 99999999999999999999}',
        b'{"message": {}}',
        b"[" * 100_000,
        b'{"update_id": 1, "x": "' + b"x" * (1 << 20) + b'"}',
    ],
)
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    """In whatever way it is none; the door stays open."""
    assert await door.push(body) == 400
    assert await door.taken() == []
    assert await door.push(message(2)) == 200


@pytest.mark.parametrize("chat", [10**30, "x", None, {"id": 1}, -(10**15)])
async def test_an_odd_chat_is_kept_all_the_same(door: Door, chat: Any) -> None:
    """The worker sets aside what it cannot read: here it must not be lost."""
    assert await door.push({"update_id": 3, "message": {"chat": {"id": chat}}}) == 200
    assert [one.number for one in await door.taken()] == [3]


async def test_what_cannot_be_kept_is_not_confirmed(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram is told to come again."""

    async def refuse(_: ReceivedUpdate) -> bool:
        raise StoreUnreachable(address="postgresql://…", why="")

    monkeypatch.setattr(door.store.inbox, "put", refuse)
    assert await door.push(message(4)) == 503
    monkeypatch.undo()
    assert await door.push(message(4)) == 200


async def test_other_ways_lead_nowhere(door: Door) -> None:
    """Reading, other paths and unknown bots; the machine's watcher may ask whether it lives."""
    assert (await door.client.get(PATH)).status_code == 405
    assert (await door.client.post("/telegram/west")).status_code == 404
    assert (await door.client.get("/healthz")).text == "ok\n"
