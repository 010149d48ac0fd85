"""A connection over which one request after another goes, by HTTP/1.1."""

import asyncio
import ssl
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass, field

import h11
import httpx

Headers = list[tuple[bytes, bytes]]
PIECE = 1 << 16  # bytes that are written at once
CLOSED = "the connection was closed before the answer was complete"


@dataclass
class Answer:
    """An answer of the server: its status, its headers, its body as it came over the wire."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Patience:
    """Seconds that may pass without a sign of the other side; None for any."""

    connect: float | None
    read: float | None
    write: float | None
    place: float | None


@dataclass(frozen=True)
class Question:
    """A request as it goes over the wire; `target` is path and query."""

    method: bytes
    target: bytes
    headers: Headers
    body: AsyncIterable[bytes]


class Connection(asyncio.Protocol):
    """One connection; `open` is True as long as another request may go over it.

    Every error is one of httpx, so that whoever sends knows whether the request may have arrived.
    """

    def __init__(self) -> None:
        self.open = False
        self.idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._http = h11.Connection(h11.CLIENT)
        self._transport: asyncio.Transport | None = None
        self._answer = Answer()
        self._complete: asyncio.Future[Answer] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._heard = 0.0

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
        if self._complete is None:  # nothing was asked for
            self.close()
            return
        try:
            self._http.receive_data(data)
            self._read_on()
        except h11.RemoteProtocolError as error:
            self._end(httpx.RemoteProtocolError(str(error)))

    def eof_received(self) -> None:
        """The server says no more: an answer of unknown length ends with that."""
        self.data_received(b"")

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more comes or goes."""
        self._end(httpx.RemoteProtocolError(CLOSED) if exc is None else httpx.ReadError(str(exc)))
        self._writable.set()

    def _read_on(self) -> None:
        while self._complete is not None and not self._complete.done():
            match self._http.next_event():
                case h11.Response(status_code=status, headers=headers):
                    self._answer = Answer(status, list(headers))
                case h11.Data(data=data):
                    self._answer.body += data
                case h11.EndOfMessage():
                    self._complete.set_result(self._answer)
                case h11.InformationalResponse():
                    continue
                case h11.ConnectionClosed():
                    self._end(httpx.RemoteProtocolError(CLOSED))
                case _:
                    return

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
            head = h11.Request(method=question.method, target=question.target, headers=question.headers)
            ready = self._http.send(head) or b""
            async for piece in question.body:
                ready += self._http.send(h11.Data(data=piece)) or b""
                if len(ready) > PIECE:
                    await self._write(ready, patience)
                    ready = b""
            await self._write(ready + (self._http.send(h11.EndOfMessage()) or b""), patience)
            answer = await self._answered(self._complete, patience.read)
        except h11.LocalProtocolError as error:
            self.close()
            raise httpx.LocalProtocolError(str(error)) from error
        except BaseException:
            self.close()
            raise
        finally:
            self._complete = None
        if self._http.our_state is self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self.idle_since = self._loop.time()
        else:
            self.close()
        return answer

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
        while not complete.done():
            left = None if seconds is None else self._heard + seconds - self._loop.time()
            if left is not None and left <= 0:
                raise httpx.ReadTimeout("the answer does not come")
            await asyncio.wait({complete}, timeout=left)
        return complete.result()


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
