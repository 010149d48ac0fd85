"""The measures as they stood at a moment, field by field; and what the journal says that a record must be."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.history.as_of import as_of, put_back
from bot.domain.history.journal import Entry
from bot.domain.history.told import Told
from bot.domain.history.verb import Verb
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Stage
from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.plan.recurrence import Cycle, Recurrence
from tests.domain.records import DAY, TODAY, measure

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
NOW = measure("1-1", owners=("p1",), percent=80, since=TODAY, reported=AT, report_by=TODAY, counted_from=TODAY)


def entry(
    before: dict[str, Any], verb: Verb = Verb.CORRECT, subject: str = "A1-1", number: int = 0, **after: Any
) -> Entry:
    """What somebody did."""
    return Entry(unit="u1", at=AT, by="p9", verb=verb, subject=subject, before=before, after=after, number=number)


SERIES = {
    "unit": "month",
    "every": 1,
    "weekday": [],
    "day": [5],
    "month": None,
    "from_": "2026-01-01",
    "until": None,
    "anchor": None,
    "behind": False,
    "assumed": False,
}
PLAIN = {"kind": "by_date", "words": "月底", "date": "2026-04-01", "first": "2026-03-01"}


@pytest.mark.parametrize(
    ("before", "facts"),
    [
        ({}, {}),
        ({"wake": "2026-01-01"}, {}),
        ({"stage": "not_started"}, {"stage": Stage.NOT_STARTED}),
        ({"percent": None}, {"percent": None}),
        ({"text": "旧", "result": "甲", "interim": "乙"}, {"text": "旧", "result": "甲", "interim": "乙"}),
        ({"owners": ["p2", "p3"], "leaders": []}, {"owners": ("p2", "p3"), "leaders": ()}),
        ({"departments": ["办公室"], "support": ["法制股"]}, {"departments": ("办公室",), "support": ("法制股",)}),
        ({"since": "2026-01-05"}, {"since": dt.date(2026, 1, 5)}),
        (
            {"since": None, "report_by": None, "counted_from": None},
            {"since": None, "report_by": None, "counted_from": None},
        ),
        ({"report_by": "2026-01-06"}, {"report_by": dt.date(2026, 1, 6)}),
        ({"reported": None}, {"reported": None}),
        ({"reported": "2026-01-05T02:00:00+00:00"}, {"reported": dt.datetime(2026, 1, 5, 2, tzinfo=dt.UTC)}),
        (
            {"deadline": PLAIN},
            {"deadline": Deadline(DeadlineKind.BY_DATE, "月底", dt.date(2026, 4, 1), dt.date(2026, 3, 1))},
        ),
        (
            {"deadline": PLAIN | {"date": None, "nodes": [{"date": "2026-03-05", "words": "摸排"}]}},
            {
                "deadline": Deadline(
                    DeadlineKind.BY_DATE, "月底", None, dt.date(2026, 3, 1), nodes=(Node(dt.date(2026, 3, 5), "摸排"),)
                )
            },
        ),
        (
            {"deadline": {"kind": "standing", "words": "每月", "date": None, "first": None, "recurrence": SERIES}},
            {
                "deadline": Deadline(
                    DeadlineKind.STANDING,
                    "每月",
                    recurrence=Recurrence(unit=Cycle.MONTH, day=(5,), from_=dt.date(2026, 1, 1)),
                )
            },
        ),
        (
            {"periods": [{"key": "2026-01", "due": "2026-01-31", "on": "2026-02-02", "state": "late", "by": "p1"}]},
            {
                "periods": (
                    PeriodReport(
                        key="2026-01",
                        due=dt.date(2026, 1, 31),
                        on=dt.date(2026, 2, 2),
                        state=PeriodState.LATE,
                        by="p1",
                    ),
                )
            },
        ),
    ],
)
def test_a_field_is_put_back_as_it_was_written_down(before: dict[str, Any], facts: dict[str, Any]) -> None:
    """And no other one."""
    assert put_back(NOW, before) == replace(NOW, **facts)


def test_the_earliest_of_later_entries_says_how_it_was() -> None:
    """Each field by the first that changed it; what was created since was not there."""
    two, three = measure("1-2"), measure("1-3")
    later = [
        entry({"percent": 10, "stage": "not_started"}, percent=40, stage="under_way"),
        entry({"percent": 40, "text": "旧"}, percent=80, text="补齐台账"),
        Entry(unit="u1", at=AT, by="p9", verb=Verb.IMPORT, subject="A1-2", after={"number": "1-2"}),
        entry({}, Verb.REPORT, "A1-3", words="说"),
    ]
    found = as_of([NOW, two, three], later)
    assert found == (replace(NOW, percent=10, stage=Stage.NOT_STARTED, text="旧"), three)
    assert as_of([NOW], []) == (NOW,)


def told(*entries: Entry, since: int = 0) -> Told:
    """What entries say, numbered from 1."""
    return Told([replace(one, number=place) for place, one in enumerate(entries, 1)], since)


def differences(found: Told, shelf: str, **record: Any) -> list[tuple[str, Any, Any, int]]:
    """Field, what the journal says, what is found, and by which entry."""
    key = (shelf, "A1-1" if shelf == "measures" else "p1")
    return [(one.name, one.recorded, one.found, one.entry) for one in found.differences("u1", key, record)]


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"percent": 80, "text": "乙"}, []),
        ({"percent": 70, "text": "乙"}, [("percent", 80, 70, 2)]),
        ({"percent": 80, "text": "甲"}, [("text", "乙", "甲", 1)]),
        ({"percent": 80}, []),
        ({"percent": 80, "wake": "x", "policy": {"a": 1}}, []),
        ({"deadline": {"date": "a", "more": 1}}, []),
        ({"deadline": {"date": "b", "more": 1}}, [("deadline", {"date": "a", "old": 2}, {"date": "b", "more": 1}, 2)]),
        ({"nodes": [{"a": 1}]}, []),
        ({"nodes": [{"a": 2}]}, [("nodes", [{"a": 1}], [{"a": 2}], 2)]),
        ({"nodes": [{"a": 1}, {"a": 1}]}, [("nodes", [{"a": 1}], [{"a": 1}, {"a": 1}], 2)]),
    ],
)
def test_a_measure_is_what_its_last_entries_say(record: dict[str, Any], found: list[tuple[str, Any, Any, int]]) -> None:
    """As far as both know of it; when the clock looks next is nobody's word."""
    said = told(
        entry({}, percent=40, text="乙", wake="a", policy={"a": 2}),
        entry({}, percent=80, deadline={"date": "a", "old": 2}, nodes=[{"a": 1}]),
        entry({}, subject="A1-2", percent=1),
    )
    assert differences(said, "measures", **record) == found
    assert differences(said, "letters", **record) == []


