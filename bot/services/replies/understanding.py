"""From a message to the measures it means: by number, by the card it answers, by what was just asked, by words."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import NotFound, TooLate, Unreadable
from bot.domain.people.names import plain_name
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import number_order
from bot.domain.progress.progress import Progress
from bot.domain.replies.matching import sharing_most
from bot.domain.replies.reply import Doubt, Intent, ReplyPart
from bot.messages.core.questions import OfferedDayQuestion
from bot.services.core.ledger import (
    EVIDENCE_SENT_IN,
    MEASURES_NUMBERED,
    MEASURES_OF_PERSON,
    MEASURES_OF_UNIT,
    PEOPLE_OF,
    PLANS_OF,
    PROGRESS_SAID_IN,
    Ledger,
)
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import transaction_for
from bot.services.replies.last_said import last_said, last_said_in
from bot.services.replies.named_measure import numbers_there
from bot.services.replies.pending_reply import keep_reply, meant_before, reports_on
from bot.services.replies.question import open_question
from bot.services.replies.rounds import MeantPart, read_parts
from bot.services.replies.understood import Chatter, Choose, Clarify, Clear, Except, Retract, Statement, Understood

LONGEST = 2000
SHORTEST_MATCH = 3  # Chinese characters of a measure's text that may name it
AT_ONCE = 10_000  # characters of measures that are matched at once, in a few milliseconds; more in a thread
CHOICES = 8
GREETING = 6  # characters up to which a sentence that says nothing is taken for a greeting
REPORTED = frozenset({Intent.DONE, Intent.PROGRESS, Intent.NOT_STARTED, Intent.BLOCKED})
SAYS_NOTHING = frozenset({Intent.UNCLEAR, Intent.NOTE})


async def is_report(request: RequestContext, person: Person, words: str) -> bool:
    """True where the words tell how a measure stands, by its number or a percentage."""
    async with request.look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, person.unit)
        _, parts = read_parts(words, plans, await numbers_there(ledger, person, words))
    told = [part for part, _ in parts if part.reading.intent in {*REPORTED, Intent.EXTEND}]
    return any(part.number or part.reading.percent is not None for part in told)


def tells_how_far(words: str) -> bool:
    """True where the words name a measure and say a percentage or a figure of it, or that it is done."""
    from bot.readers.reply import read_message

    told = [part.reading for part in read_message(words).parts if part.number]
    return any(one.percent is not None or one.figures for one in told if one.intent in REPORTED)


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
        doubt, parts = read_parts(words, plans, await numbers_there(ledger, person, words))
        if doubt is Doubt.EXCEPT:
            own = await _own(ledger, person)
            missing = await _missing(ledger, person, words)
        parts = await _waiting_for_people(ledger, person, parts)
        context = await _context(ledger, request, person, card)
        pairs, unknown = await _paired(ledger, request, person, parts, context)
    if doubt is Doubt.EXCEPT:
        others = await _left_out(request, person, words, message, own)
        named = [(part, found) for part, found in pairs if part.number]
        unknown = tuple(dict.fromkeys((*unknown, *missing)))
        said = await _sorted(request, person, message, named, unknown) if named else Clear((), (), unknown)
        return _with_others(said, others)
    if not pairs:
        raise NotFound(what=unknown[0])
    if len(parts) == 1:
        ((part, found),) = pairs
        if part.reading.doubt is Doubt.RETRACT:
            return Retract(words, await last_said(request, person, found))
        pairs = [(replace(part, words=words), found)]
    return await _sorted(request, person, message, pairs, unknown)


async def _waiting_for_people(ledger: Ledger, person: Person, parts: list[MeantPart]) -> list[MeantPart]:
    """等罗雨桐给参数 is a difficulty where somebody of the unit is called so, and unclear where nobody is."""
    from bot.readers.reply.waiting import read_waits, speaks_of_waiting

    unclear = [part.words for part, _ in parts if part.reading.intent is Intent.UNCLEAR]
    if not any(map(speaks_of_waiting, unclear)):
        return parts
    names = {plain_name(one.name) for one in await ledger.people.find(PEOPLE_OF, person.unit) if one.active}

    def read(part: ReplyPart) -> ReplyPart:
        unsaid = part.reading.intent is Intent.UNCLEAR and part.reading.doubt is Doubt.UNCLEAR
        if not unsaid or not any(one.name in names for one in read_waits(part.words, names)):
            return part
        return replace(part, reading=replace(part.reading, intent=Intent.BLOCKED, doubt=None))

    return [(read(part), meant) for part, meant in parts]


async def _sorted(
    request: RequestContext,
    person: Person,
    message: str,
    pairs: list[tuple[ReplyPart, tuple[Measure, ...]]],
    unknown: tuple[str, ...],
) -> Understood:
    """What is certain apart from what is asked about; one question alone is that question."""
    said: list[Statement] = []
    rest: list[Choose | Clarify | Except] = []
    for part, found in pairs:
        if len(found) == 1 and not part.reading.doubt:
            said.append(Statement(found[0], part.words, part.reading, request.said_at()))
        elif len(found) == 1:
            draft = await keep_reply(request, person, part.words, message, found)
            async with request.look() as ledger:
                before = await meant_before(ledger, person, part.words)
                reports = await reports_on(ledger, request, person, found[0])
            rest.append(Clarify(draft, part.words, found[0], part.reading, before, reports))
        elif asked := await _which(request, person, part, message, found):
            rest.append(asked)
    if not said and not rest:
        return Chatter(pairs[0][0].reading)
    return rest[0] if len(rest) == 1 and not said and not unknown else Clear(tuple(said), tuple(rest), unknown)


async def _missing(ledger: Ledger, person: Person, words: str) -> list[str]:
    """The numbers that are left out and that no measure has: what is said of all others would be said of too many."""
    from bot.readers.reply import left_out

    numbers = left_out(words)[0]
    return [one for one in numbers if not await ledger.measures.find(MEASURES_NUMBERED, person.unit, one)]


def _with_others(said: Understood, others: Except | None) -> Understood:
    """What is said of the measures that are left out, and the question of which others the rest of it is."""
    if others is None or (isinstance(said, Clear) and said.unknown):
        return said
    match said:
        case Clear((), (), ()):
            return others
        case Clear(rest=rest):
            return replace(said, rest=(*rest, others))
        case Choose() | Clarify():
            return Clear((), (said, others))
        case _:
            return others


async def _left_out(
    request: RequestContext, person: Person, words: str, message: str, own: list[Measure]
) -> Except | None:
    """What is said of all measures but some: of which others it may be is offered, nothing is recorded yet.

    None where there are no others of which it can be said, or where it may as well be of other work of the same one.
    """
    from bot.readers.reply import left_out

    numbers, reading, marked = left_out(words)
    others = tuple(measure for measure in own if measure.number not in numbers)
    if not others or reading.intent not in REPORTED:
        return Except(words) if marked else None
    findings = {number.partition("-")[0] for number in numbers}
    near = tuple(measure for measure in others if measure.number.partition("-")[0] in findings)
    return Except(words, reading, await keep_reply(request, person, words, message, others), others, near)


async def _paired(
    ledger: Ledger,
    request: RequestContext,
    person: Person,
    parts: list[MeantPart],
    context: tuple[Measure, ...],
) -> tuple[list[tuple[ReplyPart, tuple[Measure, ...]]], tuple[str, ...]]:
    """Each part with the measures that it may mean, and the numbers that no measure has."""
    pairs, unknown = [], []
    for part, meant in parts:
        try:
            await _demand_other(ledger, person, part)
            pairs.append((part, await _candidates(ledger, request, person, part, context, rounds=meant)))
        except NotFound as missing:
            unknown.append(str(missing.facts["what"]))
    return pairs, tuple(dict.fromkeys(unknown))


async def _demand_other(ledger: Ledger, person: Person, part: ReplyPart) -> None:
    """Raise NotFound where the measure into which one is to be merged is none."""
    other = part.reading.taker if part.reading.doubt is Doubt.MERGE else ""
    if other and not await ledger.measures.find(MEASURES_NUMBERED, person.unit, other):
        raise NotFound(what=other)


async def _which(
    request: RequestContext, person: Person, part: ReplyPart, message: str, found: tuple[Measure, ...]
) -> Choose | None:
    """The question which measure is meant; None for a few words that say nothing, or where there is none to choose."""
    short = part.reading.intent in SAYS_NOTHING and len(part.words.strip()) <= GREETING
    thanks = bool(part.reading.flags & {"noted", "complaint"}) or part.reading.intent is Intent.QUERY
    idle = part.number is None and (short or thanks)
    if not found and not idle:
        async with request.look() as ledger:
            own = await _in_mind(ledger, request, person)
            found = tuple(one for one in own if one.number != part.reading.taker)[:CHOICES]
    if not found:
        return None
    return Choose(await keep_reply(request, person, part.words, message, found), part.words, found[:CHOICES])


async def which_measure(
    request: RequestContext, person: Person, words: str, *, card: str, sent_in: str
) -> Measure | None:
    """The one measure that evidence is for: as its own caption, its album, the answered card or our question says."""
    async with request.look() as ledger:
        there = await numbers_there(ledger, person, words)
        parts = read_parts(words, await ledger.plans.find(PLANS_OF, person.unit), there)[1] if words else []
        context = await _context(ledger, request, person, card)
        for part, meant in parts:
            if part.number is not None:
                known = await ledger.measures.find(MEASURES_NUMBERED, person.unit, part.number)
                known = [measure for measure in known if not meant or measure.plan in meant]
                found = await _candidates(ledger, request, person, part, context, rounds=meant) if known else ()
                return found[0] if len(found) == 1 else None
        for sent in await ledger.evidence.find(EVIDENCE_SENT_IN, sent_in):
            if sent.measure and sent.stands:
                return await ledger.measures.get(sent.measure)
        for part, _ in parts:
            found = await _candidates(ledger, request, person, part, context)
            if len(found) == 1:
                return found[0]
        found = context or await _in_mind(ledger, request, person)
        return found[0] if len(found) == 1 else None


async def spoken_of(request: RequestContext, person: Person, words: str) -> tuple[Measure, ...]:
    """The measures whose own text the words speak of: of those that are the person's, or else of all."""
    async with request.look() as ledger:
        return await _by_words(ledger, person, words, await _own(ledger, person))


