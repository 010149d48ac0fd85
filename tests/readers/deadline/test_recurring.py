"""Duties that come back, dated stages, and what follows a date: read rightly or asked, never quietly lost."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.read_lines import recurring_fields
from bot.domain.plan.deadline import ASK, DeadlineKind, DeadlineReading, Flag, Node, ReadingKind
from bot.domain.plan.recurrence import LAST, Cycle, next_due, period_due
from bot.readers.deadline import read_deadline
from bot.readers.deadline.recurring.bounds import Bound, bound_at
from bot.readers.deadline.time_expression import ReadingContext
from bot.readers.plan.fields.deadlines import DeadlineCells
from tests.support.yardstick import effort

NOW = dt.datetime.fromisoformat("2025-11-20T09:00:00")  # a Thursday
TABLE = [json.loads(line) for line in (Path(__file__).parent / "recurrences.jsonl").read_text("utf-8").splitlines()]


def is_asked(reading: DeadlineReading) -> bool:
    """True where a person decides before anything follows from it."""
    return bool(reading.flags & ASK) or reading.kind in {ReadingKind.NONE, ReadingKind.INVALID}


def given(fields: dict[str, Any] | None) -> dict[str, Any] | None:
    """A period without what it does not say, and without every=1."""
    return fields and {k: v for k, v in fields.items() if v is not None and (k, v) != ("every", 1)}


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["text"])
def test_the_table_is_read_as_the_conventions_say(case: dict[str, Any]) -> None:
    """Kind, first day, period, stages, what follows; and what is doubtful is asked."""
    reading = read_deadline(case["text"], NOW)
    fields = recurring_fields(reading)
    assert (str(reading.kind), is_asked(reading)) == (case["kind"], case["asked"])
    assert fields.get("nodes") == case.get("nodes")
    if not case["asked"]:
        assert (reading.date and str(reading.date)) == case["date"]
        assert given(fields.get("period")) == case.get("period")
        assert given(fields.get("then")) == case.get("then")
        assert fields.get("then_date") == case.get("then_date")
        assert (Flag.ASSUMED in reading.flags) is case.get("assumed", False)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["text"])
def test_a_doubt_never_becomes_a_deadline(case: dict[str, Any]) -> None:
    """What is asked stays open in a plan; what recurs is standing with its recurrence, never standing without."""
    reading = read_deadline(case["text"], NOW)
    deadline = reading.as_deadline(case["text"])
    if case["asked"] and not reading.nodes:
        assert deadline.kind is DeadlineKind.UNCLEAR
    elif reading.kind is ReadingKind.RECURRING:
        assert (deadline.kind, deadline.recurrence) == (DeadlineKind.STANDING, reading.period)
        assert deadline.recurrence


ONCE_A_UNIT = [case for case in TABLE if case["kind"] == "recurring" and not case["asked"] and "period" in case]


@pytest.mark.parametrize("offset", range(0, 400, 37))
def test_the_first_day_is_the_next_of_the_series(offset: int) -> None:
    """On any day: a due day of the period, today or later, and none is left out between."""
    now = NOW + dt.timedelta(days=offset)
    for case in ONCE_A_UNIT:
        reading = read_deadline(case["text"], now)
        assert reading.kind is ReadingKind.RECURRING, case["text"]
        assert reading.period
        assert reading.date == next_due(reading.period, now.date()), case["text"]
        if reading.date:
            assert period_due(reading.period, reading.date), case["text"]


AROUND = (
    "{}",
    "{}。",
    "长期坚持，{}",
    "{}，长期坚持",
    "完成时限：{}",
    "（{}）",
    "{}报送进展情况",
    "{}，并做好记录",
    " {} ",
)


@pytest.mark.parametrize(
    "words",
    ["每月17日前", "每周四前", "每季度首月8日前", "每半年末前", "每年9月底前", "每月3日、18日前", "每季度末月12日前"],
)
def test_words_around_a_period_never_change_it(words: str) -> None:
    """Introductions, ends, brackets and what is to be done leave the period alone, in full width too."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    bare = read_deadline(words, NOW).period
    assert bare
    for around in AROUND:
        for text in (around.format(words), around.format(words).translate(wide)):
            reading = read_deadline(text, NOW)
            assert (text, reading.period, is_asked(reading)) == (text, bare, False)


ENDS = ("，直至2026年10月底", "，持续到2026年10月", "（至2026年10月31日止）", "，截至2026年10月底", "至2026年10月底")


@pytest.mark.parametrize("words", ["每月17日前报送", "每周四报送", "每季度末报送"])
def test_an_end_is_never_the_deadline(words: str) -> None:
    """A duty until October is due until then, not once in October."""
    bare = read_deadline(words, NOW)
    for end in ENDS:
        reading = read_deadline(words + end, NOW)
        assert (reading.kind, reading.date) == (ReadingKind.RECURRING, bare.date)
        assert reading.period
        assert reading.period.until == dt.date(2026, 10, 31)


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2026年2月底前出台每周会商制度", "2026-02-28"),
        ("2026年2月10日前印发《每季度点评办法》", "2026-02-10"),
        ("12月8日前报送年度总结", "2025-12-08"),
        ("2026年1月20日前上报季度工作报告", "2026-01-20"),
        ("二季度末前", "2026-06-30"),
        ("下周三前", "2025-11-26"),
        ("下月12日前", "2025-12-12"),
    ],
)
def test_a_single_day_that_only_looks_recurring_stays_one(words: str, date: str) -> None:
    """The name of a paper or of a system is no period."""
    reading = read_deadline(words, NOW)
    assert (reading.kind, str(reading.date), is_asked(reading)) == (ReadingKind.DATE, date, False)
    assert reading.period is None
    assert reading.then is None


