"""Answers to whoever wrote: rows of the outbox, kept in the transaction of what they answer, ahead of everything else.

The key is `answer:<update>`, so that an answer can be delayed, but neither vanish nor be replaced. Pictures and
documents lie meanwhile in a blob store. A row is dropped once it is delivered.
"""

import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import msgspec
from markupsafe import Markup

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.messages.body import Attachment, Button, MessageBody, plain
from bot.messages.pending.live_card import OF_QUESTION
from bot.messages.text import cut
from bot.services.core.callback_data import read_tap, written
from bot.services.core.ledger import ANSWERS_WAITING, OUTBOX_BY_STATE, OUTBOX_READY, BlobStore, Ledger
from bot.services.core.message_content import ANSWER, MessageContent, facts_of
from bot.services.core.request import RequestContext
from bot.services.core.runtime import Sending

KIND = ANSWER
LOST = "failed:"  # begins the id of what is said of an answer that did not arrive
BEGINNING = 40  # characters of it that are shown
SHOWN = 3  # of several such answers
FLOOD = 3  # answers that wait for a chat, from which on further ones are added to the last of them
LONGEST = 3_500  # characters of answers in one message
ROWS = 16  # rows of buttons below it
FIRST_SIGN = ord("①")
QUIET = dt.timedelta(seconds=1.5)  # without a further picture, after which an album has come


class ButtonForm(msgspec.Struct, array_like=True, frozen=True):
    """A button as an answer keeps it."""

    label: str
    action: str
    args: tuple[str, ...]
    url: str


class FileForm(msgspec.Struct, array_like=True, frozen=True):
    """A picture or document as an answer keeps it: `digest` in the blob store."""

    name: str
    digest: str
    picture: bool
    caption: str


