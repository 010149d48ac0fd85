"""The shares of supporting bodies on a measure, and what a plan asks of them that nobody was given."""

import datetime as dt
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from bot.domain.plan.measure import Measure
from bot.domain.status.register import Register
from bot.domain.status.support import Unsettled, UnsettledShare
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.readers.support import shares_in
from bot.services.core.ledger import ASSIGNMENTS_ON, PEOPLE_IN, Ledger
from bot.services.core.transaction import Transaction


async def shares_of(ledger: Ledger, measure: str) -> list[Assignment]:
    """The shares of supporting bodies that were given on a measure, without those that the plan has dropped."""
    found = await ledger.assignments.find(ASSIGNMENTS_ON, measure)
    return [one for one in found if one.kind is AssignmentKind.SUPPORT and one.outcome is not Outcome.UNCONCERNED]


async def unsettled_of(tx: Transaction, measure: Measure) -> tuple[UnsettledShare, ...]:
    """What of the measure's own words nobody was given, because its day is not certain or the body has no people."""
    staffed = set()
    for one in shares_in(measure.support, tx.today):
        found = await tx.ledger.people.find(PEOPLE_IN, tx.unit.id, one.body)
        staffed |= {person.department for person in found if person.active}
    return tuple(_unsettled(measure, await shares_of(tx.ledger, measure.id), staffed, tx.today))


def unsettled_in(register: Register) -> tuple[UnsettledShare, ...]:
    """The same of all measures of a register that have not ended."""
    staffed = {person.department for person in register.people.values() if person.active}
    found: list[UnsettledShare] = []
    for measure in register.measures:
        if measure.support and not measure.is_ended:
            given = [share for share, _ in register.supporting.get(measure.id, ())]
            found += _unsettled(measure, given, staffed, register.today)
    return tuple(found)


def _unsettled(
    measure: Measure, given: Iterable[Assignment], staffed: AbstractSet[str], today: dt.date
) -> Iterator[UnsettledShare]:
    known = {(one.about, one.words) for one in given}
    for place, name in enumerate(measure.support):
        for one in shares_in((name,), today):
            if (one.body, one.words) not in known:
                why = Unsettled.DAY if one.day is None else Unsettled.READY if one.body in staffed else Unsettled.NOBODY
                yield UnsettledShare(measure=measure, place=place, body=one.body, words=one.words, why=why)
