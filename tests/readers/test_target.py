"""Targets in a measure's own words: what is clearly one is read, whatever is less clear stays a remark."""

import pytest

from bot.domain.replies.figure import Figure
from bot.domain.replies.target import target_of
from bot.readers.target import targets_of, whole_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成12家加油站排查", [("加油站排查", 12, "家", False)]),
        ("追缴40万元", [("追缴", 40, "万元", False)]),
        ("排查冷库12家，追缴资金40万元", [("排查冷库", 12, "家", False), ("追缴资金", 40, "万元", False)]),
        ("对8家饭店逐一检查", [("饭店检查", 8, "家", False)]),
        ("2026年6月底前改造8处泵站", [("改造泵站", 8, "处", False)]),
        ("全年开展演练不少于4次", [("开展演练", 4, "次", True)]),
        ("每月检查2次", []),
        ("近三年来查处12起", []),
        ("原有8家中2家已停产", []),
        ("督促八家饭店补齐证照", []),
        ("分两批购置设备", []),
        ("完成3个乡镇管网改造5.6公里", []),
        ("对发现的15个问题逐一整改", []),
        ("排查冷库12家，12月再排查冷库9家", []),
        ("改造泵站约8座", []),
    ],
)
def test_only_a_clear_target_is_read(text: str, found: list[tuple[str, float, str, bool]]) -> None:
    """Name, value and unit, and whether more is welcome."""
    assert [(one.name, one.value, one.unit, one.least) for one in targets_of(text)] == found


@pytest.mark.parametrize(
    ("name", "unit", "meant"),
    [
        ("查", "家", "加油站排查"),
        ("排查加油站", "家", "加油站排查"),
        ("加油站", "家", "加油站排查"),
        ("检查", "家", ""),
        ("停业加油站", "家", ""),
        ("排查停业加油站", "家", ""),
        ("查", "次", ""),
        ("追缴资金", "万元", "追缴"),
        ("罚款", "万元", ""),
    ],
)
def test_a_figure_belongs_to_a_target_by_unit_act_and_thing(name: str, unit: str, meant: str) -> None:
    """What is more special, or another act, is a figure of its own."""
    target = target_of(Figure(name=name, value=1, unit=unit), targets_of("完成12家加油站排查，追缴40万元"))
    assert (target.name if target else "") == meant


def test_a_bare_act_of_two_targets_is_of_neither() -> None:
    """查了5家, where two kinds of them are to be looked at."""
    targets = targets_of("排查冷库12家，排查饭店30家")
    assert target_of(Figure(name="查", value=5, unit="家"), targets) is None
    assert whole_of("12家查了5家") == (5, 12, "家")
    assert whole_of("查了5家") is None
