"""The week's figures gathered from the ledger."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.dependencies.wait import Wait
from bot.domain.history.anchor import anchor_of
from bot.domain.meetings.count import NONE as NO_MEETINGS
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.reporting.digest import (
    AgainstPlan,
    Digest,
    Gaps,
    Held,
    OpenInstruction,
    PendingExtension,
    SilentPerson,
    changes,
    gaps,
    held,
    led_by,
    missed_rows,
    overdue_rows,
    periods_of,
    report_rows,
    round_tallies,
    soon_rows,
)
from bot.domain.reporting.early_word import early_words
from bot.domain.reporting.reductions import reductions
from bot.domain.status.register import LastWords, Register, RegisterRow
from bot.domain.supervision.instruction import Instruction
from bot.services.core.ledger import (
    EXTENSIONS_OPEN,
    INSTRUCTIONS_ON,
    INSTRUCTIONS_OPEN,
    JOURNAL_OF,
    JOURNAL_SINCE,
    Ledger,
    moment,
)
from bot.services.core.measure_card import waits_in
from bot.services.inspections.record import count_visits
from bot.services.meetings.counts import count_meetings
from bot.services.reminders.silence import silences
from bot.services.status.figures import figures_in
from bot.services.status.register import asked_at, difficult_in, register_before, with_words
from bot.services.status.support import unsettled_in
from bot.services.supervision.followed import count_followed


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

    Of a period that is over, what was to come, who was silent and what lacked then is not told: the ledger keeps only
    the present of these.
    """
    zone = ZoneInfo(register.unit.zone)
    end = now if past else None
    later = await ledger.journal.find(JOURNAL_SINCE, register.unit.id, since=moment(since))
    then = await register_before(ledger, register, later, since, calendar)
    entries = [entry for entry in later if entry.at < now] if past else later
    return Digest(
        unit=register.unit.name,
        at=now.astimezone(zone),
        since=since.astimezone(zone),
        tally=register.tally,
        then=then.tally,
        changes=changes(register, entries, then),
        overdue=await with_words(ledger, register, overdue_rows(register), end),
        secretary=led_by(register, Role.SECRETARY),
        soon=() if past else soon_rows(register),
        decisions=_decisions(register),
        asked=await _asked(ledger, register, end),
        instructions=await _instructed(ledger, register, end),
        silent=() if past else await _silent(ledger, register, calendar),
        chase_after=register.unit.policy.chase_after,
        gaps=Gaps() if past else replace(gaps(register), unsettled=_unsettled(register)),
        held=await _held(ledger, register, calendar, now),
        missed=missed_rows(register),
        periods=periods_of(register),
        reports=() if past else report_rows(register),
        difficulties=await _difficulties(ledger, register, end),
        rounds=round_tallies(register),
        of_round=register.of_round,
        early=() if past else early_words(register),
        reduced=reductions(register, entries),
        meetings=await count_meetings(ledger, register, register.unit.day_of(since), register.unit.day_of(now))
        if register.whole
        else NO_MEETINGS,
        followed=await count_followed(ledger, register, calendar),
        late_support=register.late_support,
        targets=await _targets(ledger, register),
        decided=await count_meetings(ledger, register, until=register.today) if register.whole else NO_MEETINGS,
        visits=await count_visits(ledger, register, register.unit.day_of(since), register.unit.day_of(now))
        if register.whole
        else NO_MEETINGS,
        demanded=await count_visits(ledger, register, until=register.today) if register.whole else NO_MEETINGS,
        key=() if past else register.rows(measure for measure in register.measures if measure.key),
        waits=() if past else await waits_on(ledger, register),
        past=past,
        anchor=anchor_of(await ledger.heads.get(register.unit.id)),
    )


async def _held(ledger: Ledger, register: Register, calendar: WorkCalendar, now: dt.datetime) -> dict[str, Held]:
    """Who holds each late measure."""
    found = {}
    for row in overdue_rows(register):
        entries = [entry for entry in await ledger.journal.find(JOURNAL_OF, row.measure.id) if entry.at < now]
        found[row.measure.id] = held(register, row, calendar, entries)
    return found


async def waits_on(ledger: Ledger, register: Register) -> tuple[tuple[RegisterRow, Wait], ...]:
    """What the register's measures wait for, as it is now."""
    found = await waits_in(ledger, register.unit, register.today)
    own = [wait for wait in found if wait.dependency.measure in register.measure]
    return tuple((register.row(register.measure[wait.dependency.measure]), wait) for wait in own)


