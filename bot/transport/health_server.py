"""The optional port for the machine's own watchers: alive, ready, figures. It asks for no password."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.messages.operations.metrics import CONTENT_TYPE_LATEST, metrics
from bot.messages.wording import official
from bot.services.core.request import RequestContext
from bot.services.operations.health import health_of

log = structlog.get_logger(__name__)
PATIENCE = 10.0  # seconds for the ledger to answer
GRACE_SECONDS = 1


def port_of(request: RequestContext) -> Starlette:
    """The ASGI application of the port; its figures are those of all units together."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        try:
            health = await asyncio.wait_for(health_of(request), PATIENCE)
        except Exception as error:  # noqa: BLE001 - whatever keeps the ledger from answering, it is not ready
            log.warning("not ready", error=type(error).__name__)
            return JSONResponse({"ready": False, "store": False}, 503)
        parts = {"store": True, "tick": health.pulse.fresh}
        if health.team is None:
            parts["telegram"] = health.line.good
        else:
            parts |= {"team": not health.team.missing, "inbox": health.team.keeps_up}
        good = all(parts.values())
        return JSONResponse({"ready": good} | parts, 200 if good else 503)

    async def figures(_: Request) -> Response:
        health = await asyncio.wait_for(health_of(request), PATIENCE)
        return Response(metrics(health), media_type=CONTENT_TYPE_LATEST)

    routes = {"/healthz": alive, "/readyz": ready, "/metrics": figures}
    return Starlette(
        routes=[Route(path, endpoint, methods=["GET"]) for path, endpoint in routes.items()],
        exception_handlers={Exception: _failed},
    )


async def _failed(_: Request, error: Exception) -> Response:
    log.error("figures failed", error=type(error).__name__)
    return PlainTextResponse("unavailable\n", 503)


@asynccontextmanager
async def served(request: RequestContext, host: str, number: int) -> AsyncIterator[None]:
    """Answer the watchers while the block runs, where a port is set; one that is taken is logged, and work goes on."""
    async with contextlib.AsyncExitStack() as stack:
        if number:
            try:
                address = await stack.enter_async_context(open_port(port_of(request), host, number))
                log.info("port open", address=address)
            except OSError as error:  # reminders matter more than being watched
                log.error("port not open", number=number, error=error.strerror)  # noqa: TRY400 - no traceback
                said = official("operations.start.port_not_open", address=f"{host}:{number}")
                print(said, file=sys.stderr)  # noqa: T201 - to who starts it
        yield


@asynccontextmanager
async def open_port(app: Starlette, host: str, number: int) -> AsyncIterator[str]:
    """Listen while the block runs, and give the address; raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{host}:{number}") from error
        settings = uvicorn.Config(
            app,
            http="h11",
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(settings)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="port")
        try:
            yield "http://{}:{}".format(*listener.getsockname()[:2])
        finally:
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    """A server that leaves signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
