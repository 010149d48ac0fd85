"""One update as its handler sees it: who acts, what was written or tapped, and the way to answer."""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from telegram import Bot, Message, Update
from telegram.constants import ChatAction, ChatType, FileSizeLimit
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackContext

from bot.domain.core.refusal import NotBound, Refusal, TooManyFiles, Unreadable
from bot.domain.people.person import Person
from bot.domain.replies.time_said import time_said
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.core.keyboards import todo_rows
from bot.messages.core.tap import Tap
from bot.messages.text import time_in
from bot.messages.wording import Wording
from bot.services.core.callback_data import button_key, unseal
from bot.services.core.message_content import MessageContent
from bot.services.core.redaction import with_rounds
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import unit_of
from bot.services.core.unit_of_work import UnitOfWork
from bot.services.evidence.file_budget import FILES, MEGABYTES, FileBudget
from bot.services.outbox.answers import Answers, say_at_once
from bot.services.people.binding import GuessLimiter, StrangerLimiter

BEFORE_NUMBER = re.compile(r"(?<=轮)\s+(?=\d+[-－—]\d)")
NUMBER = r"(?:第[一二三四五六七八九十\d]{1,3}轮|[A-Za-z]{1,2}/)?\d{1,3}[-－—]\d{1,3}"
BEHIND_NUMBERS = re.compile(
    rf"^({NUMBER}(?:[\s、，,和与]+{NUMBER})*)\s*[：:，,；;。]\s*(?!\d)|^((?:问题)?\d{{1,2}})\s*[：:]\s*(?!\d)"
)  # 2-3：抓紧

if TYPE_CHECKING:
    from handlers.core.routes import Routes


def behind_name(said: str) -> str:
    """What is said behind a command's name, with a blank for what parts it from its numbers: 2-3：抓紧."""
    return BEHIND_NUMBERS.sub(r"\1\2 ", BEFORE_NUMBER.sub("", said.strip())).strip()


def may_pass(error: Exception) -> bool:
    """True for an error of Telegram's that may be gone at the next try."""
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


@dataclass(frozen=True)
class Received:
    """When an update came, and whether this is its last try."""

    at: dt.datetime
    last_try: bool


@dataclass
class BotState:
    """What all updates of one bot share."""

    request: RequestContext
    routes: "Routes"
    names: Mapping[str, str] = field(default_factory=dict)  # the bots' names at Telegram, by our own names
    guard: GuessLimiter = field(default_factory=GuessLimiter)
    strangers: StrangerLimiter = field(default_factory=StrangerLimiter)
    files: FileBudget = field(default_factory=FileBudget)
    key: bytes = b""  # of the buttons' seals; read when first needed

    async def button_key(self) -> bytes:
        """The key of the buttons' seals."""
        if not self.key:
            async with self.request.store.open() as ledger:
                self.key = await button_key(ledger)
        return self.key


