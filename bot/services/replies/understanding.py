"""From a message to the measures it means: by number, by the card it answers, by what was just asked, by words."""

import asyncio
import datetime as dt
import secrets
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotFound, TooLate, Unreadable
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import number_order
from bot.domain.replies.matching import sharing_most
from bot.domain.replies.reply import Doubt, Intent, ReplyPart, ReplyReading
from bot.messages.core.questions import OfferedDayQuestion
from bot.services.core.draft_content import PendingReply, draft_of, new_draft
from bot.services.core.ledger import (
    EVIDENCE_SENT_IN,
    MEASURES_NUMBERED,
    MEASURES_OF_PERSON,
    MEASURES_OF_UNIT,
    PLANS_OF,
    PROGRESS_SAID_IN,
    Ledger,
)
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.replies.last_said import Said, last_said
from bot.services.replies.question import open_question
from bot.services.replies.rounds import MeantPart, read_parts

LONGEST = 2000
SHORTEST_MATCH = 3  # Chinese characters of a measure's text that may name it
AT_ONCE = 10_000  # characters of measures that are matched at once, in a few milliseconds; more in a thread
CHOICES = 8
GREETING = 6  # characters up to which a sentence that says nothing is taken for a greeting
SAYS_NOTHING = frozenset({Intent.UNCLEAR, Intent.NOTE})


@dataclass(frozen=True)
class Statement:
    """One measure, what was said about it, and when."""

    measure: Measure
    words: str
    reading: ReplyReading
    at: dt.datetime


@dataclass(frozen=True)
class Choose:
    """Which measure is meant must be chosen; `draft` keeps what was said until then."""

    draft: str
    words: str
    candidates: tuple[Measure, ...]


@dataclass(frozen=True)
class Clarify:
    """The measure is known, what was meant is not, or not for certain; `reading` is what would be recorded."""

    draft: str
    words: str
    measure: Measure
    reading: ReplyReading


@dataclass(frozen=True)
class Clear:
    """What is understood and may be recorded; `rest` is asked about, `unknown` are numbers that no measure has."""

    said: tuple[Statement, ...]
    rest: tuple[Choose | Clarify, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Except:
    """Measures were named only to be left out: the others are to be named."""

    words: str


@dataclass(frozen=True)
class Retract:
    """Something is to be taken back: what was said last, of each measure of which it was."""

    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Chatter:
    """Nothing in it speaks of a measure."""

    reading: ReplyReading


Understood = Clear | Choose | Clarify | Except | Retract | Chatter


async def understand(
    request: RequestContext, person: Person, words: str, *, card: str = "", message: str = ""
) -> Understood:
    """Find out which measures a message means and what it says of each.

    `card` is "chat:message" of the message that it answers. Raises Unreadable where it is empty or beyond
    2,000 characters, NotFound where it names a number that no measure has. What must be asked is kept meanwhile.
    """
    if not words.strip():
        raise Unreadable(what="empty")
    if len(words) > LONGEST:
        raise Unreadable(what="too_long")
    async with request.look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, person.unit)
        doubt, parts = read_parts(words, plans, await _no_days(ledger, person, words))
        if doubt is Doubt.EXCEPT:
            return Except(words)
        context = await _context(ledger, request, person, card)
        pairs, unknown = await _paired(ledger, person, parts, context)
    if not pairs:
        raise NotFound(what=unknown[0])
    if len(parts) == 1:
        ((part, found),) = pairs
        if part.reading.doubt is Doubt.RETRACT:
            return Retract(words, await last_said(request, person, found))
        pairs = [(replace(part, words=words), found)]
    return await _sorted(request, person, message, pairs, unknown)


async def _no_days(ledger: Ledger, person: Person, words: str) -> set[str]:
    """The numbers that look like days and are measures'."""
    from bot.readers.reply import numbers_like_days

    there = {one: await ledger.measures.find(MEASURES_NUMBERED, person.unit, one) for one in numbers_like_days(words)}
    return {number for number, found in there.items() if found}


