"""A line to a server on this machine that takes its time: each byte arrives so much later, however many follow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class _End(asyncio.Protocol):
    """One end of a connection: what it receives is written to the other one later."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self.other: _End | None = None
        self.transport: asyncio.Transport | None = None
        self.early: list[bytes] = []  # what came before there was another end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is one of TCP
        self.transport = transport

    def join(self, other: "_End") -> None:
        """Carry to the other end from now on."""
        self.other = other
        for data in self.early:
            self.data_received(data)

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self.early.append(data)
        elif self.other.transport:
            asyncio.get_running_loop().call_later(self._delay, self.other.transport.write, data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self.other and self.other.transport:
            asyncio.get_running_loop().call_later(self._delay, self.other.transport.close)


@asynccontextmanager
async def delaying(url: str, seconds: float) -> AsyncIterator[str]:
    """The URL by which the server at `url` is reached, `seconds` later there and back together."""
    if not seconds:
        yield url
        return
    loop, port, joining = asyncio.get_running_loop(), urlsplit(url).port or 80, set[asyncio.Task[None]]()

    def accept() -> _End:
        near, far = _End(seconds / 2), _End(seconds / 2)

        async def join() -> None:
            await loop.create_connection(lambda: far, "127.0.0.1", port)
            far.join(near)
            near.join(far)

        task = loop.create_task(join())
        joining.add(task)
        task.add_done_callback(joining.discard)
        return near

    server = await loop.create_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
