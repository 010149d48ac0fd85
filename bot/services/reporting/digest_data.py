"""The week's figures gathered from the ledger."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.reporting.digest import (
    Asked,
    Digest,
    Gaps,
    Instructed,
    Silent,
    changes,
    gaps,
    led_by,
    overdue_rows,
    soon_rows,
)
from bot.domain.status.register import Register
from bot.domain.supervision.instruction import Instruction
from bot.services.core.ledger import EXTENSIONS_OPEN, INSTRUCTIONS_OPEN, JOURNAL_SINCE, REMINDERS_TO, Ledger, moment
from bot.services.status.register import with_words

ASKED_WITHIN = dt.timedelta(60)  # older reminders say nothing about who is silent today


async def compile_digest(
    ledger: Ledger,
    laid: Register,
    since: dt.datetime,
    calendar: WorkCalendar,
    now: dt.datetime,
    *,
    past: bool = False,
) -> Digest:
    """The week's page over what the register shows, with the changes since a moment; times aware.

    Of a period that is over, what was waiting and who was silent then is not told: the ledger keeps only the present.
    """
    zone = ZoneInfo(laid.unit.zone)
    end = now if past else None
    until = moment(now) if past else None
    entries = await ledger.journal.find(JOURNAL_SINCE, laid.unit.id, since=moment(since), until=until)
    return Digest(
        unit=laid.unit.name,
        at=now.astimezone(zone),
        since=since.astimezone(zone),
        tally=laid.tally,
        changes=changes(laid, entries, laid.unit.day_of(since)),
        overdue=await with_words(ledger, laid, overdue_rows(laid), end),
        secretary=led_by(laid, Role.SECRETARY),
        soon=() if past else soon_rows(laid),
        decisions=() if past else laid.rows(laid.tally.steps[Stage.DECIDE]),
        asked=() if past else await _asked(ledger, laid),
        instructions=() if past else await _instructed(ledger, laid),
        silent=() if past else await _silent(ledger, laid, calendar, now),
        chase_after=laid.unit.policy.chase_after,
        gaps=Gaps() if past else gaps(laid),
    )


async def _asked(ledger: Ledger, laid: Register) -> tuple[Asked, ...]:
    measures = {m.id: m for m in laid.measures}
    return tuple(
        Asked(laid.row(measures[x.measure]), x, laid.names([x.by])[0])
        for x in await ledger.extensions.find(EXTENSIONS_OPEN, laid.unit.id)
        if x.step is Role.SECRETARY and x.measure in measures
    )


async def _instructed(ledger: Ledger, laid: Register) -> tuple[Instructed, ...]:
    measures = {m.id: m for m in laid.measures}
    found = await ledger.instructions.find(INSTRUCTIONS_OPEN, laid.unit.id)
    return tuple(_line(laid, measures, i) for i in found if measures.keys() & {i.subject, *i.measures})


def _line(laid: Register, measures: dict[str, Measure], instruction: Instruction) -> Instructed:
    subject = laid.finding.get(instruction.subject) or measures.get(instruction.subject)
    return Instructed(
        number=laid.number(subject) if subject else instruction.subject.rpartition("/")[2],
        instruction=instruction,
        to=laid.names(instruction.to),
        overdue=max(0, (laid.today - instruction.answer_by).days),
        hidden=any(laid.hides(measures[m]) for m in instruction.measures if m in measures),
    )


async def _silent(ledger: Ledger, laid: Register, calendar: WorkCalendar, now: dt.datetime) -> tuple[Silent, ...]:
    """Owners who were reminded, by a message that arrived, and who have not answered for the policy's working days."""
    if laid.unit.policy.chase_after < 1:
        return ()
    own: dict[str, dict[str, Measure]] = {}
    for measure in laid.measures:
        for owner in measure.owners if measure.is_open else ():
            own.setdefault(owner, {})[measure.id] = measure
    found = [await _quiet(ledger, laid, (laid.people[p], own[p]), calendar, now) for p in own if p in laid.people]
    return tuple(sorted(filter(None, found), key=lambda s: (-s.working_days, s.person.name)))


async def _quiet(
    ledger: Ledger,
    laid: Register,
    asked: tuple[Person, dict[str, Measure]],
    calendar: WorkCalendar,
    now: dt.datetime,
) -> Silent | None:
    person, measures = asked
    first: dict[str, dt.date] = {}
    for reminder in await ledger.reminders.find(REMINDERS_TO, person.id, since=moment(now - ASKED_WITHIN)):
        measure = measures.get(reminder.measure)
        if measure and reminder.sent and (measure.reported is None or measure.reported < reminder.sent):
            first.setdefault(measure.id, laid.unit.day_of(reminder.sent))
    since = {day: calendar.between(day, laid.today) for day in set(first.values())}
    days = {m: since[day] for m, day in first.items()}
    late = [m for m in measures.values() if days.get(m.id, 0) >= laid.unit.policy.chase_after]
    if not late:
        return None
    return Silent(person, max(days.values()), laid.rows(late))
