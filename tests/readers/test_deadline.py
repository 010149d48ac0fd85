"""Deadlines as people write them, against the table in deadlines.jsonl and the rules that hold for every day."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.plan.deadline import ASK, DeadlineKind, Flag, ReadingKind
from bot.readers.deadline import LONGEST, read_deadline, read_extension
from tests.support.yardstick import effort

NOW = dt.datetime.fromisoformat("2026-03-11T10:00:00")  # a Wednesday
TABLE = [json.loads(line) for line in (Path(__file__).parent / "deadlines.jsonl").read_text("utf-8").splitlines()]


def named(case: dict[str, Any]) -> str:
    """A case's name in the report."""
    return f"{case['reference'][:10]} {case['text']}"


@pytest.mark.parametrize("case", TABLE, ids=named)
def test_the_table_is_read_as_the_conventions_say(case: dict[str, Any]) -> None:
    """Kind, day, other reading and flags of every expression in the table."""
    reading = read_deadline(case["text"], dt.datetime.fromisoformat(case["reference"]))
    found = {
        "kind": str(reading.kind),
        "date": reading.date and str(reading.date),
        "alt": reading.alt and str(reading.alt),
        "flags": sorted(map(str, reading.flags)),
    }
    assert found == {key: case[key] for key in found}


DAYS = {
    "2026年6月18日": "2026-06-18",
    "6月18日": "2026-06-18",
    "6月18号": "2026-06-18",
    "2026-6-18": "2026-06-18",
    "2026.6.18": "2026-06-18",
    "6月底": "2026-06-30",
    "月底": "2026-03-31",
    "年底": "2026-12-31",
    "下周四": "2026-03-19",
    "后天": "2026-03-13",
    "二〇二六年六月十八日": "2026-06-18",
    "明年2月底": "2027-02-28",
    "下月20号": "2026-04-20",
}
BEFORE = ("", "预计", "争取在", "不晚于", "完成时限：", "整改期限为", "延期到", "请于", "最迟", "计划于")
BEHIND = ("", "前", "之前", "以前", "前完成整改", "前上报", "前办结。", "前，并长期坚持", "吧")
WIDE = str.maketrans("0123456789-.:", "０１２３４５６７８９－．：")


def spaced(text: str) -> str:
    """Spaces around every number, as typing programs put them."""
    return "".join(f" {c} " if c in "年月日" else c for c in text)


@pytest.mark.parametrize("day", DAYS)
def test_words_around_a_day_never_move_it(day: str) -> None:
    """Every introduction and every ending leaves the day where it is, in plain and in full-width characters."""
    for before in BEFORE:
        for behind in BEHIND:
            for text in (before + day + behind, (before + day + behind).translate(WIDE), f"“{before}{day}{behind}”"):
                reading = read_deadline(text, NOW)
                assert (text, str(reading.date)) == (text, DAYS[day])
                assert reading.certain, text


@pytest.mark.parametrize("day", [d for d in DAYS if "年" in d or "月" in d])
def test_spaces_between_numbers_and_units_do_not_matter(day: str) -> None:
    """2026 年 6 月 18 日 is the same day."""
    assert str(read_deadline(spaced(day), NOW).date) == DAYS[day]


DENIALS = (
    "{}前无法完成",
    "{}前完不成",
    "{}前未完成",
    "已于{}前完成",
    "不能在{}前完成",
    "{}已完成",
    "原定{}前",
    "{}起",
    "{}以后",
)


@pytest.mark.parametrize("day", ["6月18日", "2026年6月18日", "年底", "下周四", "6月底"])
@pytest.mark.parametrize("denial", DENIALS)
def test_a_day_that_is_denied_or_over_is_no_deadline(day: str, denial: str) -> None:
    """What cannot be kept, what was, and what begins is not taken for what is due."""
    assert read_deadline(denial.format(day), NOW).date is None


NUMBERS = ("万元", "吨", "公里", "人", "条", "%", "个", "号文件", "次会议", "份报告", "户", "亩", "号楼", "元", "倍")


@pytest.mark.parametrize("unit", NUMBERS)
@pytest.mark.parametrize("figure", ["6.18", "12.31", "3-5", "12", "1/3", "2026.5"])
def test_amounts_are_no_days(figure: str, unit: str) -> None:
    """A figure with a unit of measure is never a date."""
    assert read_deadline(f"{figure}{unit}", NOW).date is None


def test_text_beyond_the_limit_is_refused_unread() -> None:
    """A long text gives no date even where it begins with one."""
    assert read_deadline("2026年6月18日前，" + "并做好工作" * 50, NOW).kind is ReadingKind.NONE


