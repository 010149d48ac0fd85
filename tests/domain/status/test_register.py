"""The register of a unit: numbers, names, rounds, shares and their order, each by what people read."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.core.colour import Colour
from bot.domain.extensions.extension import Extension
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan
from bot.domain.plan.share import Share
from bot.domain.settings.policy import Policy
from bot.domain.status.register import RegisterRow, dates_of, limited, policy_of
from bot.domain.supervision.assignment import Outcome
from tests.domain.records import DAY, EARLIER, EVENING, LATER, TODAY, UNIT, finding, measure, register, share


def ids(things: Any) -> str:
    """Which they are, in their order."""
    return " ".join(one.id for one in things)


def test_everything_stands_as_people_count() -> None:
    """Rounds by their letters, then numbers by their figures, whatever the order in which they are kept."""
    found = register(
        *(measure(number, plan) for plan in "BA" for number in ("2-10", "2-2", "10-1", "2-2-1")),
        findings=[finding(number, plan) for plan in "BA" for number in ("10", "2")],
        plans=(LATER, EARLIER),
    )
    assert ids(found.measures) == "A2-2 A2-2-1 A2-10 A10-1 B2-2 B2-2-1 B2-10 B10-1"
    assert ids(found.findings) == "A2 A10 B2 B10"
    assert ids(found.plans) == "u1/A u1/B"
    assert set(found.finding) == {"A2", "A10", "B2", "B10"}
    assert found.measure["A2-2"] is found.measures[0]
    assert found.plan == {"u1/A": EARLIER, "u1/B": LATER}
    assert (found.whole, found.of_round, found.others) == (True, "", ())
    assert (found.difficult, found.short, found.bare) == (frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("words", "measures", "others", "headed"),
    [
        ("", "A1-1 B1-1", "", "第一轮、第二轮"),
        ("逾期 本周", "A1-1 B1-1", "逾期 本周", "第一轮、第二轮"),
        ("第一轮", "A1-1", "", "第一轮"),
        ("逾期 第二轮", "B1-1", "逾期", "第二轮"),
        ("B 逾期 本周", "B1-1", "逾期 本周", "第二轮"),
        ("第二轮 第一轮 逾期", "A1-1 B1-1", "逾期", "第二轮、第一轮"),
    ],
)
def test_a_round_is_named_in_words_of_its_own(words: str, measures: str, others: str, headed: str) -> None:
    """What is left of the words is asked of what it holds."""
    found, left = register(measure("1-1"), measure("1-1", "B")).in_round(words)
    assert (ids(found.measures), left, found.headed) == (measures, others, headed)
    assert found.whole is not found.of_round.startswith("第")


@pytest.mark.parametrize(("words", "others"), [("第一轮 逾期", "逾期"), ("逾期", "逾期"), ("第二轮", "第二轮")])
def test_the_only_round_heads_nothing(words: str, others: str) -> None:
    """A unit with one round reads its name and shows none."""
    whole = register(measure("1-1"), plans=(EARLIER,))
    found, left = whole.in_round(words)
    assert (found, left, found.headed, found.whole) == (whole, others, "", True)
    assert found.number(found.measures[0]) == "1-1"


def test_a_part_of_it_knows_what_else_its_findings_hold() -> None:
    """Findings of what is kept stay, and their other measures count for their closing alone."""
    whole = register(
        measure("1-1"), measure("1-2"), measure("2-1"), measure("3-1"), findings=[finding(one) for one in "123"]
    )
    part = whole.only(lambda m: m.number in {"1-1", "2-1"})
    assert (ids(part.measures), ids(part.findings), ids(part.others)) == ("A1-1 A2-1", "A1 A2", "A1-2")
    assert (part.whole, part.of_round) == (False, "")
    less = part.only(lambda m: m.number == "1-1")
    assert (ids(less.measures), ids(less.findings), ids(less.others)) == ("A1-1", "A1", "A1-2")


def test_bodies_stand_in_the_order_of_the_plan_each_once() -> None:
    """Departments, what the plan names beside them, and who supports with a share of its own."""
    found = register(
        measure("1-1", departments=("办公室", "法制股"), support=("人事股",)),
        measure("1-2", departments=("财务股", "办公室"), support=("法制股", "人事股")),
        supporting=[share("s1", "A1-1", 3, about="监察大队"), share("s2", "A1-2", 4, about="财务股")],
    )
    assert found.departments == ("办公室", "法制股", "财务股")
    assert found.supporters == ("人事股", "法制股")
    assert found.bodies == ("办公室", "法制股", "财务股", "监察大队")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ((), ()),
        (("p1",), ("沈知行",)),
        (("gone",), ("gone",)),
        (("p1", "p2"), ("陆景澄", "沈知行")),
        (("p3", "p1"), ("何清溪", "沈知行")),
        (("gone", "p1", "p2"), ("陆景澄", "沈知行", "gone")),
    ],
)
def test_names_stand_by_post(asked: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Those of the same post by name; whom nobody bears is last, as he is written."""
    assert register().names(asked) == names


