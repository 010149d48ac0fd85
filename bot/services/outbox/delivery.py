"""Delivering the outbox: what is ready to be sent, and what became of it."""

import datetime as dt
import random
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog
from markupsafe import Markup

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Person, Role
from bot.domain.reminders.quiet_hours import end_of_quiet, is_quiet
from bot.messages.body import MessageBody
from bot.services.core.ledger import (
    OUTBOX_ARRIVED,
    OUTBOX_IN_FLIGHT,
    OUTBOX_READY,
    PEOPLE_HOLDING,
    Card,
    Ledger,
    moment,
)
from bot.services.core.notify import notice
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped_ledger
from bot.services.outbox import answers
from bot.services.outbox.composers import COMPOSERS

REMINDERS = "reminders"
TRIES = 8  # certainly failed sends before a message is given up
FIRST_WAIT = 5.0  # seconds before the second try, doubled each time
LONGEST_WAIT = 900.0
LONGEST_WAIT_OF_ANSWER = 10.0
DOUBT = dt.timedelta(seconds=20)  # before a message that may have arrived is sent again
NOBODY_THERE = dt.timedelta(hours=1)  # until it is looked again whether a person can be reached
ABOUT_MESSAGES = ("failed:", "blocked:")  # reasons of what the office is told of other messages
FURTHEST = 4096  # messages that are looked at for one whose recipient is free
KEPT = dt.timedelta(days=14)  # how long a message waits for a person who cannot be reached

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ClaimedMessage:
    """A message that is being sent.

    An answer names the message that it answers, the one whose place it takes, or the press of a button that it ends.
    """

    message: Message
    chat: int
    body: MessageBody
    reply_to: int | None = None
    edit: int | None = None
    press: str = ""


@dataclass(frozen=True)
class Former:
    """The message whose buttons a newer one replaces."""

    chat: int
    message: int


async def recover(request: RequestContext) -> int:
    """At the start: what was being sent when the program ended may have arrived; how many there are."""
    async with request.open() as ledger:
        found = await ledger.outbox.find(OUTBOX_IN_FLIGHT, request.bot, MessageState.SENDING)
        for message in found:
            await ledger.outbox.put(_doubted(request, message, "interrupted"))
        return len(found)


@dataclass(frozen=True)
class Room:
    """How many messages may be taken: answers, and others."""

    answers: int
    others: int


async def claim(request: RequestContext, room: Room, *, resting: Collection[str] = ()) -> list[ClaimedMessage]:
    """Take what is ready, the most urgent first, as being sent; what no longer holds or cannot go is set aside.

    One message a recipient, and none for those who are resting: nobody's many messages hold up another's one. The
    messages are drawn up when they are taken, and the ledger is not held meanwhile.
    """
    claimed: list[ClaimedMessage] = []
    passed = set(resting)
    while True:
        async with request.store.open() as ledger:
            ready = await _ready(request, ledger, _left(room, claimed), passed)
            taken = [kept for message in ready if (kept := await _taken(request, ledger, message))]
        if not ready:
            return claimed
        passed |= {recipient(message) for message in taken}
        claimed += [one for message in taken if (one := await _composed(request, message))]


def _left(room: Room, claimed: list[ClaimedMessage]) -> Room:
    answers_taken = sum(one.message.kind == answers.KIND for one in claimed)
    return Room(room.answers - answers_taken, room.others - len(claimed) + answers_taken)


async def is_ready(request: RequestContext) -> bool:
    """True where there is something to be sent, whoever it is for."""
    async with request.look() as ledger:
        return bool(await _ready(request, ledger, Room(1, 1)))


def recipient(message: Message) -> str:
    """Whom a message is for: a person, or whoever stands at a window."""
    return message.to or str(message.chat)


async def _ready(request: RequestContext, ledger: Ledger, room: Room, passed: Collection[str] = ()) -> list[Message]:
    until = moment(request.now() + dt.timedelta(microseconds=1))
    urgent, *rest = Priority
    found = await _ready_of(ledger, request.bot, [urgent], until, (room.answers, passed))
    return found + await _ready_of(ledger, request.bot, rest, until, (room.others, passed))


async def _ready_of(
    ledger: Ledger, bot: str, priorities: Sequence[Priority], until: str, room: tuple[int, Collection[str]]
) -> list[Message]:
    """The most urgent ready messages of these priorities, one a recipient who is not passed over."""
    limit, passed = room
    found: dict[str, Message] = {}
    for priority in priorities:
        asked = limit
        while len(found) < limit:
            ready = await ledger.outbox.find(OUTBOX_READY, bot, str(int(priority)), until=until, limit=asked)
            for message in ready:
                if recipient(message) not in passed and len(found) < limit:
                    found.setdefault(recipient(message), message)
            if len(ready) < asked or asked >= FURTHEST:
                break
            asked *= 4
    return list(found.values())


