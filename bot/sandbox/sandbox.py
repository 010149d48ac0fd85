"""The sandbox: people, chats, the bot's account, and what stands between them."""

import asyncio
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.sandbox.answer import Json, bad_request
from bot.sandbox.change import Change
from bot.sandbox.chat import Chat
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.file import Files
from bot.sandbox.formatting import FormattedText
from bot.sandbox.limits import Limits
from bot.sandbox.menu import Menu
from bot.sandbox.message import Message
from bot.sandbox.phone import Phone, Press
from bot.sandbox.server import application
from bot.sandbox.update import UpdateQueue
from bot.sandbox.user import User
from bot.sandbox.webhook import Webhook

STEP = dt.timedelta(minutes=30)
LONG, LONG_STEP = dt.timedelta(days=7), dt.timedelta(hours=3)  # more than a week goes by in wider steps


@dataclass(frozen=True)
class TourStep:
    """A step of the page's guided tour: what to do on whose phone; the page can write `says` there for the visitor."""

    words: str
    phone: int
    says: str = ""


@dataclass(frozen=True)
class Call:
    """A call of the Bot API as it came in, and why it was refused if it was."""

    method: str
    parameters: Json
    at: dt.datetime
    refused: str = ""


class Sandbox:
    """Telegram in memory: its state, what people do on their phones, and the ASGI application `app`."""

    def __init__(
        self,
        *,
        token: str = "42:SANDBOX",  # noqa: S107 - a sandbox's token is no secret
        clock: SandboxClock | None = None,
        limits: bool | Limits = True,
        username: str = "duban_bot",
        name: str = "督办助手",
    ) -> None:
        self.token = token
        self.clock = clock or SandboxClock(dt.datetime.now(dt.UTC), running=True)
        self.bot = User(int(token.partition(":")[0]), name, username, is_bot=True)
        self.limits = Limits() if limits is True else limits or None
        self.on_change = Change()
        self.queue = UpdateQueue(self.clock, self.on_change)
        self.webhook = Webhook(self.queue, self.on_change)
        self.files = Files()
        self.faults = Faults()
        self.menu = Menu()
        self.chats: dict[int, Chat] = {}
        self.people: list[Phone] = []
        self.presses: dict[str, Press] = {}
        self.calls: list[Call] = []
        self.on_clock_moved: Callable[[dt.timedelta], Awaitable[None]] | None = None
        self.guests: Callable[[], Awaitable[list[str]]] | None = None  # names for whom a phone may be added
        self.next_event: Callable[[], Awaitable[dt.datetime | None]] | None = None  # when the bot acts next by itself
        self.on_phone_added: Callable[[Phone], Awaitable[None]] | None = None
        self.tour: tuple[TourStep, ...] = ()
        self.key = secrets.token_urlsafe(16)  # opens the page where the sandbox listens
        self.moving = False
        self._numbers = count(1)
        self.app = application(self)

    def phone(self, user_id: int, name: str = "", role: str = "") -> Phone:
        """A person's phone with a private chat with the bot; the same phone when asked again."""
        for phone in self.people:
            if phone.user.id == user_id:
                return phone
        user = User(user_id, name or f"用户{user_id}")
        self.chats[user_id] = Chat(user_id, user.name, members=[user, self.bot])
        phone = Phone(self, user, self.chats[user_id], role)
        self.people.append(phone)
        self.on_change.ring()
        return phone

    def group(self, chat_id: int, title: str, members: Iterable[Phone] = ()) -> Chat:
        """A group with the bot in it; `phone.scoped(group)` is a member's phone there."""
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        users = [phone.user for phone in members]
        self.chats[chat_id] = Chat(chat_id, title, kind, [*users, self.bot], opened=True)
        self.on_change.ring()
        return self.chats[chat_id]

    def migrate(self, group: Chat, to: int) -> Chat:
        """Turn a group into a supergroup with a new id; the old id is refused from then on."""
        moved = self.group(to, group.title)
        moved.members = list(group.members)
        group.moved_to = moved
        sender = next(user for user in group.members if not user.is_bot)
        for chat, service in ((group, {"migrate_to_chat_id": to}), (moved, {"migrate_from_chat_id": group.id})):
            self.queue.push("message", self.post(chat, sender, service=service).as_json())
        return moved

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more, as Telegram does when a confirmation is lost."""
        self.queue.again(update_id)

    def poison(self, raw: Json) -> int:
        """Deliver a raw update that no library can read; gives its id."""
        return self.queue.push_raw(raw)

    async def until(self, condition: Callable[[], Any], within: float = 30) -> None:
        """Wait until something is so; raises TimeoutError after that many real seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not condition():
            if not await self.on_change.wait(max(0, end - loop.time())):
                raise TimeoutError(f"not so within {within} s")

    async def idle(self, within: float = 30) -> None:
        """Wait until every update was fetched and confirmed; raises TimeoutError."""
        await self.until(lambda: not len(self.queue), within)

    async def move_clock(self, by: dt.timedelta) -> None:
        """Let time pass in steps; after each step the application does what fell due.

        Steps go to every full and half hour, where more than a week passes to every third hour.
        """
        width = STEP if by <= LONG else LONG_STEP
        until = self.clock.now() + by
        self.moving = True
        try:
            while self.on_clock_moved and (left := until - self.clock.now()) > dt.timedelta(0):
                step = min(left, width - (self.clock.now() - dt.datetime.min.replace(tzinfo=dt.UTC)) % width)
                self.clock.move(step)
                self.on_change.ring()
                await self.on_clock_moved(step)
        finally:
            self.moving = False
            self.clock.set(until)
            self.on_change.ring()

    def record(self, method: str, parameters: Json, refused: str) -> None:
        """Remember a call."""
        self.calls.append(Call(method, parameters, self.clock.now(), refused))
        self.on_change.ring()

    def chat(self, chat_id: str) -> Chat:
        """A chat that the bot may write to; raises Refused."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(chat_id)) if chat_id.removeprefix("-").isdecimal() else None
        if chat is None:
            raise bad_request("chat not found")
        chat.check_open(self.bot)
        return chat

    def post(self, chat: Chat, sender: User, body: FormattedText | None = None, **more: Any) -> Message:
        """Put a new message into a chat."""
        now = self.clock.now().replace(microsecond=0)
        message = Message(next(self._numbers), chat, sender, now, body or FormattedText(), **more)
        chat.add(message)
        self.touch(message)
        return message

    def number_on(self, highest: int) -> None:
        """Number new messages behind one that is there."""
        self._numbers = count(highest + 1)

    def touch(self, message: Message) -> None:
        """Let everybody see that a message came or changed."""
        message.change = self.on_change.count + 1
        self.on_change.ring()
