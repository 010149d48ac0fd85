"""What is asked in words: which body is meant by a short name, and what is looked for in the text instead."""

import datetime as dt

import pytest

from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.status.query import is_known, recall, understand
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit

DAY = dt.date(2025, 10, 31)
BODIES = ("水生态环境股", "水环境监察大队", "法制股")


def register() -> Register:
    """One measure of each body."""
    measures = [
        Measure(
            id=f"u1/A/1-{n}",
            unit="u1",
            plan="u1/A",
            finding="u1/A/1",
            number=f"1-{n}",
            text="核对台账",
            departments=(body,),
            deadline=Deadline(DeadlineKind.BY_DATE, "", DAY, DAY),
        )
        for n, body in enumerate(BODIES, 1)
    ]
    unit, plan = Unit(id="u1", name="某局"), Plan(id="u1/A", unit="u1", letter="A", title="整改方案")
    return Register(unit=unit, today=DAY, plans=(plan,), findings=(), measures=tuple(measures), people={}, standings={})


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("水生态环境股", "水生态环境股"),
        ("水生态股", "水生态环境股"),
        ("水股", "水生态环境股"),
        ("水监察大队", "水环境监察大队"),
        ("法股", "法制股"),
        ("水环境", ""),  # the last letter is another
        ("生态环境股", ""),  # the first one is
        ("水态生股", ""),  # not in their order
        ("水水股", ""),  # a letter twice that stands there once
        ("股", ""),
        ("水", ""),
    ],
)
def test_a_body_is_meant_by_its_letters_in_their_order(word: str, meant: str) -> None:
    """First and last are the same, those between stand in it one after the other; else the text is searched."""
    asked = understand(word, register())
    assert is_known(word, register()) is bool(meant)
    assert asked.words == (meant or word)
    assert [measure.departments for measure in asked.pick(register())] == ([(meant,)] if meant else [])
    assert recall(asked.code, register()).pick(register()) == asked.pick(register())
