"""A cable between two ends on this machine, that can be cut, mended, and made slow."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Cable:
    """Carries bytes both ways; each connection goes to the first of the far ends that answers, in turn."""

    def __init__(self, *ends: Callable[[], Awaitable[Streams]]) -> None:
        self.ends = list(ends)
        self.delay = 0.0  # seconds that every piece takes
        self._whole = True
        self._turn = 0
        self._under_way: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Break every connection and let no new one through."""
        self._whole = False
        for task in self._under_way:
            task.cancel()

    def mend(self) -> None:
        """Let connections through again."""
        self._whole = True

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            far = await self._far_end() if self._whole else None
            if far is not None:
                there, back = self._pump(reader, far[1]), self._pump(far[0], writer)
                async with asyncio.TaskGroup() as group:
                    group.create_task(there)
                    group.create_task(back)
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            self._under_way.discard(task)
            for one in (writer, *([far[1]] if far else [])):
                one.transport.abort()

    async def _far_end(self) -> Streams | None:
        for n in range(len(self.ends)):
            place = (self._turn + n) % len(self.ends)
            with contextlib.suppress(OSError):
                streams = await self.ends[place]()
                self._turn = place + 1
                return streams
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(1 << 16):
            if self.delay:
                await asyncio.sleep(self.delay)
            writer.write(piece)
            await writer.drain()
        raise ConnectionResetError


def to_port(port: int) -> Callable[[], Awaitable[Streams]]:
    """The far end at a port of this machine."""
    return lambda: asyncio.open_connection("127.0.0.1", port)


def to_socket(path: Path) -> Callable[[], Awaitable[Streams]]:
    """The far end at a socket in a folder."""
    return lambda: asyncio.open_unix_connection(path)


@asynccontextmanager
async def on_port(cable: Cable) -> AsyncIterator[int]:
    """The port at which the near end listens."""
    server = await asyncio.start_server(cable, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        cable.cut()
        server.close()


@asynccontextmanager
async def on_socket(cable: Cable, path: Path) -> AsyncIterator[Path]:
    """The near end at a socket in a folder."""
    server = await asyncio.start_unix_server(cable, path)
    try:
        yield path
    finally:
        cable.cut()
        server.close()