async def _sorted(
    request: RequestContext,
    person: Person,
    message: str,
    pairs: list[tuple[ReplyPart, tuple[Measure, ...]]],
    unknown: tuple[str, ...],
) -> Understood:
    """What is certain apart from what is asked about; one question alone is that question."""
    said: list[Statement] = []
    rest: list[Choose | Clarify] = []
    for part, found in pairs:
        if len(found) == 1 and not part.reading.doubt:
            said.append(Statement(found[0], part.words, part.reading, request.said_at()))
        elif len(found) == 1:
            draft = await _keep(request, person, part.words, message, found)
            rest.append(Clarify(draft, part.words, found[0], part.reading))
        elif asked := await _which(request, person, part, message, found):
            rest.append(asked)
    if not said and not rest:
        return Chatter(pairs[0][0].reading)
    return rest[0] if len(rest) == 1 and not said and not unknown else Clear(tuple(said), tuple(rest), unknown)


async def _paired(
    ledger: Ledger,
    person: Person,
    parts: list[MeantPart],
    context: tuple[Measure, ...],
) -> tuple[list[tuple[ReplyPart, tuple[Measure, ...]]], tuple[str, ...]]:
    """Each part with the measures that it may mean, and the numbers that no measure has."""
    pairs, unknown = [], []
    for part, meant in parts:
        try:
            pairs.append((part, await _candidates(ledger, person, part, context, meant)))
        except NotFound:
            unknown.append(part.number or "")
    return pairs, tuple(unknown)


async def _which(
    request: RequestContext, person: Person, part: ReplyPart, message: str, found: tuple[Measure, ...]
) -> Choose | None:
    """The question which measure is meant; None for a few words that say nothing, or where there is none to choose."""
    short = part.reading.intent in SAYS_NOTHING and len(part.words.strip()) <= GREETING
    thanks = bool(part.reading.flags & {"noted", "complaint"}) or part.reading.intent is Intent.QUERY
    idle = part.number is None and (short or thanks)
    if not found and not idle:
        async with request.look() as ledger:
            found = tuple((await _own(ledger, person))[:CHOICES])
    if not found:
        return None
    return Choose(await _keep(request, person, part.words, message, found), part.words, found[:CHOICES])


async def resume(
    request: RequestContext, person: Person, draft: str, measure: str, intent: Intent | None = None
) -> Clear | Clarify:
    """Go on with what was said, once the measure, or the meaning, was chosen; raises NotFound for old drafts."""
    async with request.look() as ledger:
        kept = await ledger.drafts.get(f"{person.id}:{draft}")
        found = await ledger.measures.get(measure)
    if kept is None or found is None:
        raise NotFound(what="reply")
    words = draft_of(kept, PendingReply).words
    from bot.readers.reply import read_reply

    reading = read_reply(words)
    if intent is not None:
        keeps = intent in {Intent.PROGRESS, Intent.BLOCKED}
        percent = reading.percent if keeps and reading.intent is not Intent.DONE else None
        reading = replace(reading, intent=intent, percent=percent, doubt=None)
    if reading.doubt:
        return Clarify(draft, words, found, reading)
    return Clear((Statement(found, words, reading, kept.at),))


async def drop_draft(request: RequestContext, person: Person, draft: str) -> None:
    """What was kept until somebody chose is recorded: a second choice finds nothing."""
    async with request.store.open() as ledger:
        await ledger.drafts.drop(f"{person.id}:{draft}")


async def said_in(request: RequestContext, person: Person, draft: str) -> str:
    """The "chat:message" of the message that a draft keeps."""
    async with request.look() as ledger:
        kept = await ledger.drafts.get(f"{person.id}:{draft}")
    return draft_of(kept, PendingReply).message if kept else ""


async def which_measure(
    request: RequestContext, person: Person, words: str, *, card: str, sent_in: str
) -> Measure | None:
    """The one measure that evidence is for: as its own caption, its album, the answered card or our question says."""
    async with request.look() as ledger:
        parts = read_parts(words, await ledger.plans.find(PLANS_OF, person.unit))[1] if words else []
        context = await _context(ledger, request, person, card)
        for part, meant in parts:
            if part.number is not None:
                known = await ledger.measures.find(MEASURES_NUMBERED, person.unit, part.number)
                known = [measure for measure in known if not meant or measure.plan in meant]
                found = await _candidates(ledger, person, part, context, meant) if known else ()
                return found[0] if len(found) == 1 else None
        for sent in await ledger.evidence.find(EVIDENCE_SENT_IN, sent_in):
            if sent.measure and sent.stands:
                return await ledger.measures.get(sent.measure)
        for part, _ in parts:
            found = await _candidates(ledger, person, part, context)
            if len(found) == 1:
                return found[0]
        own = await _own(ledger, person)
        found = context or tuple(own)
        return found[0] if len(found) == 1 else None


