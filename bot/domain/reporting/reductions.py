"""减少的: what made the work less in a week, or moved who decides it, and by whom; the secretary's page names it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.closing.hands import ROUTES
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import OPEN
from bot.domain.status.register import Register


class ReductionKind(StrEnum):
    """What was done; the names of its words in the wording."""

    CANCELLED = "cancelled"
    TURNED_STANDING = "turned_standing"
    ROUTE = "route"
    DAYS = "days"
    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    RETIRED = "retired"


DAYS = frozenset({"at_once_days", "standing_months", "rest_days", "return_days"})  # that move the day of many measures
PEOPLE = {
    Verb.APPOINT: ReductionKind.APPOINTED,
    Verb.DISMISS: ReductionKind.DISMISSED,
    Verb.RETIRE: ReductionKind.RETIRED,
}


@dataclass(frozen=True, kw_only=True)
class Reduction:
    """One such act: on what, for people in which role, and by whom."""

    kind: ReductionKind
    what: str  # the number of a measure, the name of a person, the new route
    by: str
    role: str = ""


def reductions(register: Register, entries: Iterable[Entry]) -> tuple[Reduction, ...]:
    """Those among the entries, in their order, without what was taken back again."""
    told = tuple(entries)
    back = {one.subject: place for place, one in enumerate(told) if one.verb == Verb.TAKE_BACK}
    return tuple(_found(register, [one for place, one in enumerate(told) if place > back.get(one.subject, -1)]))


def _found(register: Register, entries: Iterable[Entry]) -> Iterator[Reduction]:
    numbers = {measure.id: measure.number for measure in register.measures}
    for entry in entries:
        by = register.names([entry.by])[0] if entry.by in register.people else ""
        if entry.subject in numbers and entry.after.get("stage") == "cancelled":
            yield Reduction(kind=ReductionKind.CANCELLED, what=numbers[entry.subject], by=by)
        elif entry.subject in numbers and entry.verb == Verb.TURN_STANDING and entry.before.get("stage") in OPEN:
            yield Reduction(kind=ReductionKind.TURNED_STANDING, what=numbers[entry.subject], by=by)
        elif entry.verb == Verb.SET_POLICY and entry.after.get("setting") in ROUTES:
            yield Reduction(kind=ReductionKind.ROUTE, what=f"{entry.after['old']}→{entry.after['new']}", by=by)
        elif entry.verb == Verb.SET_POLICY and entry.after.get("setting") in DAYS:
            what = f"{entry.after['name']} {entry.after['old']}→{entry.after['new']}"
            yield Reduction(kind=ReductionKind.DAYS, what=what, by=by)
        elif entry.verb in PEOPLE:
            role = entry.after.get("role", "")
            yield Reduction(kind=PEOPLE[Verb(entry.verb)], what=entry.after.get("name", ""), by=by, role=role)
