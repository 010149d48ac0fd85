"""What became of a message that was being sent, as Telegram said or as nobody knows."""

import datetime as dt
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import KEPT, Message, MessageState, Priority
from bot.domain.people.person import Person, Role, digits
from bot.services.core.ledger import (
    ANSWERS_WAITING,
    CARDS_LIVE,
    OUTBOX_ARRIVED,
    OUTBOX_IN_FLIGHT,
    PEOPLE_HOLDING,
    Card,
    Ledger,
)
from bot.services.core.message_content import NoticeContent, RemindersContent, facts_of, reminders_in
from bot.services.core.notify import notice
from bot.services.core.request import CLOCK, RequestContext, enter
from bot.services.outbox import answers
from bot.services.people.binding import account_holder

REMINDERS = RemindersContent.kind
TRIES = 8  # certainly failed sends before a message is given up
FIRST_WAIT = 5.0  # seconds before the second try, doubled each time
LONGEST_WAIT = 900.0
LONGEST_WAIT_OF_ANSWER = 10.0
DOUBT = dt.timedelta(seconds=20)  # before a message that may have arrived is sent again
ABOUT_MESSAGES = (answers.LOST, "blocked:")  # reasons of what the office is told of other messages

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Former:
    """The message whose buttons a newer one replaces, and the matter that both are a card of, if they are."""

    chat: int
    message: int
    matter: str = ""


@dataclass(frozen=True)
class Delivered:
    """A message that Telegram has: the one whose buttons it replaces, and the next answer of its chat.

    That one is being sent from now on.
    """

    former: Former | None = None
    following: Message | None = None


async def recover(request: RequestContext) -> int:
    """At the start: what was being sent when the program ended may have arrived; how many there are."""
    async with request.open() as ledger:
        found = await ledger.outbox.find(OUTBOX_IN_FLIGHT, request.bot, MessageState.SENDING)
        for message in found:
            await ledger.outbox.put(_doubted(request, message, "interrupted"))
        await answers.gather_on(request, ledger)
        return len(found)


@asynccontextmanager
async def _sending(request: RequestContext, id_: str) -> AsyncIterator[tuple[Ledger, Message]]:
    async with request.open() as ledger:
        message = await ledger.outbox.get(id_)
        if message is None:
            raise LookupError(id_)
        yield ledger, message


async def not_composed(request: RequestContext, id_: str, error: str) -> None:
    """It cannot be drawn up: it is given up, and the office is told."""
    async with _sending(request, id_) as (ledger, message):
        await _give_up(request, ledger, message, error)


async def superseded(request: RequestContext, id_: str) -> None:
    """Its reason is gone."""
    async with _sending(request, id_) as (ledger, message):
        await ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED))


async def delivered(
    request: RequestContext, id_: str, chat: int, number: int, measures: tuple[str, ...], *, matter: str = ""
) -> Delivered:
    """Note that Telegram has it, and what follows from that."""
    done, files = await _delivered(request, id_, chat, number, measures, matter=matter)
    await _forget(request, files)
    return done


async def _forget(request: RequestContext, files: tuple[str, ...]) -> None:
    """Let go of files that hold a code."""
    for digest in files:
        await request.runtime.answer_files.drop(digest)


async def _delivered(
    request: RequestContext, id_: str, chat: int, number: int, measures: tuple[str, ...], *, matter: str
) -> tuple[Delivered, tuple[str, ...]]:
    async with _sending(request, id_) as (ledger, message):
        now, place = request.now(), request.place(chat, number)
        former = await _card_before(ledger, place, matter) if matter else await _former(ledger, message)
        answer = answers.answer_in(message) if message.kind == answers.KIND else None
        question, joint = (answer.question, answer.is_joint) if answer else ("", False)
        if answer and answer.edit and (asked := await ledger.cards.get(place)) and asked.matter != matter:
            await ledger.cards.put(replace(asked, over=True))  # in its place stands something else
        if measures or question or matter or joint:
            unit = next(filter(None, (*measures, question, matter)), "").partition("/")[0]
            await ledger.cards.put(Card(place, unit, measures, now, question, matter, joint=joint))
        if message.kind == answers.KIND:
            await ledger.outbox.drop(message.id)
            following = await _following(request, ledger, message)
            return Delivered(former, following), answers.fleeting_files(message)
        sent = replace(message, state=MessageState.SENT, sent=now, chat=chat, message=number, error="")
        await ledger.outbox.put(sent)
        for reminder in await ledger.reminders.get_many(reminders_in(message)):
            if reminder.message == message.id:
                await ledger.reminders.put(replace(reminder, sent=reminder.sent or now))
        return Delivered(former), ()


async def _following(request: RequestContext, ledger: Ledger, message: Message) -> Message | None:
    """The next answer that waits for the same chat, as being sent."""
    waiting = await ledger.outbox.find(ANSWERS_WAITING, request.bot, str(message.chat), limit=1)
    if not waiting or waiting[0].due > request.now():
        return None
    return await as_sending(ledger, waiting[0], message.chat)


async def as_sending(ledger: Ledger, message: Message, chat: int | None) -> Message:
    """Keep a message as being sent to a chat."""
    sending = replace(message, state=MessageState.SENDING, attempts=message.attempts + 1, chat=chat)
    await ledger.outbox.put(sending)
    return sending


async def _card_before(ledger: Ledger, place: str, matter: str) -> Former | None:
    """The live card of the matter in the same chat, which a newer one in `place` takes the place of."""
    chat, found = place.rpartition(":")[0], None
    for card in await ledger.cards.find(CARDS_LIVE, matter.partition("/")[0], matter):
        if card.id != place and card.id.rpartition(":")[0] == chat:
            await ledger.cards.put(replace(card, over=True))
            found = Former(int(chat.rpartition(":")[2]), int(card.id.rpartition(":")[2]), matter)
    return found


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
        await ledger.outbox.put(_later(request, message, error))


