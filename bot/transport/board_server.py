"""The board in a browser: a port that shows one page to whoever has a valid link, and nothing to anybody else."""

import asyncio
import secrets

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.documents.board_page import board_page, closed_page
from bot.domain.core.refusal import NotFound
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.status.board_page import board_in_browser
from bot.transport.board_link import InvalidLinkError, link_of

log = structlog.get_logger(__name__)
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def board_app(request: RequestContext, key: bytes) -> Starlette:
    """The ASGI application of the board; `key` seals its links."""

    async def show(asked: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        try:
            link = link_of(asked.url.path, key, request.now())
            board = await board_in_browser(scoped(request, link.unit), link.unit, link.until)
        except InvalidLinkError as refused:
            return _page(closed_page(request.wording, nonce, expired=refused.expired), nonce, 403)
        except NotFound:
            return _page(closed_page(request.wording, nonce, expired=False), nonce, 403)
        return _page(await asyncio.to_thread(board_page, request.wording, board, nonce), nonce, 200)

    return Starlette(
        routes=[Route("/{rest:path}", show, methods=["GET"])],
        exception_handlers={Exception: _failed},
    )


def _page(content: str, nonce: str, status: int) -> Response:
    return HTMLResponse(content, status, {**HEADERS, "Content-Security-Policy": POLICY.format(nonce=nonce)})


async def _failed(_: Request, error: Exception) -> Response:
    log.error("board not shown", error=type(error).__name__)
    return PlainTextResponse("unavailable\n", 503, HEADERS)
