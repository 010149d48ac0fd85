"""What people are to answer and have not, past its day: it is late as measures are, and stands behind them in lists."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class UnansweredKind(StrEnum):
    """What is waited for."""

    INSTRUCTION = "instruction"  # 批示、会议议定、督办要求
    CHECK = "check"  # 同类检查
    VOICE = "voice"  # 群众监督意见
    WAIT = "wait"  # 在等别人
    ACCEPTANCE = "acceptance"  # 上级验收


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """One of them: of what, who is to answer by name, and how many calendar days it is late."""

    kind: UnansweredKind
    of: Literal["measure", "finding", "round"]
    number: str  # of that, as written
    words: str  # what is asked, "" where messages may not show it
    who: tuple[str, ...]
    to: tuple[str, ...]  # ids of the people of the unit who are to answer
    measures: tuple[str, ...]  # ids of those of the unit that it is about
    due: dt.date
    late: int
    origin: str = ""  # the meeting or the visit that demanded it