async def _targets(ledger: Ledger, register: Register) -> tuple[AgainstPlan, ...]:
    """What the plan sets in figures and is not reached, or exceeded; none is told in secret."""
    going = register.only(lambda one: not one.is_ended and not register.is_redacted(one))
    found = [
        AgainstPlan(
            row=register.row(going.measure[id_]),
            name=one.name,
            unit=one.unit,
            planned=one.target.value,
            reported=one.value if one.sources else None,
        )
        for id_, totals in (await figures_in(ledger, going, planned=True)).items()
        for one in totals
        if one.target and not one.doubtful and (one.short or one.beyond)
    ]
    return tuple(sorted(found, key=lambda one: one.reported is None))


def _unsettled(register: Register) -> tuple[RegisterRow, ...]:
    """Measures of which a share of a supporting body was given to nobody, each once."""
    found = {one.measure.id: one.measure for one in unsettled_in(register)}
    return register.rows(found.values())


def _decisions(register: Register) -> tuple[RegisterRow, ...]:
    """What waits for the secretary's word, the longest first."""
    waiting = register.tally.steps[Stage.DECIDE]
    return register.rows(sorted(waiting, key=lambda measure: (measure.since or dt.date.min, measure.id)))


async def _difficulties(ledger: Ledger, register: Register, end: dt.datetime | None) -> tuple[RegisterRow, ...]:
    """Measures whose last word tells of a difficulty, the latest first, with that word."""
    found = sorted((await difficult_in(ledger, register, end)).items(), key=lambda told: told[1].at, reverse=True)
    return tuple(
        register.row(
            register.measure[id_],
            LastWords(told.words, register.unit.day_of(told.at), register.names([told.by])[0]),
        )
        for id_, told in found
    )


async def _asked(ledger: Ledger, register: Register, end: dt.datetime | None) -> tuple[PendingExtension, ...]:
    """The requests for more time that wait for the secretary, or waited at the end of a period that is over."""
    unit, measures = register.unit.id, register.measure
    if end is None:
        found = await ledger.extensions.find(EXTENSIONS_OPEN, unit)
    else:
        later = await ledger.journal.find(JOURNAL_SINCE, unit, since=moment(end))
        found = await asked_at(ledger, unit, later, end)
    return tuple(
        PendingExtension(register.row(measures[x.measure]), x, register.names([x.by])[0])
        for x in found
        if x.step is Role.SECRETARY and x.measure in measures
    )


async def _instructed(ledger: Ledger, register: Register, end: dt.datetime | None) -> tuple[OpenInstruction, ...]:
    """The secretary's instructions without an answer, now or at the end of a period that is over."""
    measures = register.measure
    if end is None:
        found = await ledger.instructions.find(INSTRUCTIONS_OPEN, register.unit.id)
    else:
        things = (*register.measure, *register.finding)
        of = [one for id_ in things for one in await ledger.instructions.find(INSTRUCTIONS_ON, id_)]
        given = sorted((one for one in of if one.at <= end), key=lambda one: (one.at, one.id))
        found = [*{one.id: one for one in given if one.answered_at is None or one.answered_at > end}.values()]
    return tuple(
        _line(register, measures, i) for i in found if not i.source and measures.keys() & {i.subject, *i.measures}
    )


def _line(register: Register, measures: Mapping[str, Measure], instruction: Instruction) -> OpenInstruction:
    subject = register.finding.get(instruction.subject) or measures.get(instruction.subject)
    return OpenInstruction(
        number=register.number(subject) if subject else instruction.subject.rpartition("/")[2],
        instruction=instruction,
        to=register.names(instruction.to),
        overdue=max(0, (register.today - instruction.answer_by).days),
        redacted=any(register.is_redacted(measures[m]) for m in instruction.measures if m in measures),
    )


async def _silent(ledger: Ledger, register: Register, calendar: WorkCalendar) -> tuple[SilentPerson, ...]:
    """Owners whom messages reached and who have not answered for the policy's working days, the longest first."""
    least = register.unit.policy.chase_after
    if least < 1:
        return ()
    asked = [
        (register.people[owner], measure)
        for measure in register.measures
        if measure.is_open or measure.stage is Stage.STANDING
        for owner in measure.owners
        if owner in register.people
    ]
    days: dict[str, dict[str, int]] = {}
    for (person, measure), since in zip(asked, await silences(ledger, asked), strict=True):
        if since and (gone := calendar.between(register.unit.day_of(since), register.today)) >= least:
            days.setdefault(person.id, {})[measure.id] = gone
    found = [
        SilentPerson(register.people[id_], max(of.values()), register.rows(register.measure[m] for m in of))
        for id_, of in days.items()
    ]
    return tuple(sorted(found, key=lambda s: (-s.working_days, s.person.name)))
