"""What an act is called, and whether it takes two people."""

from bot.domain.people.person import Role
from bot.domain.people.proposal import Act, Proposal
from bot.services.core.measure_context import measure_context, numbered
from bot.services.core.proposals import needs_second
from bot.services.core.transaction import Transaction, people
from bot.services.people.handover import Handover, plan_handover
from bot.services.people.pseudonym import pseudonym_of
from bot.services.people.staff import STANDING
from bot.services.plan.rearrangement import relieves
from bot.services.status.coverage import standing_of


async def second_key_for(tx: Transaction, proposal: Proposal) -> bool:
    """True for what is late and would be gone, for those of standing, and for what is led; always for an erasure."""
    if proposal.act is Act.ERASE or not needs_second(tx):
        return proposal.act is Act.ERASE
    found = await people(tx.ledger, proposal.subjects)
    match proposal.act:
        case Act.CANCEL | Act.TURN_STANDING:
            return await _any_late(tx, proposal.subjects)
        case Act.MERGE:
            *merged, into = proposal.subjects
            return any([await relieves(tx, one, into) for one in merged])
        case Act.UNBIND:
            return any(one.holds(*STANDING) and one.id != tx.by.id for one in found)
        case Act.HAND_OVER:
            moved = await _handover(tx, proposal)
            return moved.role is not None or any(moved.giver.id in one.leaders for one in moved.measures)
    return False


async def _handover(tx: Transaction, proposal: Proposal) -> Handover:
    giver, taker = await tx.ledger.people.get_many((proposal.subject, proposal.facts["taker"]))
    role = proposal.facts.get("role")
    return await plan_handover(tx.ledger, giver.name, taker.name, tx.by, Role(role) if role else None)


async def _any_late(tx: Transaction, ids: tuple[str, ...]) -> bool:
    return any([standing_of(await measure_context(tx, one)).late for one in ids])


async def called(tx: Transaction, proposal: Proposal) -> str:
    """The act in words."""
    wording = tx.request.wording
    if proposal.act is Act.UNBIND:
        names = "、".join(person.name for person in await tx.ledger.people.get_many(proposal.subjects))
        return wording.word("people.proposal.what_unbind", name=names)
    if proposal.act is Act.ERASE:  # the pseudonym alone: what asks for it is kept too
        (person,) = await tx.ledger.people.get_many(proposal.subjects)
        return wording.word("people.proposal.what_erase", name=pseudonym_of(person))
    if proposal.act is Act.HAND_OVER:
        moved = await _handover(tx, proposal)
        counted = {"measures": len(moved.measures), "asked": len(moved.asked)}
        parts = [wording.word(f"people.handover.count_{key}", count=count) for key, count in counted.items() if count]
        what = "、".join(parts) or wording.word("people.handover.count_none")
        words = {"giver": moved.giver.name, "taker": moved.taker.name, "what": what}
        role = wording.word(f"people.role.{moved.role}") if moved.role else ""
        beside = wording.word("people.handover.with_role", role=role) if role else ""
        return wording.word("people.proposal.what_hand_over", **words) + beside
    found = await numbered(tx.ledger, *await tx.ledger.measures.get_many(proposal.subjects))
    numbers = [measure.number for measure in found]
    if proposal.act is Act.MERGE:
        key = "people.proposal.what_merge" if await second_key_for(tx, proposal) else "pending.act.what.merge"
        return wording.word(key, number="、".join(numbers[:-1]), into=numbers[-1])
    late = proposal.act in {Act.CANCEL, Act.TURN_STANDING} and await _any_late(tx, proposal.subjects)
    key = f"people.proposal.what_{proposal.act}" if late else f"pending.act.what.{proposal.act}"
    return wording.word(key, number="、".join(numbers))
