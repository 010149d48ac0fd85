"""Every role, every action, every relation, every stage: the table against a table written by hand."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.closing.transitions import POSSIBLE, possible
from bot.domain.people.permission import (
    CHECKS,
    TABLE,
    Action,
    Scope,
    allowed,
    granted_to,
    makers,
)
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.messages.wording import official

SCOPE_WORDS = {
    Scope.ANY: "全部措施",
    Scope.OWNED: "本人经办的措施",
    Scope.LED: "本人负责的措施",
    Scope.BELOW: "下级单位",
}
MEASURE = Measure(
    id="u1/A/3-1",
    unit="u1",
    plan="u1/A",
    finding="u1/A/3",
    number="3-1",
    text="清理河道",
    leaders=("lead",),
    owners=("own",),
)

S, O, L, W, U, V = Role.SECRETARY, Role.OFFICE, Role.LEADER, Role.OWNER, Role.SUPPORT, Role.OBSERVER  # noqa: E741 - six columns
EXPECTED: dict[Action, tuple[str, str]] = {  # who may: roles on any measure, relations on their own (l leads, o owns)
    Action.READ: ("SOLWUV", ""),
    Action.REPORT: ("", "o"),
    Action.NOTE: ("SO", "l"),
    Action.COMMENT: ("U", ""),
    Action.KEEP_EVIDENCE: ("O", "lo"),
    Action.SUBMIT: ("", "o"),
    Action.REVIEW: ("", "l"),
    Action.VERIFY: ("O", ""),
    Action.DECIDE: ("S", ""),
    Action.SEND_BACK: ("SO", "l"),
    Action.REOPEN: ("SO", ""),
    Action.TURN_STANDING: ("O", ""),
    Action.ASK_EXTENSION: ("", "o"),
    Action.REVIEW_EXTENSION: ("", "l"),
    Action.GRANT_EXTENSION: ("O", ""),
    Action.DECIDE_EXTENSION: ("S", ""),
    Action.INSTRUCT: ("S", ""),
    Action.ANSWER_INSTRUCTION: ("", "lo"),
    Action.ASSIGN: ("O", ""),
    Action.ANSWER_ASSIGNMENT: ("OLW", ""),
    Action.SET_CAUSE: ("SO", ""),
    Action.MAKE_RULE: ("O", ""),
    Action.SETTLE_INSTRUCTION: ("SO", ""),
    Action.MEET: ("SO", ""),
    Action.CONFIRM_FACTS: ("", "lo"),
    Action.INSPECT: ("SO", "l"),
    Action.MARK_KEY: ("SO", ""),
    Action.WAIT: ("O", "lo"),
    Action.ANSWER_WAIT: ("SOLWU", ""),
    Action.HAND_UP: ("O", ""),
    Action.ACCEPT: ("SO", ""),
    Action.ASK_LETTER: ("S", ""),
    Action.DRAFT_LETTER: ("O", ""),
    Action.ISSUE_LETTER: ("SO", ""),
    Action.SIGN_LETTER: ("", "lo"),
    Action.ANSWER_LETTER: ("", "lo"),
    Action.RECHECK: ("SO", ""),
    Action.NUDGE: ("O", ""),
    Action.EXCUSE_PERIOD: ("O", ""),
    Action.CORRECT: ("O", ""),
    Action.CANCEL: ("O", ""),
    Action.HAND_OVER: ("O", "lo"),
    Action.IMPORT: ("O", ""),
    Action.BIND: ("O", ""),
    Action.APPOINT: ("SO", ""),
    Action.SET: ("O", ""),
    Action.DRAW_UP: ("SO", ""),
    Action.ASK_RELEASE: ("O", ""),
    Action.RELEASE: ("S", ""),
    Action.OVERSEE: ("SOV", ""),
    Action.SEAT: ("O", ""),
}
LETTERS = {S: "S", O: "O", L: "L", W: "W", U: "U", V: "V"}

OPEN = {Stage.NOT_STARTED, Stage.UNDER_WAY}
GOING = set(Stage) - {Stage.CLOSED, Stage.CANCELLED}
STAGES: dict[Action, set[Stage]] = {
    Action.REPORT: GOING,
    Action.NOTE: GOING,
    Action.COMMENT: GOING,
    Action.KEEP_EVIDENCE: GOING | {Stage.CLOSED},
    Action.SUBMIT: OPEN,
    Action.REVIEW: {Stage.REVIEW},
    Action.VERIFY: {Stage.VERIFY},
    Action.DECIDE: {Stage.DECIDE},
    Action.SEND_BACK: {Stage.REVIEW, Stage.VERIFY, Stage.DECIDE},
    Action.REOPEN: {Stage.CLOSED, Stage.STANDING, Stage.CANCELLED},
    Action.TURN_STANDING: OPEN,
    Action.ASK_EXTENSION: OPEN,
    Action.REVIEW_EXTENSION: OPEN,
    Action.GRANT_EXTENSION: OPEN,
    Action.DECIDE_EXTENSION: OPEN,
    Action.NUDGE: GOING,
    Action.ASK_LETTER: OPEN | {Stage.STANDING},
    Action.DRAFT_LETTER: OPEN | {Stage.STANDING},
    Action.RECHECK: {Stage.CLOSED},
    Action.EXCUSE_PERIOD: GOING,
    Action.CORRECT: GOING,
    Action.CANCEL: GOING - {Stage.STANDING},
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("stage", Stage)
def test_every_role_relation_and_stage_is_as_written_by_hand(action: Action, stage: Stage) -> None:
    """All 64 sets of roles, four relations, eight stages: exactly what the hand-written tables say."""
    roles, relations = EXPECTED[action]
    measure = replace(MEASURE, stage=stage)
    assert possible(action, stage) is (stage in STAGES.get(action, set(Stage)))
    for count in range(len(Role) + 1):
        for held in itertools.combinations(Role, count):
            for id_, relation in (("own", "o"), ("lead", "l"), ("other", "-")):
                person = Person(id=id_, unit="u1", name="甲", roles=held)
                wanted = any(LETTERS[role] in roles for role in held) or relation in relations
                if action in CHECKS and relation == "o":
                    wanted = False
                assert allowed(action, person, measure) is wanted, (held, relation)


@pytest.mark.parametrize("action", Action)
def test_inactive_people_and_other_units_may_nothing(action: Action) -> None:
    """Somebody who left, or who belongs to another unit, is refused everything on a measure."""
    everything = Person(id="own", unit="u1", name="甲", roles=tuple(Role))
    assert not allowed(action, replace(everything, active=False), MEASURE)
    assert not allowed(action, replace(everything, active=False))
    assert not allowed(action, replace(everything, unit="u2"), replace(MEASURE, leaders=("own",)))


@pytest.mark.parametrize("action", sorted(CHECKS))
@pytest.mark.parametrize("hand", ["owner", "reporter", "submitter"])
def test_whoever_had_a_hand_in_it_checks_nothing(action: Action, hand: str) -> None:
    """Owner, reporter or submitter: even with every role, and standing in for everybody, no check is allowed."""
    person = Person(id="me", unit="u1", name="甲", roles=tuple(Role))
    made = replace(
        MEASURE,
        leaders=("me", "lead"),
        owners=("me",) if hand == "owner" else ("own",),
        reporters=("me",) if hand == "reporter" else (),
        submitted_by="me" if hand == "submitter" else None,
    )
    assert "me" in makers(made)
    assert not allowed(action, person, made, stands_for=("lead",))


def test_delegate_owes_what_owner_and_leader_owe_but_is_no_office() -> None:
    """Standing in for owner or leader passes their roles on; a maker's place as leader does not pass."""
    delegate = Person(id="other", unit="u1", name="乙")
    assert allowed(Action.REPORT, delegate, MEASURE, stands_for=("own",))
    assert allowed(Action.REVIEW, delegate, MEASURE, stands_for=("lead",))
    assert not allowed(Action.VERIFY, delegate, MEASURE, stands_for=("own", "lead"))
    led_by_maker = replace(MEASURE, leaders=("own",))
    assert not allowed(Action.REVIEW, delegate, led_by_maker, stands_for=("own",))


