"""A time of day that recurs."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Slot:
    """Every day at a time, or only on one weekday (0 is Monday, 6 Sunday), in a zone of the IANA database."""

    zone: str
    at: dt.time
    weekday: int | None = None
