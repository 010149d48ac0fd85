"""What each action makes of a measure, field by field: all that it changes, and that it changes nothing else."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.closing.transitions import (
    Transition,
    advance,
    approve,
    cancel,
    possible,
    reopen,
    reroute,
    route,
    send_back,
    submit,
    turn_standing,
    with_report,
)
from bot.domain.core.refusal import WrongStage
from bot.domain.people.permission import Action
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.share import Share

TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
BEFORE = NOW - DAY * 9
ALL = (Role.LEADER, Role.OFFICE, Role.SECRETARY)
L, O, S = ALL  # noqa: E741 - three columns
OLD = TODAY - DAY * 20


def measure(stage: Stage = Stage.UNDER_WAY, **facts: Any) -> Measure:
    """A measure of two owners, of whom one has spoken, with a day ahead."""
    usual: dict[str, Any] = {
        "owners": ("own", "two"),
        "deadline": Deadline(DeadlineKind.BY_DATE, "月底", TODAY + DAY * 9, OLD),
        "percent": 40,
        "since": OLD,
        "reported": BEFORE,
        "reporters": ("own",),
        "shares": (Share(owner="own", said=BEFORE, done=True),),
        "report_by": TODAY + DAY,
        "submissions": 2,
        "wake": OLD,
    }
    return Measure(id="m", unit="u1", plan="A", finding="1", number="1-1", text="清理", stage=stage, **(usual | facts))


def free(signs: str) -> dict[Role, list[str]]:
    """Who may check: l, o and s by their own roles; two of a role where the sign stands twice."""
    return {role: [f"{sign}{n}" for n in range(signs.count(sign))] for role, sign in zip(ALL, "los", strict=True)}


STAGES = {
    Action.REPORT: "NUrvdS",
    Action.NOTE: "NUrvdS",
    Action.COMMENT: "NUrvdS",
    Action.KEEP_EVIDENCE: "NUrvdSC",
    Action.SUBMIT: "NU",
    Action.REVIEW: "r",
    Action.VERIFY: "v",
    Action.DECIDE: "d",
    Action.SEND_BACK: "rvd",
    Action.REOPEN: "CSX",
    Action.TURN_STANDING: "NU",
    Action.ASK_EXTENSION: "NU",
    Action.REVIEW_EXTENSION: "NU",
    Action.GRANT_EXTENSION: "NU",
    Action.DECIDE_EXTENSION: "NU",
    Action.NUDGE: "NUrvdS",
    Action.ASK_LETTER: "NUS",
    Action.DRAFT_LETTER: "NUS",
    Action.RECHECK: "C",
    Action.EXCUSE_PERIOD: "NUrvdS",
    Action.CORRECT: "NUrvdS",
    Action.CANCEL: "NUrvd",
}
SIGNS = dict(zip("NUrvdCSX", Stage, strict=True))


@pytest.mark.parametrize("action", Action)
def test_an_action_is_possible_at_its_stages(action: Action) -> None:
    """One that is not about stages is possible at each."""
    assert "".join(sign for sign, stage in SIGNS.items() if possible(action, stage)) == "".join(
        sign for sign in SIGNS if sign in STAGES.get(action, "NUrvdCSX")
    )


def test_a_word_is_kept_and_the_measure_rests_on_it() -> None:
    """Each speaker once, behind those before; an owner's share is heard, and what was handed in stays so."""
    said = with_report(measure(), by=["two", "own", "office"], at=NOW, today=TODAY)
    assert said == replace(
        measure(),
        reported=NOW,
        reporters=("own", "two", "office"),
        shares=(Share(owner="own", said=NOW, done=True), Share(owner="two", said=NOW)),
        wake=TODAY,
    )
    unowned = with_report(measure(owners=(), shares=()), by=["office"], at=NOW, today=TODAY)
    assert unowned.shares == (Share(owner="office", said=NOW),)


