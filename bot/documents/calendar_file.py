"""Days as an iCalendar file (RFC 5545) that any calendar takes in, and takes in again without a day twice."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

CRLF = "\r\n"
OCTETS = 75  # of a line, the end of it left out (RFC 5545, 3.1)
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """A whole day, or the moment `at` on it that is named: who takes the file in again finds it by its `id`.

    One that no longer stands is taken out.
    """

    id: str
    day: dt.date
    words: str
    at: dt.datetime | None = None
    stands: bool = True


def calendar_file(name: str, days: Iterable[CalendarDay], now: dt.datetime, version: int) -> bytes:
    """The file; `version` is higher in each later one, so that a day that moved, or is settled, is put right."""
    stamp = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//duban//duban//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(one.id)}",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{version}",
            *_when(one),
            f"SUMMARY:{_text(one.words)}",
            f"STATUS:{'CONFIRMED' if one.stands else 'CANCELLED'}",
            f"TRANSP:{'OPAQUE' if one.at else 'TRANSPARENT'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + CRLF for line in lines).encode("utf-8", "replace")


def _when(one: CalendarDay) -> list[str]:
    """The moment, in UTC and without an end where nobody said one, or else the whole day."""
    if one.at:
        return [f"DTSTART:{one.at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"]
    end = one.day + dt.timedelta(1)
    return [f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]


def _text(words: str) -> str:
    """Words as a value: signs with a meaning escaped, others that no line may hold left out."""
    return CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).translate(ESCAPED)


def folded(line: str) -> str:
    """A line in lines of at most 75 octets, none of them parted within a character."""
    rows, row, room = [], "", OCTETS
    for sign in line:
        size = len(sign.encode("utf-8", "replace"))
        if size > room:
            rows.append(row)
            row, room = "", OCTETS - 1  # the blank before it counts
        row, room = row + sign, room - size
    return f"{CRLF} ".join([*rows, row])
