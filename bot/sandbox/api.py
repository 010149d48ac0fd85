"""The Bot API over HTTP: the token, the faults, the method, the envelope."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.answer import Refused
from bot.sandbox.methods import BY_LOWER_NAME, METHODS
from bot.sandbox.parameters import Parameters, read_parameters

if TYPE_CHECKING:
    from bot.sandbox.faults import Fault
    from bot.sandbox.sandbox import Sandbox


class BotApi:
    """POST or GET /bot<token>/<method>."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        request = Request(scope, receive, send)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        method = BY_LOWER_NAME.get(request.path_params["method"].lower(), request.path_params["method"])
        asked, refused = Parameters({}, {}), ""
        try:
            asked = await read_parameters(request)
            return await self._call(method, asked, request.path_params["token"])
        except Refused as refusal:
            refused = refusal.description
            return JSONResponse(refusal.envelope(), refusal.status)
        finally:
            self._sandbox.record(method, asked.record(), refused)

    async def _call(self, method: str, asked: Parameters, token: str) -> Response:
        if token != self._sandbox.token:
            raise Refused(401, "Unauthorized")
        if method not in METHODS:
            raise _not_here(method)
        chat = asked.text("chat_id")
        fault = self._sandbox.faults.meet(method, int(chat) if chat.removeprefix("-").isdecimal() else None)
        if fault is None:
            return Answer({"ok": True, "result": await METHODS[method](self._sandbox, asked)})
        return await self._failing(fault, method, asked)

    async def _failing(self, fault: "Fault", method: str, asked: Parameters) -> Response:
        if fault.refusal:
            raise fault.refusal
        if fault.kind == "drop_before":
            return Dropped()
        if fault.kind == "slow":
            await asyncio.sleep(fault.facts["seconds"])
        result = await METHODS[method](self._sandbox, asked)
        if fault.kind == "slow":
            return Answer({"ok": True, "result": result})
        lost: dict[str, Response] = {"timeout": NoAnswer(), "drop_after": Dropped(), "bad_json": Garbled()}
        return lost[fault.kind]


def _not_here(method: str) -> Refused:
    """What is Telegram's and not here is told as that: a library takes 404 for a wrong token."""
    from telegram import Bot

    names = {name.lower(): name for name in dir(Bot) if "_" not in name}
    if name := names.get(method.lower()):
        return Refused(400, f"Bad Request: method {name} is not in the sandbox")
    return Refused(404, "Not Found")


class Answer(JSONResponse):
    """JSON as Telegram writes it: everything beyond ASCII escaped, also what is no text."""

    def render(self, content: Any) -> bytes:
        """Write it."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


class Garbled(Response):
    """An answer that is no JSON, as a proxy gives it."""

    def __init__(self) -> None:
        super().__init__("<html><body>502</body></html>", media_type="text/html")


class Dropped(Response):
    """A connection that breaks in the middle of the answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Begin and never end; in process the break is raised as the client's own error."""
        if in_process(scope):
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"64")]})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})


class NoAnswer(Response):
    """A connection on which nothing comes until the client gives up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Wait for the client to go; in process its patience is over at once."""
        if in_process(scope):
            raise httpx.ReadTimeout("the answer does not come")
        while (await receive())["type"] != "http.disconnect":
            pass


def in_process(scope: Scope) -> bool:
    """Whether httpx calls the application directly, so that there is no connection to break and no time-out."""
    return "spec_version" not in scope["asgi"]
