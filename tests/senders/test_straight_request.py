"""Calls over connections of our own: kept, closed, slow, broken; each error tells whether the call may have arrived."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.app import build_bot
from bot.config import Config, TelegramSettings
from bot.sandbox import Sandbox, serve
from bot.transport import connection_pool
from bot.transport.send_result import NOT_SENT
from bot.transport.straight_request import StraightRequest

TOKEN = "42:SANDBOX"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def ok(body: bytes = b'{"ok":true,"result":1}') -> bytes:
    """A whole answer."""
    return OK % (len(body), body)


async def asked(reader: asyncio.StreamReader) -> bytes:
    """One request without a body."""
    return await reader.readuntil(b"\r\n\r\n")


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[tuple[str, list[asyncio.StreamWriter]]]:
    """A server that talks so over each connection, its URL, and its connections."""
    connections: list[asyncio.StreamWriter] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot", connections


@pytest.fixture
async def request_() -> AsyncIterator[StraightRequest]:
    """A request with two connections that waits a fifth of a second."""
    async with StraightRequest(2, 0.2) as request:
        yield request


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request."""
    while True:
        await asked(reader)
        writer.write(ok())


async def test_calls_use_one_connection_after_another(request_: StraightRequest) -> None:
    """A call that follows goes over the connection of the one before, where that is not idle for too long."""
    async with server(answering) as (url, connections):
        for _ in range(3):
            assert await request_.retrieve(url) == b'{"ok":true,"result":1}'
        assert len(connections) == 1
        kept, connection_pool.KEPT = connection_pool.KEPT, 0.0
        try:
            await request_.retrieve(url)
        finally:
            connection_pool.KEPT = kept
        assert len(connections) == 2


async def test_connection_that_was_closed_while_idle_is_not_used(request_: StraightRequest) -> None:
    """The next call goes over a new one and is answered."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(ok())

    async with server(once) as (url, connections):
        await request_.retrieve(url)
        await asyncio.sleep(0.05)
        assert await request_.retrieve(url)
        assert len(connections) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
    ],
    ids=["chunked", "until it is closed", "after an interim answer"],
)
async def test_answer_is_read_in_every_form(request_: StraightRequest, answer: bytes) -> None:
    """Whatever way the server tells where its answer ends."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(answer)

    async with server(once) as (url, _):
        assert await request_.retrieve(url) == b"abcde"


async def test_nobody_there_is_certainly_not_sent(request_: StraightRequest) -> None:
    """A port on which nobody listens is an error of connecting."""
    async with server(answering) as (url, _):
        gone = url
    with pytest.raises(NetworkError) as raised:
        await request_.retrieve(gone)
    assert isinstance(raised.value.__cause__, NOT_SENT)


async def test_every_place_taken_is_certainly_not_sent() -> None:
    """A call that finds no free connection in time was not sent."""

    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with server(silent) as (url, _), StraightRequest(1, 5) as request:
        first = asyncio.create_task(request.retrieve(url))
        await asyncio.sleep(0.05)
        with pytest.raises(TimedOut) as raised:
            await request.retrieve(url, pool_timeout=0.05)
        assert isinstance(raised.value.__cause__, NOT_SENT)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def _silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asked(reader)
    await reader.read()
    writer.write(b"")


async def _half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asked(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n{")


async def _garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asked(reader)
    writer.write(b"no HTTP at all\r\n\r\n")


@pytest.mark.parametrize(
    ("talk", "error"),
    [(_silence, TimedOut), (_half, NetworkError), (_garbage, NetworkError)],
    ids=["silence", "half", "garbage"],
)
async def test_answer_that_does_not_come_leaves_a_doubt(
    request_: StraightRequest, talk: Talk, error: type[NetworkError]
) -> None:
    """The call may have arrived: that is no error of which it is known that nothing was sent; the next call is good."""
    async with server(talk) as (url, _):
        with pytest.raises(error) as raised:
            await request_.retrieve(url)
        assert isinstance(raised.value.__cause__, httpx.HTTPError)
        assert not isinstance(raised.value.__cause__, NOT_SENT)
    async with server(answering) as (url, _):
        assert await request_.retrieve(url)


async def test_slow_answer_is_waited_for_as_long_as_something_comes(request_: StraightRequest) -> None:
    """The time is counted from the last piece that came."""

    async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        for piece in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 3\r\n\r\n", b"a", b"b", b"c"):
            writer.write(piece)
            await asyncio.sleep(0.1)

    async with server(dripping) as (url, _):
        assert await request_.retrieve(url) == b"abc"


async def test_call_that_is_given_up_gives_its_place_back(request_: StraightRequest) -> None:
    """A cancelled call closes its connection, and others go on."""
    async with server(_silence) as (url, _):
        for _ in range(4):
            call = asyncio.create_task(request_.retrieve(url, read_timeout=60))
            await asyncio.sleep(0.02)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
    async with server(answering) as (url, _):
        assert await request_.retrieve(url)


async def test_files_and_texts_arrive() -> None:
    """A real bot over it: a text with all that is odd in it, and a file of half a megabyte that comes back whole."""
    sandbox = Sandbox(token=TOKEN)
    phone = sandbox.phone(7, "甲")
    phone.start_chat()
    running = await serve(sandbox)
    settings = TelegramSettings(token=TOKEN, base_url=f"{running.url}/bot", base_file_url=f"{running.url}/file/bot")
    content = bytes(range(256)) * 2048
    async with build_bot(Config(telegram=settings)) as bot:
        assert isinstance(bot.request, StraightRequest)
        await bot.send_message(7, "一&二=三+%\n“四”")
        sent = await bot.send_document(7, content, filename="五.bin")
        assert phone.inbox[0].text == "一&二=三+%\n“四”"
        assert sent.document is not None
        file = await bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == content
    await running.stop()


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_proxy_of_the_machine_takes_the_library_s_way(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What the machine's environment or our settings name is respected, as the library does it."""
    assert isinstance(_plain().request, StraightRequest)
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert not isinstance(_plain().request, StraightRequest)
    monkeypatch.delenv(name)
    proxied = Config(telegram=TelegramSettings(token=TOKEN, proxy="http://127.0.0.1:1"))
    assert not isinstance(build_bot(proxied).request, StraightRequest)


def _plain() -> Bot:
    return build_bot(Config(telegram=TelegramSettings(token=TOKEN)))


async def test_what_telegram_repeats_of_a_message_of_ours_is_left_out() -> None:
    """Its words, what it answers, its buttons and its sender were ours; all else comes as it is."""
    asked_of = {"message_id": 7, "date": 1_750_000_000, "chat": {"id": 5, "type": "private"}}
    sent = {"message_id": 8, "date": 1_750_000_001, "chat": {"id": 5, "type": "private"}}
    ours = {"from": {"id": 42, "is_bot": True, "first_name": "督办"}, "text": "已登记", "caption": "附件"}
    repeated = ours | {"reply_to_message": asked_of, "reply_markup": {"inline_keyboard": []}, "entities": []}
    body = json.dumps({"ok": True, "result": sent | repeated}).encode()
    assert StraightRequest.parse_json_payload(body) == {"ok": True, "result": sent}
    assert StraightRequest.parse_json_payload(b'{"ok":true,"result":true}') == {"ok": True, "result": True}
    with pytest.raises(TelegramError):
        StraightRequest.parse_json_payload(b"<html>")
