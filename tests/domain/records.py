"""Records of one office, laid out for the rules: two rounds, three people, measures and what goes with them."""

import datetime as dt
from typing import Any

from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding, Plan
from bot.domain.status.register import Register, build_register
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.domain.units.unit import Unit
from tests.domain.holidays import CALENDAR

TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
EVENING = dt.datetime(2026, 1, 5, 17, tzinfo=dt.UTC)  # the next day in the office
UNIT = Unit(id="u1", name="某局")
EARLIER = Plan(id="u1/A", unit="u1", letter="A", title="巡察整改台账", feedback=dt.date(2023, 5, 6))
LATER = Plan(
    id="u1/B", unit="u1", letter="B", title="巡察整改台账", feedback=dt.date(2025, 5, 6), policy={"confidential": True}
)
PEOPLE = (
    Person(id="p1", unit="u1", name="沈知行", post="股长", rank=2),
    Person(id="p2", unit="u1", name="陆景澄", post="副局长", rank=1, roles=(Role.OFFICE,)),
    Person(id="p3", unit="u1", name="何清溪", post="科员", rank=2, roles=(Role.OFFICE,), active=False),
)


def measure(number: str, plan: str = "A", **facts: Any) -> Measure:
    """An open measure with a day ahead."""
    usual: dict[str, Any] = {
        "finding": f"{plan}{number[0]}",
        "stage": Stage.UNDER_WAY,
        "deadline": Deadline(DeadlineKind.BY_DATE, "", TODAY + DAY * 60, TODAY + DAY * 60),
    }
    return Measure(id=f"{plan}{number}", unit="u1", plan=f"u1/{plan}", number=number, text="补齐台账", **usual | facts)


def finding(number: str, plan: str = "A") -> Finding:
    """A finding."""
    return Finding(id=f"{plan}{number}", unit="u1", plan=f"u1/{plan}", number=number, text="账目混乱")


def share(id_: str, subject: str, days: int, **facts: Any) -> Assignment:
    """The share of a supporting body, to be answered in so many days."""
    usual: dict[str, Any] = {"about": "财务股", "to": ("p1",), "at": dt.datetime(2026, 1, 5, 2, tzinfo=dt.UTC)}
    return Assignment(
        id=id_,
        unit="u1",
        kind=AssignmentKind.SUPPORT,
        subject=subject,
        measures=(subject,),
        words="提供凭证",
        by="p2",
        answer_by=TODAY + DAY * days,
        **usual | facts,
    )


def register(*measures: Measure, plans: tuple[Plan, ...] = (EARLIER, LATER), **facts: Any) -> Register:
    """The register of the unit today."""
    usual: dict[str, Any] = {"findings": (), "people": PEOPLE}
    return build_register(UNIT, TODAY, calendar=CALENDAR, plans=plans, measures=measures, **usual | facts)
