"""Letters: drafted by the bot or the office, issued by a person under the next number, signed for by button."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.closing.transitions import possible, require_stage
from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.supervision.letter import Counter, Letter, LetterState, Signature
from bot.messages.body import MessageBody
from bot.messages.supervision.letter import LetterCard, letter_body
from bot.services.core.ledger import LETTERS_ON, Ledger
from bot.services.core.measure_card import about
from bot.services.core.measure_context import MeasureContext, measure_context, numbered, owners_of, quoted, require
from bot.services.core.message_content import LetterContent, content_of
from bot.services.core.notify import Notified, beyond_reach, notice, notify, office, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    next_number,
    note,
    open_reading,
    open_transaction,
    people,
    require_role,
    transaction_for,
)
from bot.services.reminders.daily_row import put_into_daily
from bot.services.supervision.letter_words import words_for


async def ask_letter(
    request: RequestContext, by: Person, colour: Colour, measure_ids: Sequence[str], words: str = ""
) -> Letter:
    """The secretary asks for a letter on some measures: the office gets a draft.

    Raises NotFound, NotAllowed, WrongStage, or Unreadable where no measure is named.
    """
    async with open_transaction(request, by) as tx:
        contexts = await _named(tx, measure_ids, Action.ASK_LETTER)
        entries = [await note(tx, Verb.ASK_LETTER, d.measure.id, words=words) for d in contexts]
        first, *others = contexts
        shown = await numbered(tx.ledger, *(context.measure for context in contexts))
        numbers = "、".join(measure.number for measure in shown)
        sentence = {"numbers": numbers, "who": tx.by.name, "words": quoted(first, words, *others)}
        facts = notice("supervision.letter.asked", sentence, [context.measure.id for context in contexts])
        await notify(tx, await office(tx), reason=entries[0].id, facts=facts)
        return await drafted(tx, colour, contexts, words=words)


async def _named(tx: Transaction, measure_ids: Sequence[str], action: Action) -> list[MeasureContext]:
    """The measures, each once, of all of which the person may ask it."""
    contexts = [await measure_context(tx, one) for one in dict.fromkeys(measure_ids)]
    if not contexts:
        raise Unreadable(what="empty")
    for context in contexts:
        await require(context, action)
    return contexts


async def draft_letter(
    request: RequestContext, by: Person, colour: Colour, measure_ids: Sequence[str], words: str = ""
) -> Letter:
    """Draft a letter on some measures to their owners and leaders; the same said again is the same draft.

    Raises NotFound, NotAllowed, WrongStage, or Unreadable where no measure is named.
    """
    async with open_transaction(request, by) as tx:
        contexts = await _named(tx, measure_ids, Action.DRAFT_LETTER)
        asked = words or words_for(tx, colour, contexts)
        wanted = (LetterState.DRAFT, colour, tuple(context.measure.id for context in contexts), asked, tx.by.id)
        for one in await tx.ledger.letters.find(LETTERS_ON, contexts[0].measure.id):
            if (one.state, one.colour, one.measures, one.words, one.drafted_by) == wanted:
                return one
        return await drafted(tx, colour, contexts, words=words)


async def recipients_of(tx: Transaction, contexts: Sequence[MeasureContext]) -> tuple[str, ...]:
    """Ids of those to whom a letter on the measures goes: who leads them, and who owns them."""
    ids = dict.fromkeys([one for d in contexts for one in (*d.measure.leaders, *await owners_of(d))])
    return tuple(person.id for person in await people(tx.ledger, ids))


async def drafted(tx: Transaction, colour: Colour, contexts: Sequence[MeasureContext], *, words: str = "") -> Letter:
    """Keep a draft on the measures, and bring it to the office."""
    measures = [context.measure for context in contexts]
    days = tx.unit.policy.answer_days
    letter = Letter(
        id=f"{tx.unit.id}/l{await _draft_number(tx)}",
        unit=tx.unit.id,
        colour=colour,
        measures=tuple(measure.id for measure in measures),
        recipients=await recipients_of(tx, contexts),
        words=words or words_for(tx, colour, contexts),
        answer_by=tx.request.calendar.plus(tx.today, days),
        drafted_by=tx.person.id if tx.person else "",
        drafted_at=tx.now,
    )
    await tx.ledger.letters.put(letter)
    for measure in measures:
        await note(tx, Verb.DRAFT_LETTER, measure.id, words=words, letter=letter.id, title=letter.title)
    facts = LetterContent(letter=letter.id, state=letter.state)
    others = [clerk for clerk in await office(tx) if clerk.id != letter.drafted_by]  # who drafts is shown it at once
    if tx.person:
        await notify(tx, others, reason=f"letter:{letter.id}:draft", facts=facts)
    else:  # what the clock drafts waits in the message of the day
        await put_into_daily(tx.request, tx.ledger, tx.unit, [one for one in others if one.reachable])
    return letter


async def _draft_number(tx: Transaction) -> int:
    """Drafts are counted apart: only what is issued takes a number that an office writes."""
    name = f"{tx.unit.id}:draft"
    counter = await tx.ledger.counters.get(name) or Counter(name, tx.unit.id)
    await tx.ledger.counters.put(replace(counter, value=counter.value + 1))
    return counter.value + 1


async def issue_letter(request: RequestContext, by: Person, letter_id: str, words: str = "") -> Letter:
    """Issue a draft under the next number of its series and year; `words` replace what the draft asks for.

    Raises NotFound, NotAllowed, Overtaken where it was issued or dropped, WrongStage where nothing of it is open.
    """
    async with open_transaction(request, by) as tx:
        letter = await _draft(tx, letter_id, Action.ISSUE_LETTER)
        measures = [(await measure_context(tx, one)).measure for one in letter.measures]
        _demand_open(measures)
        year, number = await next_number(tx, str(letter.colour))
        issued = replace(
            letter,
            state=LetterState.ISSUED,
            year=year,
            number=number,
            issued_by=tx.by.id,
            issued_at=tx.now,
            words=words or letter.words,
            answer_by=_later(letter.answer_by, request.calendar.plus(tx.today, tx.unit.policy.answer_days)),
        )
        await tx.ledger.letters.put(issued)
        for measure in measures:
            await note(tx, Verb.ISSUE_LETTER, measure.id, letter=issued.id, title=issued.title)
        to = await with_delegates(tx, issued.recipients)
        facts = LetterContent(letter=issued.id, state=issued.state)
        reason = f"letter:{issued.id}:issued"
        await notify(tx, to, reason=reason, facts=facts, priority=Priority.RED)
        return issued


def _demand_open(measures: Sequence[Measure]) -> None:
    if not any(possible(Action.DRAFT_LETTER, measure.stage) for measure in measures):
        require_stage(Action.DRAFT_LETTER, measures[0])


def _later(one: dt.date, other: dt.date) -> dt.date:
    return max(one, other)


async def drop_letter(request: RequestContext, by: Person, letter_id: str) -> Letter:
    """Let a draft go; no number was taken. Raises NotFound, NotAllowed or Overtaken."""
    async with open_transaction(request, by) as tx:
        letter = await _draft(tx, letter_id, Action.ISSUE_LETTER)
        return await drop_within(tx, letter)


async def drop_within(tx: Transaction, letter: Letter, *, words: str = "") -> Letter:
    """The same within a transaction; `words` say why."""
    dropped = replace(letter, state=LetterState.DROPPED)
    await tx.ledger.letters.put(dropped)
    for measure in letter.measures:
        await note(tx, Verb.DROP_LETTER, measure, words=words, letter=letter.id, title=letter.title)
    return dropped


async def sign_letter(request: RequestContext, by: Person, letter_id: str) -> Letter:
    """Sign for a letter that one was sent, or for somebody absent; raises NotFound, NotAllowed or NoChange."""
    async with open_transaction(request, by) as tx:
        letter = await _found(tx, letter_id)
        selves = await _signs_for(tx, letter, tx.by)
        if letter.state is not LetterState.ISSUED or not selves:
            raise NotAllowed
        fresh = [one for one in selves if one in letter.unsigned]
        if not fresh:
            raise NoChange
        signed = replace(letter, signed=(*letter.signed, *(Signature(one, tx.now) for one in fresh)))
        await tx.ledger.letters.put(signed)
        for measure in letter.measures:
            await note(tx, Verb.SIGN_LETTER, measure, letter=letter.id, title=letter.title, signed=fresh)
        facts = notice("supervision.letter.signed_told", {"who": tx.by.name, "title": letter.title}, letter.measures)
        to = await people(tx.ledger, [letter.issued_by])
        await notify(tx, to, reason=f"letter:{letter.id}:signed:{tx.by.id}", facts=facts)
        return signed


async def answer_letter(request: RequestContext, by: Person, letter_id: str, words: str) -> tuple[Letter, Notified]:
    """Answer an issued letter that one was sent, or for somebody absent; who answers has received it.

    Where no message reaches any recipient, the office answers in their stead, and has received nothing for them: that
    they did not sign stays, and is asked of them no more.

    Gives who was told. Raises NotFound, NotAllowed, Overtaken where it was answered, or Unreadable without words.
    """
    async with open_transaction(request, by) as tx:
        letter = await _answerable(tx, letter_id)
        if not words.strip():
            raise Unreadable(what="empty")
        own = await _signs_for(tx, letter, tx.by)
        signed = (*letter.signed, *(Signature(one, tx.now) for one in own if one in letter.unsigned))
        unreached = () if own else letter.unsigned
        done = replace(letter, signed=signed, unreached=unreached)
        done = replace(done, answered_by=tx.by.id, answered_at=tx.now, answer=words)
        await tx.ledger.letters.put(done)
        for measure in letter.measures:
            await note(tx, Verb.ANSWER_LETTER, measure, words=words, letter=letter.id, title=letter.title)
        first, *others = [await measure_context(tx, one) for one in letter.measures]
        facts = {"who": tx.by.name, "title": letter.title, "answer": quoted(first, words, *others)}
        to = [*await people(tx.ledger, [letter.issued_by]), *await office(tx)]
        sentence = notice("supervision.letter.answered_told", facts, letter.measures)
        return done, await notify(tx, to, reason=f"letter:{letter.id}:answered", facts=sentence)


async def demand_letter_answerable(request: RequestContext, by: Person, letter_id: str) -> Letter:
    """The letter; raises what `answer_letter` would raise whatever the answer."""
    async with open_transaction(request, by) as tx:
        return await _answerable(tx, letter_id)


async def _answerable(tx: Transaction, letter_id: str) -> Letter:
    letter = await _found(tx, letter_id)
    if letter.state is not LetterState.ISSUED or not await _may_answer(tx, letter):
        raise NotAllowed
    if letter.answered_at is not None:
        who = await people(tx.ledger, [letter.answered_by])
        raise Overtaken(number=letter.title, who=who[0].name if who else "")
    return letter


async def _signs_for(tx: Transaction, letter: Letter, person: Person) -> list[str]:
    recipients = await people(tx.ledger, letter.recipients)
    return [one.id for one in recipients if person.id in {one.id, one.stands_in(tx.today)}]


async def _may_answer(tx: Transaction, letter: Letter) -> bool:
    return bool(await _signs_for(tx, letter, tx.by)) or (tx.by.holds(Role.OFFICE) and await is_unreached(tx, letter))


async def is_unreached(tx: Transaction, letter: Letter) -> bool:
    """True where no message reaches anybody to whom it went."""
    return beyond_reach(await with_delegates(tx, letter.recipients))


async def answerers(tx: Transaction, letter: Letter) -> tuple[str, ...]:
    """Ids of those from whom the answer is expected.

    The leaders, to whom it went for their knowledge, are among them only where no message reaches another one.
    """
    measures = [(await measure_context(tx, one)).measure for one in letter.measures]
    leaders = {leader for measure in measures for leader in measure.leaders}
    expected = tuple(one for one in letter.recipients if one not in leaders)
    return letter.recipients if beyond_reach(await with_delegates(tx, expected)) else expected


async def is_open(tx: Transaction, letter: Letter) -> bool:
    """True while something that the letter is about is not ended."""
    return any([not (await measure_context(tx, one)).measure.is_ended for one in letter.measures])


async def _found(tx: Transaction, letter_id: str) -> Letter:
    letter = await tx.ledger.letters.get(letter_id)
    if letter is None or letter.unit != tx.unit.id:
        raise NotFound(what=letter_id.rpartition("/")[2])
    return letter


async def _draft(tx: Transaction, letter_id: str, action: Action) -> Letter:
    letter = await _found(tx, letter_id)
    require_role(tx, action)
    if letter.state is not LetterState.DRAFT:
        who = await people(tx.ledger, [letter.issued_by] if letter.issued_by else [])
        raise Overtaken(number=letter.title, who=who[0].name if who else "")
    return letter


async def compose_letter(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A draft for the office, or an issued letter for its recipients; none once the state is another."""
    content = content_of(message, LetterContent)
    letter = await ledger.letters.get(content.letter)
    if letter is None or letter.state != content.state:
        return None
    return await letter_of(await transaction_for(request, ledger, person), letter)