async def _taken(request: RequestContext, ledger: Ledger, message: Message) -> Message | None:
    """The message as being sent; None where nobody is there to have it now."""
    if message.kind == answers.KIND:
        return await _as_sending(ledger, message, message.chat or 0)
    person = await ledger.people.get(message.to)
    unit = await ledger.units.get(message.unit)
    if person is None or unit is None or not person.active:
        await ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED, error="nobody"))
        return None
    if person.chat is None or person.blocked:
        await _wait_for(request, ledger, message)
        return None
    if message.priority > Priority.ANSWER and is_quiet(request.local(unit).time(), unit.policy):
        await ledger.outbox.put(replace(message, due=end_of_quiet(request.local(unit), unit.policy)))
        return None
    return await _as_sending(ledger, message, person.chat)


async def _as_sending(ledger: Ledger, message: Message, chat: int) -> Message:
    sending = replace(message, state=MessageState.SENDING, attempts=message.attempts + 1, chat=chat)
    await ledger.outbox.put(sending)
    return sending


async def _composed(request: RequestContext, message: Message) -> ClaimedMessage | None:
    """The message as it is drawn up now; None where its reason is gone, or where it cannot be drawn up."""
    try:
        composed = await (_answer if message.kind == answers.KIND else _body)(request, message)
    except Exception as error:  # one message that cannot be drawn up must not stop the others
        log.exception("message_not_composed", message=message.id)
        async with _sending(request, message.id) as (ledger, kept):
            await _give_up(request, ledger, kept, type(error).__name__)
        return None
    if composed is None:
        async with _sending(request, message.id) as (ledger, kept):
            await ledger.outbox.put(replace(kept, state=MessageState.SUPERSEDED))
    return composed


async def _body(request: RequestContext, message: Message) -> ClaimedMessage | None:
    """What the clock or somebody else caused, as it reads for its recipient."""
    async with request.store.read() as ledger:
        person = await ledger.people.get(message.to)
        if person is None:
            return None
        body = await COMPOSERS[message.kind](request, scoped_ledger(person.unit, ledger), message, person)
    if body is None:
        return None
    return ClaimedMessage(message=message, chat=message.chat or 0, body=_labelled(request, message, body))


async def _answer(request: RequestContext, message: Message) -> ClaimedMessage:
    """What somebody is answered: drawn up already, and due at any hour."""
    answer = answers.answer_in(message)
    body = await answers.body_of(request.runtime.answer_files, answer)
    if len(body.attachments) < len(answer.files):
        log.error("answer_without_its_files", message=message.id)
        body = replace(body, text=Markup("\n").join([body.text, request.wording.say("outbox.no_files")]))
    return ClaimedMessage(
        message=message,
        chat=answer.chat,
        body=_labelled(request, message, body),
        reply_to=answer.reply_to,
        edit=answer.edit,
        press="" if message.doubtful else answer.press,
    )


def _labelled(request: RequestContext, message: Message, body: MessageBody) -> MessageBody:
    if not message.doubtful:
        return body
    return replace(body, text=Markup("\n\n").join([request.wording.say("outbox.doubtful"), body.text]))


async def _wait_for(request: RequestContext, ledger: Ledger, message: Message) -> None:
    """Keep it for a person who is not bound yet; the clock's reminders are written anew each day."""
    if message.kind == REMINDERS:
        await ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED, error="unreachable"))
    elif request.now() - (message.created or message.due) > KEPT:
        await ledger.outbox.put(replace(message, state=MessageState.GIVEN_UP, error="unreachable"))
    else:
        await ledger.outbox.put(replace(message, due=request.now() + NOBODY_THERE))


@asynccontextmanager
async def _sending(request: RequestContext, id_: str) -> AsyncIterator[tuple[Ledger, Message]]:
    async with request.open() as ledger:
        message = await ledger.outbox.get(id_)
        if message is None:
            raise LookupError(id_)
        yield ledger, message


async def delivered(
    request: RequestContext, id_: str, chat: int, number: int, measures: tuple[str, ...]
) -> Former | None:
    """Note that Telegram has it; the older message of reminders whose buttons end with that, if there is one."""
    async with _sending(request, id_) as (ledger, message):
        former = await _former(ledger, message)
        now = request.now()
        if measures:
            unit = measures[0].partition("/")[0]
            await ledger.cards.put(Card(request.place(chat, number), unit, measures, now))
        if message.kind == answers.KIND:
            await ledger.outbox.drop(message.id)
            return None
        sent = replace(message, state=MessageState.SENT, sent=now, chat=chat, message=number, error="")
        await ledger.outbox.put(sent)
        for reminder in await ledger.reminders.get_many(message.facts.get(REMINDERS, ())):
            if reminder.message == message.id:
                await ledger.reminders.put(replace(reminder, sent=reminder.sent or now))
        return former


async def _former(ledger: Ledger, message: Message) -> Former | None:
    if message.kind != REMINDERS:
        return None
    last = await ledger.outbox.find(OUTBOX_ARRIVED, message.to, REMINDERS, latest=True, limit=1)
    if not last or last[0].chat is None or last[0].message is None:
        return None
    return Former(last[0].chat, last[0].message)


