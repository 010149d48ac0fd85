"""Meetings and decisions in sentences: what is said is read, what is not certain is left to be asked."""

import datetime as dt

import pytest

from bot.domain.meetings.resolution import CalledMeeting
from bot.readers.answer_day import answer_day
from bot.readers.meeting import past_day, read_meeting, read_resolutions, says_resolution, what_is_done

TODAY = dt.date(2025, 11, 27)  # Thursday


@pytest.mark.parametrize(
    ("words", "title", "day", "time"),
    [
        ("11月28日9点 党组会", "党组会", "2025-11-28", "09:00"),
        ("党组会 明天下午3点半", "党组会", "2025-11-28", "15:30"),
        ("下周五 9:30 专题会", "专题会", "2025-12-05", "09:30"),
        ("12月1日", "", "2025-12-01", ""),
        ("今天下午三点 周调度会", "周调度会", "2025-11-27", "15:00"),
        ("周五 整改专题会议", "整改专题会", "2025-11-28", ""),
    ],
)
def test_a_planned_meeting_is_read(words: str, title: str, day: str, time: str) -> None:
    """Name, day and time, in whatever order."""
    found = read_meeting(words, TODAY)
    assert (found.title, str(found.day), f"{found.time:%H:%M}" if found.time else "") == (title, day, time)


@pytest.mark.parametrize(
    "words",
    ["11月31日 党组会", "13月1日 党组会", "9点 调度会", "党组会", "1月5日25点 党组会", "每周一 调度会", "立即 党组会"],
)
def test_no_day_is_made_up(words: str) -> None:
    """What is no day, or no time, is asked."""
    assert read_meeting(words, TODAY).day is None


@pytest.mark.parametrize(
    ("words", "said", "text"),
    [
        ("每月公示一次进展，由罗雨桐8月20日前开始", ["罗雨桐"], "每月公示一次进展"),
        ("由水环境股11月底前完成管网，王书记", ["水环境股", "王书记"], "完成管网"),
        ("由办公室、水环境股月底前完成选址并报方案。", ["办公室", "水环境股"], "完成选址并报方案"),
        ("由办公室牵头，12月底前公示一次", ["办公室"], "12月底前公示一次"),
        ("由办公室月底前完成", ["办公室"], "由办公室月底前完成"),
        ("由第三方机构12月底前出具报告", [], "由第三方机构12月底前出具报告"),
        ("自由裁量基准由法制股修订，罗雨桐参加", ["法制股", "罗雨桐"], "自由裁量基准由法制股修订，罗雨桐参加"),
    ],
)
def test_a_new_measure_says_what_is_done(words: str, said: list[str], text: str) -> None:
    """Who is to do it by when stands in the measure's own places; what names nobody known stays as it is."""
    assert what_is_done(words, said) == text