@pytest.mark.parametrize(
    ("stage", "percent", "changes"),
    [
        (Stage.NOT_STARTED, None, {"stage": Stage.UNDER_WAY, "since": TODAY, "report_by": None}),
        (Stage.UNDER_WAY, None, {"report_by": None}),
        (Stage.UNDER_WAY, 0, {"percent": 0, "report_by": None}),
        (Stage.UNDER_WAY, 70, {"percent": 70, "report_by": None}),
        *[(stage, 70, {}) for stage in Stage if stage not in {Stage.NOT_STARTED, Stage.UNDER_WAY}],
    ],
)
def test_a_figure_brings_an_open_measure_on(stage: Stage, percent: int | None, changes: dict[str, Any]) -> None:
    """Its day counts from the first word; without a figure the last one holds; where it waits nothing moves."""
    assert advance(measure(stage), today=TODAY, percent=percent) == replace(measure(stage), **changes)


def test_handing_in_begins_a_submission() -> None:
    """Whatever figure was told, it is done now, and the new day of a returned one is over."""
    found = submit(measure(), by="own", today=TODAY, steps=ALL, checkers=free("los"))
    assert found == Transition(
        replace(
            measure(),
            stage=Stage.REVIEW,
            percent=100,
            submitted_by="own",
            submissions=3,
            since=TODAY,
            wake=TODAY,
            report_by=None,
        )
    )


@pytest.mark.parametrize(
    ("steps", "who", "stage", "skipped"),
    [
        (ALL, "los", Stage.REVIEW, ()),
        (ALL, "os", Stage.VERIFY, (L,)),
        (ALL, "s", Stage.DECIDE, (L, O)),
        (ALL, "ls", Stage.REVIEW, ()),  # the office, above the first step, is passed over later
        ((O, S), "los", Stage.VERIFY, ()),
        ((O, S), "s", Stage.DECIDE, (O,)),
        ((S,), "los", Stage.DECIDE, ()),
        ((), "los", Stage.VERIFY, ()),
    ],
)
def test_what_is_passed_over_is_told_where_it_would_have_come_first(
    steps: tuple[Role, ...], who: str, stage: Stage, skipped: tuple[Role, ...]
) -> None:
    """A step that comes later is told when its turn comes."""
    found = submit(measure(), by="own", today=TODAY, steps=steps, checkers=free(who))
    assert (found.measure.stage, found.skipped) == (stage, skipped)


@pytest.mark.parametrize(
    ("stage", "steps", "who", "by", "then", "skipped"),
    [
        (Stage.REVIEW, ALL, "los", "l0", Stage.VERIFY, ()),
        (Stage.REVIEW, ALL, "ls", "l0", Stage.DECIDE, (O,)),
        (Stage.REVIEW, (L, S), "los", "l0", Stage.DECIDE, ()),
        (Stage.REVIEW, (L,), "los", "l0", Stage.CLOSED, ()),
        (Stage.VERIFY, (L,), "los", "o0", Stage.CLOSED, ()),
        (Stage.VERIFY, ALL, "los", "o0", Stage.DECIDE, ()),
        (Stage.DECIDE, ALL, "los", "s0", Stage.CLOSED, ()),
    ],
)
def test_an_agreement_takes_one_step(  # noqa: PLR0917 - a table
    stage: Stage, steps: tuple[Role, ...], who: str, by: str, then: Stage, skipped: tuple[Role, ...]
) -> None:
    """To the next that is wanted, or to its end."""
    found = approve(measure(stage), by=by, today=TODAY, steps=steps, checkers=free(who))
    assert found == Transition(replace(measure(stage), stage=then, since=TODAY, wake=TODAY), skipped)


@pytest.mark.parametrize("stage", [Stage.UNDER_WAY, Stage.CLOSED])
def test_what_does_not_wait_is_not_agreed_to(stage: Stage) -> None:
    """The refusal says where it stands."""
    with pytest.raises(WrongStage) as refused:
        approve(measure(stage), by="o0", today=TODAY, steps=ALL, checkers=free("los"))
    assert (refused.value.facts["number"], refused.value.facts["stage"]) == ("1-1", stage)


