"""Deadlines that a newer file puts off wait for a second person: asked for, and moved once that is confirmed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from bot.domain.imports.postponed import held_back
from bot.domain.imports.revision import Change, Revision
from bot.domain.people.proposal import Act, Proposal
from bot.domain.plan.deadline import Deadline
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.status.coverage import recounted
from bot.messages.imports.changes import due_words
from bot.messages.text import day
from bot.services.core.ledger import MEASURES_OF_PLAN
from bot.services.core.measure_context import MeasureContext
from bot.services.core.notify import notice, notify, office, secretary
from bot.services.core.proposals import Proposed, announce, is_proposed, needs_second, propose
from bot.services.core.transaction import Transaction, occasion
from bot.services.status.coverage import coverage_of

FILE, FEEDBACK = "file", "feedback"  # among the facts of a request, beside the measures' ids
SHOWN = 8  # deadlines that a request names


class _Move(msgspec.Struct, frozen=True):
    """A deadline as it was when its move was asked for, and as the file has it."""

    before: Deadline
    after: Deadline


def without_moves(tx: Transaction, revision: Revision) -> tuple[Revision, tuple[Change, ...]]:
    """What comes in at once, and the deadlines for which a second person is wanted."""
    return held_back(revision, tx.unit.policy, tx.today) if needs_second(tx) else (revision, ())


def later_feedback(tx: Transaction, plan: Plan, read: dt.date | None) -> dt.date | None:
    """The later day 0 of a file, from which 立行立改 is reckoned anew: for that too a second person is wanted."""
    later = plan.feedback is not None and read is not None and read > plan.feedback
    return read if later and needs_second(tx) else None


async def ask_for_moves(
    tx: Transaction, plan: Plan, moves: Sequence[Change], name: str, reason: str, *, feedback: dt.date | None
) -> Proposed | None:
    """Ask for the deadlines, and the later day 0, of a file; None where there are none, or they are asked for."""
    if not moves and feedback is None:
        return None
    facts = {
        one.before.id: msgspec.json.encode(_Move(one.before.deadline, one.after.deadline)).decode() for one in moves
    }
    facts[FILE] = name
    if feedback:
        facts[FEEDBACK] = feedback.isoformat()
    if await is_proposed(tx, Act.MOVE_DEADLINES, plan.id, facts):
        return None
    return await propose(
        tx, Act.MOVE_DEADLINES, plan.id, _said(tx, plan, moves, name, feedback), words=reason, facts=facts
    )


async def announce_moves(tx: Transaction, plan: Plan, revision: Revision, name: str, feedback: dt.date | None) -> None:
    """Tell the secretary what a file puts off that nobody else was asked about: with one key, or on the command line.

    `revision` is what comes in, `feedback` the file's day 0.
    """
    if needs_second(tx):
        return
    _, moves = held_back(revision, tx.unit.policy, tx.today)
    later = feedback if feedback and plan.feedback and feedback > plan.feedback else None
    if moves or later:
        await announce(tx, _said(tx, plan, moves, name, later), reason=f"{plan.id}:{await occasion(tx)}")


def _said(tx: Transaction, plan: Plan, moves: Sequence[Change], name: str, feedback: dt.date | None) -> str:
    wording = tx.request.wording
    shown = "；".join(
        wording.word(
            "imports.move", number=one.after.number, old=due_words(wording, one.before.deadline),
            new=due_words(wording, one.after.deadline),
        )
        for one in moves[:SHOWN]
    )  # fmt: skip
    more = wording.word("imports.more", count=len(moves) - SHOWN) if len(moves) > SHOWN else ""
    what = []
    if moves:
        facts_ = {"name": name, "count": len(moves), "items": shown + more}
        what.append(wording.word("people.proposal.what_move_deadlines", **facts_))
    if feedback and plan.feedback:
        days = {"name": name, "old": day(plan.feedback), "new": day(feedback)}
        what.append(wording.word("people.proposal.what_move_feedback", **days))
    return "；".join(what)


async def moves_within(tx: Transaction, proposal: Proposal) -> tuple[tuple[Measure, Measure], ...]:
    """The measures before and after what was confirmed; of those that somebody moved meanwhile all concerned hear."""
    found, stays = [], []
    plan = await tx.ledger.plans.get(proposal.subject)
    if plan and proposal.facts.get(FEEDBACK):
        await tx.ledger.plans.put(replace(plan, feedback=dt.date.fromisoformat(proposal.facts[FEEDBACK])))
        for one in await tx.ledger.measures.find(MEASURES_OF_PLAN, plan.id):
            await tx.ledger.measures.put(replace(one, wake=tx.today))
    for id_, text in proposal.facts.items():
        measure = await tx.ledger.measures.get(id_) if id_ not in {FILE, FEEDBACK} else None
        if measure is None:
            continue
        move = msgspec.json.decode(text, type=_Move)
        if measure.deadline != move.before or measure.is_ended:
            stays.append(measure.number)
            continue
        plan = await tx.ledger.plans.get(measure.plan)
        if plan is not None:
            found.append((measure, _moved(tx, measure, move.after, plan)))
    if stays:
        facts = {"numbers": "、".join(stays), "what": proposal.what}
        to = [*await office(tx), *await secretary(tx)]
        told = notice("imports.moves_stay", facts)
        await notify(replace(tx, person=None), to, reason=f"stay:{proposal.id}", facts=told)
    return tuple(found)


def _moved(tx: Transaction, measure: Measure, deadline: Deadline, plan: Plan) -> Measure:
    """The measure with the new deadline; what was owed before stays owed."""
    covered = coverage_of(MeasureContext(tx, measure, plan))
    return recounted(measure, replace(measure, deadline=deadline, wake=tx.today), covered, tx.today)
