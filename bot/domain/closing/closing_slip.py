"""The closing of a measure or a finding as it is kept, and as the closing slip (销号单) shows it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ClosingStep:
    """One step on the way to the closing: who did it when, with which words; `entry` is its number in the journal.

    `role` is that of a step which was left out: for want of anyone independent, or because a setting says so.
    """

    verb: str
    by: str
    at: dt.datetime
    words: str = ""
    entry: int = 0
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A closing under its number; one that was reopened stays, marked."""

    id: str
    unit: str
    subject: str  # id of a measure or a finding
    year: int
    number: int
    at: dt.datetime
    by: str
    steps: tuple[ClosingStep, ...] = ()
    evidence: tuple[str, ...] = ()  # ids
    reopened: dt.datetime | None = None

    @property
    def title(self) -> str:
        """Its number as an office writes it: 销号〔2026〕7号."""
        return f"销号〔{self.year}〕{self.number}号"


@dataclass(frozen=True, kw_only=True)
class SlipMeasure:
    """A measure as its closing slip shows it."""

    number: str
    text: str
    departments: tuple[str, ...]
    leaders: tuple[str, ...]
    owners: tuple[str, ...]
    first: dt.date | None
    due: dt.date | None
    extended: int  # days
    stage: str  # in Chinese
    result: str = ""
    reported: dt.date | None = None  # when it was handed in for the last time
    late: int = 0  # days by which that was after its deadline
    returned: int = 0  # how often it was sent back before
    closing: str = ""  # number of the closing that holds


@dataclass(frozen=True, kw_only=True)
class SlipStep:
    """A step as its closing slip shows it; time in the unit's zone."""

    what: str  # in Chinese
    name: str
    post: str
    at: dt.datetime
    words: str
    entry: int


@dataclass(frozen=True, kw_only=True)
class SlipEvidence:
    """A piece of evidence as its closing slip lists it; time in the unit's zone."""

    kind: str  # in Chinese
    name: str
    caption: str
    sender: str
    at: dt.datetime
    digest: str
    expired: bool = False  # its file was cleared when its time was over
    picture: bytes = b""  # what it shows, small; empty where it is no picture


@dataclass(frozen=True, kw_only=True)
class ClosingSlip:
    """Everything a closing slip says, in plain values; times are in the unit's zone."""

    title: str
    unit: str
    number: str  # of the measure or finding
    finding: str
    task: str
    measures: tuple[SlipMeasure, ...]
    steps: tuple[SlipStep, ...]
    evidence: tuple[SlipEvidence, ...]
    closed: dt.datetime
    reopened: dt.datetime | None = None
    anchor: str = ""  # the end of the unit's chain when the slip was made
