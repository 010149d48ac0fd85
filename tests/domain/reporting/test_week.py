"""What the page of a week is made from, each list by itself: at its edges, in its order."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.recurrence import Cycle, Recurrence
from bot.domain.reporting.digest import (
    AgainstPlan,
    Changes,
    Gaps,
    MovedDeadline,
    changes,
    gaps,
    held,
    led_by,
    missed_rows,
    overdue_rows,
    periods_of,
    report_rows,
    round_tallies,
    soon_rows,
)
from bot.domain.status.register import Register, RegisterRow
from tests.domain.holidays import CALENDAR
from tests.domain.records import DAY, EARLIER, PEOPLE, TODAY, finding, measure, register


def due(number: str, days: int, **facts: Any) -> Measure:
    """A measure that is due in so many days."""
    day = TODAY + DAY * days
    return measure(number, deadline=Deadline(DeadlineKind.BY_DATE, "", day, facts.pop("first", day)), **facts)


def ids(rows: tuple[RegisterRow, ...]) -> str:
    """Of which measures they are."""
    return " ".join(row.measure.id for row in rows)


def test_what_is_late_stands_by_how_late_it_is() -> None:
    """The longest first; at the same lateness by number; due today is not late."""
    found = register(due("1-1", -1), due("1-2", -9), due("1-3", 0), due("1-4", -1), due("1-5", 3), due("1-6", -2))
    assert ids(overdue_rows(found)) == "A1-2 A1-6 A1-1 A1-4"


def test_what_is_due_soon_is_open_and_within_the_days() -> None:
    """From today to the fourteenth day, the nearest first; what waits for a check or has ended is not asked for."""
    found = register(
        due("1-1", 14),
        due("1-2", 15),
        due("1-3", 0),
        due("1-4", -1),
        due("1-5", 3),
        due("1-6", 3, stage=Stage.CLOSED),
        due("1-7", 3, stage=Stage.VERIFY),
        due("1-8", 3, stage=Stage.NOT_STARTED),
    )
    assert ids(soon_rows(found)) == "A1-3 A1-5 A1-8 A1-1"
    assert ids(soon_rows(found, 2)) == "A1-3"
    assert ids(soon_rows(found, 0)) == "A1-3"


def monthly(number: str, due_day: int, since: dt.date, **facts: Any) -> Measure:
    """A measure that is reported on by a day of each month."""
    series = Recurrence(unit=Cycle.MONTH, day=(due_day,), from_=since)
    return measure(
        number, deadline=Deadline(DeadlineKind.STANDING, "每月", recurrence=series), counted_from=since, **facts
    )


def entry(verb: Verb, subject: str, by: str = "p1", before: dict[str, Any] | None = None, **after: Any) -> Entry:
    """What somebody did."""
    at = dt.datetime(2026, 2, 27, 2, tzinfo=dt.UTC)
    return Entry(unit="u1", at=at, by=by, verb=verb, subject=subject, before=before or {}, after=after)


def moved(subject: str, was: dt.date | None, by: str = "p1") -> Entry:
    """Its deadline was moved from a day."""
    return entry(Verb.CORRECT, subject, by, {"deadline": {"date": was and str(was)}}, deadline={})


def told(now: Register, *entries: Entry, then: Register | None = None) -> Changes:
    """What became different, from nothing that was late on."""
    return changes(now, entries, then or register())


def test_a_moved_deadline_is_told_from_its_first_day_of_the_week() -> None:
    """By who moved it last; one that was moved there and back was not moved."""
    now = register(due("1-1", 30, first=TODAY - DAY * 10), due("1-2", 5), due("1-3", 7), due("1-4", 8), due("1-5", 9))
    found = told(
        now,
        moved("A1-1", TODAY, "p1"),
        moved("A1-1", TODAY + DAY * 10, "p2"),
        moved("A1-2", TODAY + DAY * 5),
        moved("A1-3", None),
        moved("A1-9", TODAY),
        entry(Verb.CORRECT, "A1-4", before={"text": "旧"}, text="新"),
        moved("A1-5", TODAY, "gone"),
    )
    assert [(one.row.measure.id, one.old, one.new, one.by) for one in found.moved] == [
        ("A1-1", TODAY, TODAY + DAY * 30, "陆景澄"),
        ("A1-5", TODAY, TODAY + DAY * 9, "gone"),
    ]
    assert (found.moved[0].first, found.moved[0].total) == (TODAY - DAY * 10, 40)


def test_a_deadline_that_is_no_day_any_more_was_not_moved_to_one() -> None:
    """It stands among what is not clear."""
    now = register(measure("1-1", deadline=Deadline(DeadlineKind.UNCLEAR, "尽快")))
    assert told(now, moved("A1-1", TODAY)).moved == ()
    assert ids(gaps(now).unclear) == "A1-1"


def test_a_first_day_that_nobody_knows_gives_no_sum() -> None:
    """From the first deadline to the present one, in days."""
    row = register(due("1-1", 3)).row(due("1-1", 3))
    day = TODAY + DAY * 3
    assert MovedDeadline(row=row, first=None, old=TODAY, new=day, by="").total is None
    assert MovedDeadline(row=row, first=TODAY - DAY, old=TODAY, new=day, by="").total == 4


def test_newly_late_is_what_was_not_late_then() -> None:
    """What time alone made late, beside what people did."""
    now = register(due("1-1", -1), due("1-2", -20))
    then = register(due("1-1", 3), due("1-2", -20))
    found = told(now, then=then)
    assert ids(found.overdue) == "A1-1"
    assert found
    assert not told(register(due("1-1", 4)))


@pytest.mark.parametrize("whole", [True, False])
def test_a_part_tells_nothing_of_the_rest(whole: bool) -> None:  # noqa: FBT001 - both
    """A whole register tells what was done elsewhere in the unit, a part its own measures and findings alone."""
    now = register(due("1-1", 5), due("2-1", 5), findings=[finding("1"), finding("2")])
    now = now if whole else now.only(lambda m: m.number == "1-1")
    closing = [entry(Verb.CLOSE, f"A{number}", before={"stage": "decide"}, stage="closed") for number in ("1-1", "2-1")]
    found = told(now, *closing, moved("A2-1", TODAY))
    rows = {row.measure.id for of in found.rows.values() for row in of}
    assert rows == ({"A1-1", "A2-1"} if whole else {"A1-1"})
    assert len(found.moved) == int(whole)


def test_each_round_is_counted_by_itself() -> None:
    """Where there are several, and no one of them was asked for."""
    found = register(
        due("1-1", -1),
        due("1-2", 3),
        measure("1-1", "B"),
        findings=[finding("1"), finding("1", "B"), finding("2", "B")],
    )
    assert [(name, len(one.measures), len(one.findings)) for name, one in round_tallies(found)] == [
        ("第一轮", 2, 1),
        ("第二轮", 1, 2),
    ]
    assert round_tallies(found.in_round("第一轮")[0]) == ()
    assert round_tallies(register(due("1-1", 1), plans=(EARLIER,))) == ()


def test_who_leads_by_his_role() -> None:
    """What he leads and has not ended; what another leads, or he owns, is not his to lead."""
    found = register(
        measure("1-1", leaders=("p2",)),
        measure("1-2", leaders=("p1", "p2")),
        measure("1-3", leaders=("p1",), owners=("p2",)),
        measure("1-4", leaders=("p2",), stage=Stage.CLOSED),
        measure("1-5", leaders=("p3",)),
        measure("1-6", leaders=("p2",), stage=Stage.VERIFY),
    )
    assert ids(led_by(found, Role.OFFICE)) == "A1-1 A1-2 A1-6"
    assert led_by(found, Role.SECRETARY) == ()


def test_what_the_ledger_lacks() -> None:
    """Measures without an owner, people of open measures without an account, by post and name."""
    people = (
        *PEOPLE,
        Person(id="p4", unit="u1", name="孟晓川", rank=1, chat=4),
        Person(id="p5", unit="u1", name="安如月", rank=2),
        Person(id="p6", unit="u1", name="白露", rank=0),
    )
    found = gaps(
        register(
            measure("1-1", owners=("p1", "p4", "gone"), leaders=("p2",)),
            measure("1-2", owners=("p5", "p3")),
            measure("1-3", owners=("p6",), stage=Stage.CLOSED),
            measure("1-4", leaders=("p2",)),
            people=people,
        )
    )
    assert [one.id for one in found.unbound] == ["p2", "p5", "p1"]
    assert ids(found.unowned) == "A1-4"
    assert found.unclear == found.unsettled == ()


def test_a_gap_of_any_kind_is_one() -> None:
    """And none is none."""
    row = register(due("1-1", 3)).row(due("1-1", 3))
    assert not Gaps()
    assert all([Gaps((row,)), Gaps((), (row,)), Gaps((), (), (PEOPLE[0],)), Gaps((), (), (), (row,))])


@pytest.mark.parametrize(("reported", "beyond"), [(None, False), (9.0, False), (10.0, False), (10.5, True)])
def test_more_than_planned_is_beyond_it(reported: float | None, beyond: bool) -> None:  # noqa: FBT001 - a table
    """As much as planned is not."""
    row = register(due("1-1", 3)).row(due("1-1", 3))
    assert AgainstPlan(row=row, name="户数", unit="户", planned=10.0, reported=reported).beyond is beyond


def test_reports_are_asked_for_in_the_week_and_missed_after_their_day() -> None:
    """Due yesterday is missed; from today to the seventh day it is asked for."""
    since = TODAY.replace(day=1) - DAY
    measures = [monthly(f"1-{day}", day, since.replace(day=1)) for day in (1, 2, 9, 10)]
    found = register(*measures, measure("1-11"))
    assert ids(report_rows(found)) == "A1-2 A1-9"
    assert ids(report_rows(found, 8)) == "A1-2 A1-9 A1-10"
    assert set(ids(missed_rows(found)).split()) >= {"A1-1"}
    assert "A1-11" not in ids(missed_rows(found))
    count = periods_of(found)
    less = periods_of(register(*measures[:-1], monthly("1-10", 10, since.replace(day=1), stage=Stage.CANCELLED)))
    assert count.asked > less.asked > 0


def test_a_late_measure_is_held_by_its_people_since_they_have_it() -> None:
    """Their names, or the department's; a checker by his role alone."""
    owned = due("1-1", -3, owners=("p1",), leaders=("p2",), since=dt.date(2026, 2, 2))
    bare = due("1-2", -3, departments=("办公室",), counted_from=dt.date(2026, 2, 3))
    never = due("1-3", -3)
    found = register(owned, bare, never)
    first, second, third = (held(found, row, CALENDAR, ()) for row in found.rows(found.measures))
    assert (first.names, first.role, first.since) == (("沈知行",), Role.OWNER, dt.date(2026, 2, 2))
    assert first.working_days == CALENDAR.between(dt.date(2026, 2, 2), TODAY)
    assert (second.names, second.since) == (("办公室",), dt.date(2026, 2, 3))
    assert (third.names, third.working_days, third.since) == ((), None, None)