def test_a_duty_that_is_over_is_asked() -> None:
    """Nothing is due any more: the words are kept, and a person decides."""
    reading = read_deadline("2023年每月12日前报送", NOW)
    assert (reading.kind, reading.date) == (ReadingKind.RECURRING, None)
    assert Flag.PAST in reading.flags
    assert reading.as_deadline("").kind is DeadlineKind.UNCLEAR


@pytest.mark.parametrize(
    "words", ["每村每月补助标准提高到300元", "每户每年发放补贴", "每月最低工资标准按规定落实", "职工每月工资按时发放"]
)
def test_so_much_in_each_period_is_no_duty_of_it(words: str) -> None:
    """The words of a measure may hold a rate: the office is asked, and nothing is due each month by itself."""
    cells = DeadlineCells(today=NOW.date())
    assert cells.period_in(words) == (words, None)
    assert cells.period_in("每月核查补贴发放情况")[1] == cells.period_in("每月通报扬尘管控情况")[1] is not None


def test_stages_keep_their_days_and_words() -> None:
    """All of them, in order; the last is the deadline."""
    words = "2026年2月底前完成普查，2026年5月底前完成治理，2026年8月20日前组织验收"
    deadline = read_deadline(words, NOW).as_deadline(words)
    assert deadline.kind is DeadlineKind.BY_DATE
    assert deadline.date == dt.date(2026, 8, 20)
    assert deadline.nodes == (
        Node(dt.date(2026, 2, 28), "完成普查"),
        Node(dt.date(2026, 5, 31), "完成治理"),
        Node(dt.date(2026, 8, 20), "组织验收"),
    )


@pytest.mark.parametrize(
    "words",
    ["2月底或4月底", "2026年2月底，最迟4月底", "力争2月底前完成整改，确保4月底前完成整改", "2026年2月10日、2月20日"],
)
def test_days_without_stages_are_asked(words: str) -> None:
    """Two days for the same thing, or for nothing in particular."""
    reading = read_deadline(words, NOW)
    assert reading.nodes == ()
    assert is_asked(reading)


def test_a_doubtful_duty_after_clear_stages_is_asked_as_a_whole() -> None:
    """The stages alone would hide the doubt."""
    words = "2026年2月底前完成普查，2026年5月底前完成治理，此后每月两次巡查"
    assert read_deadline(words, NOW).as_deadline(words).kind is DeadlineKind.UNCLEAR


def test_what_was_not_said_is_marked() -> None:
    """每周 is its Friday, every second month begins with the nearest: shown, not hidden."""
    weekly, second = read_deadline("每周巡查", NOW), read_deadline("每两个月巡查一次", NOW)
    assert weekly.period
    assert second.period
    assert (weekly.period.weekday, weekly.period.assumed) == ((5,), True)
    assert (second.period.every, second.period.anchor) == (2, dt.date(2025, 11, 30))
    assert Flag.ASSUMED in weekly.flags & second.flags


def test_what_is_reported_of_the_period_before_is_known() -> None:
    """每季度结束后 and 报上月: the key is that of the period that is over."""
    for words, key in (
        ("每季度结束后9日内", "2025-Q4"),
        ("每月6日前报送上月台账", "2025-11"),
        ("每月6日前", "2025-12"),
    ):
        reading = read_deadline(words, NOW)
        assert reading.period
        assert reading.date
        found = period_due(reading.period, reading.date)
        assert found
        assert found.key == key


def test_even_months_are_even() -> None:
    """双月 whatever month it is said in."""
    for month in range(1, 13):
        reading = read_deadline("逢双月底前", dt.date(2026, month, 3))
        assert reading.period
        assert (reading.period.unit, reading.period.day) == (Cycle.MONTH, (LAST,))
        assert reading.date
        assert reading.date.month == month + month % 2


@pytest.mark.parametrize(
    "text", ["每" * 199, "每月" * 99, "每年1月、" * 39, "1月起每月" * 30, "2026年1月起" * 24 + "每月"]
)
def test_long_strings_of_cues_are_read_in_time(text: str) -> None:
    """No text makes the reader slow."""
    assert len(text) <= 200
    assert effort(lambda: read_deadline(text, NOW)) < 60


@pytest.mark.parametrize(("words", "began"), [("四季度至3月底", (2025, 10)), ("下半年至3月底", (2025, 7))])
def test_a_stretch_whose_end_comes_first_began_the_year_before(words: str, began: tuple[int, int]) -> None:
    """In March 四季度至3月底 is the one that is running; no stretch ends before it begins."""
    context = ReadingContext(now=dt.datetime.fromisoformat("2026-03-11T10:00:00"))
    bound, end = bound_at(words, 0, context) or (Bound(), 0)
    assert (bound.from_, bound.until, end) == (dt.date(*began, 1), dt.date(2026, 3, 31), len(words))
