"""Lay a unit's records open for lists, counts and documents."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.evidence.requirement import lacking
from bot.domain.extensions.extension import Extension
from bot.domain.history.as_of import as_of
from bot.domain.history.journal import Entry
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.domain.status.register import LastWords, Register, RegisterRow, build_register
from bot.domain.status.support import shares_at
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.domain.units.unit import Unit
from bot.services.core.draft_content import PendingReply, waiting_words
from bot.services.core.ledger import (
    ASSIGNMENTS_OF_UNIT,
    CLOSINGS_OF,
    EVIDENCE_OF,
    EXTENSIONS_OPEN,
    FINDINGS_OF,
    JOURNAL_SINCE,
    MEASURES_OF_UNIT,
    PEOPLE_OF,
    PLANS_OF,
    PROGRESS_OF,
    Draft,
    Ledger,
    moment,
)
from bot.services.core.transaction import unit_of

MOMENT = dt.timedelta(microseconds=1)
AT_ONCE = 500  # measures that are laid open at once, in a few milliseconds


async def open_register(ledger: Ledger, unit: str, today: dt.date, calendar: WorkCalendar) -> Register:
    """The unit's register as it stands on the day; raises NotFound for an unknown unit."""
    body = await unit_of(ledger, unit)
    plans = await ledger.plans.find(PLANS_OF, unit)
    return await _built(
        body,
        today,
        plans=plans,
        findings=[finding for plan in plans for finding in await ledger.findings.find(FINDINGS_OF, plan.id)],
        measures=await ledger.measures.find(MEASURES_OF_UNIT, unit),
        people=await ledger.people.find(PEOPLE_OF, unit),
        asked=await ledger.extensions.find(EXTENSIONS_OPEN, unit),
        supporting=await _shares(ledger, unit),
        calendar=calendar,
    )


async def register_as_of(ledger: Ledger, unit: str, day: dt.date, calendar: WorkCalendar) -> Register:
    """The unit's register as it stood at the end of a day that is over, by its journal; raises NotFound."""
    register = await open_register(ledger, unit, day, calendar)
    end = end_of(day, register)
    entries = await ledger.journal.find(JOURNAL_SINCE, unit, since=moment(end))
    return await register_before(ledger, register, entries, end, calendar)


async def register_before(
    ledger: Ledger, register: Register, later: Sequence[Entry], at: dt.datetime, calendar: WorkCalendar
) -> Register:
    """The register as it stood at a moment; `later` are the entries from then until the register's own, oldest first.

    Of the first moment of a day it is that of the day before.
    """
    measures = as_of(register.measures, later)
    gone = {m.finding for m in register.measures} - {m.finding for m in measures}
    built = await _built(
        register.unit,
        register.unit.day_of(at - MOMENT),
        plans=register.plans,
        findings=[finding for finding in register.findings if finding.id not in gone],
        measures=measures,
        people=register.people.values(),
        asked=await asked_at(ledger, register.unit.id, later, at),
        supporting=await _shares(ledger, register.unit.id, at),
        calendar=calendar,
    )
    return replace(built, others=tuple(as_of(register.others, later)))


async def _shares(ledger: Ledger, unit: str, at: dt.datetime | None = None) -> tuple[Assignment, ...]:
    """What supporting bodies were given, as it stood before a moment, or stands now."""
    return shares_at(await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, unit, AssignmentKind.SUPPORT), at)


async def asked_at(ledger: Ledger, unit: str, later: Iterable[Entry], at: dt.datetime) -> list[Extension]:
    """The requests for more time that waited at the moment: those of today, and those that entries since then touch."""
    asked = {one.id: one for one in await ledger.extensions.find(EXTENSIONS_OPEN, unit, until=moment(at))}
    touched = dict.fromkeys(entry.after["extension"] for entry in later if "extension" in entry.after)
    asked |= {one.id: one for one in await ledger.extensions.get_many(touched) if one.at < at}
    return [one.waiting_at(at) for one in asked.values()]


async def _built(unit: Unit, today: dt.date, *, measures: Sequence[Measure], **records: Any) -> Register:
    """The register, built in a thread where it is large, so that others are answered meanwhile."""
    if len(measures) <= AT_ONCE:
        return build_register(unit, today, measures=measures, **records)
    return await asyncio.to_thread(build_register, unit, today, measures=measures, **records)


def end_of(day: dt.date, register: Register) -> dt.datetime:
    """The first moment after the day in the unit's zone."""
    return dt.datetime.combine(day + dt.timedelta(1), dt.time(), ZoneInfo(register.unit.zone))


