"""A secretary's instruction (批示), tracked until somebody answers it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One instruction on a measure or a whole finding, and the answer to it."""

    id: str
    unit: str
    subject: str  # id of a measure or a finding
    measures: tuple[str, ...]
    by: str
    at: dt.datetime
    words: str
    to: tuple[str, ...]  # ids of the people who are to answer
    answer_by: dt.date
    answered_by: str = ""
    answered_at: dt.datetime | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """True until somebody answered."""
        return self.answered_at is None
