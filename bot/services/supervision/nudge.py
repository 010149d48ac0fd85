"""催办: a reminder by hand, recorded: of a measure, of a department's, of all that is overdue, or to one person."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.closing.transitions import possible
from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.plan.plan import number_order
from bot.domain.plan.round_name import named_round
from bot.domain.status.support import SupportRow
from bot.domain.supervision.assignment import Assignment
from bot.messages.body import MessageBody
from bot.messages.supervision.nudge import draw_nudge
from bot.services.core.ledger import (
    EXTENSIONS_OPEN,
    JOURNAL_OF,
    MEASURES_OF_PERSON,
    MEASURES_OF_UNIT,
    MEASURES_WAITING,
    PLANS_OF,
    PROGRESS_OF,
    Ledger,
)
from bot.services.core.measure_context import measure_context, measures_numbered, numbered, quoted, stood_in_for
from bot.services.core.message_content import NudgeContent, content_of
from bot.services.core.notify import Notified, notify, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, occasion, open_transaction, require_role, unit_of
from bot.services.people.names import person_named
from bot.services.reminders.facts import ReminderRun, facts_of_measure
from bot.services.status.register import open_register
from bot.services.supervision.assignment import open_assignments, remind_of

LATE = "逾期"
FEW = 5  # of the newest entries, and words, of a measure that are looked at
AGAIN = dt.timedelta(hours=1)  # after which a tap may write once more
OVERDUE = frozenset({LATE, "全部逾期", "所有逾期"})


@dataclass(frozen=True)
class Nudged:
    """Which measures, who was written to, and who cannot be reached.

    Of the measures `beside` a supporting body alone was urged; on those `answered` nobody was, as all reported today,
    and on `ownerless` ones neither: nobody owes a word on them.
    `whom` is the person who was meant, by id and name: of the measures those on which the person owes something.
    """

    measures: tuple[Measure, ...]
    told: tuple[str, ...]
    lost: tuple[str, ...]
    beside: tuple[Measure, ...] = ()
    answered: tuple[Measure, ...] = ()
    whom: tuple[str, str] = ("", "")
    matters: int = 0  # given on findings
    ownerless: tuple[Measure, ...] = ()


async def nudge(request: RequestContext, what: str, words: str = "", *, by: Person, anyway: bool = False) -> Nudged:
    """Write to those who have to act on `what`: a measure's number, a department, or 逾期; one message a person.

    `what` may be a person: whatever that one owes is urged, whoever stands in for the absent. That may be nothing.
    A round before or behind it (第二轮 逾期) is all that is meant; a round alone is what is late in it. They are the
    owners, or whoever holds the check that is due, and supporting bodies whose own share is due. Who has reported today
    is asked nothing, unless `words` ask something else, or `anyway`.
    Raises NotAllowed, or NotFound where nothing of that name waits for anybody.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.NUDGE)
        run = ReminderRun(ledger=tx.ledger, unit=tx.unit, calendar=request.calendar, now=tx.now)
        meant, words = await _meant(run, tx, what, words)
        by_reader: dict[str, list[Measure]] = defaultdict(list)
        readers: dict[str, Person] = {}
        lost: dict[str, str] = {}
        told = Notified()
        answered: list[Measure] = []
        ownerless: list[Measure] = []
        for measure in meant.measures:
            case = await facts_of_measure(run, measure)
            if not case.owing:
                ownerless.append(measure)
                continue
            heard = frozenset() if words or anyway else await _heard_today(tx, measure)
            owing = [person for person in case.owing if meant.is_for(person, case.reader(person, tx.today))]
            silent = [person for person in owing if person.id not in heard]
            if owing and not silent:
                answered.append(measure)
                continue
            for person in silent:
                reader = case.reader(person, tx.today)
                if not reader.reachable:
                    lost[person.id] = person.name
                    continue
                readers[reader.id] = reader
                by_reader[reader.id].append(measure)
            await note(tx, Verb.NUDGE, measure.id, words=words)
        for id_, owned in by_reader.items():
            facts = NudgeContent(measures=[measure.id for measure in owned], words=words)
            reason = f"nudge:{tx.by.id}:{await occasion(tx)}"
            told += await notify(tx, (readers[id_],), reason=reason, facts=facts, priority=Priority.RED)
        urged = {measure.id: measure for measure in meant.measures if measure not in (*answered, *ownerless)}
        for one in meant.assigned:
            if one.subject not in urged:
                await note(tx, Verb.NUDGE, one.subject, words=words, assignment=one.id)
            told += await remind_of(tx, one, words)
        ids = dict.fromkeys(one.subject for one in meant.assigned if one.subject not in urged)
        beside = {one.id: one for one in await tx.ledger.measures.get_many(ids)}
        return Nudged(
            measures=await numbered(tx.ledger, *urged.values()),
            told=replace(told, reached=tuple(dict.fromkeys(told.reached)), lost=()).names,
            lost=tuple(dict.fromkeys((*lost.values(), *told.lost))),
            beside=await numbered(tx.ledger, *beside.values()),
            answered=await numbered(tx.ledger, *(one for one in answered if one.id not in beside)),
            whom=(meant.whom.id, meant.whom.name) if meant.whom else ("", ""),
            ownerless=await numbered(tx.ledger, *(one for one in ownerless if one.id not in beside)),
            matters=sum(one.subject not in {*urged, *beside} for one in meant.assigned),
        )


