"""The live card of one matter, whatever led to it: the list, a reminder, a button that is too old."""

from bot.domain.closing.transitions import CHECKING
from bot.domain.extensions.extension import STEP_ACTIONS, ExtensionState
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.plan.measure import Stage
from bot.domain.rechecks.recheck import RecheckState
from bot.messages.body import MessageBody
from bot.messages.rechecks.view import recheck_body
from bot.messages.supervision.assignment import assigned_body
from bot.services.acceptance.cards import matter_of_acceptance
from bot.services.closing.cards import review_of
from bot.services.core.measure_card import about, context_for
from bot.services.core.measure_context import may
from bot.services.core.notify import with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.dependencies.cards import matter_of_wait
from bot.services.extensions.cards import extension_of
from bot.services.invitations.knock import knock_card
from bot.services.meetings.facts import show_facts
from bot.services.pending.acts import act_card
from bot.services.pending.proposals import proposal_of
from bot.services.people.handover import handover_card
from bot.services.reporting.release_card import release_card
from bot.services.supervision.assignment import shown_words, standing_of, subject_of
from bot.services.supervision.instruction import instruction_of
from bot.services.supervision.letter import letter_body_for


async def matter_card(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    """The card of what waits for the person under an id; None where it does not, or not any more."""
    waiting = (
        *(_closing, _extension, _instruction, _assignment, _recheck),
        *(matter_of_wait, matter_of_acceptance, knock_card, handover_card, show_facts),
    )
    for card in (*waiting, release_card, act_card):
        body = await card(request, person, id_)
        if body is not None:
            return body
    async with request.look() as ledger:
        if (proposal := await ledger.proposals.get(id_)) and proposal.is_open:
            return await proposal_of(Transaction(request, ledger, await unit_of(ledger, person.unit), person), proposal)
        if await ledger.letters.get(id_) is None:
            return None
    return await letter_body_for(request, person, id_)


async def _closing(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    async with request.look() as ledger:
        measure = await ledger.measures.get(id_)
        if measure is None or measure.stage not in CHECKING:
            return None
        context = await context_for(request, ledger, person, id_)
        return await review_of(context) if await may(context, CHECKING[measure.stage], person) else None


async def _extension(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    async with request.look() as ledger:
        extension = await ledger.extensions.get(id_)
        if extension is None or extension.state is not ExtensionState.ASKED:
            return None
        context = await context_for(request, ledger, person, extension.measure)
        waits = context.measure.is_open and await may(context, STEP_ACTIONS[extension.step], person)
        return await extension_of(context, extension) if waits else None


async def _instruction(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    async with request.look() as ledger:
        instruction = await ledger.instructions.get(id_)
        if instruction is None or instruction.is_settled:
            return None
        tx = Transaction(request, ledger, await unit_of(ledger, person.unit), person)
        return await instruction_of(tx, instruction)


async def _assignment(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    async with request.look() as ledger:
        assignment = await ledger.assignments.get(id_)
        if assignment is None or not assignment.is_open:
            return None
        tx = Transaction(request, ledger, await unit_of(ledger, person.unit), person)
        if person.id not in {one.id for one in await with_delegates(tx, assignment.to)}:
            return None
        _, _, number = await subject_of(tx, assignment.subject)
        words, stands = await shown_words(tx, assignment), standing_of(tx, assignment)
        moves = allowed(Action.ASSIGN, person)
        return assigned_body(request.wording, assignment, number, words, stands, moves=moves)


async def _recheck(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    async with request.look() as ledger:
        recheck = await ledger.rechecks.get(id_)
        if recheck is None or recheck.state is not RecheckState.PLANNED:
            return None
        context = await context_for(request, ledger, person, recheck.measure)
        waits = context.measure.stage is Stage.CLOSED and await may(context, Action.RECHECK, person)
        return recheck_body(request.wording, await about(context), recheck) if waits else None
