"""Lay a unit's records open for lists, counts and documents."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.refusal import NotFound
from bot.domain.register import Register, Row, Said, register
from bot.services.ledger import FINDINGS_OF, MEASURES_OF_UNIT, PEOPLE_OF, PLANS_OF, PROGRESS_OF, Ledger


async def open_register(ledger: Ledger, unit: str, today: dt.date) -> Register:
    """The unit's register as it stands on the day; raises NotFound for an unknown unit."""
    body = await ledger.units.get(unit)
    if body is None:
        raise NotFound
    plans = await ledger.plans.find(PLANS_OF, unit)
    return register(
        body,
        today,
        plans=plans,
        findings=[finding for plan in plans for finding in await ledger.findings.find(FINDINGS_OF, plan.id)],
        measures=await ledger.measures.find(MEASURES_OF_UNIT, unit),
        people=await ledger.people.find(PEOPLE_OF, unit),
    )


async def said(ledger: Ledger, laid: Register, measure: str) -> Said | None:
    """The last words on a measure that still stand."""
    zone = ZoneInfo(laid.unit.zone)
    for progress in await ledger.progress.find(PROGRESS_OF, measure, latest=True, limit=5):
        if progress.stands and progress.words:
            return Said(progress.words, progress.at.astimezone(zone).date(), laid.names([progress.by])[0])
    return None


async def with_words(ledger: Ledger, laid: Register, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with the last words on each."""
    return tuple([replace(row, said=await said(ledger, laid, row.measure.id)) for row in rows])
