"""A request for more time: to which day, since when each step waits, and what a moved deadline adds up to."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.core.refusal import NoChange, Unreadable
from bot.domain.extensions.extension import (
    DeadlineHistory,
    Extension,
    ExtensionAnswer,
    ExtensionState,
    deadline_history,
    first_day,
    granted,
    must_be_later,
)
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from tests.domain.records import DAY, TODAY, measure

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def answer(hours: int, role: Role) -> ExtensionAnswer:
    """A yes so many hours after the asking."""
    return ExtensionAnswer(by="p", at=AT + HOUR * hours, role=role, agreed=True)


def request(**facts: Any) -> Extension:
    """A request of today."""
    usual: dict[str, Any] = {"asked": TODAY + DAY * 30, "was": TODAY, "late": False, "step": Role.SECRETARY}
    return Extension(id="1", unit="u1", measure="m", by="p1", at=AT, words="等批复", **(usual | facts))


def due(days: int | None, first: dt.date | None = None) -> Deadline:
    """A deadline in so many days."""
    day = None if days is None else TODAY + DAY * days
    return Deadline(DeadlineKind.BY_DATE, "", day, first or day)


@pytest.mark.parametrize(("days", "first"), [(None, 0), (-5, 0), (-1, 0), (0, 1), (1, 2), (9, 10)])
def test_the_first_day_is_behind_the_deadline_and_not_past(days: int | None, first: int) -> None:
    """Today where there is no day, or it is over."""
    assert first_day(measure("1-1", deadline=due(days)), TODAY) == TODAY + DAY * first


@pytest.mark.parametrize(
    ("days", "to", "why"),
    [
        (None, -1, "past"),
        (None, 0, ""),
        (-5, -1, "past"),
        (-5, 0, ""),
        (3, 2, "same"),
        (3, 3, "same"),
        (3, 4, ""),
        (3, -1, "past"),
    ],
)
def test_a_day_up_to_the_deadline_is_no_extension(days: int | None, to: int, why: str) -> None:
    """A past one is not read, one up to the deadline changes nothing."""
    one = measure("1-1", deadline=due(days))
    if not why:
        must_be_later(one, TODAY + DAY * to, TODAY)
        return
    with pytest.raises(Unreadable if why == "past" else NoChange) as refused:
        must_be_later(one, TODAY + DAY * to, TODAY)
    if why == "past":
        assert refused.value.facts == {"what": str(TODAY + DAY * to), "why": "past"}
    else:
        assert (refused.value.facts["number"], refused.value.facts["day"]) == ("1-1", TODAY + DAY * to)


def test_a_granted_one_moves_the_deadline_and_wakes_the_measure() -> None:
    """The first day is kept for ever."""
    one = measure("1-1", deadline=due(3))
    moved = granted(one, TODAY + DAY * 8, TODAY)
    assert moved == replace(
        one, deadline=Deadline(DeadlineKind.BY_DATE, "", TODAY + DAY * 8, TODAY + DAY * 3), wake=TODAY
    )


def test_a_step_waits_since_the_answer_before_it() -> None:
    """Since the asking where nobody has answered."""
    assert request().waits_since == AT
    assert request(answers=(answer(1, Role.LEADER), answer(5, Role.OFFICE))).waits_since == AT + HOUR * 5


@pytest.mark.parametrize(
    ("hours", "step", "answers"),
    [
        (0, Role.LEADER, 0),
        (1, Role.LEADER, 0),
        (2, Role.OFFICE, 1),
        (5, Role.OFFICE, 1),
        (6, Role.SECRETARY, 2),
    ],
)
def test_at_a_moment_it_waited_for_who_answered_next(hours: int, step: Role, answers: int) -> None:
    """An answer of that very moment was not yet given."""
    whole = request(
        answers=(answer(1, Role.LEADER), answer(5, Role.OFFICE)), state=ExtensionState.REFUSED, step=Role.SECRETARY
    )
    then = whole.waiting_at(AT + HOUR * hours)
    assert then == replace(whole, state=ExtensionState.ASKED, step=step, answers=whole.answers[:answers])


@pytest.mark.parametrize(
    ("deadline", "history"),
    [
        (due(9, TODAY), DeadlineHistory(first=TODAY, current=TODAY + DAY * 9, days=9, times=2)),
        (due(9), DeadlineHistory(first=TODAY + DAY * 9, current=TODAY + DAY * 9, days=0, times=2)),
        (due(None), DeadlineHistory(first=None, current=None, days=0, times=2)),
        (
            Deadline(DeadlineKind.BY_DATE, "", TODAY + DAY),
            DeadlineHistory(first=TODAY + DAY, current=TODAY + DAY, days=0, times=2),
        ),
        (Deadline(DeadlineKind.STANDING, "", None, TODAY), DeadlineHistory(first=TODAY, current=None, days=0, times=2)),
    ],
)
def test_only_what_was_granted_counts(deadline: Deadline, history: DeadlineHistory) -> None:
    """From the first day to the present one, whoever moved it."""
    requests = [request(state=state) for state in (*ExtensionState, ExtensionState.GRANTED)]
    assert deadline_history(measure("1-1", deadline=deadline), requests) == history
