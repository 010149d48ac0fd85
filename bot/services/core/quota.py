"""Quotas: how much a unit keeps, and whether there is room for more."""

import datetime as dt

from bot.domain.core.refusal import OverQuota, TooManyLoose
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure, Stage
from bot.domain.units.unit import MEGABYTE, Unit, Use
from bot.services.core.ledger import EVIDENCE_BY, EVIDENCE_OF_UNIT, MEASURES_OF_UNIT, PEOPLE_OF, Ledger, moment

LOOSE_FILES, LOOSE_MB = 100, 200  # of one person within a day, as long as nobody said for which measure
DAY = dt.timedelta(days=1)


async def use_of(ledger: Ledger, unit: Unit) -> Use:
    """What counts against the unit's quota: active people, measures that are not cancelled, bytes of evidence."""
    people = await ledger.people.find(PEOPLE_OF, unit.id)
    measures = await ledger.measures.find(MEASURES_OF_UNIT, unit.id)
    evidence = await ledger.evidence.find(EVIDENCE_OF_UNIT, unit.id)
    return Use(sum(person.active for person in people), sum(map(_counts, measures)), sum(e.size for e in evidence))


def _counts(measure: Measure) -> bool:
    return measure.stage is not Stage.CANCELLED


async def demand_room(ledger: Ledger, unit: Unit, *, people: int = 0, measures: int = 0, evidence: int = 0) -> None:
    """Raise OverQuota where so many more people, measures or bytes go beyond what the unit may keep."""
    quota = unit.quota
    limits = (
        ("people", people, quota.people),
        ("measures", measures, quota.measures),
        ("evidence", evidence, quota.evidence_mb * MEGABYTE),
    )
    if not any(more and limit for _, more, limit in limits):
        return
    use = await use_of(ledger, unit)
    for (what, more, limit), used in zip(limits, (use.people, use.measures, use.evidence), strict=True):
        if more and limit and used + more > limit:
            scale = MEGABYTE if what == "evidence" else 1
            raise OverQuota(what=what, limit=limit // scale, used=_figure(used, scale), more=_figure(more, scale))


async def demand_few_loose(ledger: Ledger, by: Person, size: int, now: dt.datetime) -> None:
    """Raise TooManyLoose where a file of `size` bytes is one too many of those that belong to no measure yet."""
    recent = await ledger.evidence.find(EVIDENCE_BY, by.id, since=moment(now - DAY))
    loose = [one for one in recent if one.stands and not one.measure]
    used = sum(one.size for one in loose)
    if len(loose) >= LOOSE_FILES or used + size > LOOSE_MB * MEGABYTE:
        raise TooManyLoose(count=len(loose), used=_figure(used, MEGABYTE), most=LOOSE_FILES, megabytes=LOOSE_MB)


def _figure(count: int, scale: int) -> str:
    return str(count) if scale == 1 else f"{count / scale:.1f}"
