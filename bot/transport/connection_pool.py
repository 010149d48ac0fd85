"""Telegram's servers as the library's client reaches them where no proxy lies between: kept connections, HTTP/1.1.

The client's own transport goes through three more layers for each request; measured by `benchmarks.trip`, they cost
more of the processor than recording a reply.
"""

import asyncio
import ssl
import time
from collections import defaultdict
from typing import Any

import httpx

from bot.transport.connection import Connection, Patience, as_body, connect

KEPT = 5.0  # seconds for which an idle connection is kept; servers close them after a longer time


class ConnectionPool(httpx.AsyncBaseTransport):
    """At most so many requests at once, each over a connection of its own, which the next one uses again."""

    def __init__(self, most: int) -> None:
        self._places = asyncio.Semaphore(most)
        self._idle: defaultdict[tuple[str, str, int | None], list[Connection]] = defaultdict(list)
        self._sealing: ssl.SSLContext | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, all of it; raises httpx.PoolTimeout where every place is taken for too long."""
        given: dict[str, Any] = request.extensions.get("timeout", {})
        patience = Patience(given.get("connect"), given.get("read"), given.get("write"))
        try:
            async with asyncio.timeout(given.get("pool")):
                await self._places.acquire()
        except TimeoutError as error:
            raise httpx.PoolTimeout("every connection is taken") from error
        try:
            connection = await self._connection(request.url, patience)
            headers, body = request.headers.raw, as_body(request.stream)
            answer = await connection.ask(request.method.encode(), request.url.raw_path, headers, body, patience)
            if connection.open:
                self._idle[_origin(request.url)].append(connection)
        finally:
            self._places.release()
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(bytes(answer.body)))

    async def _connection(self, url: httpx.URL, patience: Patience) -> Connection:
        """One that is idle, the latest first, or a new one."""
        idle = self._idle[_origin(url)]
        while idle:
            connection = idle.pop()
            if connection.open and time.monotonic() - connection.idle_since < KEPT:
                return connection
            connection.close()
        return await connect(url, self._seal() if url.scheme == "https" else None, patience)

    def _seal(self) -> ssl.SSLContext:
        if self._sealing is None:
            self._sealing = httpx.create_ssl_context()
            self._sealing.set_alpn_protocols(["http/1.1"])
        return self._sealing

    async def aclose(self) -> None:
        """Close what is idle."""
        for connection in (one for idle in self._idle.values() for one in idle):
            connection.close()
        self._idle.clear()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
