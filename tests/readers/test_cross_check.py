"""Dateparser as the second reader: what it is shown are the person's own characters, and it reads them rightly."""

import calendar
import datetime as dt
import unicodedata

import pytest
from dateparser.date import DateDataParser

from bot.domain.plan.deadline import Flag
from bot.readers.deadline import arithmetic, cross_check, read_deadline
from bot.readers.deadline.cross_check import FORMS, SOME_DAY, Form, base_of, form_of

YEARS = range(2024, 2032)
WHOLE = ("{y}年{m}月{d}日", "{y}-{m}-{d}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m:02}月{d:02}日", "{y}-{m:02}-{d:02}")
IN_WORDS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
NOW = dt.date(2026, 3, 11)


def read(own: str, today: dt.date = SOME_DAY) -> tuple[dt.date | None, tuple[str, ...]]:
    """What dateparser makes of characters in one of the forms, and which of its parts count."""
    found = form_of(own, year_known=False)
    assert found is not None, own
    form, shown = found
    return cross_check.engine_reading.__wrapped__(form, shown, base_of(form, today)), form.compared


def same(own: str, expected: dt.date | None, today: dt.date = SOME_DAY) -> None:
    """Hold the reading to what is expected."""
    day, compared = read(own, today)
    assert day is not None, (own, today)
    assert expected is not None
    assert [getattr(day, part) for part in compared] == [getattr(expected, part) for part in compared], (
        own,
        today,
        day,
    )


@pytest.mark.parametrize("year", YEARS)
def test_every_whole_date_is_read_rightly(year: int) -> None:
    """Every day of the year, each in one of the writings; all of them in a leap year."""
    day = dt.date(year, 1, 1)
    while day.year == year:
        forms = WHOLE if year == 2028 else (WHOLE[day.toordinal() % len(WHOLE)],)
        for form in forms:
            same(form.format(y=day.year, m=day.month, d=day.day), day)
        day += dt.timedelta(days=1)


@pytest.mark.parametrize("year", [2000, 2001, 2019, *YEARS, 2049, 2050, 2068, 2069, 2099, 2100])
def test_a_year_with_its_month_means_its_last_day(year: int) -> None:
    """To the ends of what is ever read; with 底 and 上旬 behind it, year and month are compared."""
    for month in range(1, 13):
        end = dt.date(year, month, calendar.monthrange(year, month)[1])
        same(f"{year}年{month}月", end)
        same(f"{year}年{month}月底", end)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_alone_means_the_nearest(month: int) -> None:
    """On the first, a middle and the last day of every month of three years, in figures and in words."""
    for index in range(36):
        year, now = 2026 + index // 12, index % 12 + 1
        last = calendar.monthrange(year, now)[1]
        end = arithmetic.month_end(year + (month < now), month)
        for day in (1, 15, last):
            same(f"{month}月", end, dt.date(year, now, day))
        same(f"{IN_WORDS[month - 1]}月", end, dt.date(year, now, last))
    same(f"{month}月3日", dt.date(2026, month, 3))


@pytest.mark.parametrize("month", range(1, 13))
def test_counts_from_today_are_read_rightly(month: int) -> None:
    """Days, weeks, months, and the days that have a name, from awkward days of three years."""
    for year in (2026, 2027, 2028):
        for day in (1, 28, calendar.monthrange(year, month)[1]):
            today = dt.date(year, month, day)
            for count in (1, 2, 10, 45, 100):
                same(f"{count}天后", arithmetic.days_later(today, count), today)
                same(f"{count}周后", arithmetic.days_later(today, 7 * count), today)
                same(f"{count}个月后", arithmetic.months_later(today, count), today)
            for ahead, word in enumerate(("今天", "明天", "后天")):
                same(word, today + dt.timedelta(days=ahead), today)


SHOWN = {
    "2026年6月18日": "2026年6月18日",
    "2026-6-18": "2026-6-18",
    "2026/06/18": "2026/06/18",
    "2026.6.18": "2026.6.18",
    "2026年6月": "2026年6月",
    "2026年6月底": "2026年6月",
    "2026年6月中旬": "2026年6月",
    "6月": "6月",
    "六月": "六月",
    "6月底": "6月",
    "6月18日": "6月",
    "六月十八日": "六月",
    "10天后": "10天后",
    "3周后": "3周后",
    "2个月后": "2个月后",
    "明天": "明天",
    "3月20日至6月18日": "6月",
}
BEFORE = ("", "争取在", "完成时限：", "请于")
BEHIND = ("", "前完成整改", "，并长期坚持", "吧")
WIDE = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that dateparser is shown, beside its real answers."""
    seen: list[str] = []
    real = cross_check.engine_reading

    def noted(form: Form, own: str, base: dt.date) -> dt.date | None:
        """The engine's own answer."""
        seen.append(own)
        return real(form, own, base)

    monkeypatch.setattr(cross_check, "engine_reading", noted)
    return seen


