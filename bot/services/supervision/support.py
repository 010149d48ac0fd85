"""配合事项: the share of a supporting body with a day of its own, given to its people until they answer."""

from dataclasses import dataclass, replace

from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Measure
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.readers.support import SupportShare, shares_in
from bot.services.core.ledger import PEOPLE_IN
from bot.services.core.request import CLOCK
from bot.services.core.transaction import Transaction, note
from bot.services.status.support import shares_of
from bot.services.supervision.assignment import Assigned, give


@dataclass(frozen=True)
class GivenShares:
    """What was given to whom, and the bodies of which nobody is there to be asked, or the day is not certain."""

    given: tuple[Assigned, ...] = ()
    left: tuple[SupportShare, ...] = ()


NO_SHARES = GivenShares()


async def give_shares(tx: Transaction, measure: Measure, reason: str) -> GivenShares:
    """Give what the plan writes beside its supporting bodies; what it writes no more is waited for no longer."""
    meant = shares_in(measure.support, tx.today)
    known = await shares_of(tx.ledger, measure.id)
    names = {(one.body, one.words) for one in meant} | {("", "")}
    for one in known:
        if one.is_open and (one.about, one.words) not in names:
            await _drop(tx, one, reason)
    given: list[Assigned] = []
    left: list[SupportShare] = []
    there = {(one.about, one.words) for one in known}
    for share in meant:
        if (share.body, share.words) in there:
            continue
        found = await tx.ledger.people.find(PEOPLE_IN, tx.unit.id, share.body)
        to = [person.id for person in found if person.active]
        if share.day is None or not to:
            left.append(share)
            continue
        kind = AssignmentKind.SUPPORT
        given.append(await give(tx, kind, measure.id, share.words, to=to, answer_by=share.day, about=share.body))
    return GivenShares(tuple(given), tuple(left))


async def _drop(tx: Transaction, share: Assignment, reason: str) -> None:
    who = tx.person.id if tx.person else CLOCK
    gone = replace(share, outcome=Outcome.UNCONCERNED, answered_by=who, answered_at=tx.now, answer=reason)
    await tx.ledger.assignments.put(gone)
    facts = {"assignment": gone.id, "kind": str(gone.kind), "outcome": str(gone.outcome)}
    await note(tx, Verb.ANSWER_ASSIGNMENT, gone.subject, words=reason, **facts)
