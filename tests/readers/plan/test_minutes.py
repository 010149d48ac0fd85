"""Minutes in paragraphs: each decision is a task in its own words, everything else is listed as not read."""

import datetime as dt

import pytest

from bot.domain.imports.draft import PlanKind, UnreadablePlan
from bot.readers.plan import read_plan
from tests.readers.plan.test_field_layouts import READ_ON, document, listed

LINES = (
    "云溪县水务局党组会议纪要",
    "2026年3月2日，局党组书记沈远山主持召开第5次党组会议。现纪要如下：",
    "一、关于供水管网改造。会议听取了工程股的汇报。会议议定，由工程股牵头，周小满负责，于6月30日前完成改造方案。",
    "二、关于防汛准备。会议要求，水利股于2026年5月15日前完成水库隐患排查，李青禾负责；办公室每月通报进度。",
    "三、会议强调，要提高政治站位，加强学习。",
    "出席：沈远山、李青禾、周小满",
)


def test_each_decision_is_a_task_with_who_and_when_as_the_sentence_says() -> None:
    """Days without a year count from the day of the meeting; that it was read from sentences is said."""
    draft = read_plan(document(*LINES), "纪要.docx", reference=READ_ON)
    assert draft.kind is PlanKind.MEETING
    pipes, flood = draft.findings
    assert (pipes.text, flood.text) == ("关于供水管网改造", "关于防汛准备")
    assert [(m.text, m.departments, m.owners, m.deadline.date) for m in pipes.measures] == [
        ("由工程股牵头，周小满负责，于6月30日前完成改造方案", ("工程股",), ("周小满",), dt.date(2026, 6, 30)),
    ]
    search = "水利股于2026年5月15日前完成水库隐患排查，李青禾负责"
    assert [(m.text, m.departments, m.owners, m.deadline.date) for m in flood.measures] == [
        (search, ("水利股",), ("李青禾",), dt.date(2026, 5, 15)),
        ("办公室每月通报进度", ("办公室",), (), None),
    ]
    said = listed(draft)
    assert "按“会议议定、决定、要求”读出3项" in said
    for words in ("会议听取了工程股的汇报", "要提高政治站位，加强学习", "出席：沈远山、李青禾、周小满"):
        assert f"正文没有读入：{words}" in said.replace("会议强调，", "")
    assert "没有读入：由工程股牵头" not in said


def test_what_stands_below_a_colon_is_decided_line_by_line() -> None:
    """会议议定如下事项：, and numbered lines until one without a number."""
    lines = (
        "会议纪要",
        "会议议定如下事项：",
        "一、由教育局负责，4月底前完成检查。",
        "二、财政局落实资金120万元。",
        "参加人员：尤大可。",
    )
    draft = read_plan(document(*lines), "纪要.docx", reference=READ_ON)
    assert [(m.text, m.departments) for m in draft.measures] == [
        ("由教育局负责，4月底前完成检查", ("教育局",)),
        ("财政局落实资金120万元", ("财政局",)),
    ]
    assert "参加人员：尤大可" in listed(draft)


def test_a_notice_that_only_asks_is_no_minutes() -> None:
    """Without a meeting that decided there is nothing to read."""
    with pytest.raises(UnreadablePlan, match="nothing_found"):
        read_plan(
            document("关于做好防汛工作的通知", "要求各单位高度重视，6月底前完成自查。"), "通知.docx", reference=READ_ON
        )


def test_who_helps_behind_who_leads_is_told_apart() -> None:
    """由财务股牵头、人事股配合: one leads, the other helps."""
    lines = ("局长办公会议纪要", "会议议定：", "一、由财务股牵头、人事股配合，于2026年6月10日前完成决算初稿。")
    (measure,) = read_plan(document(*lines), "纪要.docx", reference=READ_ON).measures
    assert (measure.departments, measure.support) == (("财务股",), ("人事股",))


def test_minutes_about_an_inspection_say_who_and_how_often() -> None:
    """由柯蓝负责 is 柯蓝; 每月底 is no single day; what a meeting decided about 巡察整改 is still a meeting's."""
    text = (
        "关于巡察整改工作的专题会议纪要\n2026年3月2日，程曦主持召开专题会议。\n"
        "会议决定：（一）由柯蓝负责起草管理办法，5月15日前提交；（二）办公室每月底汇总进展。\n"
    )
    draft = read_plan(text.encode(), "纪要.md", reference=dt.date(2026, 3, 1))
    drafting, summing_up = draft.measures
    assert (drafting.owners, str(drafting.deadline.date)) == (("柯蓝",), "2026-05-15")
    assert summing_up.deadline.date is None
    assert summing_up.deadline.recurrence
    assert draft.kind is PlanKind.MEETING
