"""移交时的未了事项: what waits around the measures of somebody who hands over, in words."""

from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.rechecks.recheck import Recheck, RecheckState
from bot.domain.status.register import Register
from bot.messages.text import day
from bot.services.core.ledger import (
    EXTENSIONS_OPEN,
    INSTRUCTIONS_OPEN,
    MEASURES_OF_PERSON,
    MEASURES_OF_UNIT,
    PROPOSALS_OPEN,
    RECHECKS_OF,
)
from bot.services.core.measure_context import numbered
from bot.services.core.proposals import deciders_of
from bot.services.core.transaction import Transaction
from bot.services.people.asked import Asked, in_words


async def unfinished(
    tx: Transaction, giver: Person, measures: Sequence[Measure], beside: Asked, *, role: Role | None, register: Register
) -> list[str]:
    """Letters and instructions, what else is asked of the giver, closings, requests for time and acts that wait.

    Closings and requests are those of the measures, and where an office goes along those that wait for its word.
    Behind them look-backs that are planned, of the giver's closed measures, and of all where the office goes along.
    """
    ids = {measure.id for measure in measures}
    given = await tx.ledger.instructions.find(INSTRUCTIONS_OPEN, tx.unit.id)
    about = [one for one in given if ids & {*one.measures} or one in beside.instructions]
    asked = [one async for one in _asked(tx, register, ids, role)]
    acts = [one async for one in _acts(tx, giver)]
    return [
        *await in_words(tx, replace(beside, instructions=about), giver),
        *asked,
        *acts,
        *await _look_backs(tx, giver, role),
    ]


async def _asked(tx: Transaction, register: Register, own: AbstractSet[str], role: Role | None) -> AsyncIterator[str]:
    say = tx.request.wording.word
    steps = {one.measure: one for one in await tx.ledger.extensions.find(EXTENSIONS_OPEN, tx.unit.id)}
    for row in register.rows(register.measures):
        stage, its = row.measure.stage, row.measure.id in own
        if stage in WAITING and (its or CHECKERS[stage] is role):
            yield say("people.handover.waits", number=row.number, what=say(f"status.waits.{stage}"))
        extension = steps.get(row.measure.id) if row.measure.is_open else None
        if extension and (its or extension.step is role):
            yield say("people.handover.extension", number=row.number, day=day(extension.asked))


async def _acts(tx: Transaction, giver: Person) -> AsyncIterator[str]:
    say = tx.request.wording.word
    for proposal in await tx.ledger.proposals.find(PROPOSALS_OPEN, tx.unit.id):
        if proposal.by == giver.id:
            yield say("people.handover.asked", what=proposal.what)
        elif giver.id in {one.id for one in await deciders_of(tx, proposal)}:
            yield say("people.handover.decides", what=proposal.what)


async def _look_backs(tx: Transaction, giver: Person, role: Role | None) -> list[str]:
    say, found = tx.request.wording.word, await _rechecks(tx, giver, role)
    shown = await numbered(tx.ledger, *(measure for measure, _ in found))
    return [
        say("people.handover.recheck", number=one.number, day=day(recheck.due))
        for one, (_, recheck) in zip(shown, found, strict=True)
    ]


async def _rechecks(tx: Transaction, giver: Person, role: Role | None) -> list[tuple[Measure, Recheck]]:
    """Look-backs that are planned, the next one first."""
    whose = (MEASURES_OF_UNIT, tx.unit.id) if role is Role.OFFICE else (MEASURES_OF_PERSON, giver.id)
    closed = [one for one in await tx.ledger.measures.find(*whose) if one.stage is Stage.CLOSED]
    found = [
        (measure, recheck)
        for measure in closed
        for recheck in await tx.ledger.rechecks.find(RECHECKS_OF, measure.id)
        if recheck.state is RecheckState.PLANNED
    ]
    return sorted(found, key=lambda one: (one[1].due, one[0].id))
