"""The stages of a measure as pure functions: what a report, an agreement, a return makes of it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NobodyToCheck, OwnWork, WrongStage
from bot.domain.people.permission import CHECKERS, Action, makers
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import OPEN, WAITING, Measure, Stage
from bot.domain.plan.share import asked_anew, spoken

STEPS = {role: stage for stage, role in CHECKERS.items()}
LADDER = (Role.LEADER, Role.OFFICE, Role.SECRETARY)
CHECKING = {Stage.REVIEW: Action.REVIEW, Stage.VERIFY: Action.VERIFY, Stage.DECIDE: Action.DECIDE}
DONE = 100

NOT_ENDED = frozenset(Stage) - {Stage.CLOSED, Stage.CANCELLED}

POSSIBLE: dict[Action, frozenset[Stage]] = {
    Action.REPORT: NOT_ENDED,
    Action.NOTE: NOT_ENDED,
    Action.COMMENT: NOT_ENDED,
    Action.KEEP_EVIDENCE: NOT_ENDED | {Stage.CLOSED},  # what a look back finds
    Action.SUBMIT: OPEN,
    Action.REVIEW: frozenset({Stage.REVIEW}),
    Action.VERIFY: frozenset({Stage.VERIFY}),
    Action.DECIDE: frozenset({Stage.DECIDE}),
    Action.SEND_BACK: WAITING,
    Action.REOPEN: frozenset({Stage.CLOSED, Stage.STANDING, Stage.CANCELLED}),
    Action.TURN_STANDING: OPEN,
    Action.ASK_EXTENSION: OPEN,
    Action.REVIEW_EXTENSION: OPEN,
    Action.GRANT_EXTENSION: OPEN,
    Action.DECIDE_EXTENSION: OPEN,
    Action.NUDGE: NOT_ENDED,
    Action.ASK_LETTER: OPEN | {Stage.STANDING},  # whose periods may be missed
    Action.DRAFT_LETTER: OPEN | {Stage.STANDING},
    Action.RECHECK: frozenset({Stage.CLOSED}),
    Action.EXCUSE_PERIOD: NOT_ENDED,
    Action.CORRECT: NOT_ENDED,
    Action.CANCEL: OPEN | WAITING,
}


def possible(action: Action, stage: Stage) -> bool:
    """True where a measure at that stage admits the action; what is not about stages is always possible."""
    return stage in POSSIBLE.get(action, frozenset(Stage))


def require_stage(action: Action, measure: Measure) -> None:
    """Raise WrongStage where the measure's stage does not admit the action."""
    if not possible(action, measure.stage):
        raise WrongStage(number=measure.number, measure=measure.id, stage=measure.stage, action=action)


Checkers = Mapping[Role, Collection[str]]  # ids of the people of each role who had no hand in the measure


@dataclass(frozen=True)
class Transition:
    """A measure after a step; `skipped` are steps whose only people made the measure, done by the next one up."""

    measure: Measure
    skipped: tuple[Role, ...] = ()


def route(steps: Iterable[Role], checkers: Checkers) -> tuple[tuple[Role, ...], tuple[Role, ...]]:
    """The roles that will check, in order, and those that are passed over for want of anyone independent.

    Each step is another person's: a lower one is passed over where its only people are needed above. Raises
    NobodyToCheck where a step has nobody independent, neither of its own role nor further up.
    """
    wanted = sorted(set(steps) & set(LADDER), key=LADDER.index) or [Role.OFFICE]
    roles: tuple[Role, ...] = ()
    for role in reversed(list(dict.fromkeys(_stand_in(role, checkers) for role in wanted))):
        roles = (role, *roles) if _each_another((role, *roles), checkers) else roles
    return roles, tuple(role for role in wanted if role not in roles)


def _each_another(roles: Sequence[Role], checkers: Checkers) -> bool:
    """True where every role can be taken by a person of its own."""
    if not roles:
        return True
    first, *rest = roles
    return any(_each_another(rest, _without(checkers, taken)) for taken in checkers[first])


def _without(checkers: Checkers, person: str) -> Checkers:
    return {role: [one for one in people if one != person] for role, people in checkers.items()}


def _stand_in(role: Role, checkers: Checkers) -> Role:
    for higher in LADDER[LADDER.index(role) :]:
        if checkers.get(higher):
            return higher
    raise NobodyToCheck(role=role)


def with_report(measure: Measure, *, by: Iterable[str], at: dt.datetime, today: dt.date) -> Measure:
    """The measure after its owner's word: it rests on this word from now on."""
    require_stage(Action.REPORT, measure)
    speakers = tuple(by)
    reporters = tuple(dict.fromkeys((*measure.reporters, *speakers)))
    owners = [one for one in speakers if one in measure.owners or not measure.owners]
    shares = spoken(measure.shares, owners, at)
    return replace(measure, reported=at, reporters=reporters, shares=shares, wake=today)


