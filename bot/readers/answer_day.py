"""By which day whoever gives an instruction wants to hear: 下周一前报我, 3月28日前书面反馈."""

import datetime as dt
import re

from bot.readers.meeting import read_days

_CLAUSE = re.compile(r"[，,。；;！!\n]+")
_HEARS = re.compile(r"报|反馈|回复|答复|回话|回音|汇报|说明|提交|拿出|交给?我|送我|告诉")
_GOES_ON = re.compile(r"起|开始|每[天日周月]")  # from that day on, not until it


def answer_day(words: str, today: dt.date) -> dt.date | None:
    """The one day to come of the one clause that asks to be told; None where there is none, or any doubt."""
    days = {day for clause in _CLAUSE.split(words) if (day := _day(clause, today)) is not None}
    return days.pop() if len(days) == 1 else None


def _day(clause: str, today: dt.date) -> dt.date | None:
    if not _HEARS.search(clause) or _GOES_ON.search(clause):
        return None
    days, certain = read_days(clause, today)
    return days[0] if certain and days[0] >= today else None
