"""The stages of a measure: which step follows, and who is passed over."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.closing.transitions import (
    advance,
    approve,
    cancel,
    reopen,
    route,
    send_back,
    submit,
    turn_standing,
    with_report,
)
from bot.domain.core.refusal import NobodyToCheck, OwnWork, WrongStage
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import step_due

MEASURE = Measure(
    id="u1/A/3-1", unit="u1", plan="u1/A", finding="u1/A/3", number="3-1", text="清理河道", owners=("own",)
)
TODAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
ALL = (Role.LEADER, Role.OFFICE, Role.SECRETARY)
FULL = {Role.LEADER: ["l"], Role.OFFICE: ["o"], Role.SECRETARY: ["s"]}
L, O, S = ALL  # noqa: E741 - three columns


@pytest.mark.parametrize(
    ("steps", "free", "roles", "skipped"),
    [
        (ALL, "los", (L, O, S), ()),
        (ALL, "os", (O, S), (L,)),
        (ALL, "ls", (L, S), (O,)),
        (ALL, "s", (S,), (L, O)),
        ((O, L), "los", (L, O), ()),
        ((L,), "os", (O,), (L,)),
        ((O,), "s", (S,), (O,)),
        ((), "los", (O,), ()),
        ((), "s", (S,), (O,)),
    ],
)
def test_step_without_anybody_independent_goes_to_the_next_one_up(
    steps: tuple[Role, ...], free: str, roles: tuple[Role, ...], skipped: tuple[Role, ...]
) -> None:
    """A missing checker is replaced by the next above; a unit without steps is checked by its office all the same."""
    checkers = {role: [sign] if sign in free else [] for role, sign in zip(ALL, "los", strict=True)}
    assert route(steps, checkers) == (roles, skipped)


@pytest.mark.parametrize(("steps", "free"), [(ALL, "lo"), ((O,), "l"), ((L,), ""), ((S,), "lo")])
def test_last_step_without_anybody_above_is_refused(steps: tuple[Role, ...], free: str) -> None:
    """Where nobody independent stands at or above a step, nothing can be handed in."""
    checkers = {role: [sign] if sign in free else [] for role, sign in zip(ALL, "los", strict=True)}
    with pytest.raises(NobodyToCheck):
        submit(MEASURE, by="own", today=TODAY, steps=steps, checkers=checkers)


def test_chain_from_submission_to_closing() -> None:
    """Review, verification, decision, closed; each agreement takes one step; nobody who made it agrees."""
    moved = submit(MEASURE, by="own", today=TODAY, steps=ALL, checkers=FULL)
    stages = [moved.measure.stage]
    for by in "los":
        with pytest.raises(OwnWork):
            approve(moved.measure, by="own", today=TODAY, steps=ALL, checkers=FULL)
        moved = approve(moved.measure, by=by, today=TODAY, steps=ALL, checkers=FULL)
        stages.append(moved.measure.stage)
    assert stages == [Stage.REVIEW, Stage.VERIFY, Stage.DECIDE, Stage.CLOSED]


def test_standing_measure_ends_as_standing() -> None:
    """A measure that goes on for good is not closed but counted apart."""
    standing = replace(MEASURE, deadline=Deadline(DeadlineKind.STANDING, "长期坚持"), stage=Stage.DECIDE)
    assert approve(standing, by="s", today=TODAY, steps=ALL, checkers=FULL).measure.stage is Stage.STANDING


@pytest.mark.parametrize("stage", Stage)
def test_each_transition_starts_only_where_it_may(stage: Stage) -> None:
    """From every stage, exactly the transitions of the figure are possible; all others are refused."""
    measure = replace(MEASURE, stage=stage)
    is_open = stage in {Stage.NOT_STARTED, Stage.UNDER_WAY}
    tries: dict[str, tuple[Callable[[], Measure], bool]] = {
        "submit": (lambda: submit(measure, by="own", today=TODAY, steps=ALL, checkers=FULL).measure, is_open),
        "agree": (
            lambda: approve(measure, by="x", today=TODAY, steps=ALL, checkers=FULL).measure,
            stage in WAITING,
        ),
        "back": (lambda: send_back(measure, today=TODAY, report_by=TODAY), stage in WAITING),
        "reopen": (
            lambda: reopen(measure, today=TODAY, report_by=TODAY),
            stage in {Stage.CLOSED, Stage.STANDING, Stage.CANCELLED},
        ),
        "cancel": (lambda: cancel(measure, today=TODAY), is_open or stage in WAITING),
        "standing": (lambda: turn_standing(measure, today=TODAY), is_open),
        "hear": (
            lambda: with_report(measure, by=["own"], at=NOW, today=TODAY),
            stage not in {Stage.CLOSED, Stage.CANCELLED},
        ),
    }
    for transition, possible in tries.values():
        if possible:
            assert transition().id == measure.id
        else:
            with pytest.raises(WrongStage):
                transition()


@pytest.mark.parametrize("stage", Stage)
def test_no_report_ever_closes(stage: Stage) -> None:
    """Whatever is reported at whatever stage, a measure that was not closed is not closed by it."""
    measure = advance(replace(MEASURE, stage=stage), today=TODAY, percent=100)
    assert measure.stage in {stage, Stage.UNDER_WAY}


def test_returned_measure_asks_for_a_new_report_until_there_is_one() -> None:
    """The day by which to report anew is kept until the next report of progress."""
    waiting = replace(MEASURE, stage=Stage.REVIEW, percent=100, submitted_by="own")
    back = send_back(waiting, today=TODAY, report_by=dt.date(2026, 3, 9))
    assert (back.percent, back.submitted_by, back.report_by) == (None, None, dt.date(2026, 3, 9))
    assert advance(back, today=TODAY, percent=None).report_by is None
    passed = replace(back, deadline=Deadline(DeadlineKind.BY_DATE, "", dt.date(2026, 3, 1)))
    assert advance(passed, today=TODAY, percent=60).report_by == dt.date(2026, 3, 9)


def test_step_has_its_own_due_day() -> None:
    """Three working days from the day on which the step began; none where nothing waits."""
    waiting = replace(MEASURE, stage=Stage.VERIFY, since=dt.date(2026, 3, 5))
    assert step_due(waiting, Policy(), WorkCalendar()) == dt.date(2026, 3, 10)
    assert step_due(MEASURE, Policy(), WorkCalendar()) is None


@pytest.mark.parametrize(
    ("deadline", "kept"),
    [
        (Deadline(DeadlineKind.AT_ONCE, "立行立改"), True),
        (Deadline(DeadlineKind.BY_DATE, "", TODAY - dt.timedelta(1), TODAY - dt.timedelta(1)), True),
        (Deadline(DeadlineKind.BY_DATE, "", TODAY, TODAY), False),
        (Deadline(DeadlineKind.STANDING, "长期坚持"), False),
    ],
)
def test_the_new_day_of_a_returned_measure_holds_where_its_own_is_past(deadline: Deadline, *, kept: bool) -> None:
    """Also where it was to be done at once, which has no day to be past."""
    returned = replace(MEASURE, deadline=deadline, stage=Stage.UNDER_WAY, report_by=TODAY)
    assert (advance(returned, today=TODAY, percent=10).report_by == TODAY) is kept
