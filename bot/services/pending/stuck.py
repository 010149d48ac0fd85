"""待办 of the office: what waits for people whom nothing reaches, with what the office can do about it by a tap."""

import datetime as dt
from collections.abc import AsyncIterator, Iterable

from bot.domain.closing.transitions import CHECKING
from bot.domain.dependencies.dependency import Side
from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.people.permission import CHECKERS, Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.reporting.release import ReleaseState
from bot.messages.body import Button
from bot.messages.closing.keyboards import review_rows
from bot.messages.core.meeting_taps import ReturnInstruction
from bot.messages.core.pending_taps import RunCommand
from bot.messages.dependencies.view import answer_row as wait_row
from bot.messages.extensions.keyboards import refuse_button
from bot.messages.pending.matter import Matter
from bot.messages.people.proposal import proposal_row
from bot.messages.reporting.release import ReleaseView, release_rows, titled
from bot.messages.supervision.assignment import move_button
from bot.messages.supervision.keyboards import answer_row, letter_rows
from bot.messages.text import day, short_day
from bot.services.core.ledger import (
    DEPENDENCIES_OPEN,
    EXTENSIONS_OPEN,
    INSTRUCTIONS_OPEN,
    INSTRUCTIONS_WAITING,
    LETTERS_FOLLOWED,
    MEASURES_WAITING,
    PROPOSALS_OPEN,
    RECHECKS_DUE,
    RELEASES_OF,
)
from bot.services.core.measure_context import MeasureContext, measure_context, numbered, people_for
from bot.services.core.notify import beyond_reach, with_delegates
from bot.services.core.proposals import deciders_of, is_left_alone
from bot.services.core.transaction import Transaction, people
from bot.services.dependencies.people import asked_of, shown_words, stands
from bot.services.extensions.steps import asked_to_decide
from bot.services.reporting.release import deciders as release_deciders
from bot.services.supervision import instruction as instructions
from bot.services.supervision.assignment import open_assignments, subject_of
from bot.services.supervision.assignment import shown_words as assigned_words
from bot.services.supervision.letter import is_open, is_unreached


async def stuck(tx: Transaction) -> AsyncIterator[Matter]:
    """Whatever waits for people none of whom would ever see it: one source a kind."""
    if not tx.by.holds(Role.OFFICE):
        return
    waiting = await tx.ledger.measures.find(MEASURES_WAITING, tx.unit.id)
    longer = await tx.ledger.extensions.find(EXTENSIONS_OPEN, tx.unit.id)
    for source in (
        *(_closings(tx, waiting), _extensions(tx, longer), _instructions(tx), _answered(tx), _assignments(tx)),
        *(_waits(tx), _letters(tx), _rechecks(tx), _releases(tx), _proposals(tx)),
    ):
        async for one in source:
            yield one


async def stuck_on(tx: Transaction, measure: Measure, asked: Iterable[Extension]) -> AsyncIterator[Matter]:
    """The same of the closing of one measure, and of its requests for more time."""
    if tx.by.holds(Role.OFFICE):
        for source in (_closings(tx, [measure]), _extensions(tx, asked)):
            async for one in source:
                yield one


async def _closings(tx: Transaction, waiting: Iterable[Measure]) -> AsyncIterator[Matter]:
    for measure in waiting:
        if measure.stage in CHECKING:
            context, action = await measure_context(tx, measure.id), CHECKING[measure.stage]
            asked = await people_for(context, CHECKERS[measure.stage], action)
            if beyond_reach(asked):
                step = tx.request.wording.word(f"people.action.{action}")
                what = _what(tx, "closing", asked, step=step)
                _, back = review_rows(tx.request.wording, measure)[0]
                yield await matter_on(context, measure.id, what, measure.since, (back,))


async def _extensions(tx: Transaction, asked: Iterable[Extension]) -> AsyncIterator[Matter]:
    for extension in asked:
        context = await measure_context(tx, extension.measure)
        deciders = await asked_to_decide(context, extension)
        waits = extension.state is ExtensionState.ASKED and context.measure.is_open
        if waits and beyond_reach(deciders):
            what = _what(tx, "extension", deciders, day=day(extension.asked))
            since, refuse = tx.day_of(extension.waits_since), refuse_button(tx.request.wording, extension)
            yield await matter_on(context, extension.id, what, since, (refuse,))


async def _instructions(tx: Transaction) -> AsyncIterator[Matter]:
    for one in await tx.ledger.instructions.find(INSTRUCTIONS_OPEN, tx.unit.id):
        asked = await instructions.answerers(tx, one)
        if beyond_reach(asked):
            context = await measure_context(tx, one.measures[0])
            key = "demand" if one.source else "instruction"
            what = _what(tx, key, asked, origin=one.origin, day=short_day(one.answer_by))
            yield await matter_on(context, one.id, what, tx.day_of(one.at), answer_row(tx.request.wording, one))


