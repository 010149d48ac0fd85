"""Acts that wait for their second key: the card, the decision, and what a confirmed one does."""

from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Proposal, ProposalState
from bot.messages.body import MessageBody
from bot.messages.pending.act import ActDone
from bot.messages.people.proposal import proposal_body
from bot.services.closing.submission import settle_waiting
from bot.services.core.ledger import PROPOSALS_OPEN, Ledger
from bot.services.core.message_content import ProposalContent, content_of
from bot.services.core.proposals import deciders_of, is_left_alone, settled
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    open_clock_transaction,
    open_transaction,
    transaction_for,
    unit_of,
)
from bot.services.pending.acts import confirmed_act, effects_if_confirmed


@dataclass(frozen=True)
class Decided:
    """A proposal with its decision, and what was done where it can be taken back."""

    proposal: Proposal
    done: ActDone | None = None


async def decide(request: RequestContext, by: Person, id_: str, *, agree: bool) -> Decided:
    """Confirm an act, which is done as its asker's, or refuse it; who asked may withdraw it.

    So may the office where nothing reaches either that one or any who could confirm it.

    Raises NotFound, NotAllowed, Overtaken where it is decided already, and what the act raises.
    """
    async with open_transaction(request, by) as tx:
        proposal = await _open(tx, id_)
        own = tx.by.id == proposal.by
        left = tx.by.holds(Role.OFFICE) and await is_left_alone(tx, proposal)
        if (own or left) and not agree:
            return Decided(await settled(tx, proposal, ProposalState.WITHDRAWN))
        if tx.by.id not in {person.id for person in await deciders_of(tx, proposal)}:
            raise NotAllowed(why="own_proposal" if own else "")
        return await _decided(tx, proposal, agree=agree)


async def decide_on_command_line(request: RequestContext, unit: str, id_: str, *, agree: bool) -> Decided:
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


async def _decided(tx: Transaction, proposal: Proposal, *, agree: bool) -> Decided:
    if agree:
        asker = await tx.ledger.people.get(proposal.by)
        asked = replace(tx, person=asker)
        done = await confirmed_act(asked, proposal, tx.person.id if tx.person else "")
        await settle_waiting(await _afresh(asked))
        kept = replace(proposal, done=done.id if done else "")
        return Decided(await settled(tx, kept, ProposalState.CONFIRMED), done)
    return Decided(await settled(tx, proposal, ProposalState.REFUSED))


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
    return await proposal_of(await transaction_for(request, ledger, person), proposal)


async def proposal_of(tx: Transaction, proposal: Proposal) -> MessageBody:
    """The card of an act that waits, with the buttons of its reader."""
    asker = await tx.ledger.people.get(proposal.by)
    may = tx.by.id in {person.id for person in await deciders_of(tx, proposal)}
    day = tx.day_of(proposal.at)
    left = tx.by.holds(Role.OFFICE) and await is_left_alone(tx, proposal)
    own, who = tx.by.id == proposal.by or left, asker.name if asker else ""
    effects = await effects_if_confirmed(tx, proposal)
    return proposal_body(tx.request.wording, proposal, (who, day, effects), confirms=may, own=own)
