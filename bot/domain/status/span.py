"""A time that is asked for, and the days that it spans."""

import datetime as dt
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
