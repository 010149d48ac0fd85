"""减少的: what made the work less in a week, or moved who decides it, and by whom; the secretary's page names it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.closing.hands import ROUTES
from bot.domain.history.as_of import put_back
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import OPEN
from bot.domain.status.postponed import puts_off
from bot.domain.status.register import Register


class ReductionKind(StrEnum):
    """What was done; the names of its words in the wording."""

    CANCELLED = "cancelled"
    TURNED_STANDING = "turned_standing"
    ROUTE = "route"
    SETTING = "setting"
    PUT_OFF = "put_off"
    EASED = "eased"
    DATED = "dated"
    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    RETIRED = "retired"
    ERASED = "erased"


DAYS = frozenset({"at_once_days", "standing_months", "rest_days", "return_days"})  # that move the day of many measures
GUARDED = ROUTES | DAYS | {"two_keys", "move_hours"}  # settings that need two keys
PEOPLE = {
    Verb.APPOINT: ReductionKind.APPOINTED,
    Verb.DISMISS: ReductionKind.DISMISSED,
    Verb.RETIRE: ReductionKind.RETIRED,
    Verb.ERASE: ReductionKind.ERASED,
}


@dataclass(frozen=True, kw_only=True)
class Reduction:
    """One such act: on what, for people in which role, and by whom."""

    kind: ReductionKind
    what: str  # the number of a measure, the name of a person, the new route
    by: str
    role: str = ""
    old: dt.date | None = None  # the day of a report that was put off, as it was first and as it is now
    new: dt.date | None = None
    words: str = ""  # a deadline that asks for less, as it is written now, or as it was where it has a day now


def reductions(register: Register, entries: Iterable[Entry]) -> tuple[Reduction, ...]:
    """Those among the entries, in their order, without what was taken back again."""
    told = tuple(entries)
    back = {one.subject: place for place, one in enumerate(told) if one.verb == Verb.TAKE_BACK}
    standing = [one for place, one in enumerate(told) if place > back.get(one.subject, -1)]
    return (*_found(register, standing), *_put_off(register, standing), *_eased(register, standing))


def _found(register: Register, entries: Iterable[Entry]) -> Iterator[Reduction]:
    numbers = {measure.id: measure.number for measure in register.measures}
    for entry in entries:
        by = _by(register, entry)
        if entry.subject in numbers and entry.after.get("stage") == "cancelled":
            yield Reduction(kind=ReductionKind.CANCELLED, what=numbers[entry.subject], by=by)
        elif entry.subject in numbers and entry.verb == Verb.TURN_STANDING and entry.before.get("stage") in OPEN:
            yield Reduction(kind=ReductionKind.TURNED_STANDING, what=numbers[entry.subject], by=by)
        elif entry.verb == Verb.SET_POLICY and entry.after.get("setting") in ROUTES:
            yield Reduction(kind=ReductionKind.ROUTE, what=f"{entry.after['old']}→{entry.after['new']}", by=by)
        elif entry.verb == Verb.SET_POLICY and entry.after.get("setting") in GUARDED:
            what = f"{entry.after['name']} {entry.after['old']}→{entry.after['new']}"
            yield Reduction(kind=ReductionKind.SETTING, what=what, by=by)
        elif entry.verb in PEOPLE:
            role = entry.after.get("role", "")
            yield Reduction(kind=PEOPLE[Verb(entry.verb)], what=entry.after.get("name", ""), by=by, role=role)


def _put_off(register: Register, entries: Iterable[Entry]) -> Iterator[Reduction]:
    """Measures of which the day to report anew is later than it was, by the one who set it last."""
    set_ = [one for one in entries if one.verb == Verb.SET_REPORT_DAY and one.before.get("report_by")]
    first = {one.subject: one for one in reversed(set_)}
    last = {one.subject: one for one in set_}
    for measure in register.measures:
        if measure.id in first:
            old, new = first[measure.id].before["report_by"], last[measure.id].after["report_by"]
            if old < new:
                yield Reduction(
                    kind=ReductionKind.PUT_OFF,
                    what=measure.number,
                    by=_by(register, last[measure.id]),
                    old=dt.date.fromisoformat(old),
                    new=dt.date.fromisoformat(new),
                )


def _eased(register: Register, entries: Iterable[Entry]) -> Iterator[Reduction]:
    """Measures of which less is owed than before without a later day: fewer reports, no day any more, a stage less."""
    set_ = [one for one in entries if "deadline" in one.before]
    first = {one.subject: one for one in reversed(set_)}
    last = {one.subject: one for one in set_}
    for measure in register.measures:
        if measure.id not in first or measure.is_ended:
            continue
        was = put_back(measure, {"deadline": first[measure.id].before["deadline"]})
        later = was.due and measure.due and measure.due > was.due  # which the page tells with its days
        if not later and puts_off(was, measure, register.policy(measure), register.today):
            by, limit = _by(register, last[measure.id]), measure.deadline
            dated = bool(limit.date) and limit.words == was.deadline.words  # moved to a day, not written anew
            yield Reduction(
                kind=ReductionKind.DATED if dated else ReductionKind.EASED,
                what=measure.number,
                by=by,
                words=limit.words,
                new=limit.date if dated else None,
            )


def _by(register: Register, entry: Entry) -> str:
    return register.names([entry.by])[0] if entry.by in register.people else ""
