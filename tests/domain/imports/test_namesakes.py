"""Which names a person is asked of, and what an answer leaves as it was."""

from dataclasses import replace

import pytest

from bot.domain.imports.draft import FindingDraft, MeasureDraft, PersonDraft, PlanDraft, Problem
from bot.domain.imports.namesakes import (
    LEFT,
    LEFT_OTHER,
    LEFT_SAME,
    NEAR_NAME,
    distinguished,
    doubted,
    name_questions,
    settled_name,
)
from bot.domain.people.person import Person

NEAR = Problem("", NEAR_NAME, {"name": "罗雨彤", "other": "罗雨桐"})
OTHER = Problem("", NEAR_NAME, {"name": "孟晓船", "other": "孟晓川"})
ELSEWHERE = Problem("表!A3", "no_leader", {"name": "罗雨彤"})


def measure(number: str, *owners: str, departments: tuple[str, ...] = ("办公室",)) -> MeasureDraft:
    """A measure of these owners."""
    return MeasureDraft(number=number, text="补齐资料", owners=owners, departments=departments)


def plan(
    *measures: MeasureDraft, problems: tuple[Problem, ...] = (), people: tuple[PersonDraft, ...] = ()
) -> PlanDraft:
    """A draft of one finding with these measures."""
    finding = FindingDraft(number="1", category="", text="资料不齐", measures=measures)
    return PlanDraft(findings=(finding,), problems=problems, people=people)


def test_a_name_is_asked_of_once_in_the_order_of_the_file() -> None:
    """What is said twice of it is one question; problems of other kinds ask nothing."""
    read = plan(problems=(ELSEWHERE, NEAR, OTHER, replace(NEAR)))
    assert [one.facts["name"] for one in name_questions(read)] == ["罗雨彤", "孟晓船"]


@pytest.mark.parametrize("two", [True, False])
def test_an_answer_settles_one_name_and_leaves_the_rest(*, two: bool) -> None:
    """The other question, and what else was said of the name, stand as before."""
    read = plan(measure("1-1", "罗雨彤", "孟晓船"), problems=(ELSEWHERE, NEAR, OTHER))
    done = settled_name(read, (), "罗雨彤", two=two)
    assert done.problems == (ELSEWHERE, OTHER)
    assert done.measures[0].owners == (("罗雨彤" if two else "罗雨桐"), "孟晓船")
    assert settled_name(read, (), "无此人", two=two) == read


def test_names_of_three_signs_that_differ_in_one_are_near() -> None:
    """Two signs are too few, two differences too many, and one that is known asks nothing."""
    known = (Person(id="u1/p1", unit="u1", name="罗雨桐"), Person(id="u1/p2", unit="u1", name="李明"))
    read = distinguished(plan(measure("1-1", "罗雨彤", "李朋", "罗小彤", "罗雨桐")), known)
    assert [one.facts for one in name_questions(read)] == [{"name": "罗雨彤", "other": "罗雨桐"}]


def test_one_name_in_two_departments_is_one_or_two() -> None:
    """An owner whom no list knows, on measures of two departments; within one nobody asks."""
    apart = plan(measure("1-1", "张三"), measure("1-2", "张三", departments=("财务股",)))
    (asked,) = name_questions(doubted(apart))
    assert (asked.what, asked.facts) == ("one_or_two", {"name": "张三", "departments": ("办公室", "财务股")})
    assert name_questions(doubted(plan(measure("1-1", "张三"), measure("1-2", "张三")))) == ()


def test_the_department_of_a_measure_tells_two_of_a_name_apart() -> None:
    """Where it fits neither, or both, the name is left out and said."""
    people = (PersonDraft(name="王磊", department="办公室"), PersonDraft(name="王磊", department="财务股"))
    read = distinguished(
        plan(
            measure("1-1", "王磊"),
            measure("1-2", "王磊", departments=("执法大队",)),
            measure("1-3", "王磊", departments=("办公室", "财务股")),
            people=people,
        ),
        (),
    )
    assert [one.owners for one in read.measures] == [("王磊（办公室）",), (), ()]
    assert [one.facts["number"] for one in read.problems if one.what == "namesakes"] == ["1-2", "1-3"]


@pytest.mark.parametrize(("two", "answered"), [(True, LEFT_OTHER), (False, LEFT_SAME)])
def test_whether_somebody_who_left_has_come_back_is_kept_with_the_draft(answered: str, *, two: bool) -> None:
    """No name changes: who it is, the import decides by the answer."""
    left = Problem("", LEFT, {"name": "罗雨彤"})
    read = plan(measure("1-1", "罗雨彤"), problems=(ELSEWHERE, left))
    done = settled_name(read, (), "罗雨彤", two=two)
    assert done == replace(read, problems=(ELSEWHERE, replace(left, what=answered)))


def test_in_a_list_only_two_of_a_name_are_called_by_their_departments() -> None:
    """Whoever bears a name alone keeps it, and one row twice is one person."""
    people = (
        PersonDraft(name="王磊", department="办公室"),
        PersonDraft(name="王磊", department="财务股"),
        PersonDraft(name="孟晓川", department="办公室"),
        PersonDraft(name="孟晓川", department="办公室"),
    )
    read = distinguished(plan(people=people), ())
    assert [row.name for row in read.people] == ["王磊（办公室）", "王磊（财务股）", "孟晓川", "孟晓川"]


@pytest.mark.parametrize(
    ("departments", "stated", "asked"),
    [
        (("财务股",), (), [("办公室", "财务股")]),
        (("财务股", "执法大队"), (), []),
        (("财务股", "执法大队"), ("执法大队",), [("办公室", "执法大队")]),
        (("财务股",), ("办公室",), []),
    ],
)
def test_what_is_said_of_an_owner_comes_before_the_measure_s_department(
    departments: tuple[str, ...], stated: tuple[str, ...], asked: list[tuple[str, ...]]
) -> None:
    """A measure of several departments says nothing of its owner; 张三（执法大队） does."""
    other = replace(measure("1-2", "张三", departments=departments), owner_departments=stated)
    found = name_questions(doubted(plan(measure("1-1", "张三"), other)))
    assert [one.facts["departments"] for one in found] == asked
