"""Claiming what is ready in the outbox: taken as being sent, and drawn up as it reads now."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import structlog
from markupsafe import Markup

from bot.domain.core.refusal import NotBound, Refusal
from bot.domain.outbox.message import KEPT, Message, MessageState, Priority
from bot.domain.reminders.quiet_hours import end_of_quiet, is_quiet
from bot.messages.body import MessageBody
from bot.messages.core.refusal import why_not
from bot.services.core.ledger import ANSWERS_WAITING, OUTBOX_READY, Ledger, moment
from bot.services.core.message_content import matter_of
from bot.services.core.redaction import with_rounds
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped_ledger
from bot.services.outbox import answers
from bot.services.outbox.composers import COMPOSERS
from bot.services.outbox.delivery import REMINDERS, as_sending, not_composed, superseded, unsent
from bot.services.people.binding import account_holder

NOBODY_THERE = dt.timedelta(hours=1)  # until it is looked again whether a person can be reached
FURTHEST = 4096  # messages that are looked at for one whose recipient is free

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
        composed = [one for message in taken if (one := await drawn_up(request, message))]
        passed |= {recipient(one.message) for one in composed}
        claimed += composed


def _left(room: Room, claimed: list[ClaimedMessage]) -> Room:
    answers_taken = sum(one.message.kind == answers.KIND for one in claimed)
    return Room(room.answers - answers_taken, room.others - len(claimed) + answers_taken)


async def is_ready(request: RequestContext) -> bool:
    """True where there is something to be sent, whoever it is for."""
    async with request.look() as ledger:
        return bool(await _ready(request, ledger, Room(1, 1)))


def recipient(message: Message) -> str:
    """Whom a message is for: a person, or whoever wrote from a chat."""
    return message.to or str(message.chat)


async def _ready(request: RequestContext, ledger: Ledger, room: Room, passed: Collection[str] = ()) -> list[Message]:
    if not await ledger.outbox.find(OUTBOX_READY, request.bot, limit=1):
        return []  # nothing waits at all: one look instead of one for each priority
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
        return await _in_turn(request, ledger, message)
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
    return await as_sending(ledger, message, person.chat)


async def _in_turn(request: RequestContext, ledger: Ledger, message: Message) -> Message | None:
    """The oldest answer of the chat as being sent; None where that one has to wait still, and all behind it too."""
    oldest = (await ledger.outbox.find(ANSWERS_WAITING, message.bot, str(message.chat), limit=1) or [message])[0]
    if oldest.due > request.now():
        await ledger.outbox.put(replace(message, due=oldest.due))
        return None
    return await as_sending(ledger, oldest, oldest.chat)


async def drawn_up(request: RequestContext, message: Message) -> ClaimedMessage | None:
    """The message as it is drawn up now; None where its reason is gone, or where it cannot be drawn up."""
    try:
        composed = await (_answer if message.kind == answers.KIND else _body)(request, message)
    except OSError as error:
        log.warning("message_not_composed", message=message.id, error=type(error).__name__)
        await unsent(request, message.id, type(error).__name__)
        return None
    except Exception as error:  # one message that cannot be drawn up must not stop the others
        log.exception("message_not_composed", message=message.id)
        await not_composed(request, message.id, type(error).__name__)
        return None
    if composed is None:
        await superseded(request, message.id)
    return composed


async def _body(request: RequestContext, message: Message) -> ClaimedMessage | None:
    """What the clock or somebody else caused, as it reads for its recipient."""
    async with request.store.read() as ledger:
        person = await ledger.people.get(message.to)
        if person is None:
            return None
        within = scoped_ledger(person.unit, ledger)
        body = await COMPOSERS[message.kind](request, within, message, person)
        if body is None:
            return None
        body = replace(await with_rounds(within, body), matter=matter_of(message) or body.matter)
    return ClaimedMessage(message=message, chat=message.chat or 0, body=_labelled(request, message, body))


async def _answer(request: RequestContext, message: Message) -> ClaimedMessage:
    """What somebody is answered: drawn up already, and due at any hour."""
    answer = answers.answer_in(message)
    if answer.kind:
        body = await _brought(request, message, answer)
    else:
        body = await answers.body_of(request.runtime.answer_files, answer)
    if len(body.attachments) < len(answer.files):
        log.error("answer_without_its_files", message=message.id)
        body = replace(body, text=Markup("\n").join([body.text, request.wording.say("outbox.no_files")]))
    return ClaimedMessage(
        message=message,
        chat=message.chat or 0,
        body=_labelled(request, message, body),
        reply_to=answer.reply_to,
        edit=answer.edit,
        press="" if message.doubtful else answer.press,
    )


async def _brought(request: RequestContext, message: Message, answer: answers.Answer) -> MessageBody:
    """What was asked for, as it is now; where it is there no more that is said."""
    async with request.store.read() as ledger:
        person = await account_holder(request, ledger, answer.chat)
        if person is None:
            raise NotBound
        within = scoped_ledger(person.unit, ledger)
        drawn = replace(message, kind=answer.kind, facts=answer.facts)
        try:
            body = await COMPOSERS[answer.kind](request, within, drawn, person)
        except Refusal as refusal:
            return MessageBody(why_not(request.wording, refusal))
        return await with_rounds(within, body or MessageBody(request.wording.say("pending.gone")))


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
