"""The forecast: who is told what on which day, by the same rules that will tell them."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import DAY
from bot.domain.plan.measure import Measure
from bot.domain.reminders.ladder import DueReminder, ReminderFacts, Rule, due_reminders
from bot.domain.reminders.quiet_hours import hour_of
from bot.domain.reminders.schedule import AlreadySent, ScheduleDecision, decide
from bot.messages.reminders.forecast import Foreseen
from bot.services.core.ledger import MEASURES_OF_UNIT, Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reminders.facts import ReminderRun, already_sent, arrived_below, facts_of_measure, first_rule

DAYS = 60
LONGEST = 400
TOGETHER = 100  # measures of which what is needed is read at once


@dataclass(kw_only=True)
class Imagined:
    """A measure on its way through the days ahead: every reminder arrives, nobody answers."""

    measure: Measure
    untold: bool  # no reminder of it was ever written: the ledger need not be asked
    told: dict[str, AlreadySent] = field(default_factory=dict)
    below: dict[dt.date, dt.date] = field(default_factory=dict)  # by deadline, when the first word arrived
    silent: dict[str, dt.date] = field(default_factory=dict)  # by owner, when the first unanswered word arrived


async def forecast(
    request: RequestContext, unit_id: str, days: int = DAYS, rounds: Sequence[str] = ()
) -> tuple[Foreseen, ...]:
    """Everything that will be said in the coming days if nothing is reported and every reminder arrives, day by day.

    Of the rounds alone, where some are named. Raises NotFound where there is no such unit.
    """
    async with request.look() as ledger:
        start = await _start(request, ledger, unit_id)
        end = start.today + DAY * min(days, LONGEST)
        found: list[Foreseen] = []
        async for imagined in _measures(start, rounds):
            found += await _ahead(start, imagined, end)
        return tuple(sorted(found, key=_in_order))


async def next_reminder(request: RequestContext, unit_id: str) -> Foreseen | None:
    """The first line of the forecast, without the rest of it; raises NotFound where there is no such unit."""
    async with request.look() as ledger:
        start = await _start(request, ledger, unit_id)
        end, found = start.today + DAY * DAYS, list[Foreseen]()
        async for imagined in _measures(start):
            found += await _ahead(start, imagined, end, nearest=True)
            end = min((one.day for one in found), default=end)
        return min(found, key=_in_order, default=None)


def _in_order(one: Foreseen) -> tuple[dt.date, str, str, str]:
    return one.day, one.reader, one.colour, one.number


async def _start(request: RequestContext, ledger: Ledger, unit_id: str) -> ReminderRun:
    unit = await unit_of(ledger, unit_id)
    return ReminderRun(ledger=ledger, unit=unit, calendar=request.calendar, now=request.now())


async def _measures(start: ReminderRun, rounds: Sequence[str] = ()) -> AsyncIterator[Imagined]:
    found = await start.ledger.measures.find(MEASURES_OF_UNIT, start.unit.id)
    open_ = [one for one in found if not one.is_ended and (not rounds or one.plan in rounds)]
    for first in range(0, len(open_), TOGETHER):
        await start.read_ahead(open_[first : first + TOGETHER])
        for measure in open_[first : first + TOGETHER]:
            yield Imagined(measure=measure, untold=not await start.reminders(measure.id))
            await asyncio.sleep(0)  # each takes a millisecond or more: others are answered in between


async def _ahead(start: ReminderRun, imagined: Imagined, end: dt.date, *, nearest: bool = False) -> list[Foreseen]:
    """What is said of a measure until the end, or on the nearest day only."""
    found: list[Foreseen] = []
    day = start.calendar.on_or_after(start.today)
    while day <= end and not (nearest and found):
        run = _on(start, day)
        wakes = []
        for case in (await facts_of_measure(run, imagined.measure)).cases:
            decision = await _decided(run, case, imagined)
            found += [await _foreseen(run, case, call, day) for call in decision.now]
            wakes.append(decision.wake)
        day = min(wakes)
    return found


async def _decided(run: ReminderRun, case: ReminderFacts, imagined: Imagined) -> ScheduleDecision:
    """What is said of the case on the day; it arrives, and so does what was on its way."""
    day, below = run.today, await _below(run, case, imagined)
    case = replace(case, silent=imagined.silent | dict(case.silent))
    possible = due_reminders(case, run.calendar, day, below)
    told = imagined.told if imagined.untold else await already_sent(run, possible) | imagined.told
    decision = decide(case, run.calendar, day, told=told, below=below, ready=possible)
    for call in decision.now:
        imagined.told[call.id] = AlreadySent(sent=day)
        if call.rule is Rule.OWN:
            imagined.silent.setdefault(call.person, day)
        if case.obligation and call.rule is first_rule(case.obligation):
            imagined.below.setdefault(case.obligation.due, day)
    imagined.told |= {id_: AlreadySent(sent=day) for id_, one in told.items() if one.live and not one.sent}
    return decision


def _on(start: ReminderRun, day: dt.date) -> ReminderRun:
    """The same round on another day, at the unit's hour; what was read is shared."""
    noon = dt.datetime.combine(day, dt.time(12), ZoneInfo(start.unit.zone))
    return replace(start, now=max(start.now, noon.astimezone(dt.UTC)))


async def _below(run: ReminderRun, facts: ReminderFacts, imagined: Imagined) -> dt.date | None:
    (real,) = [None] if imagined.untold else await arrived_below(run, [facts])
    return real or (imagined.below.get(facts.obligation.due) if facts.obligation else None)


async def _foreseen(run: ReminderRun, facts: ReminderFacts, call: DueReminder, day: dt.date) -> Foreseen:
    reader = await run.person(call.reader)
    return Foreseen(
        day=day,
        hour=hour_of(reader, run.unit.policy) if reader else run.unit.policy.send_at,
        reader=reader.name if reader else call.reader,
        number=await run.shown(facts.measure),
        text="" if facts.policy.confidential else facts.measure.text,
        rule=call.rule,
        colour=call.mark.colour,
        due=facts.obligation.due if facts.obligation else None,
        left=(facts.obligation.due - day).days if facts.obligation else 0,
        moved=call.mark.day != call.mark.meant,
    )
