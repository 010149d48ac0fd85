"""What the page of phones asks of the sandbox."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.answer import Json
from bot.sandbox.file import as_attachment, picture_kind
from bot.sandbox.message import Message
from bot.sandbox.phone import Phone
from bot.sandbox.web.tools import tool_routes

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

PAGE = Path(__file__).parent.parent / "page"
BREATH_SECONDS = 0.05
ALIVE_SECONDS = 15
FIRST_GUEST = 9001


def page_routes(sandbox: "Sandbox") -> list[BaseRoute]:
    """The page, its files, and its questions."""
    request = Browser(sandbox)
    asks = {"say": request.say, "edit": request.edit, "press": request.press, "upload": request.upload}
    asks |= {"look": request.look, "phone": request.phone, "clock": request.clock}
    return [
        Route("/", lambda _request: RedirectResponse("/page/index.html")),
        Route("/sandbox/state", request.state),
        Route("/sandbox/events", request.events),
        Route("/sandbox/guests", request.guests),
        Route("/sandbox/file/{file_id}", request.file),
        *(Route(f"/sandbox/{name}", ask, methods=["POST"]) for name, ask in asks.items()),
        *tool_routes(sandbox),
        Mount("/page", StaticFiles(directory=PAGE, html=True)),
    ]


class Browser:
    """Answers to the page's questions."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._moves: set[asyncio.Task[None]] = set()

    async def state(self, request: Request) -> Response:
        """What changed since a change that the page has seen."""
        since = int(request.query_params.get("since", 0))
        sandbox = self._sandbox
        now = sandbox.clock.now()
        phones = [_phone(phone, since) for phone in sandbox.people]
        bot = {"name": sandbox.bot.name, "username": sandbox.bot.username}
        clock = {"now": now.isoformat(timespec="seconds"), "moving": sandbox.moving}
        return JSONResponse({"change": sandbox.on_change.count, "clock": clock, "bot": bot, "phones": phones})

    async def events(self, _request: Request) -> Response:
        """A line at every change, for as long as the page is open."""
        return StreamingResponse(self._changes(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def file(self, request: Request) -> Response:
        """A file of a message."""
        kept = self._sandbox.files.get(request.path_params["file_id"])
        picture = picture_kind(kept.content)
        headers = as_attachment(kept)
        if picture:
            headers["Content-Disposition"] = headers["Content-Disposition"].replace("attachment", "inline", 1)
        return Response(kept.content, media_type=picture or "application/octet-stream", headers=headers)

    async def say(self, request: Request) -> Response:
        """Write a text on a phone."""
        asked = await request.json()
        phone = self._phone(asked)
        phone.say(asked["text"], reply_to=phone.chat.find(int(asked.get("reply_to") or 0)))
        return Response(status_code=204)

    async def edit(self, request: Request) -> Response:
        """Change an own message on a phone."""
        asked = await request.json()
        phone = self._phone(asked)
        if message := phone.chat.find(int(asked["message"])):
            phone.edit(message, asked["text"])
        return Response(status_code=204)

    async def press(self, request: Request) -> Response:
        """Press an inline button; tells whether and what the bot answers."""
        asked = await request.json()
        phone = self._phone(asked)
        if message := phone.chat.find(int(asked["message"])):
            phone.press_data(message, asked["data"])
        return Response(status_code=204)

    async def upload(self, request: Request) -> Response:
        """Send a picture or file from the browser's machine."""
        async with request.form() as form:
            phone = self._phone(form)
            given = form["file"]
            if not isinstance(given, UploadFile):
                return Response(status_code=400)
            content, name = await given.read(), given.filename or "file"
            caption, reply_to = str(form.get("caption", "")), phone.chat.find(int(str(form.get("reply_to") or 0)))
        if form.get("as") == "photo":
            phone.send_photo(content, caption, reply_to)
        else:
            phone.send_file(name, content, caption, reply_to)
        return Response(status_code=204)

    async def look(self, request: Request) -> Response:
        """Read everything on a phone."""
        self._phone(await request.json()).look()
        return Response(status_code=204)

    async def phone(self, request: Request) -> Response:
        """Add one more phone."""
        asked = await request.json()
        free = max((phone.user.id for phone in self._sandbox.people if phone.user.id >= FIRST_GUEST), default=9000) + 1
        name = str(asked.get("name") or "").strip() or f"访客{free - FIRST_GUEST + 1}"
        phone = self._sandbox.phone(free, name, role="访客")
        if self._sandbox.on_phone_added:
            await self._sandbox.on_phone_added(phone)
        return JSONResponse({"id": phone.user.id})

    async def guests(self, _request: Request) -> Response:
        """The names of people for whom a phone may be added."""
        named = self._sandbox.guests
        return JSONResponse({"names": await named() if named else []})

    async def clock(self, request: Request) -> Response:
        """Let some hours pass; the page sees them pass."""
        hours = float((await request.json())["hours"])
        if self._sandbox.moving:
            return Response(status_code=409)
        task = asyncio.create_task(self._sandbox.move_clock(dt.timedelta(hours=hours)))
        self._moves.add(task)
        task.add_done_callback(self._moves.discard)
        return Response(status_code=204)

    def _phone(self, asked: Mapping[str, Any]) -> Phone:
        return self._sandbox.phone(int(asked["phone"]))

    async def _changes(self) -> AsyncIterator[str]:
        seen = -1
        while not self._sandbox.queue.closed:
            if seen != self._sandbox.on_change.count:
                seen = self._sandbox.on_change.count
                yield f"data: {seen}\n\n"
                await asyncio.sleep(BREATH_SECONDS)
            elif not await self._sandbox.on_change.wait(ALIVE_SECONDS):
                yield ": still here\n\n"


def _phone(phone: Phone, since: int) -> Json:
    facts = {"id": phone.user.id, "name": phone.user.name, "role": phone.role, "blocked": phone.chat.blocked}
    keyboard = [[button.text for button in row] for row in phone.chat.reply_keyboard]
    answers = [{"text": answer.text, "alert": answer.alert} for answer in phone.answers]
    seen = {
        "unread": phone.unread,
        "read": phone.read_up_to,
        "action": phone.chat.action,
        "commands": phone.commands,
        "keyboard": keyboard,
    }
    changed = [_message(message, phone) for message in phone.chat.changed_since(since)]
    return facts | seen | {"answers": answers, "messages": changed}


def _message(message: Message, phone: Phone) -> Json:
    if message.deleted:
        return {"id": message.id, "deleted": True}
    reply = message.reply_to
    return {
        "id": message.id,
        "mine": message.sender == phone.user,
        "text": message.text,
        "entities": message.entities,
        "date": message.date.isoformat(),
        "edited": bool(message.edited),
        "pinned": message in phone.chat.pinned,
        "reaction": message.reaction,
        "album": message.album,
        "origin": bool(message.origin),
        "reply_to": {"id": reply.id, "name": reply.sender.name, "text": _short(reply)} if reply else None,
        "attachment": _attachment(message),
        "buttons": [[vars(button) for button in row] for row in message.buttons] if _inline(message) else [],
    }


def _inline(message: Message) -> bool:
    return "inline_keyboard" in (message.markup or {})


def _short(message: Message) -> str:
    return message.text[:80] or message.file_name or "附件"


def _attachment(message: Message) -> Json | None:
    if message.attachment is None:
        return None
    kept = message.attachment.file
    stored = {"url": f"/sandbox/file/{kept.id}", "name": kept.name, "size": len(kept.content)} if kept else {}
    return {"kind": message.attachment.kind, **stored, "facts": message.attachment.facts}
