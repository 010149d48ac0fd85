"""What meetings decided, and what the secretary instructed, as it stands today: for those who ask in plain words."""

from collections.abc import Sequence

from bot.domain.meetings.meeting import Meeting
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.supervision.instruction import Instruction
from bot.messages.body import MessageBody
from bot.messages.meetings.view import Outcome, decisions_body, instructions_body
from bot.services.core.ledger import INSTRUCTIONS_ON, MEASURES_OF_UNIT, MEETINGS_OF
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading
from bot.services.meetings.outcome import outcome_of, outcomes_of

MOST = 3  # meetings that are told of


async def what_was_decided(
    request: RequestContext, by: Person, title: str, *, last: bool, own: bool
) -> MessageBody | None:
    """Each decision of the last meetings of that name, "" for any; those alone that are one's own to do, where asked.

    Whoever may not see meetings is told of his own. None where there was no such meeting.
    """
    async with open_reading(request, by) as tx:
        mine = own or not allowed(Action.MEET, by)
        found = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id)
        told: list[tuple[Meeting, Sequence[Outcome]]] = []
        for one in reversed([one for one in found if title in one.title and one.took_place]):
            ids = [id_ for id_ in one.resolutions if not mine or await _is_own(tx, by, id_)]
            if ids or (not mine and not told):
                told.append((one, await outcomes_of(tx, ids)))
        if not told and not mine:
            return None
        return decisions_body(request.wording, told[: 1 if last else MOST], title=title, own=mine)


async def what_was_instructed(request: RequestContext, by: Person, *, own: bool) -> MessageBody:
    """The secretary's instructions, newest first: those one gave or is to answer, or all for who follows them."""
    async with open_reading(request, by) as tx:
        every = not own and allowed(Action.MEET, by)
        measures = await tx.ledger.measures.find(MEASURES_OF_UNIT, tx.unit.id)
        keys = dict.fromkeys([*(one.id for one in measures), *(one.finding for one in measures)])
        given: dict[str, Instruction] = {}
        for some in await tx.ledger.instructions.find_each(INSTRUCTIONS_ON, [(key,) for key in keys]):
            given |= {one.id: one for one in some if not one.source}
        meant = [one for one in given.values() if every or by.id in {one.by, *one.to}]
        shown = sorted(meant, key=lambda one: one.at, reverse=True)
        return instructions_body(request.wording, [await outcome_of(tx, one) for one in shown], own=not every)


async def _is_own(tx: Transaction, by: Person, resolution: str) -> bool:
    given = await tx.ledger.instructions.get(resolution)
    measures = await tx.ledger.measures.get_many(given.measures if given else [resolution])
    acting = {one for measure in measures for one in (*measure.owners, *measure.leaders)}
    return by.id in acting or (given is not None and by.id in given.to)
