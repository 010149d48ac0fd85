"""Looking back (回头看): after some days, and by a monthly sample that anyone can draw again."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.core.working_calendar import WorkCalendar


class RecheckState(StrEnum):
    """What was found."""

    PLANNED = "planned"
    HOLDS = "holds"  # 无反弹
    RELAPSED = "relapsed"  # 有反弹
    DROPPED = "dropped"  # the measure was reopened before


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """One look back at a closed measure."""

    id: str
    unit: str
    measure: str
    due: dt.date
    why: str  # "30" for days after closing, "2026-03" for the sample of a month
    planned: dt.datetime
    state: RecheckState = RecheckState.PLANNED
    by: str = ""
    at: dt.datetime | None = None
    words: str = ""
    evidence: tuple[str, ...] = ()  # ids of what was sent to show it


def days_of_recheck(closed: dt.date, days: Iterable[int], calendar: WorkCalendar) -> dict[int, dt.date]:
    """For each number of days after the closing the working day on which to look."""
    return {count: calendar.on_or_after(closed + dt.timedelta(count)) for count in sorted(set(days)) if count > 0}


def sample(closed: Sequence[str], unit: str, month: str, size: int) -> tuple[str, ...]:
    """Measures drawn for a month ("2026-03"): the same for everybody who draws, and nobody can choose them."""

    def lot(measure: str) -> str:
        return hashlib.sha256(f"{unit}|{month}|{measure}".encode()).hexdigest()

    return tuple(sorted(sorted(set(closed), key=lot)[:size]))
