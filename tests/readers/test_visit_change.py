"""What a sentence says of a visit: ended, called off, put to another day; and what is no such sentence."""

import datetime as dt
from typing import Any

import pytest

from bot.readers.visit_change import Change, VisitChange, read_visit_change

TODAY = dt.date(2025, 3, 20)


def change(kind: Change, *numbers: str, **said: Any) -> VisitChange:
    """What is read."""
    return VisitChange(change=kind, numbers=numbers, **said)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("督办结束", change(Change.END)),
        ("今天的督办结束了", change(Change.END, day=TODAY)),
        ("取消3月24日的督办", change(Change.CANCEL, day=dt.date(2025, 3, 24))),
        ("北站的现场督办不去了，领导有会", change(Change.CANCEL, place="北站", why="领导有会")),
        (
            "把3-2、3-3的现场督办改到明天上午9点",
            change(Change.MOVE, "3-2", "3-3", to=dt.date(2025, 3, 21), time=dt.time(9)),
        ),
        ("我们去北站的督办改在下午3点", change(Change.MOVE, place="北站", time=dt.time(15))),
        ("下周一的督办提前到周五", change(Change.MOVE, day=dt.date(2025, 3, 24), to=dt.date(2025, 3, 21))),
    ],
)
def test_what_becomes_of_a_visit(words: str, wanted: VisitChange) -> None:
    """Which one is meant, the new day and hour, and why; what is not said is None."""
    assert read_visit_change(words, TODAY) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "督办结束了吗",
        "2-3的督办什么时候结束",
        "督办单取消",
        "3-2已督办完成",
        "2-3重点督查取消",
        "督办要求已办结",
        "督办",
    ],
)
def test_what_orders_nothing_of_a_visit(words: str) -> None:
    """A question, a letter, a report, the mark of 重点督查."""
    assert read_visit_change(words, TODAY) is None


def test_a_day_that_is_none_is_a_doubt() -> None:
    """Nothing is made up."""
    read = read_visit_change("督办改到2月30日", TODAY)
    assert read is not None
    assert read.doubt == "2月30日"
