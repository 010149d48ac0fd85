"""Corrections as the office types them."""

import datetime as dt

import pytest

from bot.readers.correction import (
    CorrectionWords,
    numbers_in,
    numbers_with_reason,
    read_correction,
    read_merge,
    read_split,
    with_reason,
)
from bot.readers.report_day import report_day

RETURNED = dt.date(2025, 3, 20)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("3-2 经办人 翁苇、祁川 理由 调岗", CorrectionWords("3-2", "owners", "翁苇、祁川", "调岗")),
        ("A/3-2 责任领导：段汀 原因：分工调整", CorrectionWords("A/3-2", "leaders", "段汀", "分工调整")),
        ("3-2 时限 2026年6月底 理由 台账录错", CorrectionWords("3-2", "due", "2026年6月底", "台账录错")),
        ("3-2 内容 清理河道，逐段核对 理由：错字", CorrectionWords("3-2", "text", "清理河道，逐段核对", "错字")),
        ("3-2 科室 河道股", CorrectionWords("3-2", "departments", "河道股", "")),
        ("3-2 翁苇", None),
        ("经办人 翁苇 理由 调岗", None),
        ("3-2 经办人", None),
        ("", None),
    ],
)
def test_field_value_and_reason_are_told_apart(words: str, wanted: CorrectionWords | None) -> None:
    """Number, field, value and reason; nothing where one of the first three is missing."""
    assert read_correction(words) == wanted


def test_names_are_parted_however_they_are_joined() -> None:
    """Names may be joined by 、 or a comma or a space."""
    found = read_correction("3-2 经办人 翁苇，祁川 冉禾 理由 调岗")
    assert found
    assert found.names == ("翁苇", "祁川", "冉禾")


def test_halves_and_numbers_of_split_and_merge() -> None:
    """A measure is parted in exactly two, and one or several are merged into the last one that is named."""
    assert read_split("3-2 清理河道｜建立台账 理由 两件事") == ("3-2", "清理河道", "建立台账", "两件事")
    assert read_split("3-2 清理河道 理由 两件事") is None
    assert read_split("3-2 甲|乙|丙 理由 三件事") is None
    assert read_merge("3-1 并入 3-2 理由 同一件事") == (("3-1", "3-2"), "同一件事")
    assert read_merge("3-1 3-2") == (("3-1", "3-2"), "")
    assert read_merge("3-1、3-3 到 第二轮 3-2 理由 重") == (("3-1", "3-3", "第二轮3-2"), "重")
    assert read_merge("3-1 理由 同一件事") == (("3-1",), "同一件事")


def test_reason_is_what_follows_its_word() -> None:
    """理由 or 原因, with or without a colon."""
    assert with_reason("3-2 理由：现场有反弹") == ("3-2", "现场有反弹")
    assert with_reason("3-2") == ("3-2", "")


@pytest.mark.parametrize(
    ("reason", "day"),
    [
        ("缺照片，4月15日前再报", dt.date(2025, 4, 15)),
        ("缺照片，请于4月15日前重新上报", dt.date(2025, 4, 15)),
        ("下周五前补齐照片", dt.date(2025, 3, 28)),
        ("月底前再报", dt.date(2025, 3, 31)),
        ("4月15日前完成不了的说明", None),
        ("缺照片，3月30日或4月2日前再报", None),
        ("缺3月10日前的照片", None),
        ("以前没做过", None),
        ("照片是整改前的", None),
    ],
)
def test_a_reason_may_set_the_day(reason: str, day: dt.date | None) -> None:
    """One clear day ahead; what is said of other days, or of two, sets none."""
    assert report_day(reason, RETURNED) == day


@pytest.mark.parametrize(
    ("words", "numbers", "reason"),
    [
        ("2-3、2-4 理由 现场有反弹", ("2-3", "2-4"), "现场有反弹"),
        ("2-3，群众反映又冒烟", ("2-3",), "群众反映又冒烟"),
        ("2-3、2-4 现场有反弹", ("2-3", "2-4"), "现场有反弹"),
        ("第一轮2-3 3月8日复查有反弹", ("第一轮2-3",), "3月8日复查有反弹"),
        ("2-3、2-4", ("2-3", "2-4"), ""),
    ],
)
def test_what_stands_behind_the_numbers_is_the_reason(words: str, numbers: tuple[str, ...], reason: str) -> None:
    """The word 理由 may be left out."""
    named, why = numbers_with_reason(words)
    assert (numbers_in(named), why) == (numbers, reason)
