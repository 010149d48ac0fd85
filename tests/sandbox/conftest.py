"""The real python-telegram-bot against the sandbox, in process."""

import datetime as dt
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import httpx
import pytest
from telegram import Bot
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.sandbox import Phone, Sandbox, SandboxClock

MONDAY = dt.datetime(2026, 3, 9, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def request_to(sandbox: Sandbox) -> HTTPXRequest:
    """The library's own HTTP layer, calling the sandbox directly."""
    return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app=sandbox.app)})


def bot_of(sandbox: Sandbox) -> Bot:
    """The library's bot in process."""
    base = "http://telegram.test"
    return Bot(
        sandbox.token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request_to(sandbox),
        get_updates_request=request_to(sandbox),
    )


def socket_bot(sandbox: Sandbox, url: str, read_timeout: float = 10) -> Bot:
    """The library's bot over a real connection."""
    asking, polling = HTTPXRequest(read_timeout=read_timeout), HTTPXRequest()
    base, files = f"{url}/bot", f"{url}/file/bot"
    return Bot(sandbox.token, base_url=base, base_file_url=files, request=asking, get_updates_request=polling)


@asynccontextmanager
async def polling(sandbox: Sandbox, *handlers: object) -> AsyncIterator[Application]:  # type: ignore[type-arg]
    """The library's application with its own polling loop, in process."""
    application = ApplicationBuilder().bot(bot_of(sandbox)).build()
    for handler in handlers:
        application.add_handler(handler)  # type: ignore[arg-type]
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=5)
        try:
            yield application
        finally:
            await application.updater.stop()
            await application.stop()


def png(width: int = 2, height: int = 2) -> bytes:
    """A small red picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\xc8\x32\x32" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def sandbox() -> Sandbox:
    """A sandbox on a Monday morning, without limits."""
    return Sandbox(clock=SandboxClock(MONDAY), limits=False)


@pytest.fixture
def phone(sandbox: Sandbox) -> Phone:
    """A phone whose owner has opened the chat."""
    phone = sandbox.phone(1001, "宗砚秋", role="经办人")
    phone.start_chat()
    return phone


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The library's bot, ready."""
    async with bot_of(sandbox) as bot:
        yield bot
