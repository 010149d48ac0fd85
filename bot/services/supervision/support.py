"""配合事项: the share of a supporting body with a day of its own, given to its people until they answer."""

import datetime as dt
from dataclasses import replace

from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Measure
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.readers.support import shares_in
from bot.services.core.ledger import PEOPLE_IN
from bot.services.core.request import CLOCK
from bot.services.core.transaction import Transaction, note
from bot.services.status.support import shares_of
from bot.services.supervision.assignment import Assigned, give


async def give_shares(tx: Transaction, measure: Measure, reason: str, read: dt.date | None = None) -> list[Assigned]:
    """Give what the plan writes beside its supporting bodies; what it writes no more is waited for no longer.

    A share whose day is not certain, or whose body has no people, stays an open question of the office. `read` is the
    day on which the words were read, today where they are read now.
    """
    meant = shares_in(measure.support, read or tx.today)
    known = await shares_of(tx.ledger, measure.id)
    names = {(one.body, one.words) for one in meant} | {("", "")}
    for one in known:
        if one.is_open and (one.about, one.words) not in names:
            await drop_share(tx, one, reason)
    given: list[Assigned] = []
    there = {(one.about, one.words) for one in known}
    for share in meant:
        if (share.body, share.words) in there:
            continue
        found = await tx.ledger.people.find(PEOPLE_IN, tx.unit.id, share.body)
        to = [person.id for person in found if person.active]
        if share.day and share.day >= tx.today and to:
            kind = AssignmentKind.SUPPORT
            given.append(await give(tx, kind, measure.id, share.words, to=to, answer_by=share.day, about=share.body))
    return given


async def move_shares(tx: Transaction, old: str, into: str) -> None:
    """What supporting bodies were given on a measure goes on with the one that it is merged into."""
    for share in await shares_of(tx.ledger, old):
        moved = replace(share, subject=into, measures=(into,))
        await tx.ledger.assignments.put(moved)
        await note(tx, Verb.REASSIGN, into, assignment=share.id, to=list(share.to), day=share.answer_by.isoformat())


async def drop_share(tx: Transaction, share: Assignment, reason: str) -> None:
    """Wait for it no longer."""
    who = tx.person.id if tx.person else CLOCK
    gone = replace(share, outcome=Outcome.UNCONCERNED, answered_by=who, answered_at=tx.now, answer=reason)
    await tx.ledger.assignments.put(gone)
    facts = {"assignment": gone.id, "kind": str(gone.kind), "outcome": str(gone.outcome)}
    await note(tx, Verb.ANSWER_ASSIGNMENT, gone.subject, words=reason, **facts)