async def postponed(request: RequestContext, id_: str, seconds: float) -> None:
    """Telegram asks to wait: the wait is a due time, not a sleep; it counts as no try."""
    async with _sending(request, id_) as (ledger, message):
        due = request.now() + dt.timedelta(seconds=seconds)
        await ledger.outbox.put(_back(message, due, attempts=message.attempts - 1, error="429"))


async def unsent(request: RequestContext, id_: str, error: str, *, retry: bool = True) -> None:
    """It certainly did not arrive: wait longer each time, or give up and tell the office.

    An answer waits for the line as long as people wait for an answer.
    """
    async with _sending(request, id_) as (ledger, message):
        if not retry or _is_hopeless(request, message):
            await _give_up(request, ledger, message, error)
            return
        longest = LONGEST_WAIT_OF_ANSWER if message.kind == answers.KIND else LONGEST_WAIT
        seconds = min(FIRST_WAIT * 2 ** (message.attempts - 1), longest)
        jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing
        due = request.now() + dt.timedelta(seconds=seconds * jitter)
        await ledger.outbox.put(_back(message, due, error=error))


def _is_hopeless(request: RequestContext, message: Message) -> bool:
    if message.kind == answers.KIND:
        return request.now() - (message.created or message.due) > KEPT
    return message.attempts >= TRIES


def _back(message: Message, due: dt.datetime, *, error: str, attempts: int | None = None) -> Message:
    """Waiting again; one that may have arrived before stays doubtful."""
    tried = message.attempts if attempts is None else attempts
    return replace(message, state=MessageState.WAITING, due=due, attempts=tried, error=error)


async def uncertain(request: RequestContext, id_: str, error: str, *, answered: bool = False) -> None:
    """Nobody knows whether it arrived: it is sent once more, labelled; after a second doubt the office is told.

    `answered` where Telegram said that it failed, which is nearly always true: then it is tried as often as others.
    """
    async with _sending(request, id_) as (ledger, message):
        hopeless = message.doubtful and not answered and message.kind != answers.KIND
        if message.attempts >= TRIES or hopeless:
            await _give_up(request, ledger, message, error)
        else:
            await ledger.outbox.put(_doubted(request, message, error))


def _doubted(request: RequestContext, message: Message, error: str) -> Message:
    due = request.now() + DOUBT * max(message.attempts, 1)
    return replace(message, state=MessageState.UNCERTAIN, doubtful=True, due=due, error=error)


async def refused(request: RequestContext, id_: str) -> None:
    """The person has blocked the bot: the office hears at once, and others are told in the person's stead."""
    async with _sending(request, id_) as (ledger, message):
        await ledger.outbox.put(replace(message, state=MessageState.GIVEN_UP, error="blocked"))
        person = await ledger.people.get(message.to)
        if person is None:
            return
        await ledger.people.put(replace(person, blocked=True))
        numbers = []
        reminders = await ledger.reminders.get_many(message.facts.get(REMINDERS, ()))
        for measure in await ledger.measures.get_many(reminder.measure for reminder in reminders):
            numbers.append(measure.number)
            await ledger.measures.put(replace(measure, wake=None))
        facts = {"name": person.name, "numbers": "、".join(dict.fromkeys(numbers)) or "—"}
        await _tell_office(request, ledger, person, f"blocked:{message.id}", notice("outbox.blocked", facts))


async def moved(request: RequestContext, id_: str, chat: int) -> None:
    """The chat has another number now: it goes there."""
    async with _sending(request, id_) as (ledger, message):
        person = await ledger.people.get(message.to)
        if person:
            await ledger.people.put(replace(person, chat=chat))
        await ledger.outbox.put(_back(message, request.now(), error="migrated"))


async def _give_up(request: RequestContext, ledger: Ledger, message: Message, error: str) -> None:
    await ledger.outbox.put(replace(message, state=MessageState.GIVEN_UP, error=error))
    person = await ledger.people.get(message.to)
    if person and not message.id.startswith(ABOUT_MESSAGES):
        facts = {"name": person.name, "error": error}
        await _tell_office(request, ledger, person, f"failed:{message.id}", notice("outbox.failed", facts))


async def _tell_office(
    request: RequestContext, ledger: Ledger, person: Person, reason: str, facts: dict[str, Any]
) -> None:
    now = request.now()
    plain = Message(
        id=reason,
        unit=person.unit,
        to="",
        kind="notice",
        due=now,
        facts=facts,
        priority=Priority.YELLOW,
        created=now,
        bot=request.bot,
    )
    for clerk in await ledger.people.find(PEOPLE_HOLDING, person.unit, Role.OFFICE):
        if clerk.active and clerk.id != person.id:
            await ledger.outbox.add(replace(plain, id=f"{reason}:{clerk.id}", to=clerk.id))
