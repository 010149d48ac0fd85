"""The window: what every handler stands at, and how a concern opens its part of it."""

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Protocol

from markupsafe import Markup
from telegram import Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    ExtBot,
    MessageHandler,
    filters,
)

from bot.domain.core.refusal import NotBound, Unreadable
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.services.core.callback_data import button_key, unseal
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import unit_of
from bot.services.people.binding import Guard, person_at


class Post(Protocol):
    """How a body reaches a chat: carried by the sender at once, or left for the one of another process."""

    async def __call__(
        self, chat: int, body: MessageBody, *, reply_to: int | None = None, edit: int | None = None
    ) -> int | None:
        """Send the body, or put it in place of a message of ours."""


@dataclass
class Window:
    """What all handlers share: the request behind them, the way back to the person, the guard at the door."""

    request: RequestContext
    post: Post
    guard: Guard = field(default_factory=Guard)
    key: bytes = b""
    commands: tuple["Command", ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # of the house's bots at Telegram, by our names
    unkept: Counter[int] = field(default_factory=Counter)  # how often the effect of an update could not be kept


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Window]]):
    """One update at the window."""

    incoming: Update
    bound: Person | None = None  # whose account it is, None for strangers

    @classmethod
    def from_update(cls, update: object, application: Any) -> "Context":
        """Bring the update along, so that the request can record it with its effect."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.incoming = update
        return context

    @property
    def window(self) -> Window:
        """What all handlers share."""
        return self.bot_data["window"]

    @property
    def request(self) -> RequestContext:
        """The request as this update finds it, behind the wall of the person's unit; strangers see no unit."""
        return scoped(self.unwalled, self.bound.unit if self.bound else "")

    @property
    def unwalled(self) -> RequestContext:
        """The request before all units: for the door, and for looking down from an upper unit."""
        return replace(self.window.request, update=self.incoming.update_id)

    @property
    def account(self) -> int:
        """The Telegram account that acts."""
        user = self.incoming.effective_user
        return user.id if user else 0

    @property
    def message(self) -> Message:
        """The message that was written, or that bears the pressed button."""
        message = self.incoming.effective_message
        if not isinstance(message, Message):
            raise Unreadable(what="stale")
        return message

    @property
    def words(self) -> str:
        """What follows the command or its Chinese word."""
        text = self.message.text or ""
        head, _, rest = text.replace("\u3000", " ").strip().partition(" ")
        del head
        return rest.strip()

    async def person(self) -> Person:
        """Who acts; raises NotBound for strangers."""
        if self.bound is None:
            raise NotBound
        return self.bound

    async def unit(self) -> Unit:
        """The unit of whoever acts; raises NotBound for strangers."""
        person = await self.person()
        async with self.request.look() as ledger:
            return await unit_of(ledger, person.unit)

    async def pressed(self) -> tuple[str, ...]:
        """The arguments of the pressed button; raises StaleButton where its seal does not hold."""
        window = self.window
        if not window.key:
            async with window.request.look() as ledger:
                window.key = await button_key(ledger)
        query = self.incoming.callback_query
        _, args = unseal(window.key, self.account, (query.data if query else "") or "", self.request.now())
        return args

    def say(self, key: str, /, **facts: Any) -> Markup:
        """A sentence of the catalogue."""
        return self.window.request.wording.say(key, **facts)

    def word(self, key: str, /, **facts: Any) -> str:
        """A label of the catalogue."""
        return self.window.request.wording.word(key, **facts)

    async def answer(self, body: MessageBody | Markup, *, edit: bool = False) -> None:
        """Answer the person at the window: below what was written, or in place of the card that bears the button."""
        drawn = body if isinstance(body, MessageBody) else MessageBody(body)
        chat = self.incoming.effective_chat
        if chat is None:
            return
        query = self.incoming.callback_query
        written = self.incoming.effective_message
        if query is None:
            await self.window.post(chat.id, drawn, reply_to=written.message_id if written else None)
        elif edit and isinstance(query.message, Message):
            await self.window.post(chat.id, drawn, edit=query.message.message_id)
        else:
            await self.window.post(chat.id, drawn)

    async def download(self, file_id: str, size: int | None) -> bytes:
        """The content of a file that was sent; raises Unreadable where Telegram will not hand it out."""
        if size is not None and size > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise Unreadable(what="too_big")
        try:
            file = await self.bot.get_file(file_id)
        except BadRequest as error:
            raise Unreadable(what="gone") from error
        buffer = BytesIO()
        await file.download_to_memory(buffer)
        return buffer.getvalue()


Handle = Callable[[Context], Coroutine[Any, Any, None]]
TelegramApplication = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[str, Window], Any]
ALL = tuple(Role)
PRIVATE = filters.ChatType.PRIVATE


@dataclass(frozen=True)
class Command:
    """A command with the plain Chinese words that mean the same, and who finds it in the menu.

    `words` beginning a message open it as the command does: 状态 3-2.
    """

    name: str
    words: tuple[str, ...]
    handle: Handle
    roles: tuple[Role, ...] = ALL


def open_commands(application: TelegramApplication, commands: tuple[Command, ...]) -> None:
    """Let people reach the commands by name and by word; edits of old commands do nothing, forwarded ones neither."""
    fresh = filters.UpdateType.MESSAGE & PRIVATE & ~filters.FORWARDED
    for command in commands:
        handle = at_window(command.handle)
        application.add_handler(CommandHandler(command.name, handle, filters=fresh))
        if command.words:
            words = "|".join(sorted(command.words, key=len, reverse=True))
            pattern = rf"^\s*[/／]?(?:{words})(?:[\s\u3000]+.*)?[？?。.!！]?\s*$"
            application.add_handler(MessageHandler(fresh & filters.Regex(pattern), handle))


def open_actions(application: TelegramApplication, actions: Mapping[str, Handle]) -> None:
    """Let buttons reach their handlers."""
    for name, handle in actions.items():
        application.add_handler(CallbackQueryHandler(at_window(handle), pattern=rf"^{name}\|"))


def at_window(handle: Handle) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """A handler as Telegram's library calls it; the spinner on a pressed button ends when the work is done."""

    async def stand(update: Update, context: Context) -> None:
        context.bound = await person_at(context.window.request, context.account)
        await handle(context)
        if update.callback_query:
            await update.callback_query.answer()

    return stand