@pytest.mark.parametrize(
    ("words", "meeting", "found"),
    [
        ("10月13日党组会议定：5-1 月底前拨付到位", ("党组会", "2025-10-13"), [("5-1", ("2025-10-31",), True)]),
        ("昨天的专题会决定，5-1下周五前办结", ("专题会", "2025-11-26"), [("5-1", ("2025-12-05",), True)]),
        (
            "议定：2-1 12月10日前报方案；2-2 长期抓",
            ("", "None"),
            [("2-1", ("2025-12-10",), True), ("2-2", (), False)],
        ),
        (
            "会议议定：1. 2-1 由办公室月底前完成\n2. 问题3 新增措施：12月底前公示一次",
            ("", "None"),
            [("2-1", ("2025-11-30",), True), ("问题3", ("2025-12-31",), True)],
        ),
        (
            "议定：第一轮2-4由办公室12月10日前完成；第二轮问题3 年底前公示",
            ("", "None"),
            [("第一轮2-4", ("2025-12-10",), True), ("第二轮问题3", ("2025-12-31",), True)],
        ),
        (
            "党组会定了：2-3由孟晓川12月底前完成选址，2-4由罗雨桐12月15日前报方案",
            ("党组会", "None"),
            [("2-3", ("2025-12-31",), True), ("2-4", ("2025-12-15",), True)],
        ),
        ("今天的会定下来：2-1、2-2 月底完成", ("", "2025-11-27"), [("2-1", ("2025-11-30",), True)]),
        ("上次会要求：2-1 月底完成", ("", "None"), [("2-1", ("2025-11-30",), True)]),
        (
            "12月3日党组会议定：4-1 12月10日或者12月15日前完成",
            ("党组会", "2024-12-03"),
            [("4-1", ("2024-12-10", "2024-12-15"), False)],
        ),
    ],
)
def test_decisions_are_read(
    words: str, meeting: tuple[str, str], found: list[tuple[str, tuple[str, ...], bool]]
) -> None:
    """Of which meeting, on what, until when; days count from the meeting's own."""
    assert says_resolution(words)
    said = read_resolutions(words, TODAY)
    assert (said.meeting.title, str(said.meeting.day)) == meeting
    assert [(one.number, tuple(map(str, one.days)), one.certain) for one in said.resolutions] == found


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("10月13日", "2025-10-13"),
        ("12月3日", "2024-12-03"),
        ("2024年10月13日", "2024-10-13"),
        ("去年12月31日", "2024-12-31"),
        ("今年3月5日", "2025-03-05"),
        ("本月20日", "2025-11-20"),
        ("上月28日", "2025-10-28"),
        ("昨天", "2025-11-26"),
        ("前天下午", "2025-11-25"),
        ("11.5", "2025-11-05"),
        ("3月2日或3月5日", "None"),
        ("2025年3月2日、5日", "None"),
        ("3月", "None"),
        ("月底", "None"),
        ("本月", "None"),
        ("第一季度", "None"),
        ("2月下旬", "None"),
        ("日前", "None"),
        ("本月30日", "None"),
    ],
)
def test_the_day_of_a_meeting_is_the_last_of_its_name(when: str, day: str) -> None:
    """Counted from today where it is said so; two days, a month or a day still to come are no day of it."""
    assert str(past_day(when, TODAY)) == day


@pytest.mark.parametrize(
    "words",
    [
        "按会议要求完成80%",
        "3-2 会议决定不了",
        "3-2 由水环境股11月底前完成管网，王书记",
        "3-2 完成80%",
        "党组会开了吗",
        "会议室的事已经办好",
        "会议议定的办结了几项",
        "党组会议定的事项办结了多少",
        "上次会议议定的落实得怎么样了",
        "我决定明天去现场",
    ],
)
def test_a_report_is_no_decision(words: str) -> None:
    """Only what says that a meeting decided something is one."""
    assert not says_resolution(words)


def test_a_meeting_ahead_decided_nothing_yet() -> None:
    """A day that is still to come cannot be the day of the meeting: it is asked."""
    assert read_resolutions("2026年1月5日党组会议定：4-1立即停工", TODAY).meeting == CalledMeeting(
        title="党组会", doubt="2026年1月5日"
    )


@pytest.mark.parametrize(
    "words",
    [
        *("党组会定了明天9点开", "会议要求提高认识", "党组会定了没有", "党组会要求我们2-3抓紧，已经开始了"),
        *("按党组会决定，2-3已完成", "根据会议要求 2-3正在推进", "2-3按党组会定的做了", "会议定了2-3怎么办？"),
    ],
)
def test_what_follows_a_decision_is_none(words: str) -> None:
    """What is planned, asked, or told as done by what a meeting decided."""
    assert not says_resolution(words)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("下周一前报我", dt.date(2025, 3, 24)),
        ("怎么到现在还没动静，下周一前把方案报我", dt.date(2025, 3, 24)),
        ("3月28日前书面反馈", dt.date(2025, 3, 28)),
        ("月底前完成，3月25日前先报计划", dt.date(2025, 3, 25)),
        ("月底前完成", None),
        ("4月1日起每天报告", None),
        ("3月5日发现的问题尽快报", None),
        ("下周一前报计划，下周五前报结果", None),
        ("尽快报", None),
    ],
)
def test_the_day_by_which_an_instruction_is_answered(words: str, day: dt.date | None) -> None:
    """Only a day of a clause that asks to be told, and only one."""
    assert answer_day(words, dt.date(2025, 3, 20)) == day
