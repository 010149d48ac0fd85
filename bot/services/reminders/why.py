"""Why somebody was reminded of a measure, or why nobody was: answered from the ledger."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person
from bot.domain.reminders.ladder import DueReminder, ReminderFacts, due_reminders
from bot.domain.reminders.quiet_hours import is_quiet
from bot.domain.reminders.reminder import Reminder
from bot.domain.reminders.schedule import decide, look_again
from bot.domain.reminders.timing import timing_of
from bot.messages.body import MessageBody
from bot.messages.reminders.why import DutyToday, GivenReminder, Reasons, StateToday, draw_reasons
from bot.services.core.ledger import REMINDERS_OF
from bot.services.core.measure_card import waits_of
from bot.services.core.measure_context import measures_numbered
from bot.services.core.message_content import RemindersContent, content_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reminders.daily_row import is_full
from bot.services.reminders.facts import ReminderRun, already_sent, arrived_below, facts_of_measure

SHOWN = 5
SEARCHED = 60


async def why(request: RequestContext, measure_id: str, *, by: Person) -> MessageBody:
    """The reminders of a measure, the person's own first, and what the rules say now; raises NotFound."""
    async with request.look() as ledger:
        measure = await ledger.measures.get(measure_id)
        if measure is None or measure.unit != by.unit:
            raise NotFound(what=measure_id.rpartition("/")[2])
        unit = await unit_of(ledger, by.unit)
        run = ReminderRun(ledger=ledger, unit=unit, calendar=request.calendar, now=request.now())
        rows = await ledger.reminders.find(REMINDERS_OF, measure_id, latest=True, limit=SEARCHED)
        own = [row for row in rows if row.person == by.id or row.message.startswith(f"reminders:{by.id}:")]
        facts = await facts_of_measure(run, measure)
        past = [await _past(run, row, facts, by) for row in (own or rows)[:SHOWN]]
        present = await _present(run, facts, by)
        reasons = Reasons(
            measure=measure.id,
            number=await run.shown(measure),
            zone=ZoneInfo(unit.zone),
            past=tuple(past),
            present=present,
            waits=() if facts.policy.confidential else await waits_of(ledger, unit, measure.id, run.today),
        )
        return draw_reasons(request.wording, reasons)


async def why_number(request: RequestContext, number: str, *, by: Person) -> list[MessageBody]:
    """The same for the measure of a number, one answer for each round of inspection that has it; raises NotFound."""
    async with request.look() as ledger:
        found = await measures_numbered(ledger, by.unit, number)
    if not found:
        raise NotFound(what=number)
    return [await why(request, measure.id, by=by) for measure in found]


async def _past(run: ReminderRun, row: Reminder, facts: ReminderFacts, by: Person) -> GivenReminder:
    message = await run.ledger.outbox.get(row.message)
    reader = await run.person(message.to if message else row.person)
    missed = content_of(message, RemindersContent).missed if message else 0
    return GivenReminder(
        reminder=row,
        message=message,
        name=reader.name if reader else "—",
        timing=timing_of(row, run.calendar, facts.policy),
        missed=missed,
        of_reader=by.id in (row.about or facts.measure.owners),
    )


async def _present(run: ReminderRun, facts: ReminderFacts, by: Person) -> StateToday:
    today, measure = run.today, facts.measure
    if measure.is_ended:
        return StateToday(today=today, stage=measure.stage, ended=True)
    cases = [case for case in facts.cases if case.obligation]
    return StateToday(
        today=today,
        stage=measure.stage,
        duties=tuple([await _duty(run, case) for case in cases]),
        unclear=measure.is_open and not cases,
        resting=not run.calendar.is_working(today),
        quiet=is_quiet(run.now.astimezone(ZoneInfo(run.unit.zone)).time(), run.unit.policy),
        lost=tuple(person.name for person in await run.people(facts.lost(today)) if person.id != by.id),
        snoozed=await _resting_people(run, facts),
        grace=facts.policy.grace,
        uncovered=None if run.calendar.covers(today) else today.year,
    )


async def _duty(run: ReminderRun, facts: ReminderFacts) -> DutyToday:
    """What the rules say today of one thing that is due."""
    assert facts.obligation is not None  # noqa: S101 - asked only where something is due
    today, duty = run.today, facts.obligation
    (below,) = await arrived_below(run, [facts])
    possible = due_reminders(facts, run.calendar, today, below)
    told = await already_sent(run, possible)
    decision = decide(facts, run.calendar, today, told=told, below=below, ready=possible)
    full = [call for call in decision.now if await is_full(run, call.reader, [call])]
    return DutyToday(
        obligation=duty.kind,
        period=duty.period.key if duty.period else "",
        due=duty.due,
        working=max(run.calendar.between(today, duty.due), 0),
        begun=bool(possible),
        owed=await _names(run, (call for call in decision.now if call not in full)),
        full=tuple(person.name for person in await run.people(call.reader for call in full)),
        ceiling=run.unit.policy.week_ceiling,
        held=await _names(run, decision.held),
        below=below,
        next=decision.wake if possible else look_again(facts, run.calendar, today, below),
    )


async def _names(run: ReminderRun, found: Iterable[DueReminder]) -> tuple[str, ...]:
    return tuple(person.name for person in await run.people(call.person for call in found))


async def _resting_people(run: ReminderRun, facts: ReminderFacts) -> tuple[tuple[str, dt.date], ...]:
    asleep = {id_: until for id_, until in facts.snoozed.items() if until > run.today}
    return tuple((person.name, asleep[person.id]) for person in await run.people(asleep))
