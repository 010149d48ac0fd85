"""Who may do what: one table of actions and roles, and the rule that who reports never verifies."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage

CHECKERS = {Stage.REVIEW: Role.LEADER, Stage.VERIFY: Role.OFFICE, Stage.DECIDE: Role.SECRETARY}


class Action(StrEnum):
    """Something that a person may ask for."""

    READ = "read"
    REPORT = "report"
    NOTE = "note"
    COMMENT = "comment"
    KEEP_EVIDENCE = "keep_evidence"
    SUBMIT = "submit"
    REVIEW = "review"
    VERIFY = "verify"
    DECIDE = "decide"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    TURN_STANDING = "turn_standing"
    ASK_EXTENSION = "ask_extension"
    REVIEW_EXTENSION = "review_extension"
    GRANT_EXTENSION = "grant_extension"
    DECIDE_EXTENSION = "decide_extension"
    INSTRUCT = "instruct"
    ANSWER_INSTRUCTION = "answer_instruction"
    ASSIGN = "assign"
    ANSWER_ASSIGNMENT = "answer_assignment"
    SET_CAUSE = "set_cause"
    MAKE_RULE = "make_rule"
    SETTLE_INSTRUCTION = "settle_instruction"
    MEET = "meet"
    CONFIRM_FACTS = "confirm_facts"
    INSPECT = "inspect"
    MARK_KEY = "mark_key"
    WAIT = "wait"
    ANSWER_WAIT = "answer_wait"
    HAND_UP = "hand_up"
    ACCEPT = "accept"
    ASK_LETTER = "ask_letter"
    DRAFT_LETTER = "draft_letter"
    ISSUE_LETTER = "issue_letter"
    SIGN_LETTER = "sign_letter"
    ANSWER_LETTER = "answer_letter"
    RECHECK = "recheck"
    NUDGE = "nudge"
    EXCUSE_PERIOD = "excuse_period"
    CORRECT = "correct"
    CANCEL = "cancel"
    HAND_OVER = "hand_over"
    IMPORT = "import"
    BIND = "bind"
    APPOINT = "appoint"
    SET = "set"
    DRAW_UP = "draw_up"
    ASK_RELEASE = "ask_release"
    RELEASE = "release"
    OVERSEE = "oversee"
    SEAT = "seat"


class Scope(StrEnum):
    """On which measures a role may do it."""

    ANY = "any"
    OWNED = "owned"  # those of which the person is an owner
    LED = "led"  # those of which the person is a responsible leader
    BELOW = "below"  # none: it is about the units below the person's own


_OFFICE = {Role.OFFICE: Scope.ANY}
_SECRETARY = {Role.SECRETARY: Scope.ANY}
_LEADER = {Role.LEADER: Scope.LED}
_OWNER = {Role.OWNER: Scope.OWNED}

TABLE: dict[Action, dict[Role, Scope]] = {
    Action.READ: dict.fromkeys(Role, Scope.ANY),
    Action.REPORT: _OWNER,
    Action.NOTE: _SECRETARY | _OFFICE | _LEADER,
    Action.COMMENT: {Role.SUPPORT: Scope.ANY},
    Action.KEEP_EVIDENCE: _OFFICE | _LEADER | _OWNER,
    Action.SUBMIT: _OWNER,
    Action.REVIEW: _LEADER,
    Action.VERIFY: _OFFICE,
    Action.DECIDE: _SECRETARY,
    Action.SEND_BACK: _SECRETARY | _OFFICE | _LEADER,
    Action.REOPEN: _SECRETARY | _OFFICE,
    Action.TURN_STANDING: _OFFICE,
    Action.ASK_EXTENSION: _OWNER,
    Action.REVIEW_EXTENSION: _LEADER,
    Action.GRANT_EXTENSION: _OFFICE,
    Action.DECIDE_EXTENSION: _SECRETARY,
    Action.INSTRUCT: _SECRETARY,
    Action.ANSWER_INSTRUCTION: _LEADER | _OWNER,
    Action.ASSIGN: _OFFICE,
    Action.ANSWER_ASSIGNMENT: dict.fromkeys((Role.OFFICE, Role.LEADER, Role.OWNER), Scope.ANY),
    Action.SET_CAUSE: _SECRETARY | _OFFICE,
    Action.MAKE_RULE: _OFFICE,
    Action.SETTLE_INSTRUCTION: _SECRETARY | _OFFICE,
    Action.MEET: _SECRETARY | _OFFICE,
    Action.CONFIRM_FACTS: _LEADER | _OWNER,
    Action.INSPECT: _SECRETARY | _OFFICE | _LEADER,
    Action.MARK_KEY: _SECRETARY | _OFFICE,
    Action.WAIT: _OFFICE | _LEADER | _OWNER,
    Action.ANSWER_WAIT: dict.fromkeys((Role.SECRETARY, Role.OFFICE, Role.LEADER, Role.OWNER, Role.SUPPORT), Scope.ANY),
    Action.HAND_UP: _OFFICE,
    Action.ACCEPT: dict.fromkeys((Role.SECRETARY, Role.OFFICE), Scope.BELOW),
    Action.ASK_LETTER: _SECRETARY,
    Action.DRAFT_LETTER: _OFFICE,
    Action.ISSUE_LETTER: _SECRETARY | _OFFICE,
    Action.SIGN_LETTER: _LEADER | _OWNER,
    Action.ANSWER_LETTER: _LEADER | _OWNER,
    Action.RECHECK: _SECRETARY | _OFFICE,
    Action.NUDGE: _OFFICE,
    Action.EXCUSE_PERIOD: _OFFICE,
    Action.CORRECT: _OFFICE,
    Action.CANCEL: _OFFICE,
    Action.HAND_OVER: _OFFICE | _LEADER | _OWNER,
    Action.IMPORT: _OFFICE,
    Action.BIND: _OFFICE,
    Action.APPOINT: _SECRETARY | _OFFICE,
    Action.SET: _OFFICE,
    Action.DRAW_UP: _SECRETARY | _OFFICE,
    Action.ASK_RELEASE: _OFFICE,
    Action.RELEASE: _SECRETARY,
    Action.OVERSEE: dict.fromkeys((Role.SECRETARY, Role.OFFICE, Role.OBSERVER), Scope.BELOW),
    Action.SEAT: {Role.OFFICE: Scope.BELOW},
}

CHECKS = frozenset(
    {
        Action.REVIEW,
        Action.VERIFY,
        Action.DECIDE,
        Action.REVIEW_EXTENSION,
        Action.GRANT_EXTENSION,
        Action.DECIDE_EXTENSION,
        Action.RECHECK,
    }
)


def makers(measure: Measure) -> frozenset[str]:
    """Everyone whose own work the measure is: owners, reporters, and those for whom a delegate reported."""
    return frozenset({*measure.owners, *measure.reporters, *filter(None, [measure.submitted_by])})


def allowed(
    action: Action,
    person: Person,
    measure: Measure | None = None,
    stands_for: Iterable[str] = (),
    *,
    hands: Collection[str] = (),
) -> bool:
    """True where the table grants it; without a measure, where it may be granted on some measure.

    Owner and leader follow from the measure's own lists, whatever roles the person holds. `stands_for` are ids of
    absent people whose delegate the person is: owner and leader pass to the delegate, office and secretary do not.
    `hands` are those who had a hand in it as the journal tells, beside its present lists: they check nothing.
    """
    row = TABLE[action]
    if not person.active:
        return False
    if measure is None:
        return person.holds(*row)
    if measure.unit != person.unit:
        return False
    hindered = makers(measure).union(hands) if action in CHECKS else frozenset()
    if person.id in hindered:
        return False
    selves = {person.id, *stands_for} - hindered
    return any(_reaches(role, scope, person, measure, selves) for role, scope in row.items())


def _reaches(role: Role, scope: Scope, person: Person, measure: Measure, selves: set[str]) -> bool:
    match scope:
        case Scope.OWNED:
            return not selves.isdisjoint(measure.owners) or _answers_for_department(person, measure)
        case Scope.LED:
            return not selves.isdisjoint(measure.leaders)
        case _:
            return person.holds(role)


def _answers_for_department(person: Person, measure: Measure) -> bool:
    """Where the plan names no owner, the owners of the department in charge are meant."""
    return not measure.owners and person.holds(Role.OWNER) and person.department in measure.departments


def granted_to(role: Role) -> list[tuple[Action, Scope]]:
    """What a role may do and on which measures, in the order of the table: the answer of /help."""
    return [(action, row[role]) for action, row in TABLE.items() if role in row]
