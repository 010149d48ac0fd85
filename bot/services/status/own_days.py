"""The days by which a person has to act, for their own calendar; what is settled is named too, to be taken out."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from bot.documents.calendar_file import CalendarDay, calendar_file
from bot.domain.closing.transitions import CHECKING
from bot.domain.extensions.extension import STEP_ACTIONS
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.obligation import Obligation, ObligationKind
from bot.domain.status.register import Register
from bot.domain.supervision.assignment import AssignmentKind
from bot.messages.body import Attachment
from bot.messages.status.own_days import duty_words, measure_words, period_words
from bot.messages.wording import Wording
from bot.services.core.ledger import (
    ASSIGNMENTS_OF_UNIT,
    DEPENDENCIES_OF_UNIT,
    INSTRUCTIONS_ON,
    JOURNAL_OF,
    LETTERS_ON,
    RECHECKS_OF,
)
from bot.services.core.measure_context import MeasureContext, may, measure_context, owners_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading
from bot.services.status.appointments import appointments
from bot.services.status.register import open_register

OWN_DAY = frozenset({ObligationKind.DEADLINE, ObligationKind.AT_ONCE})
DOMAIN = "duban"


@dataclass(frozen=True)
class OwnDays:
    """A person's days as a file, and how many stand in it."""

    file: Attachment
    count: int


async def own_days(request: RequestContext, person: Person) -> OwnDays:
    """The person's days as an iCalendar file; raises NotFound."""
    async with open_reading(request, person) as tx:
        days = {one.id: one async for one in _days(tx)}
        head = await tx.ledger.heads.get(tx.unit.id)
    found = sorted(days.values(), key=lambda one: (one.day, one.id))
    name = request.wording.word("status.own_days.name", unit=tx.unit.name)
    content = calendar_file(name, found, request.now(), head.number if head else 0)
    return OwnDays(Attachment(f"{name}.ics", content), sum(one.stands for one in found))


async def _days(tx: Transaction) -> AsyncIterator[CalendarDay]:
    register = await open_register(tx.ledger, tx.unit.id, tx.today, tx.request.calendar)
    given_away = await _given_away(tx, register)
    for measure in register.measures:
        context = await measure_context(tx, measure.id)
        if tx.by.id not in {*measure.leaders, *await owners_of(context)}:
            for was in _own(tx.request.wording, register, measure) if measure.id in given_away else ():
                yield replace(was, stands=False)
        else:
            for own in _own(tx.request.wording, register, measure):
                yield own
            async for word in _words(context, register):
                yield word
        async for check in _checks(context, register):
            yield check
        async for look in _rechecks(context, register):
            yield look
    for others in (appointments(tx, register, DOMAIN), _assigned(tx, register), _promised(tx, register)):
        async for other in others:
            yield other


async def _given_away(tx: Transaction, register: Register) -> set[str]:
    """Measures that the person led or owned before somebody else did: their days leave the calendar."""
    stories = await tx.ledger.journal.find_each(JOURNAL_OF, [(measure.id,) for measure in register.measures])
    return {
        entry.subject
        for story in stories
        for entry in story
        if tx.by.id in {*entry.before.get("owners", ()), *entry.before.get("leaders", ())}
    }


async def _assigned(tx: Transaction, register: Register) -> AsyncIterator[CalendarDay]:
    """What was assigned to the person."""
    for kind in AssignmentKind:
        for given in await tx.ledger.assignments.find(ASSIGNMENTS_OF_UNIT, tx.unit.id, kind):
            if tx.by.id in given.to:
                subject = register.finding.get(given.subject) or register.measure.get(given.subject)
                number = register.number(subject) if subject else ""
                words = tx.request.wording.word(f"status.own_days.assigned.{kind}", number=number)
                yield _day(given.id, given.answer_by, words, stands=given.is_open)


