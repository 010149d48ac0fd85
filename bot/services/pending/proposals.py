"""Acts that wait for their second key: the card, the decision, and what a confirmed one does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act, Proposal, ProposalState
from bot.messages.body import MessageBody
from bot.messages.people.proposal import proposal_body
from bot.services.closing.steps import standing_within
from bot.services.closing.submission import settle_waiting
from bot.services.core.ledger import PROPOSALS_OPEN, Ledger
from bot.services.core.message_content import ProposalContent, content_of
from bot.services.core.proposals import deciders_of, settled
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_clock_transaction, open_transaction, unit_of
from bot.services.imports.plan_import import move_deadlines_within
from bot.services.imports.undo import undo_within
from bot.services.people.absence import stand_in_within
from bot.services.people.binding import unbind_within
from bot.services.people.handover import hand_over_within
from bot.services.people.staff import retire, set_role
from bot.services.plan.correction import cancel_within, correct_within
from bot.services.plan.rearrangement import INTO, merge_within
from bot.services.settings.policy import set_within


async def _appoint(tx: Transaction, proposal: Proposal) -> None:
    await set_role(tx, proposal.subject, Role(proposal.facts["role"]), give=True)


async def _dismiss(tx: Transaction, proposal: Proposal) -> None:
    await set_role(tx, proposal.subject, Role(proposal.facts["role"]), give=False)


async def _retire(tx: Transaction, proposal: Proposal) -> None:
    await retire(tx, proposal.subject)


async def _unbind(tx: Transaction, proposal: Proposal) -> None:
    await unbind_within(tx, proposal.subject)


async def _hand_over(tx: Transaction, proposal: Proposal) -> None:
    role = proposal.facts.get("role")
    await hand_over_within(tx, proposal.subject, proposal.facts["taker"], Role(role) if role else None)


async def _set(tx: Transaction, proposal: Proposal) -> None:
    facts = proposal.facts
    await set_within(tx, facts["setting"], facts["value"], scope=facts["scope"])


async def _cancel(tx: Transaction, proposal: Proposal) -> None:
    await cancel_within(tx, proposal.subject, proposal.words)


async def _merge(tx: Transaction, proposal: Proposal) -> None:
    await merge_within(tx, proposal.subject, proposal.facts[INTO], proposal.words)


async def _turn_standing(tx: Transaction, proposal: Proposal) -> None:
    await standing_within(tx, proposal.subject, proposal.words)


async def _undo_import(tx: Transaction, proposal: Proposal) -> None:
    await undo_within(tx, proposal.facts["at"])


EXECUTE: Mapping[Act, Callable[[Transaction, Proposal], Awaitable[object]]] = {
    Act.APPOINT: _appoint,
    Act.DISMISS: _dismiss,
    Act.RETIRE: _retire,
    Act.UNBIND: _unbind,
    Act.HAND_OVER: _hand_over,
    Act.SET: _set,
    Act.CANCEL: _cancel,
    Act.TURN_STANDING: _turn_standing,
    Act.CORRECT: correct_within,
    Act.MERGE: _merge,
    Act.STAND_IN: stand_in_within,
    Act.UNDO_IMPORT: _undo_import,
    Act.MOVE_DEADLINES: move_deadlines_within,
}


async def decide(request: RequestContext, by: Person, id_: str, *, agree: bool) -> Proposal:
    """Confirm an act, which is done as its asker's, or refuse it; who asked may withdraw it.

    Raises NotFound, NotAllowed, Overtaken where it is decided already, and what the act raises.
    """
    async with open_transaction(request, by) as tx:
        proposal = await _open(tx, id_)
        own = tx.by.id == proposal.by
        if own and not agree:
            return await settled(tx, proposal, ProposalState.WITHDRAWN)
        if tx.by.id not in {person.id for person in await deciders_of(tx, proposal)}:
            raise NotAllowed(why="own_proposal" if own else "")
        return await _decided(tx, proposal, agree=agree)


async def phone_let_go(request: RequestContext, id_: str) -> tuple[str, int] | None:
    """Name and account of whoever a request would unbind, who can be told by that phone alone; None for others."""
    async with request.look() as ledger:
        proposal = await ledger.proposals.get(id_)
        if proposal is None or not proposal.is_open or proposal.act not in {Act.UNBIND, Act.RETIRE}:
            return None
        person = await ledger.people.get(proposal.subject)
        return (person.name, person.chat) if person and person.chat is not None else None


async def decide_on_command_line(request: RequestContext, unit: str, id_: str, *, agree: bool) -> Proposal:
    """The same by whoever runs the machine: for the first secretary there is nobody else."""
    async with open_clock_transaction(request, unit) as tx:
        return await _decided(tx, await _open(tx, id_), agree=agree)


async def _open(tx: Transaction, id_: str) -> Proposal:
    proposal = await tx.ledger.proposals.get(id_)
    if proposal is None or proposal.unit != tx.unit.id:
        raise NotFound(what=id_.rpartition("/")[2])
    if not proposal.is_open:
        who = await tx.ledger.people.get(proposal.decided_by)
        raise Overtaken(number="", why="proposal", name=who.name if who else "")
    return proposal


async def _decided(tx: Transaction, proposal: Proposal, *, agree: bool) -> Proposal:
    if agree:
        asker = await tx.ledger.people.get(proposal.by)
        asked = replace(tx, person=asker)
        await EXECUTE[proposal.act](asked, proposal)
        await settle_waiting(await _afresh(asked))
    return await settled(tx, proposal, ProposalState.CONFIRMED if agree else ProposalState.REFUSED)


async def _afresh(tx: Transaction) -> Transaction:
    """The transaction with its unit as it is now."""
    return replace(tx, unit=await unit_of(tx.ledger, tx.unit.id))


async def open_proposals(request: RequestContext, unit: str) -> tuple[Proposal, ...]:
    """All that waits for its second key in a unit."""
    async with request.look() as ledger:
        return tuple(await ledger.proposals.find(PROPOSALS_OPEN, unit))


async def compose_proposal(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """An act for whoever may confirm it; none once it is decided."""
    proposal = await ledger.proposals.get(content_of(message, ProposalContent).proposal)
    if proposal is None or not proposal.is_open:
        return None
    return await proposal_of(Transaction(request, ledger, await unit_of(ledger, person.unit), person), proposal)


async def proposal_of(tx: Transaction, proposal: Proposal) -> MessageBody:
    """The card of an act that waits, with the buttons of its reader."""
    asker = await tx.ledger.people.get(proposal.by)
    may = tx.by.id in {person.id for person in await deciders_of(tx, proposal)}
    day = tx.day_of(proposal.at)
    own, who = tx.by.id == proposal.by, asker.name if asker else ""
    return proposal_body(tx.request.wording, proposal, who, day, confirms=may, own=own)