@pytest.mark.parametrize("written", SHOWN)
def test_the_engine_is_shown_the_persons_own_characters(written: str, shown: list[str]) -> None:
    """Of every form, in any sentence, in either width: what stands there, never what we made of it."""
    for before in BEFORE:
        for behind in BEHIND:
            for text in (before + written + behind, (before + written + behind).translate(WIDE)):
                shown.clear()
                reading = read_deadline(text, NOW)
                assert reading.date is not None, text
                assert shown == [SHOWN[written]], text
                assert shown[0] in unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    "text",
    ["12.31前", "2026年", "26年3月15日", "年底前", "下周五", "3天内", "2O26年6月18日", "春节前", "腊月廿三前", "80%"],
)
def test_nothing_else_is_shown_to_the_engine(text: str, shown: list[str]) -> None:
    """What it misreads or does not know, and what is not in the text as it was written."""
    read_deadline(text, NOW)
    assert shown == []


@pytest.mark.parametrize("text", SHOWN)
def test_a_day_on_which_the_readers_differ_is_asked(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is fine, wrong is not: neither reader is believed."""
    for answer in (dt.date(2031, 1, 1), None):
        monkeypatch.setattr(cross_check, "engine_reading", lambda *_, answer=answer: answer)
        reading = read_deadline(text, NOW)
        assert Flag.AMBIGUOUS in reading.flags
        assert not reading.certain
        assert reading.steps[-1].meaning == "engine_differs"


def test_every_form_is_tried() -> None:
    """The tables above leave no form out."""
    tried = [form_of(own, year_known=False) for own in SHOWN]
    assert {found[0] for found in tried if found} == set(FORMS)


@pytest.mark.parametrize(
    "numbers", [(2026, 2, 29), (2026, 13, 1), (2026, 0, 5), (2026, 4, 31), (2026, 4, 0), (2200, 1, 1)]
)
def test_impossible_numbers_never_become_a_day(numbers: tuple[int, int, int]) -> None:
    """There is no such day, so nothing is asked."""
    assert arithmetic.day(*numbers) is None


@pytest.mark.parametrize(
    "base", [dt.date(2026, 1, 31), dt.date(2027, 2, 28), dt.date(2028, 2, 29), dt.date(2025, 12, 30)]
)
def test_months_later_is_the_same_day_or_the_months_last(base: dt.date) -> None:
    """C8, from awkward days."""
    for count in range(1, 60):
        later = arithmetic.months_later(base, count)
        assert later is not None
        assert (later.year * 12 + later.month) - (base.year * 12 + base.month) == count
        assert later.day == min(base.day, calendar.monthrange(later.year, later.month)[1])


MISREAD = {
    "6月30日前": (2026, 6, 30),
    "2025年13月1日": None,
    "12.31": (2026, 12, 31),
    "2026年": (2026, 12, 31),
    "80%": None,
}


@pytest.mark.parametrize("words", MISREAD)
def test_the_engine_alone_still_misreads_what_the_gate_keeps_from_it(words: str) -> None:
    """The day on which this fails, the gate may open a little further."""
    base = dt.datetime(2026, 3, 11)  # noqa: DTZ001  as the reader asks
    found = DateDataParser(languages=["zh"], settings={"RELATIVE_BASE": base}).get_date_data(words).date_obj
    right = MISREAD[words]
    assert (found and (found.year, found.month, found.day)) != right or found is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("May 6, 2026", "2026-05-06"),
        ("6 May 2026", "2026-05-06"),
        ("6 mai 2026", "2026-05-06"),
        ("6. Mai 2026", "2026-05-06"),
        ("December 31st, 2026", "2026-12-31"),
        ("31 décembre 2026", "2026-12-31"),
    ],
)
def test_full_foreign_dates_pass(words: str, day: str) -> None:
    """A day, a month in letters and a year of four digits."""
    assert str(cross_check.foreign_day(words)) == day


@pytest.mark.parametrize(
    "words", ["May 6", "May 2026", "6 2026", "next Friday 2026", "May 6 or 7, 2026", "v2 build 2026 rc"]
)
def test_incomplete_foreign_dates_do_not_pass(words: str) -> None:
    """Nothing is filled in."""
    assert cross_check.foreign_day(words) is None
