"""An instruction: the secretary's (批示), or what a meeting or a visit demands, tracked until it is answered."""

import datetime as dt
from dataclasses import dataclass, field, replace

from bot.domain.plan.deadline import OPTIONAL


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One instruction on a measure or a whole finding, and the answer to it.

    One with a `source` is what a meeting decided or a visit demands: its answer ends it only once the office has
    settled it.
    """

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
    source: str = field(default="", metadata=OPTIONAL)  # id of the meeting or the visit that it comes from
    origin: str = field(default="", metadata=OPTIONAL)  # what that is called: 11月28日党组会议定
    settled_by: str = field(default="", metadata=OPTIONAL)
    settled_at: dt.datetime | None = field(default=None, metadata=OPTIONAL)

    @property
    def is_open(self) -> bool:
        """True until somebody answered."""
        return self.answered_at is None

    @property
    def waits(self) -> bool:
        """True where it was answered and the office has still to say whether that settles it."""
        return bool(self.source) and not self.is_open and self.settled_at is None

    @property
    def is_settled(self) -> bool:
        """True where nothing more is asked."""
        return not self.is_open and not self.waits

    @property
    def ended_at(self) -> dt.datetime | None:
        """Since when nothing more is asked; None while something is."""
        return self.settled_at if self.source else self.answered_at

    def returned(self) -> "Instruction":
        """The same, asked for again: the answer did not settle it."""
        return replace(self, answered_by="", answered_at=None, answer="")