@dataclass(frozen=True)
class _Meant:
    """Measures that are meant, what was given to bodies or people, and whose they are, where a person was named."""

    measures: list[Measure]
    assigned: list[Assignment]
    whom: Person | None = None

    def is_for(self, owing: Person, reader: Person) -> bool:
        """True where somebody who owes something, or reads in that one's stead, is to be urged."""
        return self.whom is None or self.whom.id in {owing.id, reader.id}


async def _meant(run: ReminderRun, tx: Transaction, what: str, words: str) -> tuple[_Meant, str]:
    """What is meant, and the words besides; raises NotFound where that is nothing, nor a person."""
    rounds, named, words = await _in_rounds(tx, what, words)
    found = [one for one in await _named(tx, named) if not rounds or one.plan in rounds]
    measures = [one for one in found if possible(Action.NUDGE, one.stage)]
    shares = [row.share for row in await _shares(tx, named, found) if not rounds or row.measure.plan in rounds]
    if measures or shares:
        return _Meant(measures, shares), words
    whom = await _person(tx, named)
    if whom is None:
        if found or named == LATE:
            raise NotFound(why="nothing_owed", what=what)
        raise NotFound(what=what)
    owed = [one for one in await _owed_by(run, whom) if not rounds or one.plan in rounds]
    return _Meant(owed, await _assigned_to(tx, whom, rounds), whom), words


async def _heard_today(tx: Transaction, measure: Measure) -> frozenset[str]:
    """Who has said today how the measure stands, or for whom somebody did; what was returned since answers nothing."""
    said = await tx.ledger.progress.find(PROGRESS_OF, measure.id, latest=True, limit=FEW)
    lately = await tx.ledger.journal.find(JOURNAL_OF, measure.id, latest=True, limit=FEW)
    returned = max((one.at for one in lately if one.verb in {Verb.SEND_BACK, Verb.REOPEN}), default=None)
    heard = [one for one in said if one.tells and tx.day_of(one.at) == tx.today and (not returned or one.at > returned)]
    return frozenset(who for one in heard for who in (one.by, *one.speakers))


async def nudge_by_id(request: RequestContext, measure_id: str, *, by: Person, anyway: bool = False) -> Nudged:
    """Write to those who have to act on one measure, by a tap; raises as `nudge`, or Unreadable just after another."""
    async with request.look() as ledger:
        measure = await ledger.measures.get(measure_id)
        if measure is None:
            raise NotFound(what=measure_id.rpartition("/")[2])
        lately = await ledger.journal.find(JOURNAL_OF, measure_id, latest=True, limit=FEW)
        if any(one.verb == Verb.NUDGE and request.now() - one.at < AGAIN for one in lately):
            raise Unreadable(what="nudged")
        number = (await numbered(ledger, measure))[0].number
    return await nudge(request, number, by=by, anyway=anyway)


async def _in_rounds(tx: Transaction, what: str, words: str) -> tuple[tuple[str, ...], str, str]:
    """The rounds that are named before or behind what is meant, what is meant, and what is said of it."""
    plans = await tx.ledger.plans.find(PLANS_OF, tx.unit.id)
    rounds, rest = named_round(what, plans)
    first, _, more = words.partition(" ")
    if rounds and not rest:
        return (rounds, first, more.strip()) if first else (rounds, LATE, "")
    behind, left = named_round(first, plans)
    if behind and not left:
        return (*rounds, *behind), rest if rounds else what, more.strip()
    return rounds, rest if rounds else what, words


