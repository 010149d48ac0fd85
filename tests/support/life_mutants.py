"""Products that are broken on purpose, each in one way that costs somebody something: the lives must notice each."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any
from unittest.mock import patch

from bot.domain.outbox.message import MessageState, Priority
from bot.services.core import request, transaction
from bot.services.outbox import claims, delivery
from bot.services.progress import report
from bot.services.reminders import remind
from bot.services.replies import understanding
from bot.transport import outbox_sender
from handlers.core import router
from storage.blob_store import FileBlobStore
from storage.tinydb.write_ahead_log import WriteAheadLog
from tests.support.life import Event

SEED, LOST = 7, 1003  # MATE's phone
Broken = tuple[tuple[object, str, Any], ...]

_drawn_up, _ready_of, _delivered = claims.drawn_up, claims._ready_of, delivery.delivered
_one, _recorded = report._one, report._recorded
_enter, _carry_out = request.enter, router.Router._carry_out


async def _answer_lost(context: Any, message: Any) -> Any:
    """The answers to one of the chats are thrown away when they are drawn up."""
    if message.priority is Priority.ANSWER and message.chat == LOST:
        await delivery.superseded(context, message.id)
        return None
    return await _drawn_up(context, message)


async def _nobody_due(*_: object) -> list[object]:
    """The clock's round finds nothing to say."""
    return []


async def _no_entry(ledger: Any, entry: Any) -> Any:
    """What was done is written into the records, and not into the history."""
    return entry if entry.verb == "report" else await _enter(ledger, entry)


async def _day_later(context: Any, new: Any, progress: Any, said: Any) -> Any:
    """A report moves the deadline by a day, and says so in the history."""
    when = new.deadline
    moved = replace(when, date=when.date + dt.timedelta(1)) if when.date else when
    return await _recorded(context, replace(new, deadline=moved), progress, said)


async def _question_forgotten(*_: object) -> str:
    """The name of a draft that was never kept."""
    return "forgot1"


async def _other_measure(tx: Any, said: Any, message: str) -> Any:
    """What was said of 2-3 is kept under 5-1."""
    return await _one(tx, replace(said, measure=said.measure.replace("2-3", "5-1")), message)


async def _other_words(tx: Any, said: Any, message: str) -> Any:
    """The last letter of what was said is cut off."""
    return await _one(tx, replace(said, words=said.words[:-1]), message)


async def _sent_again(context: Any, id_: str, *arguments: Any, **named: Any) -> Any:
    """What was sent is not marked, and is sent again."""
    async with context.open() as ledger:
        message = await ledger.outbox.get(id_)
    done = await _delivered(context, id_, *arguments, **named)
    if message and message.priority is Priority.ANSWER and not message.error:
        async with context.open() as ledger:
            await ledger.outbox.put(replace(message, state=MessageState.WAITING, error="again"))
    return done


async def _twice(self: Any, one: Any, work: Any, *, aside: str = "") -> Any:
    """An update is handled, and handled again as if it were another."""
    done = await _carry_out(self, one, work, aside=aside)
    if one.number % 4 == 0:
        await _carry_out(self, replace(one, number=one.number + 10**6), work, aside=aside)
    return done


def _photograph_not_kept(_: object, content: bytes) -> str:
    """The hash of a photograph, of which nothing was written."""
    return sha256(content).hexdigest()


async def _answers_wait(*arguments: Any) -> Any:
    """Answers are never found to be ready."""
    return [one for one in await _ready_of(*arguments) if one.priority is not Priority.ANSWER]


def _nothing(*_: object) -> None:
    """Nothing is done."""


MUTANTS: dict[str, Broken] = {
    "an answer is lost": ((claims, "drawn_up", _answer_lost),),
    "answers wait for ever": ((claims, "_ready_of", _answers_wait),),
    "an answer is sent twice": ((outbox_sender, "delivered", _sent_again),),
    "a reminder is not sent": ((remind, "_due_calls", _nobody_due),),
    "a deadline moves by a day": ((report, "_recorded", _day_later),),
    "an entry is missing": ((transaction, "enter", _no_entry),),
    "a question is forgotten": ((understanding, "keep_reply", _question_forgotten),),
    "words stand with another measure": ((report, "_one", _other_measure),),
    "words lose their end": ((report, "_one", _other_words),),
    "an update is handled twice": ((router.Router, "_carry_out", _twice),),
    "a photograph is not kept": ((FileBlobStore, "put", _photograph_not_kept),),
    "the log is not written": ((WriteAheadLog, "append", _nothing),),
}
WEEKS = "a reminder is not sent"  # which is due after two of them
WORK = ("say", "doubt", "photo", "say", "say", "finish", "wait", *["press"] * 8, *["kill"] * 3, "say", "wait")


def events_for(mutant: str) -> list[Event]:
    """Some days in which somebody would notice."""
    if mutant == WEEKS:
        return [Event("wait", n, 1440) for n in range(16)]
    return [Event(kind, 3 + 7 * n, 40) for n, kind in enumerate(WORK)]


@contextmanager
def broken(mutant: str) -> Iterator[None]:
    """The product with one thing broken."""
    with ExitStack() as stack:
        for place, name, instead in MUTANTS[mutant]:
            stack.enter_context(patch.object(place, name, instead))
        yield