def test_feedback_resolves_what_counts_from_it() -> None:
    """反馈后N个月内 counts from day 0 of the plan once that is known."""
    feedback = dt.date(2025, 12, 31)
    for text in ("反馈后2个月内", "自反馈之日起2个月内", "收到巡察反馈意见后2个月内完成"):
        assert read_deadline(text, NOW).flags == {Flag.NEEDS_ANCHOR}
        assert read_deadline(text, NOW, feedback=feedback).date == dt.date(2026, 2, 28), text


def test_another_event_is_not_taken_for_the_feedback() -> None:
    """Only the feedback itself is day 0: its rectification, money and plans are other days."""
    for text in ("反馈问题整改完成后2个月内", "资金到位后2个月内", "方案印发后2个月内", "整改期内"):
        assert read_deadline(text, NOW, feedback=dt.date(2026, 1, 1)).date is None, text


def test_an_extension_counts_from_the_current_due_date() -> None:
    """延期两周 moves the present deadline, not today."""
    for text in ("延期两周", "申请延期14天", "再宽限两周", "往后推两周"):
        assert read_deadline(text, NOW).date is None
        assert read_deadline(text, NOW, current=dt.date(2026, 5, 20)).date == dt.date(2026, 6, 3), text


@pytest.mark.parametrize(
    ("said", "words", "day", "other"),
    [
        ("2-1再延半个月", "半个月", "06-04", ""),
        ("2-1申请延期一个月", "一个月", "06-20", ""),
        ("2-1延后10天", "10天", "05-30", ""),
        ("2-1再给10个工作日", "10个工作日", "06-03", ""),
        ("2-1宽限两周左右", "两周左右", "06-03", ""),
        ("十天", "十天", "05-30", "03-21"),
        ("还要半个月", "还要半个月", "06-04", "03-26"),
        ("2-1申请延期，还要半个月", "半个月", "06-04", "03-26"),
        ("2-1延到6月1日", "6月1日", "06-01", ""),
        ("十天内", "十天内", "03-21", ""),
    ],
)
def test_a_wish_for_more_time_moves_the_present_deadline(said: str, words: str, day: str, other: str) -> None:
    """A length behind its verb counts from there; one alone may begin today, and both days are offered."""
    read = read_extension(said, words, NOW.date(), dt.date(2026, 5, 20))
    assert (f"{read.date:%m-%d}", f"{read.alt:%m-%d}" if read.alt else "") == (day, other)


def test_a_length_that_would_end_before_today_counts_from_today() -> None:
    """十天 of a deadline that is long over."""
    read = read_extension("延期十天", "十天", NOW.date(), dt.date(2026, 2, 1))
    assert (read.date, read.alt, read.certain) == (dt.date(2026, 3, 21), None, True)


def test_working_days_follow_the_calendar_that_is_given() -> None:
    """The office's own day of rest is counted out, and days of unknown years are doubtful."""
    rest = WorkCalendar(holidays=frozenset({dt.date(2026, 3, 12)}), years=frozenset({2026}))
    assert read_deadline("2个工作日内", NOW, calendar=rest).date == dt.date(2026, 3, 16)
    assert Flag.AMBIGUOUS in read_deadline("2个工作日内", NOW, calendar=WorkCalendar()).flags


def test_a_reference_may_be_a_plain_day() -> None:
    """The moment of day only matters for hours."""
    assert read_deadline("3天内", NOW.date()).date == dt.date(2026, 3, 14)
    assert read_deadline("24小时内", NOW.date()).date == dt.date(2026, 3, 12)


def test_an_aware_reference_is_taken_as_wall_time() -> None:
    """A zone on the reference changes nothing: it is the office's own clock."""
    aware = NOW.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert read_deadline("20小时内", aware).date == dt.date(2026, 3, 12)


def test_nothing_certain_is_ever_offered_without_a_day() -> None:
    """A certain reading has a date; a doubtful one becomes an unclear deadline of the plan, clear stages do not."""
    for case in TABLE:
        reading = read_deadline(case["text"], dt.datetime.fromisoformat(case["reference"]))
        assert not reading.certain or reading.date is not None
        if reading.flags & (ASK - {Flag.PAST}) and not reading.nodes:
            assert reading.as_deadline(case["text"]).kind is DeadlineKind.UNCLEAR


def test_the_explanation_accounts_for_the_words() -> None:
    """Each step names words of the text and what they were taken for."""
    reading = read_deadline("力争于2026年7月底前建成", NOW)
    assert [step.words for step in reading.steps] == ["力争于", "2026年7月底前", "建成"]