async def spoken_of(request: RequestContext, person: Person, words: str) -> tuple[Measure, ...]:
    """The measures whose own text the words speak of: of those that are the person's, or else of all."""
    async with request.look() as ledger:
        return await _by_words(ledger, person, words, await _own(ledger, person))


async def open_measures(request: RequestContext, person: Person) -> list[Measure]:
    """The open measures of which the person is an owner, in the order of their numbers."""
    async with request.look() as ledger:
        return await _own(ledger, person)


async def _context(ledger: Ledger, request: RequestContext, person: Person, card: str) -> tuple[Measure, ...]:
    kept = await ledger.cards.get(card) if card else None
    ids = kept.measures if kept else ()
    asked = None if ids else await open_question(ledger, request, person, card)
    if asked and (card or not isinstance(asked, OfferedDayQuestion)):
        ids = (asked.about, asked.about.rpartition("/")[0])  # what hangs on a measure is named after it
    return tuple(await ledger.measures.get_many(ids))


async def _candidates(
    ledger: Ledger, person: Person, part: ReplyPart, context: tuple[Measure, ...], rounds: tuple[str, ...] = ()
) -> tuple[Measure, ...]:
    """The measures that a part may mean; `rounds` are those that are named before its number."""
    if part.number is not None:
        found = await ledger.measures.find(MEASURES_NUMBERED, person.unit, part.number)
        found = [measure for measure in found if not rounds or measure.plan in rounds]
        if not found:
            raise NotFound(what=part.number)
        inside = [m for m in found if m in context] or [m for m in found if person.id in m.owners]
        return tuple(inside if len(inside) == 1 else found)
    if context:
        return context
    own = await _own(ledger, person)
    by_words = await _by_words(ledger, person, part.words, own)
    return by_words or (tuple(own) if len(own) == 1 and part.reading.intent is not Intent.UNCLEAR else ())


async def _by_words(ledger: Ledger, person: Person, words: str, own: list[Measure]) -> tuple[Measure, ...]:
    return await _matching(words, own) or await _matching(words, await _all(ledger, person))


async def demand_correctable(request: RequestContext, person: Person, message: str) -> None:
    """Raise NotFound where nothing that stands was recorded from a message, TooLate where it is too old to change."""
    async with request.look() as ledger:
        said = [one for one in await ledger.progress.find(PROGRESS_SAID_IN, message) if one.stands]
        if not said:
            raise NotFound(what="edited")
        tx = Transaction(request, ledger, await unit_of(ledger, person.unit), person)
        limits = [one.undo_until((await measure_context(tx, one.measure)).policy) for one in said]
    if request.said_at() > min(limits):
        raise TooLate(what="edited")


async def _matching(words: str, measures: list[Measure]) -> tuple[Measure, ...]:
    """Measures that share the longest stretch of words with the message, if it is long enough to mean one."""
    texts = [measure.text for measure in measures]
    if sum(map(len, texts)) <= AT_ONCE:
        places = sharing_most(words, texts, SHORTEST_MATCH)
    else:
        places = await asyncio.to_thread(sharing_most, words, texts, SHORTEST_MATCH)
    return tuple(measures[place] for place in places)


async def _own(ledger: Ledger, person: Person) -> list[Measure]:
    found = await ledger.measures.find(MEASURES_OF_PERSON, person.id)
    return sorted((m for m in found if m.is_open and person.id in m.owners), key=lambda m: number_order(m.number))


async def _all(ledger: Ledger, person: Person) -> list[Measure]:
    return await ledger.measures.find(MEASURES_OF_UNIT, person.unit)


async def _keep(
    request: RequestContext, person: Person, words: str, message: str, measures: tuple[Measure, ...]
) -> str:
    number = secrets.token_urlsafe(6).replace("-", "A").replace("_", "B")
    kept = PendingReply(words=words, message=message, measures=[m.id for m in measures])
    async with request.open() as ledger:
        await ledger.drafts.add(new_draft(kept, person.unit, person.id, request.said_at(), number))
    return number
