"""待办 of the office: what waits for people whom nothing reaches, with what the office can do about it by a tap."""

import datetime as dt
from collections.abc import AsyncIterator, Iterable

from bot.domain.people.person import Person, Role
from bot.messages.body import Button
from bot.messages.dependencies.view import answer_row as wait_row
from bot.messages.extensions.keyboards import refuse_button
from bot.messages.pending.matter import Matter
from bot.messages.supervision.assignment import move_button
from bot.messages.text import day
from bot.services.core.ledger import DEPENDENCIES_OPEN, EXTENSIONS_OPEN
from bot.services.core.measure_context import MeasureContext, measure_context, numbered
from bot.services.core.notify import with_delegates
from bot.services.core.transaction import Transaction
from bot.services.dependencies.people import asked_of, shown_words, stands
from bot.services.extensions.steps import asked_to_decide
from bot.services.supervision.assignment import open_assignments
from bot.services.supervision.assignment import shown_words as assigned_words


async def stuck(tx: Transaction) -> AsyncIterator[Matter]:
    """Requests for time, what was assigned, and what another side is waited for, that nobody would ever see."""
    if tx.by.holds(Role.OFFICE):
        for source in (_extensions(tx), _assignments(tx), _waits(tx)):
            async for one in source:
                yield one


async def _extensions(tx: Transaction) -> AsyncIterator[Matter]:
    for extension in await tx.ledger.extensions.find(EXTENSIONS_OPEN, tx.unit.id):
        context = await measure_context(tx, extension.measure)
        asked = await asked_to_decide(context, extension)
        if context.measure.is_open and _unreached(asked):
            facts = {"day": day(extension.asked), "names": _names(tx, asked)}
            what = tx.request.wording.word("pending.what.stuck_extension", **facts)
            since, refuse = tx.day_of(extension.waits_since), refuse_button(tx.request.wording, extension)
            yield await matter_on(context, extension.id, what, since, (refuse,))


async def _assignments(tx: Transaction) -> AsyncIterator[Matter]:
    for assignment, _ in await open_assignments(tx):
        asked = await with_delegates(tx, assignment.to)
        if assignment.measures and _unreached(asked):
            context = await measure_context(tx, assignment.measures[0])
            facts = {"words": await assigned_words(tx, assignment), "names": _names(tx, asked)}
            what = tx.request.wording.word("pending.what.stuck_assignment", **facts)
            move = move_button(tx.request.wording, assignment)
            yield await matter_on(context, assignment.id, what, tx.day_of(assignment.at), (move,))


async def _waits(tx: Transaction) -> AsyncIterator[Matter]:
    for one in await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, tx.unit.id):
        asked = await asked_of(tx, one)
        if one.measure and asked and _unreached(asked):
            context = await measure_context(tx, one.measure)
            words = await shown_words(tx, one) or tx.request.wording.word("dependencies.something")
            what = tx.request.wording.word("pending.what.stuck_wait", words=words, names=_names(tx, asked))
            yield await matter_on(context, one.id, what, stands(tx, one).since, wait_row(tx.request.wording, one.id))


def _unreached(asked: Iterable[Person]) -> bool:
    return not any(person.reachable for person in asked)


def _names(tx: Transaction, asked: Iterable[Person]) -> str:
    return "、".join(person.name for person in asked) or tx.request.wording.word("core.nobody")


async def matter_on(
    context: MeasureContext, id_: str, what: str, since: dt.date | None, acts: tuple[Button, ...]
) -> Matter:
    """What waits on a measure, under its number and as messages may show it."""
    (measure,), tx = await numbered(context.ledger, context.measure), context.tx
    return Matter(
        id=id_,
        number=measure.number,
        what=what,
        matter="" if context.policy.confidential else measure.text,
        since=since,
        days=tx.request.calendar.between(since, tx.today) if since else 0,
        acts=acts,
        measures=(measure.id,),
    )
