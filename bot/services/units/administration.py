"""单位: taken into the ledger and arranged on the command line; every change stands in the unit's own chain."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

from bot.domain.core.refusal import BadUnit, NoChange
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.units.unit import ID, Unit, Use, above
from bot.services.core.ledger import OUTBOX_BY_STATE, TO_SEND, UNITS, Ledger
from bot.services.core.quota import use_of
from bot.services.core.request import CLOCK, RequestContext, difference, enter

LONGEST = 40  # characters of a name


@dataclass(frozen=True)
class UnitUse:
    """A unit and what it keeps."""

    unit: Unit
    use: Use


async def add_unit(request: RequestContext, unit: Unit, *, bots: Collection[str]) -> Unit:
    """Take a unit in; `bots` are the names of those that there are. Raises BadUnit."""
    async with request.open() as ledger:
        known = await _known(ledger)
        if not ID.fullmatch(unit.id):
            raise BadUnit(what="id", name=unit.id)
        if unit.id in known:
            raise BadUnit(what="taken", name=unit.id)
        if unit.zone not in available_timezones():
            raise BadUnit(what="zone", name=unit.zone)
        _demand_sound(unit, known, bots)
        return await _keep(request, ledger, None, unit)


async def set_unit(
    request: RequestContext,
    id_: str,
    *,
    bots: Collection[str],
    name: str | None = None,
    upper: str | None = None,
    bot: str | None = None,
    **limits: int | None,
) -> Unit:
    """Arrange a unit anew; what is None stays, `limits` are those of its quota. Raises BadUnit or NoChange."""
    async with request.open() as ledger:
        known = await _known(ledger)
        old = known.get(id_)
        if old is None:
            raise BadUnit(what="unknown", name=id_)
        new = replace(
            old,
            name=old.name if name is None else name,
            above=old.above if upper is None else upper,
            bot=old.bot if bot is None else bot,
            quota=replace(old.quota, **{kind: limit for kind, limit in limits.items() if limit is not None}),
        )
        if new == old:
            raise NoChange(name=id_)
        _demand_sound(new, known, bots)
        if new.bot != old.bot:
            await _readdress(ledger, new)
        return await _keep(request, ledger, old, new)


async def _readdress(ledger: Ledger, unit: Unit) -> None:
    """What waits goes through the bot that serves the unit from now on."""
    for state in TO_SEND:
        for message in await ledger.outbox.find(OUTBOX_BY_STATE, unit.id, state):
            await ledger.outbox.put(replace(message, bot=unit.bot))


async def _known(ledger: Ledger) -> dict[str, Unit]:
    return {unit.id: unit for unit in await ledger.units.find(UNITS)}


def _demand_sound(unit: Unit, known: dict[str, Unit], bots: Collection[str]) -> None:
    if not unit.name.strip() or len(unit.name) > LONGEST or not unit.name.isprintable():
        raise BadUnit(what="name", name=unit.name)
    if unit.name in {other.name for other in known.values() if other.id != unit.id}:
        raise BadUnit(what="named", name=unit.name)
    if unit.above and unit.above not in known:
        raise BadUnit(what="above", name=unit.above)
    if unit.id in {upper.id for upper in above(unit, known)}:
        raise BadUnit(what="circle", name=unit.id)
    if unit.bot and unit.bot not in bots:
        raise BadUnit(what="bot", name=unit.bot)


async def _keep(request: RequestContext, ledger: Ledger, old: Unit | None, unit: Unit) -> Unit:
    await ledger.units.put(unit)
    before, after = difference(old, unit)
    verb = Verb.SET_UNIT if old else Verb.ADD_UNIT
    await enter(
        ledger,
        Entry(
            unit=unit.id,
            at=request.now(),
            by=CLOCK,
            verb=verb,
            subject=unit.id,
            before=before,
            after=after,
            update=request.update,
        ),
    )
    return unit


async def kept_units(request: RequestContext) -> tuple[UnitUse, ...]:
    """Every unit with what it keeps, each counted in a transaction of its own."""
    async with request.look() as ledger:
        units = await ledger.units.find(UNITS)
    found = []
    for unit in units:
        async with request.look() as ledger:
            found.append(UnitUse(unit, await use_of(ledger, unit)))
    return tuple(found)
