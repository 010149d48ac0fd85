"""One ASGI application: the Bot API, its files, and the page of phones; served on loopback only."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.answer import Refused
from bot.sandbox.api import BotApi
from bot.sandbox.file import as_attachment
from bot.sandbox.web.browser import page_routes
from bot.sandbox.web.guard import Guard

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
GRACE_SECONDS = 2


def application(sandbox: "Sandbox") -> Starlette:
    """The ASGI application of a sandbox."""

    async def download(request: Request) -> Response:
        kept = sandbox.files.at(request.path_params["path"])
        if request.path_params["token"] != sandbox.token or kept is None:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Response(kept.content, media_type=kept.mime, headers=as_attachment(kept))

    return Starlette(
        routes=[
            Route("/file/bot{token}/{path:path}", download),
            Route("/bot{token}/{method}", BotApi(sandbox), methods=["GET", "POST"]),
            *page_routes(sandbox),
        ],
        exception_handlers={Refused: _refuse, ValueError: _refuse},
    )


async def _refuse(_request: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refused) else Refused(400, str(error))
    return JSONResponse(refusal.envelope(), refusal.status)


class Server:
    """A sandbox that listens."""

    def __init__(self, sandbox: "Sandbox", listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self.page = f"{self.url}/?key={sandbox.key}"
        guarded = Guard(sandbox.app, port, sandbox.key)
        config = uvicorn.Config(
            guarded, http="h11", log_config=None, lifespan="off", timeout_graceful_shutdown=GRACE_SECONDS
        )
        self._sandbox = sandbox
        self._server = _QuietServer(config)
        self._listener = listener
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))

    async def started(self) -> "Server":
        """Wait until it listens."""
        await self._server.listening.wait()
        return self

    async def wait(self) -> None:
        """Serve until stopped."""
        await self._task

    async def stop(self) -> None:
        """End all polls and pages and close the port."""
        self._sandbox.queue.closed = True
        await self._sandbox.webhook.delete()
        self._sandbox.on_change.ring()
        self._server.should_exit = True
        await self._task
        self._listener.close()
        self._sandbox.queue.closed = False


async def serve(sandbox: "Sandbox", host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve a sandbox on a port (0 for any free one).

    Raises ValueError for a host that is not loopback, OSError for a port that is taken.
    """
    if host not in LOOPBACK:
        raise ValueError("the sandbox speaks on loopback only")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # asyncio sends at once only where TCP is named
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    return await Server(sandbox, listener).started()


class _QuietServer(uvicorn.Server):
    """A server that says when it listens, and leaves signals to the program around it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