def _later(request: RequestContext, message: Message, error: str) -> Message:
    """Waiting for the next try."""
    longest = LONGEST_WAIT_OF_ANSWER if message.kind == answers.KIND else LONGEST_WAIT
    seconds = min(FIRST_WAIT * 2 ** (message.attempts - 1), longest)
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing
    due = request.now() + dt.timedelta(seconds=seconds * jitter)
    counted = message.attempts - (message.kind == answers.KIND)  # of an answer only what may have arrived counts
    return _back(message, due, attempts=counted, error=error)


def _is_hopeless(request: RequestContext, message: Message) -> bool:
    if message.kind == answers.KIND:
        return request.now() - (message.created or message.due) > KEPT
    return message.attempts >= TRIES


def _back(message: Message, due: dt.datetime, *, error: str, attempts: int | None = None) -> Message:
    """Waiting again; one that may have arrived before stays doubtful."""
    tried = message.attempts if attempts is None else attempts
    return replace(message, state=MessageState.WAITING, due=due, attempts=tried, error=error)


async def uncertain(
    request: RequestContext, id_: str, error: str, *, answered: bool = False, partly: bool = False
) -> None:
    """Nobody knows whether it arrived: it is sent once more, labelled; after a second doubt the office is told.

    `answered` where Telegram said that it failed, which is nearly always true: then it is tried as often as others.
    An answer is tried for as long as it is of use, unless it is `partly` there, and more of it each
    time. The text of a message may be put in its place twice.
    """
    async with _sending(request, id_) as (ledger, message):
        is_answer = message.kind == answers.KIND
        repeatable = is_answer and message.facts.get("edit") is not None and not partly
        hopeless = message.doubtful and not answered and not is_answer
        tired = message.attempts >= TRIES if partly else _is_hopeless(request, message)
        if tired or hopeless:
            await _give_up(request, ledger, message, error)
        elif repeatable:
            await ledger.outbox.put(_later(request, message, error))
        else:
            await ledger.outbox.put(_doubted(request, message, error))


def _doubted(request: RequestContext, message: Message, error: str) -> Message:
    due = request.now() + DOUBT * min(max(message.attempts, 1), TRIES)
    return replace(message, state=MessageState.UNCERTAIN, doubtful=True, due=due, error=error)


async def refused(request: RequestContext, id_: str) -> None:
    """The person has blocked the bot: the office hears at once, and others are told in the person's stead."""
    async with _sending(request, id_) as (ledger, message):
        await ledger.outbox.put(replace(answers.without_words(message), state=MessageState.GIVEN_UP, error="blocked"))
        await _forget(request, answers.fleeting_files(message))
        person = await _recipient(request, ledger, message)
        if person is None:
            return
        await ledger.people.put(replace(person, blocked=True))
        numbers = []
        reminders = await ledger.reminders.get_many(reminders_in(message))
        for measure in await ledger.measures.get_many(reminder.measure for reminder in reminders):
            numbers.append(measure.number)
            await ledger.measures.put(replace(measure, wake=None))
        facts = {"name": person.name, "numbers": "、".join(dict.fromkeys(numbers)) or "—"}
        await _tell_office(request, ledger, person, f"blocked:{message.id}", notice("outbox.blocked", facts))


async def moved(request: RequestContext, id_: str, chat: int) -> None:
    """The chat has another number now: it goes there."""
    async with _sending(request, id_) as (ledger, message):
        person = await _recipient(request, ledger, message)
        if person:
            await ledger.people.put(replace(person, chat=chat))
            after = {"name": person.name, "account": digits(chat)}
            bound = Entry(unit=person.unit, at=request.now(), by=CLOCK, verb=Verb.BIND, subject=person.id, after=after)
            await enter(ledger, bound)
        await ledger.outbox.put(replace(_back(message, request.now(), error="migrated"), chat=chat))


async def _give_up(request: RequestContext, ledger: Ledger, message: Message, error: str) -> None:
    await ledger.outbox.put(replace(answers.without_words(message), state=MessageState.GIVEN_UP, error=error))
    await _forget(request, answers.fleeting_files(message))
    if message.id.startswith(ABOUT_MESSAGES):
        return
    if message.kind == answers.KIND and (message.chat or 0) > 0:
        await answers.own_up(request, ledger, [message])
    if person := await _recipient(request, ledger, message):
        facts = {"name": person.name, "error": error}
        await _tell_office(request, ledger, person, f"failed:{message.id}", notice("outbox.failed", facts))


async def _recipient(request: RequestContext, ledger: Ledger, message: Message) -> Person | None:
    """Who was to have it; an answer is for whoever is bound to its chat."""
    if message.to or message.chat is None:
        return await ledger.people.get(message.to)
    return await account_holder(request, ledger, message.chat)


async def _tell_office(
    request: RequestContext, ledger: Ledger, person: Person, reason: str, content: NoticeContent
) -> None:
    now = request.now()
    plain = Message(
        id=reason,
        unit=person.unit,
        to="",
        kind=content.kind,
        due=now,
        facts=facts_of(content),
        priority=Priority.YELLOW,
        created=now,
        bot=request.bot,
    )
    for clerk in await ledger.people.find(PEOPLE_HOLDING, person.unit, Role.OFFICE):
        if clerk.active and clerk.id != person.id:
            await ledger.outbox.add(replace(plain, id=f"{reason}:{clerk.id}", to=clerk.id))