def test_a_role_is_held_by_who_is_active() -> None:
    """Who has left holds none."""
    assert ids(register().holding(Role.OFFICE)) == "p2"
    assert register().holding(Role.SECRETARY) == ()


def test_a_row_shows_what_the_rules_of_its_round_allow() -> None:
    """Number under the name of its round, names by post, no word where the round is confidential."""
    one = measure("1-1", owners=("p1", "p2"), leaders=("p3",), shares=(Share(owner="p2", said=EVENING, done=True),))
    two = measure("1-1", "B", stage=Stage.VERIFY)
    found = register(one, two, supporting=[share("s1", "A1-1", -2)])
    first, second = found.rows(found.measures)
    assert isinstance(first, RegisterRow)
    assert (first.number, first.named) == ("第一轮1-1", f"第一轮1-1 {one.called}")
    assert (second.number, second.named) == ("第二轮1-1", "第二轮1-1")
    assert (first.redacted, second.redacted) == (False, True)
    assert (first.leaders, first.owners) == (("何清溪",), ("陆景澄", "沈知行"))
    assert first.shares == (("沈知行", False), ("陆景澄", True))
    assert (first.part, first.days, first.colour) == (Part.UNDER_WAY, 60, None)
    assert (second.part, first.said) == (Part.WAITING, None)
    assert [row.share.id for row in first.late_support] == ["s1"]
    assert not second.support
    assert not second.shares


def test_a_late_row_is_red() -> None:
    """Its part, its days and its colour are those of its standing."""
    day = TODAY - DAY * 3
    found = register(measure("1-1", deadline=Deadline(DeadlineKind.BY_DATE, "", day, day)))
    row = found.row(found.measures[0])
    assert (row.part, row.days, row.colour) == (Part.OVERDUE, -3, Colour.RED)


def test_shares_of_supporting_bodies_stand_by_how_late_they_are() -> None:
    """What is answered, or of a measure that has ended, is not late; a figure counts each where it belongs."""
    answered = {"answered_at": dt.datetime(2026, 2, 1, 2, tzinfo=dt.UTC), "outcome": Outcome.ANSWERED}
    found = register(
        measure("1-1"),
        measure("1-2", stage=Stage.CLOSED),
        measure("1-3"),
        supporting=[
            share("s1", "A1-1", -1),
            share("s2", "A1-1", -9, **answered),
            share("s3", "A1-2", -5, about="法制股"),
            share("s4", "A1-3", -4, about="法制股", to=("p1", "p2")),
            share("s5", "A1-3", 0),
        ],
    )
    assert [row.share.id for row in found.support(found.measures[0])] == ["s2", "s1"]
    assert [(row.share.id, row.late) for row in found.supports] == [
        ("s4", 4),
        ("s1", 1),
        ("s2", 0),
        ("s3", 0),
        ("s5", 0),
    ]
    assert [row.share.id for row in found.late_support] == ["s4", "s1"]
    assert [row.share.id for row in found.supports if row.is_open] == ["s4", "s1", "s5"]
    assert [row.to for row in found.supports if row.share.id == "s4"] == [("陆景澄", "沈知行")]
    assert (found.lent.all, found.lent.open, found.lent.late) == (5, 3, 2)
    by_body = found.lent_by(lambda row: [row.share.about])
    assert {name: (one.all, one.open, one.late) for name, one in by_body.items()} == {
        "法制股": (2, 1, 1),
        "财务股": (3, 2, 1),
    }
    assert {name: one.all for name, one in found.lent_by(lambda row: row.share.to).items()} == {"p1": 5, "p2": 1}


