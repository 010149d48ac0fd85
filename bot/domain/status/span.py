"""A time that is asked for, and the days that it spans."""

import datetime as dt
import re
from calendar import monthrange

TIMES: dict[str, tuple[str, ...]] = {
    "d": ("今天", "今日"),
    "d1": ("明天", "明日"),
    "d2": ("后天",),
    "d0": ("昨天", "昨日"),
    "w": ("本周", "这周"),
    "w1": ("下周",),
    "w2": ("下下周",),
    "w0": ("上周",),
    "m": ("本月", "这个月"),
    "m1": ("下月", "下个月"),
    "m0": ("上月", "上个月"),
    "n14": ("两周内", "2周内", "14天内", "快到期"),
}
SPANS = {  # of this year: first and last month
    **{f"{sign}季度": (3 * n + 1, 3 * n + 3) for n, sign in enumerate("一二三四")},
    "上半年": (1, 6),
    "下半年": (7, 12),
}


def span_of(code: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a time that is asked for; what is late in it counts too."""
    away = {"": 0, "1": 1, "2": 2, "0": -1}.get(code[1:], 0)
    if code.startswith("d"):
        return today + dt.timedelta(away), today + dt.timedelta(away)
    if code.startswith("n"):
        return today, today + dt.timedelta(int(code[1:]))
    if code.startswith("b"):
        return today - dt.timedelta(int(code[1:])), today
    if code.startswith("w"):
        monday = today - dt.timedelta(today.weekday()) + dt.timedelta(7 * away)
        return monday, monday + dt.timedelta(6)
    if code[0] in "kqy":
        return _named(code, today)
    first = _months_on(today.replace(day=1), away)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _named(code: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """A month, the last that has begun, a span of this year, or a year."""
    match code[0]:
        case "k":
            month = int(code[1:])
            return months(today.year - (month > today.month), month, month)
        case "q":
            return months(2000 + int(code[5:]) if code[5:] else today.year, int(code[1:3]), int(code[3:5]))
    return months(int(code[1:]), 1, 12)


def months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    """First and last day of the months of a year."""
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def _months_on(first: dt.date, months: int) -> dt.date:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


_COUNTED = (
    (re.compile(r"(\d{1,3})天内"), "n", 999),
    (re.compile(r"(\d{1,2})月"), "k", 12),
    (re.compile(r"近(\d{1,3})天"), "b", 999),
    (re.compile(r"(20\d\d)年"), "y", 2099),
    (re.compile(r"逾期(\d{1,3})天以上"), "o", 999),
    (re.compile(r"进度(\d{1,3})%以上"), "c", 100),
    (re.compile(r"进度(\d{1,3})%以下"), "e", 100),
)


def _month(words: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(1[0-2]|[1-9])月", words)
    return (int(found[1]), int(found[1])) if found else None


_DAYS = re.compile(r"(?P<first>20\d\d-\d\d-\d\d)(?:(?P<before>前)|至(?P<last>20\d\d-\d\d-\d\d))?")


def _day_code(words: str) -> str:
    """A day within a code, "" for one that there is not."""
    try:
        return f"{dt.date.fromisoformat(words):%y%m%d}"
    except ValueError:
        return ""


def counted(word: str) -> str:
    """The code of "30天内", "9月", "二季度", "2025-06-30前" or "2025-05-01至2025-05-10", "" for anything else."""
    if word in SPANS:
        return f"q{SPANS[word][0]:02}{SPANS[word][1]:02}"
    if days := _DAYS.fullmatch(word):
        first, last = _day_code(days["first"]), _day_code(days["last"] or days["first"])
        if not (first and last):
            return ""
        return f"u{first}" if days["before"] else f"v{first}{last}"
    if (part := re.fullmatch(r"20(\d\d)年(.+)", word)) and (span := SPANS.get(part[2]) or _month(part[2])):
        return f"q{span[0]:02}{span[1]:02}{part[1]}"
    for form, code, most in _COUNTED:
        if (found := form.fullmatch(word)) and 0 < int(found[1]) <= most:
            return f"{code}{int(found[1])}"
    return ""
