"""What a sentence says that a meeting decided, as it was read."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CalledMeeting:
    """Which meeting is meant: what it is called, and its day and time as far as they are said."""

    title: str = ""
    day: dt.date | None = None
    time: dt.time | None = None
    doubt: str = ""  # words of a day that cannot be read for certain


@dataclass(frozen=True, kw_only=True)
class ReadResolution:
    """One decision: the number it names, its words, the days that are read, and whether one of them is certain.

    `fresh` where it says itself that a new measure is meant.
    """

    number: str = ""
    words: str
    days: tuple[dt.date, ...] = ()
    certain: bool = False
    fresh: bool = False