async def said(ledger: Ledger, register: Register, measure: str, until: dt.datetime | None = None) -> LastWords | None:
    """The last words of an owner on a measure that still stand, said before a moment."""
    (row,) = await with_words(ledger, register, [register.row(register.measure[measure])], until)
    return row.said


async def _recorded(ledger: Ledger, measure: str, until: dt.datetime | None) -> Progress | None:
    before = moment(until) if until else None
    told = await ledger.progress.find(PROGRESS_OF, measure, until=before, latest=True, limit=20)
    return next((one for one in told if one.tells and one.words), None)


async def difficult_in(ledger: Ledger, register: Register, until: dt.datetime | None = None) -> dict[str, Progress]:
    """The open measures whose last word, said before a moment, tells of a difficulty; with that word."""
    before = moment(until) if until else None
    found: dict[str, Progress] = {}
    for measure in register.measures:
        if measure.is_open and measure.reported:
            told = await ledger.progress.find(PROGRESS_OF, measure.id, until=before, latest=True, limit=20)
            last = next((one for one in told if one.tells), None)
            found |= {measure.id: last} if last and last.intent is Intent.BLOCKED else {}
    return found


async def told_in(ledger: Ledger, register: Register) -> dict[str, frozenset[dt.date]]:
    """By measure the days on which its own people reported; a question or a remark is no report."""
    measures = [measure for measure in register.measures if measure.reported]
    found = await ledger.progress.find_each(PROGRESS_OF, [(one.id,) for one in measures])
    return {
        measure.id: frozenset(register.unit.day_of(one.at) for one in said if one.tells)
        for measure, said in zip(measures, found, strict=True)
    }


async def proof_in(ledger: Ledger, register: Register) -> tuple[frozenset[str], frozenset[str]]:
    """The open measures that lack evidence, and those without any; of a reopened one counts what came since."""
    measures = [measure for measure in register.measures if measure.is_open]
    keys = [(measure.id,) for measure in measures]
    kept = await ledger.evidence.find_each(EVIDENCE_OF, keys)
    closed = await ledger.closings.find_each(CLOSINGS_OF, keys)
    short, bare = set(), set()
    for measure, pieces, closings in zip(measures, kept, closed, strict=True):
        since = closings[-1].reopened if closings else None
        live = [one for one in pieces if one.stands and one.expired is None and (since is None or one.at > since)]
        short |= set() if live and not lacking(register.policy(measure), live) else {measure.id}
        bare |= set() if live else {measure.id}
    return frozenset(short), frozenset(bare)


async def with_words(
    ledger: Ledger, register: Register, rows: Iterable[RegisterRow], until: dt.datetime | None = None
) -> tuple[RegisterRow, ...]:
    """The rows with the last words on each, said before a moment: recorded, or still waiting for their sender.

    Words that may as well be of another measure stand only where nothing is recorded.
    """
    listed = tuple(rows)
    owners = {owner for row in listed for owner in row.measure.owners}
    delegates = {one.delegate for owner in owners & register.people.keys() for one in register.people[owner].absences}
    waiting = await waiting_words(ledger, sorted(owners | delegates), until)
    found = []
    for row in listed:
        told = await _recorded(ledger, row.measure.id, until)
        asked = [one for one in waiting.get(row.measure.id, []) if one[0].person in _speakers(register, row.measure)]
        own = [one for one in asked if _certain(one) and (told is None or one[0].at > told.at)]
        found.append(replace(row, said=_last_words(register, told, own[-1:] or asked[-1:] * (told is None))))
    return tuple(found)


def _speakers(register: Register, measure: Measure) -> set[str]:
    """Its owners, and whoever stands in for one of them."""
    people = [register.people[owner] for owner in measure.owners if owner in register.people]
    return {*measure.owners, *(one.delegate for person in people for one in person.absences)}


def _certain(asked: tuple[Draft, PendingReply]) -> bool:
    return len(asked[1].measures) == 1


def _last_words(
    register: Register, told: Progress | None, asked: Sequence[tuple[Draft, PendingReply]]
) -> LastWords | None:
    for draft, reply in asked:
        waits: Literal["meaning", "measure"] = "meaning" if _certain((draft, reply)) else "measure"
        return LastWords(reply.words, register.unit.day_of(draft.at), register.names([draft.person])[0], waits)
    return LastWords(told.words, register.unit.day_of(told.at), register.names([told.by])[0]) if told else None
