"""A sandbox that is closed and opened again: its people, chats, files, clock and what waits for the bot, in a folder.

`sandbox.json` is written whole and then takes the place of the one before it; files lie beside it, each once.
"""

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.sandbox.answer import Json
from bot.sandbox.chat import Chat
from bot.sandbox.file import StoredFile
from bot.sandbox.formatting import FormattedText
from bot.sandbox.message import Attachment, Message
from bot.sandbox.phone import Phone
from bot.sandbox.user import User

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

FORMAT = 1
STATE, FILES = "sandbox.json", "files"
BEGUN = "sandbox.begun"  # lies in a folder from its first moment until the sandbox is kept in it


class NotKept(ValueError):  # noqa: N818 - what is so, like our refusals
    """What lies in the folder is no sandbox that can be opened: of another format, of another bot, or damaged."""


class Keeper:
    """Keeps a sandbox in a folder, as often as anything in it changed."""

    def __init__(self, sandbox: "Sandbox", folder: Path) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._seen = -1

    def open(self) -> bool:
        """Take up what lies in the folder; False where nothing does. Raises NotKept, or OSError."""
        file = self._folder / STATE
        if not file.exists():
            return False
        try:
            self._take_up(json.loads(file.read_text("utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotKept(str(file)) from error
        return True

    def begin(self) -> None:
        """Take an empty folder, or one whose beginning was cut off, of which nothing stays; else raises NotKept."""
        left = [one.name for one in self._folder.iterdir()]
        if left and BEGUN not in left:
            raise NotKept(str(self._folder))
        (self._folder / BEGUN).touch()
        for one in self._folder.iterdir():
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            elif one.name != BEGUN:
                one.unlink()

    def keep(self) -> None:
        """Write it down where anything changed; raises OSError."""
        sandbox = self._sandbox
        if self._seen == sandbox.on_change.count:
            return
        seen = sandbox.on_change.count
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._folder / FILES).mkdir(exist_ok=True, mode=0o700)
        for one in sandbox.files.all():
            if not (place := self._folder / FILES / one.id).exists():
                _write(place, one.content)
        _write(self._folder / STATE, json.dumps(self._state(), ensure_ascii=False).encode())
        (self._folder / BEGUN).unlink(missing_ok=True)
        self._seen = seen

    def _state(self) -> Json:
        sandbox = self._sandbox
        return {
            "format": FORMAT,
            "bot": _user(sandbox.bot),
            "now": sandbox.clock.now().isoformat(),
            "queue": sandbox.queue.state(),
            "menu": sandbox.menu.state(),
            "files": [[one.id, one.path, one.name] for one in sandbox.files.all()],
            "chats": [_chat(chat) for chat in sandbox.chats.values()],
            "phones": [
                {"user": phone.user.id, "role": phone.role, "read": phone.read_up_to} for phone in sandbox.people
            ],
        }

    def _take_up(self, state: Mapping[str, Any]) -> None:
        sandbox = self._sandbox
        if state["format"] != FORMAT or state["bot"]["id"] != sandbox.bot.id:
            raise NotKept(STATE)
        content = {one: (self._folder / FILES / one).read_bytes() for one, _, _ in state["files"]}
        sandbox.files.put_back([StoredFile(one, path, name, content[one]) for one, path, name in state["files"]])
        sandbox.clock.set(dt.datetime.fromisoformat(state["now"]))
        sandbox.queue.put_back(state["queue"])
        sandbox.menu.put_back(state["menu"])
        sandbox.chats = {chat.id: chat for chat in map(self._chat, state["chats"])}
        for raw, chat in zip(state["chats"], sandbox.chats.values(), strict=True):
            chat.moved_to = sandbox.chats.get(raw["moved_to"])
        highest = max((one.id for chat in sandbox.chats.values() for one in chat.everything), default=0)
        sandbox.number_on(highest)
        sandbox.people = [self._phone(raw) for raw in state["phones"]]
        sandbox.on_change.ring()

    def _phone(self, raw: Mapping[str, Any]) -> Phone:
        chat = self._sandbox.chats[raw["user"]]
        user = next(one for one in chat.members if one.id == raw["user"])
        phone = Phone(self._sandbox, user, chat, raw["role"])
        phone.read_up_to = raw["read"]
        return phone

    def _chat(self, raw: Mapping[str, Any]) -> Chat:
        members = [User(**one) for one in raw["members"]]
        chat = Chat(raw["id"], raw["title"], raw["kind"], members, raw["opened"], raw["blocked"])
        for one in raw["messages"]:
            chat.add(self._message(chat, one))
        found = {one.id: one for one in chat.everything}
        for one in raw["messages"]:
            found[one["id"]].reply_to = found.get(one["reply_to"])
        chat.pinned = [found[one] for one in raw["pinned"]]
        chat.keyboard = raw["keyboard"]
        return chat

    def _message(self, chat: Chat, raw: Mapping[str, Any]) -> Message:
        hung = raw["attachment"]
        kept = self._sandbox.files.get(hung["file"]) if hung and hung["file"] else None
        return Message(
            raw["id"],
            chat,
            User(**raw["sender"]),
            dt.datetime.fromisoformat(raw["date"]),
            FormattedText(raw["text"], tuple(raw["entities"])),
            attachment=Attachment(hung["kind"], kept, hung["facts"]) if hung else None,
            edited=dt.datetime.fromisoformat(raw["edited"]) if raw["edited"] else None,
            change=1,
            **{name: raw[name] for name in PLAIN},
        )


PLAIN = ("quote", "markup", "album", "origin", "service", "deleted", "reaction")


def _user(user: User) -> Json:
    return {"id": user.id, "name": user.name, "username": user.username, "is_bot": user.is_bot}


def _chat(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "title": chat.title,
        "kind": chat.kind,
        "members": [_user(one) for one in chat.members],
        "opened": chat.opened,
        "blocked": chat.blocked,
        "moved_to": chat.moved_to.id if chat.moved_to else None,
        "pinned": [one.id for one in chat.pinned],
        "keyboard": chat.keyboard,
        "messages": [_message(one) for one in chat.everything],
    }


def _message(one: Message) -> Json:
    hung = one.attachment
    kept = {"kind": hung.kind, "file": hung.file.id if hung.file else None, "facts": hung.facts} if hung else None
    return {
        "id": one.id,
        "sender": _user(one.sender),
        "date": one.date.isoformat(),
        "text": one.text,
        "entities": list(one.entities),
        "attachment": kept,
        "reply_to": one.reply_to.id if one.reply_to else None,
        "edited": one.edited.isoformat() if one.edited else None,
        **{name: getattr(one, name) for name in PLAIN},
    }


def _write(place: Path, content: bytes) -> None:
    """Write a file whole, readable by its owner alone, or leave what was there."""
    new = place.with_name(f".{place.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)