@pytest.mark.parametrize("shift", range(7))
def test_a_weekday_is_explained_as_the_day_that_it_is(shift: int) -> None:
    """下周五 is the Friday of the next week, a bare 周五 the nearest; the explanation names that very weekday."""
    today = dt.date(2025, 3, 17) + dt.timedelta(shift)  # from a Monday
    monday = dt.date(2025, 3, 17)
    for place, name in enumerate("一二三四五六日"):
        (step,) = read_deadline(f"下周{name}", today).steps
        day = monday + dt.timedelta(7 + place)
        assert (step.meaning, step.facts["weekday"], step.facts["day"]) == ("weekday_of_week", name, str(day))
        (step,) = read_deadline(f"周{name}", today).steps
        day = monday + dt.timedelta(place if place >= shift else 7 + place)
        assert (step.meaning, step.facts["weekday"], step.facts["day"]) == ("nearest_weekday", name, str(day))


@pytest.mark.parametrize("offset", range(0, 731, 7))
def test_a_day_without_a_year_is_never_in_the_past(offset: int) -> None:
    """The nearest future, today included, whatever day it is."""
    now = dt.datetime.fromisoformat("2026-01-01T09:00:00") + dt.timedelta(days=offset)
    for text in (
        "6月18日前",
        "3月",
        "15号",
        "周三",
        "二季度",
        "下半年",
        "月底",
        "年底前",
        "国庆节前",
        "中秋节前",
        "5天内",
        "下旬",
    ):
        found = read_deadline(text, now).date
        assert found is not None
        assert found >= now.date() - dt.timedelta(days=text.endswith("节前")), (text, now)


def test_importing_the_reader_does_not_load_the_calendar_engine() -> None:
    """The engine and the calendars are imported with the first date."""
    code = (
        "import sys, bot.readers.deadline, bot.readers.reply\n"
        "assert not {'dateparser', 'opencc', 'lunar_python', 'chinese_calendar'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  our own interpreter
    assert done.returncode == 0, done.stderr


def test_a_deadline_is_read_in_a_fraction_of_a_millisecond() -> None:
    """The mean over the table after warm-up, on any machine."""
    cases = [(case["text"], dt.datetime.fromisoformat(case["reference"])) for case in TABLE]
    assert effort(lambda: [read_deadline(text, reference) for text, reference in cases]) / len(cases) < 1.5


HOSTILE = (
    "月",
    "12月",
    "一",
    "需要",
    "第一",
    "(",
    "长期",
    "1.",
    "至",
    "十一",
    "请领导协调",
    "自收到省委",
    "边查边改",
    "\u200b",
    "繁",
    "🙏",
    "半",
)


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("length", [LONGEST, 4096])
def test_no_text_takes_long(unit: str, length: int) -> None:
    """Repeated words drive no pattern into backtracking: a tenth of a second, on any machine."""
    text = (unit * length)[:length]
    assert effort(lambda: read_deadline(text, NOW)) < 100


NEAR_MISSES = (
    "统一月底前报送",
    "去年底前",
    "下下下周五前",
    "大大后天前",
    "双周五前",
    "晚于6月18日",
    "早于6月18日",
    "至少到年底",
    "6月18日前（不含）",
    "春节前一周",
    "6月18日前3天",
    "24小时值班",
    "今年完成的任务",
    "一季度报告",
    "2026年整改工作报告",
    "工期3个月",
    "满6个月后",
)


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_words_that_hold_a_time_without_meaning_it_are_not_certain(text: str) -> None:
    """A time inside another word, a bound on the wrong side, a length of something else."""
    reading = read_deadline(text, NOW)
    assert reading.date is None or not reading.certain or (text, str(reading.date)) == ("统一月底前报送", "2026-03-31")


def test_an_extension_between_two_days_ends_on_the_latter() -> None:
    """From one day to another, in the usual words."""
    for text in ("从4月底延到6月18日", "由4月30日延期至6月18日", "4月底调整为6月18日"):
        assert read_deadline(text, NOW).date == dt.date(2026, 6, 18), text


@pytest.mark.parametrize("text", ["2026年3月内", "2026年1月至3月内"])
def test_a_month_whose_year_is_written_is_no_length_of_time(text: str) -> None:
    """3月内 alone may be three months; with a year before it, it is March."""
    reading = read_deadline(text, dt.datetime.fromisoformat("2026-02-11T10:00:00"))
    assert (reading.date, reading.alt, reading.flags) == (dt.date(2026, 3, 31), None, frozenset())
