"""催办 of the other side: whoever is waited for is asked once more, in this unit or in the one that is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.dependencies.dependency import Dependency, Side
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.services.core.ledger import DEPENDENCIES_OF, DEPENDENCIES_ON, DEPENDENCIES_OPEN
from bot.services.core.message_content import WaitContent
from bot.services.core.notify import notify
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import (
    Transaction,
    note,
    occasion,
    open_clock_transaction,
    open_transaction,
    require_role,
)
from bot.services.dependencies.people import asked_of


@dataclass(frozen=True)
class Chased:
    """Who was asked again, another unit by its name; and what is waited for before its day, of which nobody was."""

    told: tuple[str, ...]
    early: tuple[Dependency, ...]


async def chase_waits(request: RequestContext, by: Person, measures: Iterable[Measure], *, whom: str = "") -> Chased:
    """Ask again all for whom the measures wait whose day has come; `whom` alone, by id, where it is given.

    That one is asked for all measures. Raises NotAllowed. `request` is the one before all units.
    """
    told: list[str] = []
    early: list[Dependency] = []
    async with open_transaction(scoped(request, by.unit), by) as tx:
        require_role(tx, Action.NUDGE)
        for one in await (_asked(tx, whom) if whom else _waits_of(tx, measures)):
            if one.due > tx.today:
                early.append(one)
            else:
                await note(tx, Verb.CHASE_WAIT, one.measure or one.id, dependency=one.id, name=one.name)
                told += await _again(request, tx, one)
    return Chased(tuple(dict.fromkeys(told)), tuple(early))


async def _waits_of(tx: Transaction, measures: Iterable[Measure]) -> list[Dependency]:
    """All for which the measures wait."""
    found = [one for measure in measures for one in await tx.ledger.dependencies.find(DEPENDENCIES_OF, measure.id)]
    return [one for one in found if one.is_open]


async def _asked(tx: Transaction, whom: str) -> list[Dependency]:
    """All that a person of the unit is waited for."""
    found = await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, tx.unit.id)
    return [one for one in found if one.side is not Side.UNIT and whom in {who.id for who in await asked_of(tx, one)}]


async def _again(request: RequestContext, tx: Transaction, one: Dependency) -> tuple[str, ...]:
    if one.side is not Side.UNIT:
        return await _ask(tx, one)
    async with open_clock_transaction(scoped(request, one.other), one.other) as there:
        for share in await there.ledger.dependencies.find(DEPENDENCIES_ON, one.id):
            if share.is_open:
                await note(there, Verb.CHASE_WAIT, share.id, dependency=share.id, name=share.asker)
                await _ask(there, share)
    return (one.name,)


async def _ask(tx: Transaction, one: Dependency) -> tuple[str, ...]:
    reason = f"wait:{one.id}:{await occasion(tx)}"
    facts = WaitContent(dependency=one.id, again=True)
    told = await notify(tx, await asked_of(tx, one), reason=reason, facts=facts, priority=Priority.RED)
    return told.names