class Context(CallbackContext[Bot, dict[Any, Any], dict[Any, Any], dict[str, BotState]]):
    """One update of one account."""

    incoming: Update
    work: UnitOfWork  # the transaction of the update
    answers: Answers  # which are kept with it
    said: dt.datetime  # when it was said
    last_try: bool  # what Telegram does not hand out now is waited for no more
    bound: Person | None = None  # whose account it is, None for strangers
    given: str | None = None  # what a sentence says that stands for a command, in the place of what follows its name
    _fetched: dict[str, bytes]  # content of its files, each fetched once
    _scoped: tuple[str, RequestContext] | None = None  # the request with the unit for which it was made
    _unit: Unit | None = None  # as it is while the update has changed nothing

    @classmethod
    def begin(
        cls, update: Update, application: "TelegramApplication", work: UnitOfWork, answers: Answers, came: Received
    ) -> "Context":
        """The context of an update that is to be handled as one unit of work; `came` is how it was received."""
        context = super().from_update(update, application)
        context.incoming, context.work, context.answers = update, work, answers
        context.last_try = came.last_try
        written = update.message or update.edited_message
        context._fetched = {}  # noqa: SLF001 - its own
        context.said = time_said((written.edit_date or written.date) if written else None, came.at)
        return context

    @property
    def state(self) -> BotState:
        """What all updates of the bot share."""
        return self.bot_data["state"]

    @property
    def routes(self) -> "Routes":
        """Where updates may go."""
        return self.state.routes

    @property
    def wording(self) -> Wording:
        """The catalogue of sentences."""
        return self.state.request.wording

    @property
    def request(self) -> RequestContext:
        """The request within the unit of the person; strangers see no unit."""
        unit = self.bound.unit if self.bound else ""
        if self._scoped is None or self._scoped[0] != unit:
            self._scoped = unit, scoped(self.unscoped, unit)
        return self._scoped[1]

    @cached_property
    def unscoped(self) -> RequestContext:
        """The request over all units: to bind an account, and for an upper unit that looks at those below it."""
        return replace(self.state.request, store=self.work, update=self.incoming.update_id, said=self.said)

    @property
    def account(self) -> int:
        """The Telegram account that acts."""
        user = self.incoming.effective_user
        return user.id if user else 0

    @property
    def message(self) -> Message:
        """The message that was written, or that bears the tapped button; raises Unreadable where it is gone."""
        message = self.incoming.effective_message
        if not isinstance(message, Message):
            raise Unreadable(what="stale")
        return message

    @property
    def words(self) -> str:
        """What follows the command or its Chinese word, in a text or a caption; 第一轮 1-1 as one word.

        Nothing where a button was tapped.
        """
        if self.given is not None:
            said = self.given
        elif self.incoming.callback_query:
            return ""
        else:
            said = "".join((self.message.text or self.message.caption or "").split(maxsplit=1)[1:])
        return behind_name(said)

    @property
    def place(self) -> str:
        """The key of the message, as `RequestContext.place` makes it."""
        return self.request.place(self.message.chat_id, self.message.message_id)

    @property
    def replied_to(self) -> str:
        """The key of the message that this one answers; "" where it answers none."""
        answered = self.message.reply_to_message
        return self.request.place(self.message.chat_id, answered.message_id) if answered else ""

    async def person(self) -> Person:
        """Who acts; raises NotBound for strangers."""
        if self.bound is None:
            raise NotBound
        return self.bound

    async def unit(self) -> Unit:
        """The unit of whoever acts; raises NotBound for strangers."""
        person = await self.person()
        if self._unit is None or self._unit.id != person.unit or self.work.is_open:
            async with self.request.look() as ledger:
                self._unit = await unit_of(ledger, person.unit)
        return self._unit

    async def tap(self) -> Tap:
        """What the tapped button does; raises StaleButton where its seal does not hold."""
        query = self.incoming.callback_query
        data = (query.data if query else "") or ""
        return unseal(await self.state.button_key(), self.account, data, self.request.now())

    def say(self, key: str, /, **facts: Any) -> Markup:
        """A sentence of the catalogue."""
        return self.wording.say(key, **facts)

    def word(self, key: str, /, **facts: Any) -> str:
        """A label of the catalogue."""
        return self.wording.word(key, **facts)

    async def answer(self, body: MessageBody | Markup, *, edit: bool = False) -> None:
        """Answer in the chat: below what was written, or with `edit` in place of the message that bears the button.

        One that asks other things too keeps its place. What is left in its place is no dead end: where it has no
        button, and asks nothing, it leads to what waits. The answer is kept with the effect of the update, and sent
        when that is durable.
        """
        drawn = await self._drawn(body)
        chat = self.incoming.effective_chat
        if chat is None:
            return
        query = self.incoming.callback_query
        written = self.incoming.effective_message
        if query is None:
            await self.answers.add(chat.id, drawn, reply_to=written.message_id if written else None)
        elif edit and isinstance(query.message, Message) and not await self._speaks_of_more():
            if self.bound and not drawn.buttons and not drawn.question:
                drawn = replace(drawn, buttons=todo_rows(self.wording))
            await self.answers.add(chat.id, drawn, edit=query.message.message_id)
        else:
            await self.answers.add(chat.id, drawn)

    async def _speaks_of_more(self) -> bool:
        """True where the message that bears the tapped button asks other things too, which must not go with it."""
        async with self.request.look() as ledger:
            card = await ledger.cards.get(self.place)
        return card is not None and card.joint

    def bring(self, content: MessageContent, title: str) -> None:
        """Answer with what takes its time to draw up, as it is when the answer is sent; `title` says what it is."""
        chat, written = self.incoming.effective_chat, self.incoming.effective_message
        if chat is not None:
            reply_to = written.message_id if written and self.incoming.callback_query is None else None
            self.answers.bring(chat.id, content, title, reply_to=reply_to)

    async def _drawn(self, body: MessageBody | Markup) -> MessageBody:
        """The body as it is kept: its numbers bear the round where there are several."""
        drawn = body if isinstance(body, MessageBody) else MessageBody(body)
        if not drawn.measures:
            return drawn
        async with self.request.look() as ledger:
            return await with_rounds(ledger, drawn)

    def is_heard(self, *, asked: bool = False) -> bool:
        """True where the sender may be answered now: who is bound always, a stranger in private and once a minute."""
        if self.bound is not None:
            return True
        chat, update = self.incoming.effective_chat, self.incoming
        private = chat is not None and chat.type == ChatType.PRIVATE and not update.my_chat_member
        now = self.state.request.now()
        return private and self.state.strangers.allows(self.account, update.update_id, now, asked=asked)

    async def alert(self, text: Markup) -> None:
        """Say it in a box over the tapped button, or in the chat where nothing was tapped."""
        query, chat = self.incoming.callback_query, self.incoming.effective_chat
        if query is None:
            await self.answer(text)
        else:
            account = query.from_user.id
            await self.answers.add(chat.id if chat else account, MessageBody(text), press=query.id)

    async def announce(self, text: Markup) -> None:
        """Say at once that the answer will take a moment."""
        await say_at_once(self.state.request, f"{self.answers.update}:wait", self.account, MessageBody(text))

    async def show_busy(self, action: ChatAction) -> None:
        """Let the phone show that something is on its way; nothing depends on whether it does."""
        with suppress(TelegramError):
            await self.bot.send_chat_action(self.account, action)

    async def refusal_of_file(self, size: int | None) -> Refusal | None:
        """Why a file of so many bytes is not fetched; None where it is."""
        if size is not None and size > FileSizeLimit.FILESIZE_DOWNLOAD:
            return Unreadable(what="too_big")
        until = self.state.files.closed_until(self.account, size or 0, self.request.now())
        if until is None:
            return None
        unit = await self.unit()
        return TooManyFiles(count=FILES, megabytes=MEGABYTES, until=time_in(unit.zone, until))

    async def download(self, file_id: str, size: int | None) -> bytes:
        """The content of a file that was sent; `size` in bytes, None where unknown.

        Raises Unreadable where Telegram will not hand it out, TooManyFiles where the account's hour is used up, and
        what the library raises where it may be had later: the update is then tried again.
        """
        if file_id in self._fetched:
            return self._fetched[file_id]
        if refusal := await self.refusal_of_file(size):
            raise refusal
        buffer = BytesIO()
        try:
            file = await self.bot.get_file(file_id)
            await file.download_to_memory(buffer)
        except TelegramError as error:
            if may_pass(error) and not self.last_try:
                raise
            raise Unreadable(what="not_fetched" if may_pass(error) else "gone") from error
        content = buffer.getvalue()
        self.state.files.note(self.account, len(content), self.request.now())
        self._fetched[file_id] = content
        return content


TelegramApplication = Application[Bot, Context, dict[Any, Any], dict[Any, Any], dict[str, BotState], Any]
