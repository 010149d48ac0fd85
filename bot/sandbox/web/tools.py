"""Tools of the page: on to the next event, faults on demand, what a message really is, all chats as a text."""

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.faults import KINDS
from bot.sandbox.methods import METHODS

if TYPE_CHECKING:
    from bot.sandbox.message import Message
    from bot.sandbox.sandbox import Sandbox

MOST_FAULTS = 99


def tool_routes(sandbox: "Sandbox") -> list[BaseRoute]:
    """The questions of the tools."""
    tools = Tools(sandbox)
    return [
        Route("/sandbox/next", tools.next_event, methods=["GET"]),
        Route("/sandbox/next", tools.go_on, methods=["POST"]),
        Route("/sandbox/faults", tools.faults, methods=["GET"]),
        Route("/sandbox/faults", tools.fail, methods=["POST"]),
        Route("/sandbox/faults", tools.mend, methods=["DELETE"]),
        Route("/sandbox/message", tools.message, methods=["GET"]),
        Route("/sandbox/tour", tools.tour, methods=["GET"]),
        Route("/sandbox/transcript", tools.transcript, methods=["GET"]),
    ]


class Tools:
    """Answers to them."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._moves: set[asyncio.Task[None]] = set()

    async def next_event(self, _request: Request) -> Response:
        """When the bot writes next by itself; null where nobody knows."""
        at = await self._next()
        return JSONResponse({"at": at.isoformat(timespec="minutes") if at else None})

    async def _next(self) -> dt.datetime | None:
        asked = self._sandbox.next_event
        at = await asked() if asked else None
        return at.astimezone(self._sandbox.clock.now().tzinfo) if at else None

    async def go_on(self, _request: Request) -> Response:
        """Let time pass until then."""
        at = await self._next()
        if at is None or self._sandbox.moving:
            return Response(status_code=409)
        task = asyncio.create_task(self._sandbox.move_clock(max(dt.timedelta(), at - self._sandbox.clock.now())))
        self._moves.add(task)
        task.add_done_callback(self._moves.discard)
        return Response(status_code=204)

    async def faults(self, _request: Request) -> Response:
        """What can go wrong, and what will."""
        coming = [{"method": one.method, "kind": one.kind, "times": one.times} for one in self._sandbox.faults.coming]
        return JSONResponse({"kinds": sorted(KINDS - {"migrated"}), "methods": ["*", *METHODS], "coming": coming})

    async def fail(self, request: Request) -> Response:
        """Let the next calls of a method fail."""
        asked = await request.json()
        times = min(MOST_FAULTS, max(1, int(asked.get("times") or 1)))
        self._sandbox.faults.next(str(asked["method"]), str(asked["kind"]), times=times)
        return Response(status_code=204)

    async def mend(self, _request: Request) -> Response:
        """Let everything go right again."""
        self._sandbox.faults.clear()
        return Response(status_code=204)

    async def message(self, request: Request) -> Response:
        """A message as the Bot API has it, and with what callback data its buttons answer."""
        phone = self._sandbox.phone(int(request.query_params["phone"]))
        found = phone.chat.find(int(request.query_params["message"]))
        if found is None:
            return JSONResponse({"description": "no such message"}, 404)
        return JSONResponse({"message": found.as_json(), "html": found.html})

    async def tour(self, _request: Request) -> Response:
        """The first steps that whoever opened the sandbox proposes, before those of the page itself."""
        steps = [vars(step) for step in self._sandbox.tour]
        return JSONResponse({"steps": steps})

    async def transcript(self, _request: Request) -> Response:
        """What was written on all phones, in the order of time."""
        said = {message.id: message for phone in self._sandbox.people for message in phone.messages}
        lines = [_line(said[id_]) for id_ in sorted(said)]
        headers = {"Content-Disposition": 'attachment; filename="transcript.txt"'}
        return PlainTextResponse("\n\n".join(lines) + "\n", headers=headers)


def _line(message: "Message") -> str:
    chat, sender = message.chat.title, message.sender.name
    who = f"{sender} → {chat}" if message.by_bot else sender
    parts = [f"{message.date:%Y-%m-%d %H:%M} {who}"]
    if message.attachment:
        parts.append(f"[{message.file_name or message.attachment.kind}]")
    if message.text:
        parts.append(message.text)
    parts += [" ".join(f"[{button.text}]" for button in row) for row in message.buttons]
    return "\n".join(parts)
