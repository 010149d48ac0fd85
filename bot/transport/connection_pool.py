"""Connections to Telegram's servers that one request after another uses, where no proxy lies between."""

import asyncio
import ssl
import time
from collections import defaultdict
from typing import Any, NamedTuple

import httpx

from bot.transport.answer_reader import Answer
from bot.transport.connection import Connection, Patience, Question, as_body, connect

KEPT = 5.0  # seconds for which an idle connection is kept; servers close them after a longer time


class Origin(NamedTuple):
    """A server."""

    scheme: str
    host: str
    port: int | None


class ConnectionPool(httpx.AsyncBaseTransport):
    """At most so many requests at once, each over a connection of its own; the library's client may go by it too."""

    def __init__(self, most: int) -> None:
        self._places = asyncio.Semaphore(most)
        self._idle: defaultdict[Origin, list[Connection]] = defaultdict(list)
        self._sealing: ssl.SSLContext | None = None

    async def ask(self, origin: Origin, question: Question, patience: Patience) -> Answer:
        """The answer to one request, all of it; raises httpx.PoolTimeout where every place is taken for too long."""
        try:
            async with asyncio.timeout(patience.place):
                await self._places.acquire()
        except TimeoutError as error:
            raise httpx.PoolTimeout("every connection is taken") from error
        try:
            connection = self._kept(origin) or await connect(origin.host, origin.port, self._seal(origin), patience)
            answer = await connection.ask(question, patience)
            if connection.open:
                self._idle[origin].append(connection)
            return answer
        finally:
            self._places.release()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same for the library's client."""
        given: dict[str, Any] = request.extensions.get("timeout", {})
        patience = Patience(**{name: given.get(key) for name, key in PATIENCE.items()})
        question = Question(request.method.encode(), request.url.raw_path, request.headers.raw, as_body(request.stream))
        origin = Origin(request.url.scheme, request.url.host, request.url.port)
        answer = await self.ask(origin, question, patience)
        return httpx.Response(answer.status, headers=list(answer.headers), stream=httpx.ByteStream(answer.body))

    def _kept(self, origin: Origin) -> Connection | None:
        """The idle connection that was used last, if it still may be."""
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            if connection.open and time.monotonic() - connection.idle_since < KEPT:
                return connection
            connection.close()
        return None

    def _seal(self, origin: Origin) -> ssl.SSLContext | None:
        if origin.scheme != "https":
            return None
        if self._sealing is None:
            self._sealing = httpx.create_ssl_context()
            self._sealing.set_alpn_protocols(["http/1.1"])
        return self._sealing

    async def aclose(self) -> None:
        """Close what is idle."""
        for connection in (one for idle in self._idle.values() for one in idle):
            connection.close()
        self._idle.clear()


PATIENCE = {"connect": "connect", "read": "read", "write": "write", "place": "pool"}  # our names, and httpx's
