"""A sender between a small office's ledger and the sandbox."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.sandbox import Phone, Sandbox, SandboxClock
from bot.services.core.request import RequestContext
from bot.transport.outbox_sender import OutboxSender
from tests.services.scene import PEOPLE, Scene, open_scene

MONDAY = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)


@dataclass
class Post:
    """The office, the sandbox, and the sender between them."""

    scene: Scene
    sandbox: Sandbox
    bot: Bot
    request: RequestContext
    sender: OutboxSender

    def phone(self, account: int) -> Phone:
        """A person's phone."""
        return self.sandbox.phone(account)

    async def write(self, id_: str, to: str, words: str = "请看", kind: str = "notice") -> None:
        """Put a plain message into the outbox."""
        facts = {"key": "status.board_calm", "facts": {"words": words}}
        message = Message(
            id=id_,
            unit="u1",
            to=to,
            kind=kind,
            due=self.request.now(),
            facts=facts,
            priority=Priority.YELLOW,
            created=self.request.now(),
        )
        async with self.request.store.open() as ledger:
            await ledger.outbox.add(message)

    async def message(self, id_: str) -> Message:
        """A message of the outbox as it is now."""
        async with self.request.store.open() as ledger:
            found = await ledger.outbox.get(id_)
        assert found
        return found

    async def state(self, id_: str) -> MessageState:
        """How far it has come."""
        return (await self.message(id_)).state

    def pass_by(self, **time: float) -> None:
        """Let time pass on both sides."""
        self.sandbox.clock.move(dt.timedelta(**time))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """An office whose people all opened their chats."""
    clock = SandboxClock(MONDAY)
    sandbox = Sandbox(clock=clock)
    http = HTTPXRequest(read_timeout=1, httpx_kwargs={"transport": httpx.ASGITransport(app=sandbox.app)})
    bot = Bot(sandbox.token, base_url="http://telegram.test/bot", request=http)
    async with open_scene(tmp_path) as scene, bot:
        for person in PEOPLE:
            assert person.chat
            sandbox.phone(person.chat, person.name).start_chat()
        request = replace(scene.request, update=None, clock=clock.now)
        yield Post(scene, sandbox, bot, request, OutboxSender(bot, request))
