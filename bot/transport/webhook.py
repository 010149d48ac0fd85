"""Where Telegram pushes updates: each is durable in the inbox before Telegram is answered."""

import hmac
import json
from collections.abc import Iterable
from typing import Annotated

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.services.core.shared_store import Intake, ReceivedUpdate
from bot.transport.update import chat_of

log = structlog.get_logger(__name__)
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_BYTES = 1 << 20
PATH = "/telegram"


class _Update(msgspec.Struct):
    update_id: Annotated[int, msgspec.Meta(ge=0, lt=1 << 52)]


def path_of(bot: str) -> str:
    """The path for the updates of a bot."""
    return f"{PATH}/{bot}" if bot else PATH


def webhook_of(inbox: Intake, bots: Iterable[str], secret: str) -> Starlette:
    """The ASGI application that takes updates for the bots; whoever does not know the secret gets 403."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    def taking(bot: str) -> Route:
        async def take(request: Request) -> Response:
            return await _take(request, inbox, bot, secret)

        return Route(path_of(bot), take, methods=["POST"])

    return Starlette(routes=[*map(taking, bots), Route("/healthz", alive, methods=["GET"])])


async def _take(request: Request, inbox: Intake, bot: str, secret: str) -> Response:
    if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), secret.encode()):
        return PlainTextResponse("forbidden\n", 403)
    try:
        content = await _content(request)
        raw = json.loads(content)
        number = msgspec.convert(raw, _Update).update_id
    except (ValueError, RecursionError) as error:  # msgspec.ValidationError is a ValueError
        log.warning("no update", bot=bot, error=type(error).__name__)
        return PlainTextResponse("not an update\n", 400)
    try:
        update = json.dumps(raw, separators=(",", ":")).encode("ascii")  # one way to write a sign, as the door reads
        await inbox.put([ReceivedUpdate(bot=bot, number=number, chat=chat_of(raw), update=update)])
    except OSError as error:  # Telegram sends it again
        log.error("update not kept", bot=bot, update=number, error=type(error).__name__)  # noqa: TRY400 - no traceback
        return PlainTextResponse("not kept\n", 503)
    return PlainTextResponse("ok\n")


async def _content(request: Request) -> bytes:
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            raise ValueError("too long")
    return content
