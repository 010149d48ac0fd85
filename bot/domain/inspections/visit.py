"""A visit on the spot (现场督办): planned or at once, with what was seen, photographed and demanded."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Something that was found: in words, or in photos and files that are kept as evidence of the visit."""

    words: str
    by: str
    at: dt.datetime
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One visit; `people` are the names as written, `location` is latitude and longitude as they were sent."""

    id: str
    unit: str
    title: str
    day: dt.date
    time: dt.time | None = None
    measures: tuple[str, ...]
    people: str = ""
    companions: tuple[str, ...] = ()  # those of them whom the ledger knows, by id
    place: str = ""
    location: str = ""
    by: str
    at: dt.datetime
    state: VisitState = VisitState.PLANNED
    asked: dt.datetime | None = None  # when they were reminded
    seen: tuple[Seen, ...] = ()
    resolutions: tuple[str, ...] = ()  # ids of the instructions that are its demands
    closed: dt.datetime | None = None
    year: int = 0
    number: int = 0

    @property
    def is_ahead(self) -> bool:
        """True until it is over or called off."""
        return self.state in {VisitState.PLANNED, VisitState.UNDER_WAY}

    @property
    def photos(self) -> int:
        """How many photos and files it has."""
        return sum(len(one.evidence) for one in self.seen)
