"""Rounds by name: one function names them and their numbers, one reads them."""

import datetime as dt

import pytest

from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import named_round, round_names, rounds_in, shown_number


def plan(letter: str, title: str, year: int, *, name: str = "", kind: str = "") -> Plan:
    """A round whose feedback was in a year."""
    since = dt.date(year, 5, 6)
    return Plan(id=f"u1/{letter}", unit="u1", letter=letter, title=title, feedback=since, name=name, kind=kind)


BOTH = (plan("A", "落实巡察反馈意见整改台账", 2025), plan("B", "落实巡察反馈意见整改台账", 2023))
KINDS = (plan("A", "巡视整改台账", 2024), plan("B", "巡察整改台账", 2025))
CALLED = (plan("A", "巡察整改台账", 2023), plan("B", "巡察整改台账", 2025, name="提级巡察轮"))


def test_rounds_are_counted_by_their_feedback_each_kind_apart() -> None:
    """The earlier feedback is the first round, whatever was imported first; 巡视 and 巡察 do not count as one."""
    assert round_names(BOTH) == {"u1/A": "第二轮", "u1/B": "第一轮"}
    assert round_names(KINDS) == {"u1/A": "巡视第一轮", "u1/B": "巡察第一轮"}
    assert round_names(CALLED) == {"u1/A": "第一轮", "u1/B": "提级巡察轮"}
    assert shown_number("3-2", "u1/A", round_names(BOTH)) == "第二轮3-2"
    assert shown_number("3-2", "u1/A", round_names(BOTH[:1])) == "3-2"


def test_a_list_of_tasks_is_no_round() -> None:
    """It keeps its letter, and the rounds are counted without it."""
    names = round_names((*BOTH, plan("C", "督办事项", 2022, kind="supervision")))
    assert names == {"u1/A": "第二轮", "u1/B": "第一轮", "u1/C": "C"}
    assert shown_number("1-1", "u1/C", names) == "C/1-1"


@pytest.mark.parametrize(
    ("words", "plans", "meant"),
    [
        ("A/1-1", BOTH, (("u1/A",), "1-1")),
        ("b1-1", BOTH, (("u1/B",), "1-1")),
        ("第一轮1-1", BOTH, (("u1/B",), "1-1")),
        ("第2轮的 1-1", BOTH, (("u1/A",), "1-1")),
        ("第三轮1-1", BOTH, ((), "第三轮1-1")),
        ("1-1", BOTH, ((), "1-1")),
        ("巡察第一轮 1-1", KINDS, (("u1/B",), "1-1")),
        ("第一轮1-1", KINDS, (("u1/A", "u1/B"), "1-1")),
        ("提级巡察轮1-1", CALLED, (("u1/B",), "1-1")),
        ("第二轮1-1", CALLED, (("u1/B",), "1-1")),
        ("ABC", BOTH, ((), "ABC")),
    ],
)
def test_a_round_is_read_as_it_is_shown_and_by_its_letter(
    words: str, plans: tuple[Plan, ...], meant: tuple[tuple[str, ...], str]
) -> None:
    """What may mean two rounds means both; what means none stays as it is."""
    assert named_round(words, plans) == meant


def test_every_round_in_a_message_is_found_once() -> None:
    """A name within a longer one is not found beside it."""
    assert [ids for _, _, ids in rounds_in("巡视第一轮1-1完成，巡察第一轮1-1未动", KINDS)] == [("u1/A",), ("u1/B",)]