async def _promised(tx: Transaction, register: Register) -> AsyncIterator[CalendarDay]:
    """What the person promised to others that wait for it."""
    for one in await tx.ledger.dependencies.find(DEPENDENCIES_OF_UNIT, tx.unit.id):
        if one.answered_by == tx.by.id and one.promised:
            measure = register.measure.get(one.measure)
            number = register.number(measure) if measure else one.asker
            words = tx.request.wording.word("status.own_days.promised", number=number)
            yield _day(one.id, one.promised, words, stands=one.is_open)


def _own(wording: Wording, register: Register, measure: Measure) -> Iterator[CalendarDay]:
    """What the measure's own people are to do, and what of it is settled."""
    row = register.row(measure)
    owed = [one for one in row.standing.duties if one.holder is Role.OWNER]
    for done in filter(lambda one: one.settled, measure.periods):
        yield _day(f"{measure.id}/{done.key}", done.due, period_words(wording, row, done.key), stands=False)
    if measure.due:
        yield _day(f"{measure.id}/due", measure.due, measure_words(wording, row, "deadline"), stands=False)
    for duty in owed:  # after what is settled: what is named twice stands
        yield _day(f"{measure.id}/{_name(duty, measure)}", duty.due, duty_words(wording, row, duty))


def _name(duty: Obligation, measure: Measure) -> str:
    """What tells an obligation of a measure from others for as long as it is the same, wherever its day moves."""
    if duty.period:
        return duty.period.key
    if duty.kind in OWN_DAY:
        return "due"
    return f"{duty.kind}-{measure.submissions}" + (f"-{measure.stage}" if duty.kind is ObligationKind.STEP else "")


async def _checks(context: MeasureContext, register: Register) -> AsyncIterator[CalendarDay]:
    """Closings and requests for more time that wait for the person."""
    measure, tx = register.measure[context.measure.id], context.tx
    row = register.row(measure)
    for duty in row.standing.duties:
        if duty.holder is Role.OWNER and duty.kind is not ObligationKind.EXTENSION:
            continue
        action = CHECKING.get(measure.stage)
        if duty.kind is ObligationKind.EXTENSION:
            action = STEP_ACTIONS[duty.holder]
        if action and await may(context, action, tx.by):
            words = duty_words(tx.request.wording, row, duty)
            yield _day(f"{measure.id}/{_name(duty, measure)}", duty.due, words)


async def _words(context: MeasureContext, register: Register) -> AsyncIterator[CalendarDay]:
    """Instructions and letters that are to be answered."""
    tx, ledger, wording = context.tx, context.ledger, context.tx.request.wording
    row = register.row(register.measure[context.measure.id])
    for instruction in await ledger.instructions.find(INSTRUCTIONS_ON, context.measure.id):
        if tx.by.id in instruction.to:
            words = measure_words(wording, row, "instruction")
            yield _day(instruction.id, instruction.answer_by, words, stands=instruction.is_open)
    for letter in await ledger.letters.find(LETTERS_ON, context.measure.id):
        if letter.issued_at and tx.by.id in letter.recipients:
            words = measure_words(wording, row, "letter")
            yield _day(letter.id, letter.answer_by, words, stands=tx.by.id in letter.unsigned)


async def _rechecks(context: MeasureContext, register: Register) -> AsyncIterator[CalendarDay]:
    """Looks back at what is closed."""
    tx = context.tx
    if context.measure.stage is not Stage.CLOSED or not tx.by.holds(Role.OFFICE):
        return
    row = register.row(register.measure[context.measure.id])
    for look in await context.ledger.rechecks.find(RECHECKS_OF, context.measure.id):
        stands = look.at is None and await may(context, Action.RECHECK, tx.by)
        yield _day(look.id, look.due, measure_words(tx.request.wording, row, "recheck"), stands=stands)


def _day(id_: str, day: dt.date, words: str, *, stands: bool = True) -> CalendarDay:
    return CalendarDay(id=f"{id_}@{DOMAIN}", day=day, words=words, stands=stands)
