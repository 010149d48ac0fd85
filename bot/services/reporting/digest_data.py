"""The week's figures gathered from the ledger."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.anchor import anchor_of
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.reporting.digest import (
    Digest,
    Gaps,
    OpenInstruction,
    PendingExtension,
    SilentPerson,
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
    register: Register,
    since: dt.datetime,
    calendar: WorkCalendar,
    now: dt.datetime,
    *,
    past: bool = False,
) -> Digest:
    """The week's page over what the register shows, with the changes since a moment; times aware.

    Of a period that is over, what was waiting and who was silent then is not told: the ledger keeps only the present.
    """
    zone = ZoneInfo(register.unit.zone)
    end = now if past else None
    until = moment(now) if past else None
    entries = await ledger.journal.find(JOURNAL_SINCE, register.unit.id, since=moment(since), until=until)
    return Digest(
        unit=register.unit.name,
        at=now.astimezone(zone),
        since=since.astimezone(zone),
        tally=register.tally,
        changes=changes(register, entries, register.unit.day_of(since)),
        overdue=await with_words(ledger, register, overdue_rows(register), end),
        secretary=led_by(register, Role.SECRETARY),
        soon=() if past else soon_rows(register),
        decisions=() if past else register.rows(register.tally.steps[Stage.DECIDE]),
        asked=() if past else await _asked(ledger, register),
        instructions=() if past else await _instructed(ledger, register),
        silent=() if past else await _silent(ledger, register, calendar, now),
        chase_after=register.unit.policy.chase_after,
        gaps=Gaps() if past else gaps(register),
        anchor=anchor_of(await ledger.heads.get(register.unit.id)),
    )


async def _asked(ledger: Ledger, register: Register) -> tuple[PendingExtension, ...]:
    measures = {m.id: m for m in register.measures}
    return tuple(
        PendingExtension(register.row(measures[x.measure]), x, register.names([x.by])[0])
        for x in await ledger.extensions.find(EXTENSIONS_OPEN, register.unit.id)
        if x.step is Role.SECRETARY and x.measure in measures
    )


async def _instructed(ledger: Ledger, register: Register) -> tuple[OpenInstruction, ...]:
    measures = {m.id: m for m in register.measures}
    found = await ledger.instructions.find(INSTRUCTIONS_OPEN, register.unit.id)
    return tuple(_line(register, measures, i) for i in found if measures.keys() & {i.subject, *i.measures})


def _line(register: Register, measures: dict[str, Measure], instruction: Instruction) -> OpenInstruction:
    subject = register.finding.get(instruction.subject) or measures.get(instruction.subject)
    return OpenInstruction(
        number=register.number(subject) if subject else instruction.subject.rpartition("/")[2],
        instruction=instruction,
        to=register.names(instruction.to),
        overdue=max(0, (register.today - instruction.answer_by).days),
        redacted=any(register.is_redacted(measures[m]) for m in instruction.measures if m in measures),
    )


async def _silent(
    ledger: Ledger, register: Register, calendar: WorkCalendar, now: dt.datetime
) -> tuple[SilentPerson, ...]:
    """Owners who were reminded, by a message that arrived, and who have not answered for the policy's working days."""
    if register.unit.policy.chase_after < 1:
        return ()
    own: dict[str, dict[str, Measure]] = {}
    for measure in register.measures:
        for owner in measure.owners if measure.is_open else ():
            own.setdefault(owner, {})[measure.id] = measure
    found = [
        await _quiet(ledger, register, (register.people[p], own[p]), calendar, now) for p in own if p in register.people
    ]
    return tuple(sorted(filter(None, found), key=lambda s: (-s.working_days, s.person.name)))


async def _quiet(
    ledger: Ledger,
    register: Register,
    asked: tuple[Person, dict[str, Measure]],
    calendar: WorkCalendar,
    now: dt.datetime,
) -> SilentPerson | None:
    person, measures = asked
    first: dict[str, dt.date] = {}
    for reminder in await ledger.reminders.find(REMINDERS_TO, person.id, since=moment(now - ASKED_WITHIN)):
        measure = measures.get(reminder.measure)
        if measure and reminder.sent and (measure.reported is None or measure.reported < reminder.sent):
            first.setdefault(measure.id, register.unit.day_of(reminder.sent))
    since = {day: calendar.between(day, register.today) for day in set(first.values())}
    days = {m: since[day] for m, day in first.items()}
    late = [m for m in measures.values() if days.get(m.id, 0) >= register.unit.policy.chase_after]
    if not late:
        return None
    return SilentPerson(person, max(days.values()), register.rows(late))
