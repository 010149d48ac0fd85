"""The live card of one matter, whatever led to it: the list, a reminder, a button that is too old."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.domain.closing.transitions import CHECKING
from bot.domain.core.refusal import Refusal
from bot.domain.extensions.extension import STEP_ACTIONS, ExtensionState
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.plan.measure import Stage
from bot.domain.rechecks.recheck import Recheck, RecheckState
from bot.domain.supervision.assignment import Assignment
from bot.messages.body import MessageBody
from bot.messages.pending.matter import Matter
from bot.messages.pending.view import matter_body
from bot.messages.rechecks.view import recheck_body
from bot.messages.supervision.assignment import assigned_body
from bot.services.acceptance import cards as acceptance
from bot.services.closing.cards import review_of
from bot.services.core.measure_card import about
from bot.services.core.measure_context import MeasureContext, may, may_look_back, measure_context
from bot.services.core.notify import with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading
from bot.services.dependencies import cards as dependency
from bot.services.extensions.cards import extension_of
from bot.services.invitations.knock import card_of_knock, waiting_knock
from bot.services.meetings.facts import asked_facts, facts_of
from bot.services.pending.acts import card_of_act, shown_act
from bot.services.pending.proposals import proposal_of
from bot.services.pending.stuck import stuck
from bot.services.people.handover import card_to_sign
from bot.services.replies.question import still_waits
from bot.services.reporting import release_card
from bot.services.supervision.assignment import shown_words, standing_of, subject_of
from bot.services.supervision.instruction import instruction_of
from bot.services.supervision.letter import letter_for, letter_of

Draw = Callable[[], Awaitable[MessageBody | None]]


async def matter_card(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    """The card of what waits for the person under an id; None where it does not, or not any more."""
    async with open_reading(request, person) as tx:
        draw = await _found(tx, id_)
        return await draw() if draw else None


async def has_card(request: RequestContext, person: Person, id_: str) -> bool:
    """True where `matter_card` gives one, of a paper while it waits for a word; nothing is drawn up to know that."""
    async with open_reading(request, person) as tx:
        try:
            if (question := await still_waits(tx.ledger, request, person, id_)) is not None:
                return question
            if (paper := await release_card.waits(tx, id_)) is not None:
                return paper
            return await _found(tx, id_) is not None
        except Refusal:
            return False


async def _found(tx: Transaction, id_: str) -> Draw | None:
    """What draws up the card; None where nothing waits, raises a Refusal where it may not be shown."""
    for find in (
        *(_closing, _extension, _instruction, _assignment, _recheck, _wait, _acceptance, _knock),
        *(_handover, _facts, _stuck, _release, _act, _proposal, _letter),
    ):
        if draw := await find(tx, id_):
            return draw
    return None


async def _closing(tx: Transaction, id_: str) -> Draw | None:
    measure = await tx.ledger.measures.get(id_)
    if measure is None or measure.stage not in CHECKING:
        return None
    context = await measure_context(tx, id_)
    return partial(review_of, context) if await may(context, CHECKING[measure.stage], tx.by) else None


async def _extension(tx: Transaction, id_: str) -> Draw | None:
    extension = await tx.ledger.extensions.get(id_)
    if extension is None or extension.state is not ExtensionState.ASKED:
        return None
    context = await measure_context(tx, extension.measure)
    waits = context.measure.is_open and await may(context, STEP_ACTIONS[extension.step], tx.by)
    return partial(extension_of, context, extension) if waits else None


async def _instruction(tx: Transaction, id_: str) -> Draw | None:
    instruction = await tx.ledger.instructions.get(id_)
    return partial(instruction_of, tx, instruction) if instruction and not instruction.is_settled else None


async def _assignment(tx: Transaction, id_: str) -> Draw | None:
    assignment = await tx.ledger.assignments.get(id_)
    if assignment is None or not assignment.is_open:
        return None
    asked = {one.id for one in await with_delegates(tx, assignment.to)}
    return partial(_assigned, tx, assignment) if tx.by.id in asked else None


async def _assigned(tx: Transaction, assignment: Assignment) -> MessageBody:
    _, _, number = await subject_of(tx, assignment.subject)
    words, stands = await shown_words(tx, assignment), standing_of(tx, assignment)
    return assigned_body(tx.request.wording, assignment, number, words, stands, moves=allowed(Action.ASSIGN, tx.by))


async def _recheck(tx: Transaction, id_: str) -> Draw | None:
    recheck = await tx.ledger.rechecks.get(id_)
    if recheck is None or recheck.state is not RecheckState.PLANNED:
        return None
    context = await measure_context(tx, recheck.measure)
    waits = context.measure.stage is Stage.CLOSED and await may_look_back(context, tx.by)
    return partial(_rechecked, context, recheck) if waits else None


async def _rechecked(context: MeasureContext, recheck: Recheck) -> MessageBody:
    return recheck_body(context.tx.request.wording, await about(context), recheck)


async def _wait(tx: Transaction, id_: str) -> Draw | None:
    one = await dependency.waits_for(tx, id_)
    return partial(dependency.card_of, tx, one) if one else None


async def _acceptance(tx: Transaction, id_: str) -> Draw | None:
    one = await acceptance.waits_for(tx, id_)
    return partial(acceptance.card_of, tx, one) if one else None


async def _knock(tx: Transaction, id_: str) -> Draw | None:
    found = await waiting_knock(tx, id_)
    return partial(card_of_knock, tx, found) if found else None


async def _handover(tx: Transaction, id_: str) -> Draw | None:
    return await card_to_sign(tx, id_)


async def _facts(tx: Transaction, id_: str) -> Draw | None:
    meeting = await asked_facts(tx, id_)
    return partial(facts_of, tx, meeting) if meeting else None


async def _stuck(tx: Transaction, id_: str) -> Draw | None:
    """What waits for people none of whom is reached, as the office sees it."""
    found = [one async for one in stuck(tx) if one.id == id_]
    return partial(_drawn, tx, found[0]) if found else None


async def _drawn(tx: Transaction, one: Matter) -> MessageBody:
    return matter_body(tx.request.wording, one, tx.today)


async def _release(tx: Transaction, id_: str) -> Draw | None:
    release = await release_card.release_for(tx, id_)
    return partial(release_card.card_of, tx, release) if release else None


async def _act(tx: Transaction, id_: str) -> Draw | None:
    kept = await shown_act(tx, id_)
    return partial(card_of_act, tx, kept) if kept else None


async def _proposal(tx: Transaction, id_: str) -> Draw | None:
    proposal = await tx.ledger.proposals.get(id_)
    return partial(proposal_of, tx, proposal) if proposal and proposal.is_open else None


async def _letter(tx: Transaction, id_: str) -> Draw | None:
    if await tx.ledger.letters.get(id_) is None:
        return None
    return partial(letter_of, tx, await letter_for(tx, id_))