async def open_measures(request: RequestContext, person: Person) -> list[Measure]:
    """The open measures of which the person is an owner, in the order of their numbers."""
    async with request.look() as ledger:
        return await _own(ledger, person)


async def measures_in_mind(request: RequestContext, person: Person) -> tuple[Measure, ...]:
    """The owner's measures of which words or a picture without a number may be: what was just spoken of comes first."""
    async with request.look() as ledger:
        return await _in_mind(ledger, request, person)


async def _context(ledger: Ledger, request: RequestContext, person: Person, card: str) -> tuple[Measure, ...]:
    kept = await ledger.cards.get(card) if card else None
    ids = kept.measures if kept else ()
    asked = None if ids else await open_question(ledger, request, person, card)
    if asked and (card or not isinstance(asked, OfferedDayQuestion)):
        ids = (asked.about, asked.about.rpartition("/")[0])  # what hangs on a measure is named after it
    return tuple(await ledger.measures.get_many(ids))


async def _candidates(
    ledger: Ledger,
    request: RequestContext,
    person: Person,
    part: ReplyPart,
    context: tuple[Measure, ...],
    *,
    rounds: tuple[str, ...] = (),
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
    own = await _in_mind(ledger, request, person)
    by_words = await _by_words(ledger, person, part.words, own)
    return by_words or (own if len(own) == 1 and part.reading.intent is not Intent.UNCLEAR else ())


async def _by_words(ledger: Ledger, person: Person, words: str, own: Sequence[Measure]) -> tuple[Measure, ...]:
    return await _matching(words, own) or await _matching(words, await _all(ledger, person))


async def demand_correctable(request: RequestContext, person: Person, message: str) -> list[Progress]:
    """What was recorded from a message and stands.

    Raises NotFound where there is nothing, TooLate where it is too old to change.
    """
    async with request.look() as ledger:
        said = [one for one in await ledger.progress.find(PROGRESS_SAID_IN, message) if one.stands]
        if not said:
            raise NotFound(what="edited")
        tx = await transaction_for(request, ledger, person)
        limits = [one.undo_until((await measure_context(tx, one.measure)).policy) for one in said]
    if request.said_at() > min(limits):
        raise TooLate(what="edited")
    return said


async def _matching(words: str, measures: Sequence[Measure]) -> tuple[Measure, ...]:
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


async def _in_mind(ledger: Ledger, request: RequestContext, person: Person) -> tuple[Measure, ...]:
    """What was just spoken of, then what is open, then what waits for others: of that too more may be told."""
    found = await ledger.measures.find(MEASURES_OF_PERSON, person.id)
    own = sorted((m for m in found if not m.is_ended and person.id in m.owners), key=lambda m: number_order(m.number))
    just = {said.measure.id for said in await last_said_in(ledger, request, person)}
    return tuple(sorted(own, key=lambda m: (m.id not in just, not m.is_open)))


async def _all(ledger: Ledger, person: Person) -> list[Measure]:
    return await ledger.measures.find(MEASURES_OF_UNIT, person.unit)