def test_department_answers_where_no_owner_is_named() -> None:
    """Without an owner the owners of the department in charge report; of another department nobody does."""
    unowned = replace(MEASURE, owners=(), departments=("河道股",))
    clerk = Person(id="c", unit="u1", name="丙", department="河道股", roles=(Role.OWNER,))
    assert allowed(Action.REPORT, clerk, unowned)
    assert not allowed(Action.REPORT, replace(clerk, department="财务股"), unowned)
    assert not allowed(Action.REPORT, replace(clerk, roles=()), unowned)
    assert not allowed(Action.REPORT, clerk, MEASURE)


def test_table_is_complete_and_has_words() -> None:
    """Every action stands in the table and has a Chinese word; what a role may do can be listed for /help."""
    assert set(TABLE) == set(EXPECTED) == set(Action)
    assert granted_to(Role.OBSERVER) == [(Action.READ, Scope.ANY), (Action.OVERSEE, Scope.BELOW)]
    assert (Action.REPORT, Scope.OWNED) in granted_to(Role.OWNER)


def page() -> str:
    """The table of permissions as docs/permissions.md prints it."""
    head = ["办理事项", *(official(f"people.role.{role}") for role in Role)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for action, row in TABLE.items():
        cells = [SCOPE_WORDS[row[role]] if role in row else "—" for role in Role]
        lines.append(f"| {' | '.join([official(f'people.action.{action}'), *cells])} |")
    return "\n".join(lines)


def stages() -> str:
    """What each stage admits as docs/permissions.md prints it."""
    head = ["办理事项", *(official(f"status.stage.{stage}") for stage in Stage)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for action, admitted in POSSIBLE.items():
        cells = ["✓" if stage in admitted else "—" for stage in Stage]
        lines.append(f"| {' | '.join([official(f'people.action.{action}'), *cells])} |")
    return "\n".join(lines)


def test_tables_stand_in_the_documents() -> None:
    """docs/permissions.md prints exactly the tables that the program goes by."""
    written = (Path(__file__).parents[3] / "docs" / "permissions.md").read_text("utf-8")
    assert page() in written
    assert stages() in written
