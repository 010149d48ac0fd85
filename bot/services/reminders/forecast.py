"""The forecast: who is told what on which day, by the same rules that will tell them."""

import datetime as dt
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import DAY
from bot.domain.plan.measure import Measure
from bot.domain.reminders.ladder import Call, Case, Rule, calls
from bot.domain.reminders.obligation import DutyKind
from bot.domain.reminders.quiet_hours import hour_of
from bot.domain.reminders.schedule import Told, decide
from bot.messages.reminders.forecast import Foreseen
from bot.services.core.ledger import MEASURES_OF_UNIT
from bot.services.core.request import Desk
from bot.services.core.transaction import unit_of
from bot.services.reminders.facts import Round, arrived_below, case_of, told_of

DAYS = 60
LONGEST = 400


@dataclass
class Imagined:
    """A measure on its way through the days ahead: every reminder arrives, nobody answers."""

    measure: Measure
    told: dict[str, Told] = field(default_factory=dict)
    below: dict[dt.date, dt.date] = field(default_factory=dict)  # by deadline, when the first word arrived


async def forecast(desk: Desk, unit_id: str, days: int = DAYS) -> tuple[Foreseen, ...]:
    """Everything that will be said in the coming days if nothing is reported and every reminder arrives, day by day.

    Raises NotFound where there is no such unit.
    """
    async with desk.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        start = Round(ledger, unit, desk.calendar, desk.now())
        end = start.today + DAY * min(days, LONGEST)
        found: list[Foreseen] = []
        for measure in await ledger.measures.find(MEASURES_OF_UNIT, unit_id):
            if not measure.is_ended:
                found += await _ahead(start, Imagined(measure), end)
        return tuple(sorted(found, key=lambda one: (one.day, one.reader, one.colour, one.number)))


async def _ahead(start: Round, imagined: Imagined, end: dt.date) -> list[Foreseen]:
    found: list[Foreseen] = []
    day = start.calendar.on_or_after(start.today)
    while day <= end:
        round_ = _on(start, day)
        case = await case_of(round_, imagined.measure)
        below = await _below(round_, case, imagined)
        possible = calls(case, round_.calendar, day, below)
        told = await told_of(round_, possible) | imagined.told
        verdict = decide(case, round_.calendar, day, told=told, below=below, ready=possible)
        for call in verdict.now:
            found.append(await _foreseen(round_, case, call, day))
            imagined.told[call.id] = Told(sent=day)
            if case.duty and call.rule is (Rule.STEP if case.duty.kind is DutyKind.STEP else Rule.OWN):
                imagined.below.setdefault(case.duty.due, day)
        imagined.told |= {id_: Told(sent=day) for id_, one in told.items() if one.live and not one.sent}
        day = verdict.wake
    return found


def _on(start: Round, day: dt.date) -> Round:
    """The same round on another day, at the unit's hour; what was read is shared."""
    noon = dt.datetime.combine(day, dt.time(12), ZoneInfo(start.unit.zone))
    return replace(start, now=max(start.now, noon.astimezone(dt.UTC)))


async def _below(round_: Round, case: Case, imagined: Imagined) -> dt.date | None:
    (real,) = await arrived_below(round_, [case])
    return real or (imagined.below.get(case.duty.due) if case.duty else None)


async def _foreseen(round_: Round, case: Case, call: Call, day: dt.date) -> Foreseen:
    reader = await round_.person(call.reader)
    return Foreseen(
        day,
        hour_of(reader, round_.unit.policy) if reader else round_.unit.policy.send_at,
        reader.name if reader else call.reader,
        case.measure.number,
        "" if case.policy.confidential else case.measure.text,
        call.rule,
        call.mark.colour,
        case.duty.due if case.duty else None,
        (case.duty.due - day).days if case.duty else 0,
        moved=call.mark.day != call.mark.meant,
    )