async def letter_body_for(request: RequestContext, by: Person, letter_id: str) -> MessageBody:
    """A letter as its reader sees it: the office and the secretary any, others those that they were sent.

    Raises NotFound or NotAllowed.
    """
    async with open_reading(request, by) as tx:
        return await letter_of(tx, await letter_for(tx, letter_id))


async def letter_for(tx: Transaction, letter_id: str) -> Letter:
    """The letter, where whoever asks may read it; raises as `letter_body_for`."""
    letter = await _found(tx, letter_id)
    if letter.state is not LetterState.ISSUED or not await _signs_for(tx, letter, tx.by):
        require_role(tx, Action.ISSUE_LETTER)
    return letter


async def letter_card(tx: Transaction, letter: Letter) -> LetterCard:
    """The letter with the names behind its ids: for a body, or for its Word document."""
    measures = [await about(await measure_context(tx, one)) for one in letter.measures]
    names = {person.id: person.name for person in await people(tx.ledger, letter.recipients)}
    zone = ZoneInfo(tx.unit.zone)
    return LetterCard(
        letter=letter,
        measures=tuple(measures),
        recipients=tuple(names.values()),
        signed=tuple((names[s.by], s.at.astimezone(zone)) for s in letter.signed if s.by in names),
        unsigned=tuple(names[one] for one in letter.unsigned if one in names),
        unreached=tuple(names[one] for one in letter.unreached if one in names),
        answered=await _answered(tx, letter),
    )


async def _answered(tx: Transaction, letter: Letter) -> tuple[str, dt.datetime] | None:
    if letter.answered_at is None:
        return None
    who = await people(tx.ledger, [letter.answered_by])
    return (who[0].name if who else ""), letter.answered_at.astimezone(ZoneInfo(tx.unit.zone))


async def letter_of(tx: Transaction, letter: Letter) -> MessageBody:
    """The letter as its reader sees it."""
    signs = await _signs_for(tx, letter, tx.by)
    may_sign = any(one in letter.unsigned for one in signs)
    waits = letter.state is LetterState.ISSUED and letter.answered_at is None
    may_answer = waits and await _may_answer(tx, letter)
    return letter_body(tx.request.wording, await letter_card(tx, letter), may_sign=may_sign, may_answer=may_answer)