def advance(measure: Measure, *, today: dt.date, percent: int | None) -> Measure:
    """The measure as under way; one that waits for a check, or goes on for good, stays where it is.

    The new day of a returned one holds on where its deadline has passed: a word is not yet the work.
    """
    if measure.stage not in OPEN:
        return measure
    passed = measure.deadline.kind is DeadlineKind.AT_ONCE or (measure.due is not None and measure.due < today)
    since = today if measure.stage is Stage.NOT_STARTED else measure.since
    known = measure.percent if percent is None else percent
    again = measure.report_by if passed else None
    return replace(measure, stage=Stage.UNDER_WAY, since=since, percent=known, report_by=again)


def submit(measure: Measure, *, by: str, today: dt.date, steps: Sequence[Role], checkers: Checkers) -> Transition:
    """The measure handed in for closing, at the first step that somebody independent can take."""
    require_stage(Action.SUBMIT, measure)
    roles, skipped = route(steps, checkers)
    first = STEPS[roles[0]]
    early = tuple(role for role in skipped if LADDER.index(role) < LADDER.index(roles[0]))
    handed_in = replace(
        measure,
        stage=first,
        percent=DONE,
        submitted_by=by,
        submissions=measure.submissions + 1,
        since=today,
        wake=today,
        report_by=None,
    )
    return Transition(handed_in, early)


def approve(measure: Measure, *, by: str, today: dt.date, steps: Sequence[Role], checkers: Checkers) -> Transition:
    """The measure after one more agreement: at the next step, or at its end."""
    if measure.stage not in WAITING:
        raise WrongStage(number=measure.number, measure=measure.id, stage=measure.stage)
    if by in makers(measure):
        raise OwnWork(number=measure.number, measure=measure.id)
    here = LADDER.index(CHECKERS[measure.stage])
    later = [role for role in steps if role in LADDER and LADDER.index(role) > here]
    roles, skipped = route(later, _without(checkers, by)) if later else ((), ())
    end = Stage.STANDING if measure.goes_on else Stage.CLOSED
    stage = STEPS[roles[0]] if roles else end
    early = tuple(role for role in skipped if not roles or LADDER.index(role) < LADDER.index(roles[0]))
    return Transition(replace(measure, stage=stage, since=today, wake=today), early)


def reroute(measure: Measure, *, today: dt.date, steps: Sequence[Role], checkers: Checkers) -> Transition:
    """A waiting measure at the first step that somebody independent can still take: its own, or one further up.

    It stays where it is while there is nobody at all.
    """
    if measure.stage not in WAITING:
        return Transition(measure)
    here = CHECKERS[measure.stage]
    later = [role for role in steps if role in LADDER and LADDER.index(role) >= LADDER.index(here)]
    try:
        roles, skipped = route([here, *later], checkers)
    except NobodyToCheck:
        return Transition(measure)
    if roles[0] is here:
        return Transition(measure)
    early = tuple(role for role in skipped if LADDER.index(role) < LADDER.index(roles[0]))
    return Transition(replace(measure, stage=STEPS[roles[0]], since=today, wake=today), early)


def send_back(measure: Measure, *, today: dt.date, report_by: dt.date) -> Measure:
    """The measure back with its people, who are to report anew by a day."""
    require_stage(Action.SEND_BACK, measure)
    return replace(
        measure,
        stage=Stage.UNDER_WAY,
        percent=None,
        shares=asked_anew(measure.shares),
        submitted_by=None,
        since=today,
        wake=today,
        report_by=report_by,
    )


def reopen(measure: Measure, *, today: dt.date, report_by: dt.date) -> Measure:
    """An ended or standing measure as one that is worked on again, to be reported by a new day."""
    require_stage(Action.REOPEN, measure)
    return replace(
        measure,
        stage=Stage.UNDER_WAY,
        percent=None,
        shares=asked_anew(measure.shares),
        submitted_by=None,
        since=today,
        wake=today,
        report_by=report_by,
    )


def cancel(measure: Measure, *, today: dt.date) -> Measure:
    """The measure as no longer asked for."""
    require_stage(Action.CANCEL, measure)
    return replace(measure, stage=Stage.CANCELLED, since=today, wake=None, report_by=None)


def turn_standing(measure: Measure, *, today: dt.date) -> Measure:
    """The measure as one that goes on for good; its first deadline is kept."""
    require_stage(Action.TURN_STANDING, measure)
    first = measure.deadline.first or measure.due
    deadline = replace(measure.deadline, kind=DeadlineKind.STANDING, date=None, first=first, nodes=())
    return replace(measure, stage=Stage.STANDING, deadline=deadline, since=today, wake=today, report_by=None)
