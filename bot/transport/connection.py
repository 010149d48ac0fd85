"""A connection over which one request after another goes, by HTTP/1.1."""

import asyncio
import ssl
from collections.abc import AsyncIterable, Iterable
from typing import NamedTuple

import httpx

from bot.transport.answer_reader import Answer, AnswerReader, BadAnswer, Headers

PIECE = 1 << 16  # bytes that are written at once
CHUNKED = (b"transfer-encoding", b"chunked")
CLOSED = "the connection was closed before the answer was complete"


class Patience(NamedTuple):
    """Seconds that may pass without a sign of the other side; None for any."""

    connect: float | None
    read: float | None
    write: float | None
    place: float | None


class Question(NamedTuple):
    """A request as it goes over the wire; `target` is path and query. The headers tell how long a body is."""

    method: bytes
    target: bytes
    headers: Headers
    body: bytes | AsyncIterable[bytes]

    @property
    def head(self) -> bytes:
        """Its lines before the body; raises httpx.LocalProtocolError where one would be several."""
        first = b"%b %b HTTP/1.1" % (self.method, self.target)
        lines = [first, *[b"%b: %b" % header for header in self.headers]]
        head = b"\r\n".join(lines)
        if b" " in self.target or head.count(b"\r") + head.count(b"\n") != 2 * len(self.headers):
            raise httpx.LocalProtocolError("a line of the request that is none")
        return head + b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """One connection; `open` is True as long as another request may go over it.

    Every error is one of httpx, so that whoever sends knows whether the request may have arrived.
    """

    def __init__(self) -> None:
        self.open = False
        self.idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._reader = AnswerReader()
        self._transport: asyncio.Transport | None = None
        self._complete: asyncio.Future[Answer] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._heard = 0.0
        self._silence: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        if isinstance(transport, asyncio.Transport):
            self._transport, self.open = transport, True

    def pause_writing(self) -> None:
        """Enough is on its way for now."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """There is room again."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Read on in the answer."""
        self._heard = self._loop.time()
        if self._complete is None or self._complete.done():  # nothing was asked for
            self.close()
            return
        try:
            answer = self._reader.read(data)
        except BadAnswer as error:
            self._end(httpx.RemoteProtocolError(str(error)))
        else:
            if answer:
                self._complete.set_result(answer)

    def eof_received(self) -> None:
        """The server says no more: an answer of unknown length ends with that."""
        self.data_received(b"")

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more comes or goes."""
        self._end(httpx.RemoteProtocolError(CLOSED) if exc is None else httpx.ReadError(str(exc)))
        self._writable.set()

    def _end(self, error: Exception) -> None:
        self.close()
        if self._complete is not None and not self._complete.done():
            self._complete.set_exception(error)

    def close(self) -> None:
        """Let no request go over it any more."""
        self.open = False
        if self._transport is not None:
            self._transport.abort()

    async def ask(self, question: Question, patience: Patience) -> Answer:
        """The answer to a request; whatever ends this before it is complete closes the connection."""
        self._complete = self._loop.create_future()
        try:
            await self._put(question, patience)
            answer = await self._answered(self._complete, patience.read)
        except BaseException:
            self.close()
            raise
        finally:
            self._complete = None
        if answer.keeps and self._reader.is_idle:
            self.idle_since = self._loop.time()
        else:
            self.close()
        return answer

    async def _put(self, question: Question, patience: Patience) -> None:
        if isinstance(question.body, bytes):
            await self._write(question.head + question.body, patience)
            return
        ready, chunked = question.head, CHUNKED in [(name.lower(), value) for name, value in question.headers]
        async for piece in question.body:
            ready += b"%x\r\n%b\r\n" % (len(piece), piece) if chunked and piece else piece
            if len(ready) > PIECE:
                await self._write(ready, patience)
                ready = b""
        await self._write(ready + (b"0\r\n\r\n" if chunked else b""), patience)

    async def _write(self, data: bytes, patience: Patience) -> None:
        if self._transport is None or not self.open:
            raise httpx.WriteError(CLOSED)
        if not self._writable.is_set():
            try:
                async with asyncio.timeout(patience.write):
                    await self._writable.wait()
            except TimeoutError as error:
                raise httpx.WriteTimeout("the server takes no more") from error
        self._transport.write(data)

    async def _answered(self, complete: "asyncio.Future[Answer]", seconds: float | None) -> Answer:
        """Wait as long as something comes every so many seconds."""
        self._heard = self._loop.time()
        if seconds is None:
            return await complete
        self._silence = self._loop.call_later(seconds, self._look_for_signs, seconds)
        try:
            return await complete
        finally:
            self._silence.cancel()

    def _look_for_signs(self, seconds: float) -> None:
        """Wait on where something came meanwhile."""
        left = self._heard + seconds - self._loop.time()
        if left > 0:
            self._silence = self._loop.call_later(left, self._look_for_signs, seconds)
        else:
            self._end(httpx.ReadTimeout("the answer does not come"))


async def connect(host: str, port: int | None, sealing: ssl.SSLContext | None, patience: Patience) -> Connection:
    """A new connection to a server; raises httpx.ConnectError or ConnectTimeout."""
    number = port or (443 if sealing else 80)
    try:
        async with asyncio.timeout(patience.connect):
            _, connection = await asyncio.get_running_loop().create_connection(
                Connection, host, number, ssl=sealing, happy_eyeballs_delay=0.25
            )
    except TimeoutError as error:
        raise httpx.ConnectTimeout("no connection in time") from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error
    return connection


def as_body(stream: object) -> AsyncIterable[bytes]:
    """The body of a request, piece by piece; raises TypeError where it can be read by no loop."""
    if isinstance(stream, AsyncIterable):
        return stream
    if isinstance(stream, Iterable):
        return _pieces(stream)
    raise TypeError(type(stream).__name__)


async def _pieces(stream: Iterable[bytes]) -> AsyncIterable[bytes]:
    for piece in stream:
        yield piece
