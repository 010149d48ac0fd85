"""Records as documents: what is written, byte by byte, where older ledgers must stay as they are."""

import datetime as dt
from dataclasses import replace

from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from storage.codec import decode, encode, from_fields, to_fields

JUNE = dt.date(2026, 6, 30)
DATED = Measure(
    id="m",
    unit="u",
    plan="p",
    finding="f",
    number="1-1",
    text="补齐台账",
    deadline=Deadline(DeadlineKind.BY_DATE, "6月底前", JUNE, JUNE),
)
OF_OLD = '"deadline":{"kind":"by_date","words":"6月底前","date":"2026-06-30","first":"2026-06-30"}'


def test_a_measure_without_recurrence_and_stages_is_written_as_it_always_was() -> None:
    """Its document knows nothing of the fields that came later, and comes back."""
    assert OF_OLD in encode(DATED).decode()
    assert set(to_fields(DATED)["deadline"]) == {"kind", "words", "date", "first"}
    assert decode(Measure, encode(DATED)) == DATED


def test_recurrence_and_stages_come_back() -> None:
    """Both ways of writing a record."""
    recurrence = Recurrence(unit=Cycle.MONTH, day=(8, LAST), from_=JUNE)
    deadline = replace(DATED.deadline, recurrence=recurrence, nodes=(Node(JUNE, "补齐"),))
    for one in (replace(DATED, deadline=deadline), replace(DATED, deadline=replace(deadline, nodes=()))):
        assert decode(Measure, encode(one)) == one
        assert from_fields(Measure, to_fields(one)) == one
