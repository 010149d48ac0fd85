"""What a paper would say otherwise if it were drawn up now: the ledger goes on while a draft is on its way."""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Sequence

from bot.domain.core.refusal import Overtaken
from bot.domain.people.person import Person
from bot.domain.reporting.release import Difference, FactKind, Release
from bot.messages.text import full_day
from bot.services.core.ledger import PEOPLE_OF, Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reporting.digest import span_of
from bot.services.reporting.job import Job, only_plan

UNTIL = ("截至", "截止")
DIGITS = 6  # of the hash by which a button knows what its card showed


async def since_drawn(request: RequestContext, ledger: Ledger, release: Release) -> tuple[Difference, ...]:
    """The facts that stand otherwise in the ledger by now, but for the paper's own day and what was put right already.

    Where the round is gone from the ledger every fact is.
    """
    from bot.documents.word.released import lines_of
    from bot.readers.paper.comparison import compared
    from bot.services.reporting.grounds import all_grounds
    from bot.services.reporting.papers import DRAWN

    unit = await unit_of(ledger, release.unit)
    register, told = await span_of(request, ledger, unit, release.period)
    people = await ledger.people.find(PEOPLE_OF, unit.id)
    plan = next((one for one in register.plans if one.id == release.plan), None)
    drawn = None
    if plan is not None:
        job = Job(request, ledger, only_plan(register, plan), release.period, told)
        drawn = await DRAWN[release.kind](job, await all_grounds(ledger, job.register))
    lines = lines_of((await asyncio.to_thread(drawn))[0]) if drawn else ()
    names = known_names(people, (*release.text, *lines))
    found = await asyncio.to_thread(compared, release.text, lines, names)
    days = full_day(unit.day_of(release.at)), full_day(request.today(unit))
    put_right = {(one.kind, one.was, one.now) for one in release.differences}
    return tuple(
        one
        for one in found
        if one.kind is not FactKind.WORDS and not _own_day(one, *days) and (one.kind, one.was, one.now) not in put_right
    )


def _own_day(one: Difference, drawn: str, today: str) -> bool:
    """True for the day of the paper itself, at its end and in 截至2026年6月9日."""
    pairs = [(drawn, today), *((f"{word}{drawn}", f"{word}{today}") for word in UNTIL)]
    return one.kind is FactKind.DAY and (one.was, one.now) in pairs


def known_names(people: Iterable[Person], lines: Sequence[str]) -> Collection[str]:
    """What is read as a name: people and departments of the unit, and who is called so in the paper."""
    from bot.documents.privacy import names_in

    known = {person.name for person in people if len(person.name) > 1}
    known |= {person.department for person in people if person.department}
    return known | {name for line in lines for name in names_in(line)}


def seen_of(found: Sequence[Difference]) -> str:
    """What a button of a card remembers of these facts; "" where there are none."""
    told = "\n".join(f"{one.place}|{one.kind}|{one.was}|{one.now}" for one in found)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS] if found else ""


async def demand_seen(request: RequestContext, release: Release, seen: str) -> None:
    """Raise Overtaken where the ledger has moved on and the card that was answered did not say so."""
    async with request.look() as ledger:
        found = await since_drawn(request, ledger, release)
    if seen_of(found) != seen and found:
        raise Overtaken(number="", why="ledger", count=len(found))