def test_before_a_number_nobody_wrote_changes_down() -> None:
    """The entry of that number is still one of them."""
    said = told(entry({}, percent=40), entry({}, text="乙"), since=1)
    assert differences(said, "measures", percent=1, text="甲") == [("text", "乙", "甲", 2)]


KNOWN = entry({}, Verb.KNOW, "p1", roles=["owner"])


@pytest.mark.parametrize(
    ("entries", "roles"),
    [
        ([KNOWN], ["owner"]),
        ([KNOWN, entry({}, Verb.APPOINT, "p1", role="office")], ["office", "owner"]),
        ([KNOWN, entry({}, Verb.DISMISS, "p1", role="owner")], []),
        ([KNOWN, entry({}, Verb.RETIRE, "p1")], []),
        ([KNOWN, entry({}, Verb.KNOW, "p1", roles=["office"])], ["office", "owner"]),
        ([KNOWN, entry({}, Verb.UNBIND, "p1")], ["owner"]),
        ([KNOWN, entry({}, Verb.TAKE_BACK, "p1")], None),
        ([KNOWN, entry({}, Verb.ERASE, "p1")], None),
        ([entry({}, Verb.APPOINT, "p1", role="office")], None),
        ([entry({}, Verb.RETIRE, "p1")], None),
    ],
)
def test_a_person_holds_the_roles_that_somebody_gave(entries: list[Entry], roles: list[str] | None) -> None:
    """Where all of them are told; what was taken back, or erased, nobody knows any more."""
    said = told(*entries)
    expected = [] if roles is None else [("roles", roles, ["secretary"], max(1, len(entries)))]
    if roles == ["owner"] and len(entries) > 1:
        expected = [("roles", roles, ["secretary"], 1)]
    assert differences(said, "people", roles=["secretary"], chat=None) == expected
    if roles is not None:
        assert differences(said, "people", roles=roles, chat=None) == []


@pytest.mark.parametrize(
    ("entries", "chat", "differs"),
    [
        ([entry({}, Verb.BIND, "p1", account="4567")], 1234567, False),
        ([entry({}, Verb.BIND, "p1", account="4567")], 1234568, True),
        ([entry({}, Verb.BIND, "p1", account="4567")], None, False),
        ([entry({}, Verb.BIND, "p1", account="4567"), entry({}, Verb.UNBIND, "p1")], 1234567, True),
        ([entry({}, Verb.BIND, "p1", account="4567"), entry({}, Verb.RETIRE, "p1")], 1234567, True),
        ([entry({}, Verb.BIND, "p1", account="4567"), entry({}, Verb.ERASE, "p1")], 1234568, False),
        ([], 1234567, False),
    ],
)
def test_an_account_is_the_one_that_was_bound(entries: list[Entry], chat: int | None, differs: bool) -> None:  # noqa: FBT001 - a table
    """By its last digits; who has none differs in nothing."""
    assert bool(differences(told(*entries), "people", roles=[], chat=chat)) is differs


def test_a_day_more_is_another_day() -> None:
    """Nothing is rounded on the way back."""
    assert put_back(NOW, {"since": str(TODAY + DAY)}).since == TODAY + DAY
