"""The witness of a life: what must be so at its end, told by no rule of the product.

It knows what people said, sent and chose, and looks at the ledger, at the folder of evidence and at their phones.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.history.journal import Entry
from bot.domain.outbox.message import MessageState
from bot.sandbox import Phone
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_OF_UNIT, OUTBOX_BY_STATE
from bot.services.core.request import RequestContext
from bot.services.history.verification import verify
from tests.handlers.conftest import OWNER, SECRETARY, UNEXPECTED

DOUBTFUL = "可能重复"
SOON = {"5-1": (OWNER, dt.date(2025, 4, 2))}  # what falls due in a life, as the plan has it
LATE = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Told:
    """What a life wrote down beside."""

    said: Counter[tuple[str, str]]
    photos: Mapping[str, str]
    waiting: Mapping[str, int]
    finished: set[str]
    phones: Mapping[str, Phone]
    deadlines: Mapping[str, object]


async def judged(request: RequestContext, folder: Path, told: Told) -> tuple[list[str], Sequence[Entry]]:
    """What is not as it must be, and the journal."""
    kept = await _kept(request)
    async with request.look() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, "u1")
    wrong = [*_misheard(told, kept), *_evidence(told, kept, folder), *_on_phones(told, request.now())]
    wrong += await _late(request)
    for checked in await verify(request):
        wrong += [f"{checked.unit}: {what}" for what in (*checked.breaks, *checked.differences)]
    now = await deadlines(request)
    wrong += [
        f"the deadline of {number} is {now.get(number)}" for number, day in told.deadlines.items() if now[number] != day
    ]
    return [*wrong, *self_judged(entries), *_unapproved(entries, kept)], entries


async def _kept(request: RequestContext) -> list[tuple[str, dict[str, Any]]]:
    documents = request.store.documents()  # type: ignore[attr-defined]  # of both kinds of store
    return [(shelf, json.loads(document)) async for shelf, _, document in documents]


async def deadlines(request: RequestContext) -> dict[str, object]:
    """The first deadline of every measure, which nobody moves in a life."""
    async with request.look() as ledger:
        found = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
    return {one.number: (one.deadline.first, one.deadline.date) for one in found}


def _misheard(told: Told, kept: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Words that do not stand once, with their own measure."""
    found: Counter[tuple[str, str]] = Counter()
    ours = {words for _, words in told.said}
    for shelf, document in kept:
        if shelf == "progress" and document.get("stands", True):
            number = document["measure"].rpartition("/")[2]
            found.update((number, words) for words in ours if document["words"].endswith(words))
    for said in {*told.said, *found}:
        if told.said[said] != found[said]:
            yield f"said {told.said[said]}, kept {found[said]}: {' '.join(said)}"


def _evidence(told: Told, kept: Sequence[tuple[str, dict[str, Any]]], folder: Path) -> Iterator[str]:
    """Photographs that the ledger knows and that are gone, or that nobody sent, or that stand twice."""
    digests = Counter(document["digest"] for shelf, document in kept if shelf == "evidence")
    there = {path.name for path in (folder / "evidence").rglob("*") if path.is_file()}
    for digest, count in digests.items():
        if digest not in told.photos or count != 1 or not any(name.startswith(digest) for name in there):
            yield f"a photograph stands {count} times, sent by {told.photos.get(digest)}: {digest[:8]}"


def _on_phones(told: Told, now: dt.datetime) -> Iterator[str]:
    """Who was not answered, who was told a thing twice without a word of it, and who was not reminded in time."""
    for who, last in told.waiting.items():
        if not any(message.id > last and message.reply_to for message in told.phones[who].inbox):
            yield f"{who} was not answered"
    for who, phone in told.phones.items():
        plain = [m for m in phone.inbox if DOUBTFUL not in m.text]
        yield from (f"{who}: something unexpected" for m in plain if UNEXPECTED[:10] in m.text)
        answers = Counter((m.reply_to.id, m.text) for m in plain if m.reply_to and m.text)
        yield from (f"{who} was answered {n} times: {text[:30]}" for (_, text), n in answers.items() if n > 1)
    for number, (who, due) in SOON.items():
        if number not in told.finished and now.date() > due:
            before = [m for m in told.phones[who].inbox if not m.reply_to and m.date.date() <= due]
            if not any(f"\n{number} " in m.text for m in before):
                yield f"{who} was not told of {number} before {due}"


async def _late(request: RequestContext) -> list[str]:
    wrong: list[str] = []
    async with request.look() as ledger:
        for state in (MessageState.WAITING, MessageState.SENDING, MessageState.UNCERTAIN):
            for unit in ("", "u1"):
                waiting = await ledger.outbox.find(OUTBOX_BY_STATE, unit, state)
                wrong += [f"{m.id} is still {state}" for m in waiting if m.due < request.now() - LATE]
    return wrong


def self_judged(entries: Sequence[Entry]) -> list[str]:
    """Whoever handed a measure in and agreed to it himself: told from the journal alone, by no rule of the product."""
    handed: dict[str, str] = {}
    found = []
    for entry in entries:
        if entry.verb in {"submit", "report"}:
            handed[entry.subject] = entry.by
        elif entry.verb in {"agree", "close"} and handed.get(entry.subject) == entry.by:
            found.append(f"{entry.by} agreed to his own {entry.subject}")
    return found


def _unapproved(entries: Sequence[Entry], kept: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Measures that are closed though the secretary never said anything of them."""
    (secretary,) = [one["id"] for shelf, one in kept if shelf == "people" and one["name"] == SECRETARY]
    spoke = {entry.subject for entry in entries if entry.by == secretary}
    for shelf, document in kept:
        if shelf == "measures" and document.get("stage") == "closed" and document["id"] not in spoke:
            yield f"{document['number']} was closed without the secretary"
