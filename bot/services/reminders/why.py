"""Why somebody was reminded of a measure, or why nobody was: answered from the ledger."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.domain.core.refusal import NotFound
from bot.domain.outbox.message import Reminder
from bot.domain.people.person import Person
from bot.domain.plan.measure import STAGE_WORDS, Measure
from bot.domain.reminders.ladder import Call, Case, calls
from bot.domain.reminders.quiet_hours import is_quiet
from bot.domain.reminders.schedule import decide, look_again
from bot.messages.body import Sheet
from bot.messages.reminders.why import Past, Present, Reasons, draw_reasons
from bot.services.core.ledger import REMINDERS_OF
from bot.services.core.request import Desk
from bot.services.core.transaction import unit_of
from bot.services.reminders.facts import Round, arrived_below, case_of, told_of

SHOWN = 5
SEARCHED = 60


async def why(desk: Desk, measure_id: str, *, by: Person) -> Sheet:
    """The reminders of a measure, the person's own first, and what the rules say now; raises NotFound."""
    async with desk.look() as ledger:
        measure = await ledger.measures.get(measure_id)
        if measure is None or measure.unit != by.unit:
            raise NotFound(what=measure_id.rpartition("/")[2])
        unit = await unit_of(ledger, by.unit)
        round_ = Round(ledger, unit, desk.calendar, desk.now())
        rows = await ledger.reminders.find(REMINDERS_OF, measure_id, latest=True, limit=SEARCHED)
        own = [row for row in rows if row.person == by.id or row.message.startswith(f"reminders:{by.id}:")]
        past = [await _past(round_, row) for row in (own or rows)[:SHOWN]]
        present = await _present(round_, measure)
        reasons = Reasons(measure.id, measure.number, ZoneInfo(unit.zone), tuple(past), present)
        return draw_reasons(desk.wording, reasons)


async def _past(round_: Round, row: Reminder) -> Past:
    message = await round_.ledger.outbox.get(row.message)
    reader = await round_.person(message.to if message else row.person)
    return Past(row, message, reader.name if reader else "—")


async def _present(round_: Round, measure: Measure) -> Present:
    today, stage = round_.today, STAGE_WORDS[measure.stage]
    if measure.is_ended:
        return Present(today, stage, ended=True)
    case = await case_of(round_, measure)
    (below,) = await arrived_below(round_, [case])
    possible = calls(case, round_.calendar, today, below)
    told = await told_of(round_, possible)
    verdict = decide(case, round_.calendar, today, told=told, below=below, ready=possible)
    soonest = verdict.wake if possible else look_again(case, round_.calendar, today, below)
    due = case.duty.due if case.duty else None
    return Present(
        today,
        stage,
        duty=case.duty.kind if case.duty else "",
        due=due,
        working=max(round_.calendar.between(today, due), 0) if due else 0,
        resting=not round_.calendar.is_working(today),
        quiet=is_quiet(round_.now.astimezone(ZoneInfo(round_.unit.zone)).time(), round_.unit.policy),
        begun=bool(possible),
        owed=await _names(round_, verdict.now),
        held=await _names(round_, verdict.held),
        lost=tuple(person.name for person in await round_.people(case.lost(today))),
        snoozed=await _resting_people(round_, case),
        grace=case.policy.grace,
        below=below,
        next=soonest if case.duty else None,
        uncovered=None if round_.calendar.covers(today) else today.year,
    )


async def _names(round_: Round, found: Iterable[Call]) -> tuple[str, ...]:
    return tuple(person.name for person in await round_.people(call.person for call in found))


async def _resting_people(round_: Round, case: Case) -> tuple[tuple[str, dt.date], ...]:
    asleep = {id_: until for id_, until in case.snoozed.items() if until > round_.today}
    return tuple((person.name, asleep[person.id]) for person in await round_.people(asleep))
