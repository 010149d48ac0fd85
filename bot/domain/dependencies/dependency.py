"""等候: what a measure waits for, from whom, the day that was promised for it, and what became of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who is waited for."""

    PERSON = "person"  # `other` is the person's id
    DEPARTMENT = "department"  # `other` is its name
    MEASURE = "measure"  # `other` is another measure's id
    FINDING = "finding"  # `other` is another finding's id, and it is done when all its measures are
    UNIT = "unit"  # `other` is a unit of this installation
    OUTSIDE = "outside"  # a name, and nobody who could be asked here
    ASKED = "asked"  # the share of it that stands in the unit that is asked; `other` is the record of who asks


class End(StrEnum):
    """How it ended."""

    OPEN = ""
    FULFILLED = "fulfilled"
    DECLINED = "declined"  # the other side says that it is not theirs
    LIFTED = "lifted"


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """One thing that a measure waits for; in the unit that is asked no `measure` is named, and `asker` says by whom.

    `answer_by` is the day by which the other side is to name one, `promised` the day it named, `first` the first one.
    """

    id: str
    unit: str
    measure: str
    side: Side
    name: str
    words: str
    by: str
    at: dt.datetime
    answer_by: dt.date
    other: str = ""
    asker: str = ""
    promised: dt.date | None = None
    first: dt.date | None = None
    answered_by: str = ""
    answered_at: dt.datetime | None = None
    end: End = End.OPEN
    ended_by: str = ""
    ended_at: dt.datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """True so long as it is waited for."""
        return self.end is End.OPEN

    @property
    def due(self) -> dt.date:
        """The day by which the other side is to act: that which it promised, or by which it is to name one."""
        return self.promised or self.answer_by
