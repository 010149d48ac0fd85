"""An extension: asked for with a reason and a day, granted or refused step by step."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.core.refusal import NoChange, Unreadable
from bot.domain.people.permission import Action
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure


class ExtensionState(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STEP_ACTIONS = {
    Role.LEADER: Action.REVIEW_EXTENSION,
    Role.OFFICE: Action.GRANT_EXTENSION,
    Role.SECRETARY: Action.DECIDE_EXTENSION,
}


@dataclass(frozen=True, kw_only=True)
class ExtensionAnswer:
    """One person's yes or no to a request."""

    by: str
    at: dt.datetime
    role: Role
    agreed: bool
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A request to move a deadline; `was` is the deadline at that time, `late` says that it had passed already."""

    id: str
    unit: str
    measure: str
    by: str
    at: dt.datetime
    words: str
    asked: dt.date
    was: dt.date | None
    late: bool
    step: Role
    state: ExtensionState = ExtensionState.ASKED
    granted: dt.date | None = None
    answers: tuple[ExtensionAnswer, ...] = ()
    progress: str = ""  # id of the reply in which it was asked for

    @property
    def waits_since(self) -> dt.datetime:
        """Since when its present step waits."""
        return self.answers[-1].at if self.answers else self.at

    def waiting_at(self, moment: dt.datetime) -> "Extension":
        """The request as it waited at a moment between its asking and its end."""
        before = tuple(answer for answer in self.answers if answer.at < moment)
        later = self.answers[len(before) :]
        step = later[0].role if later else self.step
        return replace(self, state=ExtensionState.ASKED, step=step, answers=before)


def first_day(measure: Measure, today: dt.date) -> dt.date:
    """The first day to which the deadline may be moved."""
    return today if measure.due is None else max(today, measure.due + dt.timedelta(days=1))


def must_be_later(measure: Measure, day: dt.date, today: dt.date) -> None:
    """Raise where the day is no extension: Unreadable in the past, NoChange up to the present deadline."""
    if day < today:
        raise Unreadable(what=day.isoformat(), why="past")
    if measure.due is not None and day <= measure.due:
        raise NoChange(number=measure.number, measure=measure.id, day=day)


def granted(measure: Measure, day: dt.date, today: dt.date) -> Measure:
    """The measure with its deadline moved; the first one is kept for ever."""
    return replace(measure, deadline=measure.deadline.moved_to(day), wake=today)


@dataclass(frozen=True, kw_only=True)
class DeadlineHistory:
    """原时限 · 现时限 · 累计延期: what cards and slips show of a deadline that was moved."""

    first: dt.date | None
    current: dt.date | None
    days: int  # from the first to the current one
    times: int


def deadline_history(measure: Measure, extensions: Iterable[Extension]) -> DeadlineHistory:
    """How a measure's deadline was moved, over all requests that were granted."""
    given = [item for item in extensions if item.state is ExtensionState.GRANTED]
    first, current = measure.deadline.first or measure.due, measure.due
    days = (current - first).days if first and current else 0
    return DeadlineHistory(
        first=first,
        current=current,
        days=days,
        times=len(given),
    )