def test_the_letter_of_a_round_is_its_own_or_the_end_of_its_key() -> None:
    """Also of a round that is no longer kept."""
    assert register().letter("u1/B") == "B"
    assert register().letter("u1/old/C") == "C"
    assert register().letter("D") == "D"


def test_a_policy_is_changed_by_the_round_then_by_the_measure() -> None:
    """The nearest rule holds."""
    round_ = Plan(id="u1/A", unit="u1", letter="A", title="", policy={"photos": 3, "files": 2})
    assert policy_of(UNIT, None, measure("1-1")) == Policy()
    found = policy_of(UNIT, round_, measure("1-1", policy={"files": 5}))
    assert (found.photos, found.files) == (3, 5)
    assert register(measure("1-1", policy={"files": 5}), plans=(round_,)).policy(measure("1-1")).photos == 3
    assert register(plans=(round_,)).policy(measure("1-1", "B")) == Policy()


def test_days_are_those_of_the_office() -> None:
    """Feedback, import and last word, each where there is one."""
    empty = dates_of(UNIT, None, measure("1-1"))
    assert (empty.feedback, empty.imported, empty.reported, empty.asked) == (None, None, None, None)
    bare = dates_of(UNIT, Plan(id="u1/A", unit="u1", letter="A", title=""), measure("1-1"))
    assert (bare.feedback, bare.imported) == (None, None)
    told = Plan(id="u1/A", unit="u1", letter="A", title="", feedback=TODAY, imported_at=EVENING)
    found = dates_of(UNIT, told, measure("1-1", reported=EVENING), (Role.LEADER, TODAY))
    assert (found.feedback, found.imported, found.reported) == (TODAY, dt.date(2026, 1, 6), dt.date(2026, 1, 6))
    assert found.asked == (Role.LEADER, TODAY)


def test_a_request_for_time_waits_since_the_day_of_the_office() -> None:
    """It is held by whose step it is, not by the owner."""
    asked = Extension(
        id="e1",
        unit="u1",
        measure="A1-1",
        by="p1",
        at=EVENING,
        words="等批复",
        asked=TODAY + DAY * 90,
        was=TODAY + DAY * 60,
        late=False,
        step=Role.LEADER,
    )
    found = register(measure("1-1"), measure("1-2"), asked=[asked])
    holders = {key: {duty.holder for duty in stands.duties} for key, stands in found.standings.items()}
    assert Role.LEADER in holders["A1-1"]
    assert Role.LEADER not in holders["A1-2"]
    (check,) = [duty for duty in found.standings["A1-1"].duties if duty.holder is Role.LEADER]
    assert check.since == dt.date(2026, 1, 6)


AT_ONCE = Deadline(DeadlineKind.AT_ONCE, "立行立改")


@pytest.mark.parametrize(
    ("deadline", "feedback", "day"),
    [
        (AT_ONCE, TODAY, TODAY + DAY * 7),
        (AT_ONCE, None, None),
        (Deadline(DeadlineKind.AT_ONCE, "", TODAY), TODAY, TODAY),
        (Deadline(DeadlineKind.STANDING, "长期"), TODAY, None),
        (Deadline(DeadlineKind.UNCLEAR, ""), TODAY, None),
        (Deadline(DeadlineKind.BY_DATE, "", TODAY), None, TODAY),
    ],
)
def test_at_once_is_so_many_days_after_the_feedback(
    deadline: Deadline, feedback: dt.date | None, day: dt.date | None
) -> None:
    """Where the plan names no day; nothing else gets one."""
    one, policy = measure("1-1", deadline=deadline), Policy().but({"at_once_days": 7})
    told = Plan(id="u1/A", unit="u1", letter="A", title="", feedback=feedback)
    shown = limited(one, dates_of(UNIT, told, one), policy)
    assert shown.due == day
    assert (shown.deadline.kind, shown.deadline.words) == (deadline.kind, deadline.words)
