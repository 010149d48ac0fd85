"""The day by which a reason says to report anew: 缺照片，4月15日前再报."""

import datetime as dt
import re

from bot.domain.plan.deadline import ReadingKind
from bot.readers.deadline import read_deadline

_AGAIN = re.compile(
    r"(?:请?于|请在|务必在|要在|在)?(?P<day>[^，。；,;：:\s]{2,16}?(?:之前|以前|前|之内|以内|内))(?:请|要|须|必须|务必)?"
    r"(?:(?:再|重新|补|上|整改|补齐|补充)*(?:报|交|送|完成|补齐|整改到位|到位)[^，。；,;不没未的]{0,6})?(?=$|[，。；,;.！!\s])"
)


def report_day(words: str, today: dt.date) -> dt.date | None:
    """The one day, from today on, that the words set; None where they set none, several, or one that is in doubt."""
    readings = [read_deadline(one["day"], today) for one in _AGAIN.finditer(words)]
    days = {one.date for one in readings if one.kind is ReadingKind.DATE and not one.flags}
    found = {day for day in days if day and day >= today}
    return found.pop() if len(found) == len(readings) == 1 else None