async def _answered(tx: Transaction) -> AsyncIterator[Matter]:
    """What somebody of the office answered where no other one can be reached who may settle it."""
    for one in await tx.ledger.instructions.find(INSTRUCTIONS_WAITING, tx.unit.id):
        asked = await instructions.settlers(tx, one)
        if beyond_reach(asked):
            context = await measure_context(tx, one.measures[0])
            what = _what(tx, "settle", asked, origin=one.origin)
            label = tx.request.wording.word("supervision.instruction.button_return")
            since = tx.day_of(one.answered_at or one.at)
            yield await matter_on(context, one.id, what, since, (Button(label, ReturnInstruction(one.id)),))


async def _assignments(tx: Transaction) -> AsyncIterator[Matter]:
    for assignment, _ in await open_assignments(tx):
        asked = await with_delegates(tx, assignment.to)
        if beyond_reach(asked):
            words, since = await assigned_words(tx, assignment), tx.day_of(assignment.at)
            _, _, number = await subject_of(tx, assignment.subject)
            yield Matter(
                id=assignment.id,
                number=number,
                what=_what(tx, "assignment", asked, words=words),
                matter="",
                since=since,
                days=tx.request.calendar.between(since, tx.today),
                acts=(move_button(tx.request.wording, assignment),),
                measures=assignment.measures,
            )


async def _waits(tx: Transaction) -> AsyncIterator[Matter]:
    """What another side of this unit is waited for; another unit is asked there."""
    for one in await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, tx.unit.id):
        asked = await asked_of(tx, one)
        if one.measure and one.side is not Side.UNIT and beyond_reach(asked):
            context = await measure_context(tx, one.measure)
            words = await shown_words(tx, one) or tx.request.wording.word("dependencies.something")
            outside = one.side is Side.OUTSIDE
            what = _what(tx, "wait_outside" if outside else "wait", asked, words=words, name=one.name)
            yield await matter_on(context, one.id, what, stands(tx, one).since, wait_row(tx.request.wording, one.id))


async def _letters(tx: Transaction) -> AsyncIterator[Matter]:
    for letter in await tx.ledger.letters.find(LETTERS_FOLLOWED, tx.unit.id):
        if letter.answered_at is None and await is_unreached(tx, letter) and await is_open(tx, letter):
            context = await measure_context(tx, letter.measures[0])
            what = _what(tx, "letter", await people(tx.ledger, letter.recipients), title=letter.title)
            row = letter_rows(tx.request.wording, letter, may_sign=False, may_answer=True)[0]
            yield await matter_on(context, letter.id, what, tx.day_of(letter.issued_at or letter.drafted_at), row)


async def _rechecks(tx: Transaction) -> AsyncIterator[Matter]:
    """A look back that is due, of what everybody made who could look: somebody else must come, which a link brings."""
    until = (tx.today + dt.timedelta(1)).isoformat()
    for recheck in await tx.ledger.rechecks.find(RECHECKS_DUE, tx.unit.id, until=until):
        context = await measure_context(tx, recheck.measure)
        roles = (Role.OFFICE, Role.SECRETARY)
        asked = [one for role in roles for one in await people_for(context, role, Action.RECHECK)]
        if context.measure.stage is Stage.CLOSED and beyond_reach(asked):
            what = _what(tx, "recheck", asked)
            links = Button(tx.request.wording.word("pending.button_links"), RunCommand("invite"))
            yield await matter_on(context, recheck.id, what, recheck.due, (links,))


async def _releases(tx: Transaction) -> AsyncIterator[Matter]:
    for release in await tx.ledger.releases.find(RELEASES_OF, tx.unit.id):
        asked = await release_deciders(tx, release) if release.state is ReleaseState.ASKED else ()
        if release.state is ReleaseState.ASKED and beyond_reach(asked):
            since = tx.day_of(release.asked_at or release.at)
            yield Matter(
                id=release.id,
                number=titled(tx.request.wording, release),
                what=_what(tx, "release", asked),
                matter="",
                since=since,
                days=tx.request.calendar.between(since, tx.today),
                acts=release_rows(tx.request.wording, ReleaseView(release, asks=True, decides=False))[0],
            )


async def _proposals(tx: Transaction) -> AsyncIterator[Matter]:
    """What was asked for where neither who asked nor one who may confirm it can be reached."""
    for one in await tx.ledger.proposals.find(PROPOSALS_OPEN, tx.unit.id):
        if await is_left_alone(tx, one):
            since = tx.day_of(one.at)
            asked = await deciders_of(tx, one)
            yield Matter(
                id=one.id,
                number=tx.request.wording.word("pending.proposal"),
                what=_what(tx, "proposal", asked, what=one.what),
                matter="",
                since=since,
                days=tx.request.calendar.between(since, tx.today),
                acts=proposal_row(tx.request.wording, one, confirms=False, own=True),
            )


def _what(tx: Transaction, kind: str, asked: Iterable[Person], **facts: str) -> str:
    """For whom it waits, and what the office can do."""
    say = tx.request.wording.word
    names = "、".join(person.name for person in asked) or say("core.nobody")
    return say(f"pending.what.stuck_{kind}", names=names, **facts)


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