async def _named(tx: Transaction, what: str) -> list[Measure]:
    shelf, unit = tx.ledger.measures, tx.unit.id
    if what in OVERDUE:
        register = await open_register(tx.ledger, unit, tx.today, tx.request.calendar)
        return list(register.tally.of(Part.OVERDUE))
    if found := await measures_numbered(tx.ledger, unit, what):
        return found
    everything = await shelf.find(MEASURES_OF_UNIT, unit)
    return [measure for measure in everything if what and what in measure.departments]


async def _person(tx: Transaction, what: str) -> Person | None:
    """Whom the words name; None where it is nobody. Raises NotFound where several bear the name."""
    try:
        return await person_named(tx.ledger, tx.unit.id, what)
    except NotFound as unknown:
        if unknown.facts.get("why") == "namesakes":
            raise
        return None


async def _owed_by(run: ReminderRun, person: Person) -> list[Measure]:
    """The open measures on which the person owes something, as owner or checker, or in somebody's stead."""
    shelf, unit = run.ledger.measures, run.unit.id
    absent = await stood_in_for(run.ledger, person, run.today)
    found = [one for who in (person, *absent) for one in await shelf.find(MEASURES_OF_PERSON, who.id)]
    found += await shelf.find(MEASURES_WAITING, unit)
    found += await shelf.get_many(one.measure for one in await run.ledger.extensions.find(EXTENSIONS_OPEN, unit))
    own = {who.department for who in (person, *absent)} - {""}
    found += [one for one in await shelf.find(MEASURES_OF_UNIT, unit) if not one.owners and own & {*one.departments}]
    owed = []
    for measure in {one.id: one for one in found if possible(Action.NUDGE, one.stage)}.values():
        case = await facts_of_measure(run, measure)
        if any(person.id in {one.id, case.reader(one, run.today).id} for one in case.owing):
            owed.append(measure)
    return sorted(owed, key=lambda one: (one.plan, number_order(one.number)))


async def _assigned_to(tx: Transaction, person: Person, rounds: Sequence[str]) -> list[Assignment]:
    """What was given to the person by a day that has come, and is not answered."""
    due = [one for one, _ in await open_assignments(tx) if one.answer_by <= tx.today]
    return [
        one
        for one in due
        if person.id in {*one.to, *(who.id for who in await with_delegates(tx, one.to))}
        and (not rounds or any(one.subject.startswith(f"{plan}/") for plan in rounds))
    ]


async def _shares(tx: Transaction, what: str, meant: Sequence[Measure]) -> list[SupportRow]:
    """The shares of supporting bodies that are owed of what is meant: their day has come, or, of 逾期, passed."""
    register = await open_register(tx.ledger, tx.unit.id, tx.today, tx.request.calendar)
    if what in OVERDUE:
        return list(register.late_support)
    ids = {measure.id for measure in meant}
    owed = [row for row in register.supports if row.is_open and row.share.answer_by <= tx.today]
    return [row for row in owed if row.measure.id in ids or row.share.about == what]


async def compose_nudge(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """What of it still waits for the person; None where nothing does."""
    unit = await unit_of(ledger, person.unit)
    content = content_of(message, NudgeContent)
    found = await ledger.measures.get_many(content.measures)
    run = ReminderRun(ledger=ledger, unit=unit, calendar=request.calendar, now=request.now())
    facts = [await facts_of_measure(run, measure) for measure in found if not measure.is_ended]
    owed = [one for one in facts if person.id in {one.reader(owing, run.today).id for owing in one.owing}]
    if not owed:
        return None
    tx = Transaction(request, ledger, unit, person)
    contexts = [await measure_context(tx, one.measure.id) for one in owed]
    words = content.words and quoted(contexts[0], content.words, *contexts[1:])
    shown = await numbered(ledger, *(one.measure for one in owed))
    hidden = [
        replace(one, text="") if case.policy.confidential else one for one, case in zip(shown, contexts, strict=True)
    ]
    return draw_nudge(request.wording, [(one, case.standing) for one, case in zip(hidden, owed, strict=True)], words)
