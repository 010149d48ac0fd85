"""待办: all that waits for a person, from the ledger as it is now, each with the buttons that decide it."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.domain.closing.transitions import CHECKING
from bot.domain.core.colour import Colour
from bot.domain.extensions.extension import STEP_ACTIONS, Extension, ExtensionState
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.people.proposal import Proposal
from bot.domain.plan.measure import Measure, Stage
from bot.domain.rechecks.recheck import Recheck, RecheckState
from bot.domain.reporting.release import ReleaseState
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter, LetterState
from bot.messages.closing.keyboards import review_rows
from bot.messages.dependencies.view import answer_row as wait_row
from bot.messages.extensions.keyboards import decision_rows
from bot.messages.meetings.keyboards import facts_rows
from bot.messages.pending.matter import Matter
from bot.messages.people.keyboards import paper_row, signing_row
from bot.messages.people.proposal import proposal_row
from bot.messages.rechecks.keyboards import recheck_rows
from bot.messages.reporting.release import ReleaseView, release_rows, titled
from bot.messages.supervision.assignment import answer_buttons
from bot.messages.supervision.keyboards import answer_row, letter_rows, settle_row
from bot.messages.text import day, short_day
from bot.services.core.ledger import (
    EXTENSIONS_OF,
    EXTENSIONS_OPEN,
    INSTRUCTIONS_OPEN,
    INSTRUCTIONS_WAITING,
    LETTERS_FOLLOWED,
    LETTERS_OF_UNIT,
    MEASURES_WAITING,
    MEETINGS_OF,
    NO_NUMBER,
    PROPOSALS_OPEN,
    RECHECKS_DUE,
    RECHECKS_OF,
    RELEASES_OF,
)
from bot.services.core.measure_context import may, may_look_back, measure_context
from bot.services.core.notify import with_delegates
from bot.services.core.proposals import deciders_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, people
from bot.services.dependencies import people as dependency
from bot.services.dependencies.cards import asked_open
from bot.services.dependencies.telling import number_of
from bot.services.meetings.agenda import told
from bot.services.meetings.facts import own_items
from bot.services.pending.acceptance import acceptance_matters
from bot.services.pending.open_questions import knocking, unsettled
from bot.services.pending.stuck import matter_on, stuck, stuck_on
from bot.services.people.handover import handovers_on_paper, handovers_to_sign
from bot.services.reporting.release import deciders as release_deciders
from bot.services.reporting.release_card import READERS
from bot.services.supervision.assignment import open_assignments, shown_words, subject_of
from bot.services.supervision.instruction import answerers as instructed
from bot.services.supervision.letter import answerers, is_open


async def matters(request: RequestContext, person: Person) -> tuple[Matter, ...]:
    """All that waits for the person, or for whom they stand in, the longest first."""
    async with open_reading(request, person) as tx:
        return await matters_within(tx)


async def matters_within(tx: Transaction) -> tuple[Matter, ...]:
    """The same for whoever acts in a transaction."""
    found = [one async for one in _all(tx)]
    return tuple(sorted(found, key=lambda one: (one.since or dt.date.min, one.id)))


async def matters_on(request: RequestContext, person: Person, measure_id: str) -> tuple[Matter, ...]:
    """What of one measure waits for the person; raises NotFound."""
    async with open_reading(request, person) as tx:
        measure = (await measure_context(tx, measure_id)).measure
        extensions = await tx.ledger.extensions.find(EXTENSIONS_OF, measure_id)
        rechecks = await tx.ledger.rechecks.find(RECHECKS_OF, measure_id, until=_tomorrow(tx))
        return (
            *[one async for one in stuck_on(tx, measure, extensions)],
            *[one async for one in _closings(tx, [measure])],
            *[one async for one in _extensions(tx, extensions)],
            *[one async for one in _rechecks(tx, rechecks)],
        )


async def _all(tx: Transaction) -> AsyncIterator[Matter]:
    ledger, unit = tx.ledger, tx.unit.id
    sources = (
        _closings(tx, await ledger.measures.find(MEASURES_WAITING, unit)),
        _extensions(tx, await ledger.extensions.find(EXTENSIONS_OPEN, unit)),
        stuck(tx),
        _instructions(tx, await ledger.instructions.find(INSTRUCTIONS_OPEN, unit)),
        _assignments(tx),
        _waits(tx),
        acceptance_matters(tx),
        _answered(tx, await ledger.instructions.find(INSTRUCTIONS_WAITING, unit)),
        _facts(tx),
        _letters(tx, await _live_letters(tx)),
        _rechecks(tx, await ledger.rechecks.find(RECHECKS_DUE, unit, until=_tomorrow(tx))),
        _proposals(tx, await ledger.proposals.find(PROPOSALS_OPEN, unit)),
        knocking(tx),
        unsettled(tx),
        _handovers(tx),
        _releases(tx),
    )
    for source in sources:
        async for one in source:
            yield one


def _tomorrow(tx: Transaction) -> str:
    return (tx.today + dt.timedelta(1)).isoformat()


async def _closings(tx: Transaction, waiting: Sequence[Measure]) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for measure in waiting:
        if measure.stage not in CHECKING:
            continue
        context, action = await measure_context(tx, measure.id), CHECKING[measure.stage]
        agree, back = review_rows(wording, measure)[0]
        if await may(context, action, tx.by):
            yield await matter_on(
                context, measure.id, wording.word(f"pending.what.{measure.stage}"), measure.since, (agree, back)
            )


async def _extensions(tx: Transaction, asked: Sequence[Extension]) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for extension in asked:
        context = await measure_context(tx, extension.measure)
        waits = extension.state is ExtensionState.ASKED and context.measure.is_open
        if waits and await may(context, STEP_ACTIONS[extension.step], tx.by):
            what = wording.word("pending.what.extension", day=day(extension.asked))
            rows, since = decision_rows(wording, extension), tx.day_of(extension.waits_since)
            yield await matter_on(context, extension.id, what, since, rows[0])


async def _instructions(tx: Transaction, given: Sequence[Instruction]) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for instruction in given:
        if tx.by.id in {one.id for one in await instructed(tx, instruction)}:
            contexts = [await measure_context(tx, one) for one in instruction.measures]
            own = [one for one in contexts if await may(one, Action.ANSWER_INSTRUCTION, tx.by)]
            key = "pending.what.demand" if instruction.source else "pending.what.instruction"
            what = wording.word(key, origin=instruction.origin, day=short_day(instruction.answer_by))
            since, acts = tx.day_of(instruction.at), answer_row(wording, instruction)
            yield await matter_on((own or contexts)[0], instruction.id, what, since, acts)


async def _assignments(tx: Transaction) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for assignment, stands in await open_assignments(tx):
        if tx.by.id not in {person.id for person in await with_delegates(tx, assignment.to)}:
            continue
        _, _, number = await subject_of(tx, assignment.subject)
        since = tx.day_of(assignment.at)
        late = wording.word("pending.what.late", days=stands.late) if stands.late else ""
        yield Matter(
            id=assignment.id,
            number=number,
            what=wording.word(f"pending.what.{assignment.kind}", day=day(assignment.answer_by)) + late,
            matter=await shown_words(tx, assignment),
            since=since,
            days=tx.request.calendar.between(since, tx.today),
            acts=answer_buttons(wording, assignment),
            measures=assignment.measures,
        )


async def _waits(tx: Transaction) -> AsyncIterator[Matter]:
    """What others wait for."""
    wording = tx.request.wording
    for one in await asked_open(tx):
        wait = dependency.stands(tx, one)
        key = "pending.what.wait_promised" if one.promised else "pending.what.wait"
        late = wording.word("pending.what.late", days=wait.late) if wait.late else ""
        yield Matter(
            id=one.id,
            number=await number_of(tx, one),
            what=wording.word(key, day=day(one.due)) + late,
            matter=await dependency.shown_words(tx, one),
            since=wait.since,
            days=tx.request.calendar.between(wait.since, tx.today),
            acts=wait_row(wording, one.id),
            measures=(one.measure,) if one.measure else (),
        )


async def _answered(tx: Transaction, answered: Sequence[Instruction]) -> AsyncIterator[Matter]:
    """Answers to what meetings and visits demanded, for those who may say that this settles it."""
    wording = tx.request.wording
    for instruction in answered if allowed(Action.SETTLE_INSTRUCTION, tx.by) else ():
        if tx.by.id != instruction.answered_by:
            context = await measure_context(tx, instruction.measures[0])
            what = wording.word("pending.what.settle", origin=instruction.origin)
            since = tx.day_of(instruction.answered_at or instruction.at)
            yield await matter_on(context, instruction.id, what, since, settle_row(wording, instruction))


async def _facts(tx: Transaction) -> AsyncIterator[Matter]:
    """Facts to be confirmed before a meeting."""
    wording = tx.request.wording
    for meeting in await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id, since=tx.today.isoformat()):
        for item in await own_items(tx, meeting) if meeting.asked and meeting.is_ahead else ():
            if item.confirmed_at is None and not (await told(tx, meeting, item)).told_at:
                context = await measure_context(tx, item.measure)
                what = wording.word("pending.what.facts", title=meeting.title, day=short_day(meeting.day))
                since = tx.day_of(meeting.asked or meeting.at)
                yield await matter_on(context, meeting.id, what, since, facts_rows(wording, meeting, item.measure)[0])
                break


async def _live_letters(tx: Transaction) -> list[Letter]:
    """Those to be signed for or answered, and for those who may issue them the drafts."""
    followed = await tx.ledger.letters.find(LETTERS_FOLLOWED, tx.unit.id)
    if not allowed(Action.ISSUE_LETTER, tx.by):
        return followed
    shelf, unit = tx.ledger.letters, tx.unit.id
    drafts = [one for colour in Colour for one in await shelf.find(LETTERS_OF_UNIT, unit, colour, NO_NUMBER)]
    return [*followed, *(one for one in drafts if one.state is LetterState.DRAFT)]


async def _letters(tx: Transaction, letters: Sequence[Letter]) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for letter in letters:
        context = await measure_context(tx, letter.measures[0])
        draft = letter.state is LetterState.DRAFT
        sign = not draft and await _among(tx, letter.unsigned)
        answer = not draft and letter.answered_at is None and await _among(tx, await answerers(tx, letter))
        if not (draft or sign or answer) or not await is_open(tx, letter):
            continue
        key = "draft" if draft else "letter" if sign else "letter_answer"
        what = wording.word(f"pending.what.{key}", title=letter.title)
        since = tx.day_of(letter.issued_at or letter.drafted_at)
        rows = letter_rows(wording, letter, may_sign=sign, may_answer=answer)
        yield await matter_on(context, letter.id, what, since, rows[0])


async def _among(tx: Transaction, ids: Sequence[str]) -> bool:
    return any(tx.by.id in {one.id, one.stands_in(tx.today)} for one in await people(tx.ledger, ids))


async def _rechecks(tx: Transaction, due: Sequence[Recheck]) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for recheck in due:
        context = await measure_context(tx, recheck.measure)
        waits = recheck.state is RecheckState.PLANNED and context.measure.stage is Stage.CLOSED
        if waits and await may_look_back(context, tx.by):
            what = wording.word("pending.what.recheck")
            matter = await matter_on(context, recheck.id, what, recheck.due, recheck_rows(wording, recheck)[0])
            yield replace(matter, recheck=True)


async def _proposals(tx: Transaction, asked: Sequence[Proposal]) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for proposal in asked:
        confirms = tx.by.id in {person.id for person in await deciders_of(tx, proposal)}
        own = tx.by.id == proposal.by
        if confirms or own:
            since = tx.day_of(proposal.at)
            yield Matter(
                id=proposal.id,
                number=wording.word("pending.proposal"),
                what=wording.word("pending.what.own_proposal" if own else "pending.what.proposal", what=proposal.what),
                matter="",
                since=since,
                days=tx.request.calendar.between(since, tx.today),
                acts=proposal_row(wording, proposal, confirms=confirms, own=own),
            )


async def _handovers(tx: Transaction) -> AsyncIterator[Matter]:
    wording = tx.request.wording
    for lists, row in ((handovers_to_sign, signing_row), (handovers_on_paper, paper_row)):
        async for record, what in lists(tx):
            since = tx.day_of(record.at)
            yield Matter(
                id=record.id,
                number=wording.word("pending.handover"),
                what=what,
                matter="",
                since=since,
                days=tx.request.calendar.between(since, tx.today),
                acts=row(wording, record.id),
            )


async def _releases(tx: Transaction) -> AsyncIterator[Matter]:
    """Papers that wait for the secretary's word, and for the office those that came back to it."""
    wording = tx.request.wording
    for release in await tx.ledger.releases.find(RELEASES_OF, tx.unit.id) if tx.by.holds(*READERS) else ():
        decides = release.state is ReleaseState.ASKED and tx.by.id in {
            one.id for one in await release_deciders(tx, release)
        }
        asks = release.state in {ReleaseState.CHECKED, ReleaseState.RETURNED} and allowed(Action.ASK_RELEASE, tx.by)
        at = release.decided_at or release.asked_at or release.edited_at
        if at is None or not (asks or decides):
            continue
        since = tx.day_of(at)
        rows = release_rows(wording, ReleaseView(release, asks=asks, decides=decides))
        yield Matter(
            id=release.id,
            number=titled(wording, release),
            what=wording.word(f"pending.what.release_{release.state}"),
            matter=release.reason,
            since=since,
            days=tx.request.calendar.between(since, tx.today),
            acts=rows[0] if rows else (),
        )