class Part(msgspec.Struct, array_like=True, frozen=True):
    """What a message says of one thing, with the buttons for that."""

    text: str
    buttons: tuple[tuple[ButtonForm, ...], ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A message body with its way: the chat, the message it answers or takes the place of, the press it ends."""

    text: str
    chat: int
    head: str = ""  # stands above the text: what is said of an album as far as it has come
    head_buttons: tuple[tuple[ButtonForm, ...], ...] = ()
    buttons: tuple[tuple[ButtonForm, ...], ...] = ()
    more: tuple[Part, ...] = ()  # what the same message says of other things, below
    measures: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    question: str = ""  # the key of what is asked in words
    files: tuple[FileForm, ...] = ()
    reply_to: int | None = None
    edit: int | None = None
    fleeting: bool = False  # holds a code: nothing of it is kept once it is sent, or given up
    matter: str = ""  # what it is the live card of
    press: str = ""  # the press of a button that is answered by an alert, as long as Telegram takes one
    kind: str = ""  # of what is drawn up when it is sent, as it is then; the text says what that is
    facts: dict[str, Any] = {}  # which that kind of message keeps

    @property
    def is_plain(self) -> bool:
        """True for a text below what was written, which others may follow in the same message."""
        beside = self.files or self.choices or self.press or self.edit or self.head or self.kind
        return not (beside or self.fleeting or (self.matter and OF_QUESTION not in self.matter))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the message says, thing by thing."""
        parts = (Part(self.head, self.head_buttons), Part(self.text, self.buttons), *self.more)
        return tuple(part for part in parts if part.text or part.buttons)

    @property
    def is_joint(self) -> bool:
        """True where several things have buttons: what becomes of one must not take the place of the others."""
        return sum(bool(part.buttons) for part in self.parts) > 1


@dataclass
class Answers:
    """What one update is answered, in order, until it is kept with the effect."""

    request: RequestContext
    update: str  # the key of the update
    given: list[Answer] = field(default_factory=list)
    files: dict[bytes, str] = field(default_factory=dict)  # the digests of what is kept already
    album: str = ""  # the album that the update belongs to: all of it is answered once, when it has come
    going: list[tuple[Sending, Message]] = field(default_factory=list)  # rows that are kept as being sent, and by whom
    afterwards: list[Callable[[], Awaitable[object]]] = field(default_factory=list)  # at Telegram, and may fail

    async def add(
        self, chat: int, body: MessageBody, *, reply_to: int | None = None, edit: int | None = None, press: str = ""
    ) -> None:
        """Answer with a body, or put it in place of a message of ours; the same is not said twice."""
        await self.lay_in(body.attachments)
        answer = _drawn_up(chat, body, self.files, (reply_to, edit, press))
        if answer not in self.given:
            self.given.append(answer)

    async def lay_in(self, attachments: Iterable[Attachment]) -> None:
        """Keep files that an answer will bring, before there is anything to be written."""
        for one in attachments:
            if one.content not in self.files:
                self.files[one.content] = await self.request.runtime.answer_files.keep(one.content)

    def bring(self, chat: int, content: MessageContent, title: str, *, reply_to: int | None = None) -> None:
        """Answer with what takes its time to draw up: that is done when it is sent, and the ledger is not held."""
        answer = Answer(text=title, chat=chat, reply_to=reply_to, kind=content.kind, facts=facts_of(content))
        self.given.append(answer)

    async def keep(self, ledger: Ledger) -> None:
        """Put the answers into the outbox, in the transaction of their cause."""
        if self.album and self.given:
            await self._gather(ledger)
            return
        for number, answer in enumerate(self.given):
            waiting = await ledger.outbox.find(ANSWERS_WAITING, self.request.bot, str(answer.chat))
            if not await self._folded(ledger, answer, waiting):
                row = _row(self.request, f"{KIND}:{self.update}:{number:02}", answer)
                await ledger.outbox.add(row if waiting else self._gone_out(row))

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Send at the end what was kept as being sent; nothing of it where an exception says that nothing was kept."""
        kept = False
        try:
            yield
            kept = True
        finally:
            for sender, row in self.going:
                sender.send(row) if kept else sender.release(row.chat or 0)

    def _gone_out(self, row: Message) -> Message:
        """The row as being sent, where a sender takes it as soon as it is kept."""
        sender = self.request.runtime.senders.get(self.request.bot)
        if sender is None or not sender.reserve(row.chat or 0):
            return row
        row = replace(row, state=MessageState.SENDING, attempts=1)
        self.going.append((sender, row))
        return row

    async def _gather(self, ledger: Ledger) -> None:
        """One answer for an album: its first part, renewed with every picture, and below it what was said of captions.

        It is sent when no further picture has come for a moment.
        """
        id_ = f"{KIND}:{self.album}"
        before = await ledger.outbox.get(id_)
        waits = before is not None and before.state is MessageState.WAITING and not before.doubtful
        summary, *words = self.given
        said = [answer_in(before)] if before is not None and waits else []
        own, *more = [part for one in said for part in (Part(one.text, one.buttons), *one.more) if part.text] + [
            Part(one.text, one.buttons) for one in words
        ] or [Part("")]
        gathered = Answer(
            text=own.text,
            chat=summary.chat,
            head=summary.text,
            head_buttons=summary.buttons,
            buttons=own.buttons,
            more=tuple(more),
            measures=tuple(dict.fromkeys(measure for one in (*said, *self.given) for measure in one.measures)),
            question=next((one.question for one in reversed((*said, *self.given)) if one.question), ""),
            reply_to=said[0].reply_to if said else summary.reply_to,
        )
        row = _row(self.request, id_ if before is None or waits else f"{id_}:{self.update}", gathered)
        await ledger.outbox.put(replace(row, due=row.due + QUIET))

    async def _folded(self, ledger: Ledger, answer: Answer, waiting: Sequence[Message]) -> bool:
        """Add an answer to the last one that waits, where many wait already: a flood is answered in few messages."""
        if len(waiting) < FLOOD or not answer.is_plain:
            return False
        last = answer_in(waiting[-1])
        parts = last.parts + answer.parts
        long = sum(len(part.text) for part in parts) > LONGEST or sum(len(part.buttons) for part in parts) > ROWS
        if waiting[-1].doubtful or not last.is_plain or long:
            return False
        together = msgspec.structs.replace(
            last,
            matter="",  # of several questions the buttons stay
            more=last.more + answer.parts,
            measures=tuple(dict.fromkeys((*last.measures, *answer.measures))),
            question=answer.question or last.question,
        )
        await ledger.outbox.put(replace(waiting[-1], facts=msgspec.to_builtins(together)))
        return True


def _drawn_up(
    chat: int, body: MessageBody, digests: Mapping[bytes, str], way: tuple[int | None, int | None, str]
) -> Answer:
    reply_to, edit, press = way
    return Answer(
        text=str(body.text),
        chat=chat,
        buttons=tuple(tuple(map(_form, row)) for row in body.buttons),
        measures=body.measures,
        choices=body.choices,
        question=body.question,
        matter=body.matter,
        files=tuple(FileForm(a.name, digests[a.content], a.picture, a.caption) for a in body.attachments),
        reply_to=reply_to,
        edit=edit,
        press=press,
        fleeting=body.fleeting,
    )


def fleeting_files(message: Message) -> tuple[str, ...]:
    """The digests of files that go with a message which is not kept."""
    return tuple(file.digest for file in answer_in(message).files) if _is_fleeting(message) else ()


def without_words(message: Message) -> Message:
    """A message that is given up; of one that holds a code nothing is left but that it was."""
    if not _is_fleeting(message):
        return message
    return replace(message, facts=msgspec.to_builtins(Answer(text="", chat=answer_in(message).chat)))


def _is_fleeting(message: Message) -> bool:
    return message.kind == KIND and bool(message.facts.get("fleeting"))


def _form(button: Button) -> ButtonForm:
    action, *args = written(button.tap) if button.tap else ("",)
    return ButtonForm(button.label, action, tuple(args), button.url)


def _button(form: ButtonForm) -> Button:
    return Button(form.label, read_tap(form.action, form.args) if form.action else None, form.url)


def _row(request: RequestContext, id_: str, answer: Answer) -> Message:
    now = request.now()
    facts = msgspec.to_builtins(answer)
    return Message(
        id=id_,
        unit="",
        to="",
        kind=KIND,
        due=now,
        facts=facts,
        priority=Priority.ANSWER,
        created=now,
        chat=answer.chat,
        bot=request.bot,
    )


async def say_at_once(request: RequestContext, id_: str, chat: int, body: MessageBody) -> None:
    """Say a sentence beside the answers, at once and in a transaction of its own, e.g. that it will take a moment."""
    answer = _drawn_up(chat, body, {}, (None, None, ""))
    async with request.store.open() as ledger:
        await ledger.outbox.add(_row(request, f"{KIND}:{id_}", answer))


async def own_up(request: RequestContext, ledger: Ledger, lost: Sequence[Message]) -> None:
    """Tell whoever wrote from a chat that answers to it did not arrive, and how they began."""
    texts = [str(one.facts.get("text", "")).partition("\n")[0] for one in lost[-SHOWN:]]
    began = "；".join(f"“{cut(plain(Markup(text)), BEGINNING)}”" for text in texts)  # noqa: S704 - it was Markup
    text = request.wording.say("outbox.lost", count=len(lost), began=began)
    answer = Answer(text=str(text), chat=lost[-1].chat or 0)
    await ledger.outbox.add(_row(request, f"{LOST}{lost[-1].id}", answer))


async def own_up_to_all(request: RequestContext, chat: int) -> None:
    """Do so once somebody can be reached again who could not be."""
    async with request.open() as ledger:
        given_up = await ledger.outbox.find(OUTBOX_BY_STATE, "", MessageState.GIVEN_UP)
        lost = [one for one in given_up if (one.kind, one.chat, one.bot) == (KIND, chat, request.bot)]
        for one in lost:
            await ledger.outbox.put(replace(one, state=MessageState.SUPERSEDED))
        if lost:
            await own_up(request, ledger, lost)


async def gather_on(request: RequestContext, ledger: Ledger) -> None:
    """At the start: an album of which a part had come has a moment for the rest, which may stand in the inbox."""
    for message in await ledger.outbox.find(OUTBOX_READY, request.bot, str(int(Priority.ANSWER))):
        if not message.attempts and message.facts.get("head"):
            await ledger.outbox.put(replace(message, due=request.now() + QUIET))


def answer_in(message: Message) -> Answer:
    """The answer that a row of the outbox keeps; raises msgspec.ValidationError where it keeps none."""
    return msgspec.convert(message.facts, Answer)


async def body_of(blobs: BlobStore, answer: Answer) -> MessageBody:
    """An answer as it was given; files that are not there any more are left out."""
    contents = [(file, await blobs.fetch(file.digest)) for file in answer.files]
    parts = _told_apart(answer.parts)
    return MessageBody(
        text=Markup("\n\n").join(Markup(part.text) for part in parts if part.text),  # noqa: S704 - it was Markup
        buttons=tuple(tuple(map(_button, row)) for part in parts for row in part.buttons),
        attachments=tuple(
            Attachment(f.name, content, f.picture, f.caption) for f, content in contents if content is not None
        ),
        measures=answer.measures,
        choices=answer.choices,
        question=answer.question,
        matter=answer.matter,
    )


def _told_apart(parts: Sequence[Part]) -> list[Part]:
    """The parts of a message; where buttons of several are called alike, each of these and its part bear a number."""
    called = [{button.label for row in part.buttons for button in row} for part in parts]
    often = Counter(label for labels in called for label in labels)
    signs = map(chr, count(FIRST_SIGN))
    apart = []
    for part, labels in zip(parts, called, strict=True):
        alike = {label for label in labels if often[label] > 1}
        apart.append(_marked(part, next(signs), alike) if alike else part)
    return apart


def _marked(part: Part, sign: str, alike: Collection[str]) -> Part:
    rows = (
        tuple(msgspec.structs.replace(one, label=f"{one.label} {sign}") if one.label in alike else one for one in row)
        for row in part.buttons
    )
    return Part(f"{sign} {part.text}", tuple(rows))
