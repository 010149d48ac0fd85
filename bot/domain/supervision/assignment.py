"""交办: what people are to do or answer by a day, on a finding or a measure, followed until it is answered."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class AssignmentKind(StrEnum):
    """What is asked for."""

    CHECK = "check"  # 举一反三：同类检查
    VOICE = "voice"  # 群众监督意见
    SUPPORT = "support"  # 配合单位的一份


class Outcome(StrEnum):
    """What came of it."""

    OPEN = ""
    ANSWERED = "answered"
    CLEAR = "clear"  # 未发现同类问题
    FOUND = "found"  # 发现同类问题
    UNCONCERNED = "unconcerned"  # 不涉及，附理由


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One thing that is asked of people by a day, and the answer to it."""

    id: str
    unit: str
    kind: AssignmentKind
    subject: str  # id of a finding or a measure
    measures: tuple[str, ...]
    words: str  # what is asked
    by: str
    at: dt.datetime
    to: tuple[str, ...]  # ids of the people who are to answer
    answer_by: dt.date
    about: str = ""  # what is looked at: id of another finding; the way of a voice; a supporting body
    outcome: Outcome = Outcome.OPEN
    answered_by: str = ""
    answered_at: dt.datetime | None = None
    answer: str = ""
    asked: dt.date | None = None  # the first day by which it was to be answered, where that was moved

    @property
    def is_open(self) -> bool:
        """True until it is answered."""
        return self.answered_at is None
