"""Questions in plain words: what a sentence costs does not grow with how often the ledger is looked through for it."""

import datetime as dt
from collections.abc import Iterator

import pytest

from bot.domain.people.person import Person
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit
from bot.readers.question.conditions import alternatives
from bot.readers.question.plain_question import plain_question
from bot.readers.question.question_times import times

DAY = dt.date(2025, 10, 31)


class Names(tuple[str, ...]):
    """Names that count how often somebody goes through them."""

    __slots__ = ()
    read = 0

    def __iter__(self) -> Iterator[str]:
        Names.read += 1
        return super().__iter__()


def test_many_words_look_through_the_measures_as_often_as_one() -> None:
    """Two hundred words of a long message are compared with departments that were listed once."""
    measures = tuple(
        Measure(
            id=f"u1/A/1-{n}",
            unit="u1",
            plan="u1/A",
            finding="u1/A/1",
            number=f"1-{n}",
            text="核对台账",
            departments=Names(("水环境股",)),
            support=Names(("财政所",)),
            deadline=Deadline(DeadlineKind.BY_DATE, "", DAY, DAY),
        )
        for n in range(1, 6)
    )

    unit, plan = Unit(id="u1", name="某局"), Plan(id="u1/A", unit="u1", letter="A", title="整改方案")

    def looks(words: str) -> int:
        register = Register(
            unit=unit,
            today=DAY,
            plans=(plan,),
            findings=(),
            measures=measures,
            people={},
            standings={},
        )
        Names.read = 0
        asked = plain_question(words, register)
        assert asked.terms == ("水环境股",)
        return Names.read

    assert looks("水环境股" + "，票据" * 200) == looks("水环境股，票据") > 0


def test_two_people_beside_a_department_are_asked_about_one_by_one() -> None:
    """What can hold together stays together; of two people each gets an answer of their own."""
    people = {f"u1/p{n}": Person(id=f"u1/p{n}", unit="u1", name=name) for n, name in enumerate(("沈知行", "秦望舒"))}
    measure = Measure(
        id="u1/A/1-1",
        unit="u1",
        plan="u1/A",
        finding="u1/A/1",
        number="1-1",
        text="核对台账",
        departments=("水环境股",),
        owners=tuple(people),
        deadline=Deadline(DeadlineKind.BY_DATE, "", DAY, DAY),
    )
    register = Register(
        unit=Unit(id="u1", name="某局"),
        today=DAY,
        plans=(Plan(id="u1/A", unit="u1", letter="A", title="整改方案"),),
        findings=(),
        measures=(measure,),
        people=people,
        standings={},
    )
    assert alternatives(("水环境股", "沈知行", "秦望舒"), register, together=True) == (
        ("水环境股", "沈知行"),
        ("水环境股", "秦望舒"),
    )
    assert alternatives(("水环境股", "沈知行"), register, together=True) == (("水环境股", "沈知行"),)


@pytest.mark.parametrize(
    ("today", "words", "expected"),
    [
        (dt.date(2026, 1, 1), "本季度", "一季度"),
        (dt.date(2026, 3, 31), "本季度", "一季度"),
        (dt.date(2026, 3, 31), "下季度", "二季度"),
        (dt.date(2026, 4, 1), "上个季度", "一季度"),
        (dt.date(2026, 9, 30), "下季度", "四季度"),
        (dt.date(2026, 10, 1), "下季度", "2027年一季度"),
        (dt.date(2026, 12, 31), "这个季度", "四季度"),
        (dt.date(2026, 2, 1), "上季度", "2025年四季度"),
    ],
)
def test_a_quarter_is_named_with_its_year_where_that_is_another(today: dt.date, words: str, expected: str) -> None:
    """On the first and the last day of quarters and years."""
    terms: list[str] = []
    assert times(words, terms, today).strip() == ""
    assert terms == [expected]
