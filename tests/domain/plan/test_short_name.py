"""Short names: the part of a text by which people call a measure."""

from dataclasses import replace

import pytest

from bot.domain.plan.measure import Measure
from bot.domain.plan.short_name import MOST, short_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("完成12处老旧供水管网改造。", "完成12处老旧供水管网…"),
        ("公开供水服务电话，24小时值守。", "公开供水服务电话"),
        ("（一）对桥头村围网，立即拆除", "桥头村围网"),
        ("1.进一步完善采购制度", "完善采购制度"),
        ("围绕“河湖治理”开展调研", "河湖治理"),
        ("制度", "制度"),
        ("制定《干部理论学习年度计划》，每月集中学习", "干部理论学习年度计划"),
        ("修订印发《河湖巡查管护办法》", "河湖巡查管护办法"),
        ("进一步健全“三重一大”决策制度", "三重一大"),
        ("改造老旧管网及附属设施38公里", "改造老旧管网及附属设施…"),
        ("新建农村供水管网和泵站38座", "新建农村供水管网和泵站…"),
        ("出台局、队、站一体运行办法，逐人明确岗位", "出台局、队、站一体运行…"),
        ("清理河道堆场、围网、违建", "清理河道堆场"),
        ("", ""),
    ],
)
def test_a_name_is_the_first_clause_that_says_something(text: str, name: str) -> None:
    """Numbering and leading words go, a long clause is cut."""
    assert short_name(text) == name
    assert len(short_name(text)) <= MOST


def test_the_name_that_the_office_gave_is_kept() -> None:
    """Whatever it is."""
    assert short_name("完成12处老旧供水管网改造。", "管网改造") == "管网改造"


def test_a_measure_is_called_by_its_name() -> None:
    """The one it was given, or the one that its text gives."""
    measure = Measure(id="m", unit="u1", plan="p", finding="f", number="1-1", text="完成12处老旧供水管网改造。")
    assert measure.called == "完成12处老旧供水管网…"
    assert replace(measure, short="管网改造").called == "管网改造"
