"""Carrying one body into one chat: as text, with its pictures and documents, or in place of an older message."""

import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import escape
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.domain.core.filename import file_name
from bot.messages.body import Attachment, MessageBody
from bot.messages.inert import inert
from bot.transport.limiter import LONGEST, Limiter
from bot.transport.markup import CAPTION, DAY_TAG, TEXT, choices, parts, units, with_days
from bot.transport.send_result import PartlySent, seconds
from bot.transport.text_call import send_text

T = TypeVar("T")
PATIENCE = 3  # tries of an answer with which Telegram asks to wait
ALBUM = 10  # pictures or documents that go together
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"


@dataclass(frozen=True)
class OutgoingMessage:
    """A body on its way: where to, with which buttons, in answer to what, ahead of the queue or in it."""

    chat: int
    body: MessageBody
    buttons: InlineKeyboardMarkup | None
    urgent: bool
    reply_to: int | None = None
    protected: bool = False  # it can be neither forwarded nor saved

    @property
    def markup(self) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
        """What hangs below the last message."""
        return self.buttons or choices(self.body)

    @property
    def answering(self) -> ReplyParameters | None:
        """The message answered, if it still is there."""
        return ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None


class TelegramSender:
    """One bot's way into chats."""

    def __init__(self, bot: Bot, limiter: Limiter) -> None:
        self._bot = bot
        self.limiter = limiter
        self._days = True  # whether the server knows days that can be tapped, as far as it has said

    async def send(self, outgoing: OutgoingMessage) -> int:
        """Send all of it and give the number of the message that bears the text and buttons.

        Raises TelegramError where nothing arrived, PartlySent where some of it did.
        """
        number = 0
        for step in self._steps(outgoing):
            try:
                number = await (self._further(step) if number else step())
            except TelegramError as error:
                if number:
                    raise PartlySent from error
                raise
        return number

    async def _further(self, step: Callable[[], Awaitable[int]]) -> int:
        """Send what follows on a part that has arrived: as long as Telegram asks to wait, that is waited for."""
        for _ in range(PATIENCE - 1):
            try:
                return await step()
            except RetryAfter as error:
                if seconds(error) <= LONGEST:
                    raise
        return await step()

    def _steps(self, outgoing: OutgoingMessage) -> list[Callable[[], Awaitable[int]]]:
        text, attachments = str(outgoing.body.text), outgoing.body.attachments
        if len(attachments) == 1 and units(text) <= CAPTION:
            return [lambda: self._file(outgoing, attachments[0], text)]
        steps: list[Callable[[], Awaitable[int]]] = []
        for picture, alike in itertools.groupby(attachments, lambda a: a.picture):
            some = list(alike)
            starts = range(0, len(some), ALBUM)
            steps += [self._album_step(outgoing, some[start : start + ALBUM], picture=picture) for start in starts]
        texts = parts(text)
        for n, part in enumerate(texts, 1):
            steps.append(self._text_step(outgoing, part, last=n == len(texts)))
        return steps

    def _text_step(self, outgoing: OutgoingMessage, part: str, *, last: bool) -> Callable[[], Awaitable[int]]:
        return lambda: self._text(outgoing, part, last=last)

    def _album_step(
        self, outgoing: OutgoingMessage, some: Sequence[Attachment], *, picture: bool
    ) -> Callable[[], Awaitable[int]]:
        return lambda: self._album(outgoing, some, picture=picture)

    async def _text(self, outgoing: OutgoingMessage, text: str, *, last: bool) -> int:
        async def send(marked: str) -> int:
            return await send_text(
                self._bot,
                outgoing.chat,
                marked,
                answering=outgoing.answering,
                markup=outgoing.markup if last else None,
                protected=outgoing.protected,
            )

        return await self._patiently(outgoing, lambda: self._marked(text, send))

    async def _marked(self, text: str, send: Callable[[str], Awaitable[T]]) -> T:
        """Send with days that can be tapped; a server of one's own that is too old to know them gets the bare text."""
        marked = with_days(text) if self._days else text
        try:
            return await send(marked)
        except BadRequest as error:
            if marked == text or DAY_TAG not in str(error):
                raise
        self._days = False
        return await send(text)

    async def _file(self, outgoing: OutgoingMessage, attachment: Attachment, caption: str) -> int:
        send_it = self._bot.send_photo if attachment.picture else self._bot.send_document

        async def send(marked: str) -> Message:
            return await send_it(
                outgoing.chat,
                attachment.content,
                caption=marked or None,
                filename=file_name(attachment.name, "附件"),
                parse_mode=ParseMode.HTML,
                reply_parameters=outgoing.answering,
                reply_markup=outgoing.markup,
                protect_content=outgoing.protected,
            )

        words = caption or str(escape(inert(attachment.caption)))
        return (await self._patiently(outgoing, lambda: self._marked(words, send))).message_id

    async def _album(self, outgoing: OutgoingMessage, some: Sequence[Attachment], *, picture: bool) -> int:
        if len(some) == 1:
            bare = OutgoingMessage(
                chat=outgoing.chat,
                body=MessageBody(outgoing.body.text),
                buttons=None,
                urgent=outgoing.urgent,
                reply_to=outgoing.reply_to,
                protected=outgoing.protected,
            )
            return await self._file(bare, some[0], "")
        kind = InputMediaPhoto if picture else InputMediaDocument
        media = [kind(a.content, caption=inert(a.caption) or None, filename=file_name(a.name, "附件")) for a in some]

        async def send() -> tuple[Message, ...]:
            return await self._bot.send_media_group(
                outgoing.chat, media, reply_parameters=outgoing.answering, protect_content=outgoing.protected
            )

        return (await self._patiently(outgoing, send, count=len(some)))[-1].message_id

    async def edit(self, outgoing: OutgoingMessage, number: int, *, instead: bool = True) -> int:
        """Put the body in place of a message of ours; a message that cannot be changed is followed by a new one.

        Without `instead` it stays as it is: raises BadRequest.
        """
        text = str(outgoing.body.text)
        if outgoing.body.attachments or units(text) > TEXT:
            return await self.send(outgoing)

        async def put(marked: str) -> object:
            return await self._bot.edit_message_text(
                marked,
                outgoing.chat,
                number,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=outgoing.buttons,
            )

        try:
            await self._marked(text, put)
        except BadRequest as error:
            if UNCHANGED not in str(error).lower():
                if not instead:
                    raise
                return await self._instead(outgoing)
        return number

    async def _instead(self, outgoing: OutgoingMessage) -> int:
        """Send what cannot be put in the place of a message; raises PartlySent where it may have arrived."""
        try:
            return await self.send(outgoing)
        except NetworkError as error:
            if isinstance(error, BadRequest):
                raise
            raise PartlySent from error

    async def pin(self, chat: int, number: int) -> None:
        """Keep a message at the top of its chat, without a sound."""
        await self._bot.pin_chat_message(chat, number, disable_notification=True)

    async def unpin(self, chat: int, number: int) -> None:
        """Let a message go from the top of its chat."""
        await self._bot.unpin_chat_message(chat, number)

    async def put_buttons(self, chat: int, number: int, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Put others below a message, or take them off; raises TelegramError where it is too old or gone."""
        await self._bot.edit_message_reply_markup(chat, number, reply_markup=buttons)

    async def _patiently(self, outgoing: OutgoingMessage, send: Callable[[], Awaitable[T]], count: int = 1) -> T:
        """Send in turn; an answer waits here where Telegram asks for a moment; else it goes back with a due time."""
        for tries in range(1, PATIENCE + 1):
            async with self.limiter.turn(outgoing.chat, urgent=outgoing.urgent, count=count):
                try:
                    return await send()
                except RetryAfter as error:
                    self.limiter.hold(outgoing.chat, seconds(error))
                    if not outgoing.urgent or tries == PATIENCE or seconds(error) > LONGEST:
                        raise
        raise AssertionError("unreachable")
