"""Fixtures for the tests of any bot: Telegram in memory, and the same on a port of this machine."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.sandbox import Sandbox, Server, serve

Serving = Callable[[], AbstractAsyncContextManager[Server]]


@pytest.fixture
def telegram_sandbox() -> Sandbox:
    """Telegram with a bot and nobody else; `phone()` adds people, `faults` lets it fail, `token` is the bot's."""
    return Sandbox(limits=False)


@pytest.fixture
def telegram_server(telegram_sandbox: Sandbox) -> Serving:
    """The same on a free port while an `async with` lasts; the bot is given the server's `url`."""

    @asynccontextmanager
    async def serving() -> AsyncIterator[Server]:
        server = await serve(telegram_sandbox)
        try:
            yield server
        finally:
            await server.stop()

    return serving
