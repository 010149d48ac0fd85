"""Days as messages write them."""

import datetime as dt

WEEKDAYS = "一二三四五六日"


def day(date: dt.date) -> str:
    """A day with its weekday: 2025-12-31（周三）."""
    return f"{date:%Y-%m-%d}（周{WEEKDAYS[date.weekday()]}）"


def short_day(date: dt.date) -> str:
    """A day of a year that is known: 9月10日."""
    return f"{date.month}月{date.day}日"


def full_day(date: dt.date) -> str:
    """A day as documents write it, without leading zeros: 2025年9月1日."""
    return f"{date.year}年{short_day(date)}"