def test_a_person_takes_one_step_only() -> None:
    """A lower step is passed over where its only people are needed above."""
    one = {L: ["x"], O: ["x"], S: ["s"]}
    assert route(ALL, one) == ((O, S), (L,))
    assert route(ALL, {L: ["x", "y"], O: ["x"], S: ["s"]}) == (ALL, ())
    assert route(ALL, {L: ["x"], O: ["x"], S: ["x"]}) == ((S,), (L, O))
    assert route(ALL, {L: ["x", "s"], O: ["x"], S: ["s"]}) == ((O, S), (L,))


@pytest.mark.parametrize(
    ("stage", "steps", "who", "then", "skipped"),
    [
        (Stage.REVIEW, ALL, "los", Stage.REVIEW, ()),
        (Stage.REVIEW, ALL, "os", Stage.VERIFY, (L,)),
        (Stage.REVIEW, ALL, "s", Stage.DECIDE, (L, O)),
        (Stage.VERIFY, ALL, "ls", Stage.DECIDE, (O,)),
        (Stage.VERIFY, (L,), "ls", Stage.DECIDE, (O,)),
        (Stage.VERIFY, ALL, "l", Stage.VERIFY, ()),
        (Stage.DECIDE, ALL, "lo", Stage.DECIDE, ()),
        (Stage.UNDER_WAY, ALL, "s", Stage.UNDER_WAY, ()),
        (Stage.CLOSED, ALL, "s", Stage.CLOSED, ()),
    ],
)
def test_what_waits_for_nobody_goes_further_up(
    stage: Stage, steps: tuple[Role, ...], who: str, then: Stage, skipped: tuple[Role, ...]
) -> None:
    """It stays as it is where its own step can be taken, or none can."""
    one = measure(stage)
    moved = one if then is stage else replace(one, stage=then, since=TODAY, wake=TODAY)
    assert reroute(one, today=TODAY, steps=steps, checkers=free(who)) == Transition(moved, skipped)


AGAIN: dict[str, Any] = {
    "stage": Stage.UNDER_WAY,
    "percent": None,
    "shares": (Share(owner="own", said=BEFORE),),
    "submitted_by": None,
    "since": TODAY,
    "wake": TODAY,
    "report_by": TODAY + DAY * 5,
}


def test_what_comes_back_is_asked_for_anew() -> None:
    """Returned or opened again: no figure, no share handed in, a new day; who spoke for it stays its maker."""
    waits, closed = measure(Stage.DECIDE, submitted_by="own"), measure(Stage.CLOSED, submitted_by="own")
    assert send_back(waits, today=TODAY, report_by=TODAY + DAY * 5) == replace(waits, **AGAIN)
    assert reopen(closed, today=TODAY, report_by=TODAY + DAY * 5) == replace(closed, **AGAIN)


def test_what_is_cancelled_is_not_asked_for() -> None:
    """No day wakes it."""
    assert cancel(measure(), today=TODAY) == replace(
        measure(), stage=Stage.CANCELLED, since=TODAY, wake=None, report_by=None
    )


@pytest.mark.parametrize(("first", "kept"), [(OLD, OLD), (None, TODAY + DAY * 9)])
def test_what_goes_on_for_good_keeps_its_first_day(first: dt.date | None, kept: dt.date) -> None:
    """It has none of its own any more, and no stages."""
    day = TODAY + DAY * 9
    dated = Deadline(DeadlineKind.BY_DATE, "月底", day, first, nodes=(Node(TODAY, "摸排"), Node(day, "完成")))
    found = turn_standing(measure(deadline=dated), today=TODAY)
    assert found == replace(
        measure(),
        stage=Stage.STANDING,
        deadline=Deadline(DeadlineKind.STANDING, "月底", None, kept),
        since=TODAY,
        wake=TODAY,
        report_by=None,
    )
