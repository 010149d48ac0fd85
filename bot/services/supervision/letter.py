"""Letters: drafted by the bot or the office, issued by a person under the next number, signed for by button."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.closing.transitions import demand
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Colour, Message, Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.supervision.letter import Counter, Letter, LetterState, Signature
from bot.messages.body import Sheet
from bot.messages.closing.view import LetterCard, letter_sheet
from bot.services.closing.cards import about
from bot.services.core.ledger import LETTERS_ON, MEASURES_DUE, Ledger
from bot.services.core.measure_context import Dossier, open_dossier, owners_of, quoted, require
from bot.services.core.notify import notice, office, tell, with_delegates
from bot.services.core.numbering import first_time, next_number
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, note, people, require_role, sit, sit_by_clock, unit_of


async def ask_letter(desk: Desk, by: Person, colour: Colour, measure_ids: Sequence[str], words: str = "") -> Letter:
    """The secretary asks for a letter on some measures: a draft lies before the office.

    Raises NotFound, NotAllowed, WrongStage, or Unreadable where no measure is named.
    """
    async with sit(desk, by) as sitting:
        dossiers = await _named(sitting, measure_ids, Action.ASK_LETTER)
        entries = [await note(sitting, Verb.ASK_LETTER, d.measure.id, words=words) for d in dossiers]
        first, *others = dossiers
        numbers = "、".join(dossier.measure.number for dossier in dossiers)
        sentence = {"numbers": numbers, "who": sitting.by.name, "words": quoted(first, words, *others)}
        facts = notice("closing.letter_asked", sentence, [dossier.measure.id for dossier in dossiers])
        await tell(sitting, await office(sitting), reason=entries[0].id, facts=facts)
        return await _drafted(sitting, colour, dossiers, words=words)


async def _named(sitting: Sitting, measure_ids: Sequence[str], action: Action) -> list[Dossier]:
    """The measures, each once, of all of which the person may ask it."""
    dossiers = [await open_dossier(sitting, one) for one in dict.fromkeys(measure_ids)]
    if not dossiers:
        raise Unreadable(what="empty")
    for dossier in dossiers:
        await require(dossier, action)
    return dossiers


async def draft_letter(desk: Desk, by: Person, colour: Colour, measure_ids: Sequence[str], words: str = "") -> Letter:
    """Draft a letter on some measures to their owners and leaders.

    Raises NotFound, NotAllowed, WrongStage, or Unreadable where no measure is named.
    """
    async with sit(desk, by) as sitting:
        dossiers = await _named(sitting, measure_ids, Action.DRAFT_LETTER)
        return await _drafted(sitting, colour, dossiers, words=words)


async def draft_overdue(desk: Desk, unit: str) -> tuple[Letter, ...]:
    """Draft a 督办单 to each department for what became overdue since its last one. For the clock."""
    async with sit_by_clock(desk, unit) as sitting:
        working = desk.calendar.is_working(sitting.today)
        if not working or not await first_time(sitting, "overdue letters", sitting.today.toordinal()):
            return ()
        groups: dict[tuple[str, ...], list[Dossier]] = {}
        for measure in await sitting.ledger.measures.find(MEASURES_DUE, unit, until=sitting.today.isoformat()):
            if not await _pressed(sitting, measure):
                groups.setdefault(measure.departments, []).append(await open_dossier(sitting, measure.id))
        return tuple([await _drafted(sitting, Colour.RED, group) for group in groups.values()])


async def _pressed(sitting: Sitting, measure: Measure) -> bool:
    """True where a 督办单 was drafted after the present deadline had passed, sent or not."""
    letters = await sitting.ledger.letters.find(LETTERS_ON, measure.id)
    red = [sitting.day_of(letter.drafted_at) for letter in letters if letter.colour is Colour.RED]
    return measure.due is not None and any(day > measure.due for day in red)


async def _drafted(sitting: Sitting, colour: Colour, dossiers: Sequence[Dossier], *, words: str = "") -> Letter:
    measures = [dossier.measure for dossier in dossiers]
    recipients = dict.fromkeys([one for d in dossiers for one in (*d.measure.leaders, *await owners_of(d))])
    days = sitting.unit.policy.answer_days
    letter = Letter(
        f"{sitting.unit.id}/l{await _draft_number(sitting)}",
        sitting.unit.id,
        colour,
        tuple(measure.id for measure in measures),
        tuple(person.id for person in await people(sitting.ledger, recipients)),
        words or sitting.desk.wording.word(f"letter.ask_{colour}"),
        sitting.desk.calendar.plus(sitting.today, days),
        sitting.person.id if sitting.person else "",
        sitting.now,
    )
    await sitting.ledger.letters.put(letter)
    for measure in measures:
        await note(sitting, Verb.DRAFT_LETTER, measure.id, words=words, letter=letter.id, title=letter.title)
    facts = {"letter": letter.id, "state": str(letter.state)}
    await tell(sitting, await office(sitting), reason=f"letter:{letter.id}:draft", facts=facts, kind="letter")
    return letter


async def _draft_number(sitting: Sitting) -> int:
    """Drafts are counted apart: only what is issued takes a number that an office writes."""
    name = f"{sitting.unit.id}:draft"
    counter = await sitting.ledger.counters.get(name) or Counter(name, sitting.unit.id)
    await sitting.ledger.counters.put(replace(counter, value=counter.value + 1))
    return counter.value + 1


async def issue_letter(desk: Desk, by: Person, letter_id: str, words: str = "") -> Letter:
    """Issue a draft under the next number of its series and year; `words` replace what the draft asks for.

    Raises NotFound, NotAllowed, Overtaken where it was issued or dropped, WrongStage where nothing of it is open.
    """
    async with sit(desk, by) as sitting:
        letter = await _draft(sitting, letter_id, Action.ISSUE_LETTER)
        measures = [(await open_dossier(sitting, one)).measure for one in letter.measures]
        _demand_open(measures)
        year, number = await next_number(sitting, str(letter.colour))
        issued = replace(
            letter,
            state=LetterState.ISSUED,
            year=year,
            number=number,
            issued_by=sitting.by.id,
            issued_at=sitting.now,
            words=words or letter.words,
            answer_by=_later(letter.answer_by, desk.calendar.plus(sitting.today, sitting.unit.policy.answer_days)),
        )
        await sitting.ledger.letters.put(issued)
        for measure in measures:
            await note(sitting, Verb.ISSUE_LETTER, measure.id, letter=issued.id, title=issued.title)
        to = await with_delegates(sitting, issued.recipients)
        facts = {"letter": issued.id, "state": str(issued.state)}
        reason = f"letter:{issued.id}:issued"
        await tell(sitting, to, reason=reason, facts=facts, kind="letter", priority=Priority.RED)
        return issued


def _demand_open(measures: Sequence[Measure]) -> None:
    if not any(measure.is_open for measure in measures):
        demand(Action.DRAFT_LETTER, measures[0])


def _later(one: dt.date, other: dt.date) -> dt.date:
    return max(one, other)


async def drop_letter(desk: Desk, by: Person, letter_id: str) -> Letter:
    """Let a draft go; no number was taken. Raises NotFound, NotAllowed or Overtaken."""
    async with sit(desk, by) as sitting:
        letter = await _draft(sitting, letter_id, Action.ISSUE_LETTER)
        dropped = replace(letter, state=LetterState.DROPPED)
        await sitting.ledger.letters.put(dropped)
        for measure in letter.measures:
            await note(sitting, Verb.DROP_LETTER, measure, letter=letter.id, title=letter.title)
        return dropped


async def sign_letter(desk: Desk, by: Person, letter_id: str) -> Letter:
    """Sign for a letter that one was sent, or for somebody absent; raises NotFound, NotAllowed or NoChange."""
    async with sit(desk, by) as sitting:
        letter = await _found(sitting, letter_id)
        selves = await _signs_for(sitting, letter, sitting.by)
        if letter.state is not LetterState.ISSUED or not selves:
            raise NotAllowed
        fresh = [one for one in selves if one in letter.unsigned]
        if not fresh:
            raise NoChange
        signed = replace(letter, signed=(*letter.signed, *(Signature(one, sitting.now) for one in fresh)))
        await sitting.ledger.letters.put(signed)
        for measure in letter.measures:
            await note(sitting, Verb.SIGN_LETTER, measure, letter=letter.id, title=letter.title, signed=fresh)
        facts = notice("closing.letter_signed_told", {"who": sitting.by.name, "title": letter.title}, letter.measures)
        to = await people(sitting.ledger, [letter.issued_by])
        await tell(sitting, to, reason=f"letter:{letter.id}:signed:{sitting.by.id}", facts=facts)
        return signed


async def _signs_for(sitting: Sitting, letter: Letter, person: Person) -> list[str]:
    recipients = await people(sitting.ledger, letter.recipients)
    return [one.id for one in recipients if person.id in {one.id, one.stands_in(sitting.today)}]


async def _found(sitting: Sitting, letter_id: str) -> Letter:
    letter = await sitting.ledger.letters.get(letter_id)
    if letter is None or letter.unit != sitting.unit.id:
        raise NotFound(what=letter_id.rpartition("/")[2])
    return letter


async def _draft(sitting: Sitting, letter_id: str, action: Action) -> Letter:
    letter = await _found(sitting, letter_id)
    require_role(sitting, action)
    if letter.state is not LetterState.DRAFT:
        who = await people(sitting.ledger, [letter.issued_by] if letter.issued_by else [])
        raise Overtaken(number=letter.title, who=who[0].name if who else "")
    return letter


async def compose_letter(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet | None:
    """A draft for the office, or an issued letter for its recipients; none once the state is another."""
    letter = await ledger.letters.get(str(message.facts["letter"]))
    if letter is None or letter.state != message.facts["state"]:
        return None
    return await letter_of(Sitting(desk, ledger, await unit_of(ledger, person.unit), person), letter)


async def letter_sheet_for(desk: Desk, by: Person, letter_id: str) -> Sheet:
    """A letter as its reader sees it: the office and the secretary any, others those that they were sent.

    Raises NotFound or NotAllowed.
    """
    async with desk.look() as ledger:
        sitting = Sitting(desk, ledger, await unit_of(ledger, by.unit), by)
        letter = await _found(sitting, letter_id)
        sent = letter.state is LetterState.ISSUED and await _signs_for(sitting, letter, by)
        if not sent:
            require_role(sitting, Action.ISSUE_LETTER)
        return await letter_of(sitting, letter)


async def letter_card(sitting: Sitting, letter: Letter) -> LetterCard:
    """The letter with the names behind its ids: for a sheet, or for its Word document."""
    measures = [await about(await open_dossier(sitting, one)) for one in letter.measures]
    names = {person.id: person.name for person in await people(sitting.ledger, letter.recipients)}
    zone = ZoneInfo(sitting.unit.zone)
    return LetterCard(
        letter,
        tuple(measures),
        tuple(names.values()),
        tuple((names[s.by], s.at.astimezone(zone)) for s in letter.signed if s.by in names),
        tuple(names[one] for one in letter.unsigned if one in names),
    )


async def letter_of(sitting: Sitting, letter: Letter) -> Sheet:
    """The letter as its reader sees it."""
    signs = await _signs_for(sitting, letter, sitting.by)
    may_sign = any(one in letter.unsigned for one in signs)
    return letter_sheet(sitting.desk.wording, await letter_card(sitting, letter), may_sign=may_sign)
