"""Records as documents: what is written, byte by byte, where older ledgers must stay as they are."""

import dataclasses
import datetime as dt
import enum
from dataclasses import replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from bot.domain.units.unit import Unit
from bot.services.core.ledger import SHELVES
from storage.codec import LARGE, decode, encode, from_fields, recall, to_fields

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


def test_a_document_is_decoded_once_and_what_is_free_in_form_is_each_ones_own() -> None:
    """Who changes such a field of a record changes it for nobody else; another document is another record."""
    unit = Unit(id="u1", name="青梁县水务局", changes={"marks": [20, 3], "photos": 2})
    document = encode(unit)
    first, second = recall(Unit, document), recall(Unit, bytes(bytearray(document)))
    first.changes["marks"].append(1)
    first.changes["photos"] = 0
    assert second == recall(Unit, document) == decode(Unit, document) == unit
    assert recall(Unit, encode(replace(unit, name="青梁县水利局"))).name == "青梁县水利局"
    assert recall(Measure, encode(DATED)).deadline is recall(Measure, encode(DATED)).deadline


def test_a_large_document_is_not_kept() -> None:
    """It is decoded each time, so that what is kept stays small."""
    large = encode(replace(DATED, text="补" * LARGE))
    assert recall(Measure, large) == decode(Measure, large)
    assert recall(Measure, large).deadline is not recall(Measure, large).deadline


@pytest.mark.parametrize("kind", SHELVES.values(), ids=list(SHELVES))
def test_nothing_else_of_a_record_can_be_changed(kind: type[Any]) -> None:
    """Records are shared: all that they hold is frozen, but for fields of free form, which are copied."""
    for name, type_ in get_type_hints(kind).items():
        assert get_origin(type_) is dict or _is_fixed(type_), name


def _is_fixed(type_: Any) -> bool:
    if dataclasses.is_dataclass(type_):
        return bool(vars(type_)["__dataclass_params__"].frozen) and all(map(_is_fixed, get_type_hints(type_).values()))
    if get_origin(type_) in {tuple, frozenset, Union, UnionType}:
        return all(_is_fixed(one) for one in get_args(type_) if one is not Ellipsis)
    plain = {str, int, float, bool, type(None), dt.datetime, dt.date, dt.time, dt.timedelta}
    return type_ in plain or get_origin(type_) is Literal or (isinstance(type_, type) and issubclass(type_, enum.Enum))
