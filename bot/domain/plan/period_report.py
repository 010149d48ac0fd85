"""What became of a period (期) or a stage (节点) of a measure, as its record keeps it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

NODE = "node-"  # before the number of a stage in its key


class PeriodState(StrEnum):
    """What became of a period."""

    REPORTED = "reported"  # 已报
    LATE = "late"  # 迟报
    EXCUSED = "excused"  # 免报
    MISSED = "missed"  # 未报, kept when the series was changed afterwards


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """A period or stage by its key, with its due day: when it was settled, by whose word, or why it is not asked for.

    `progress` is the id of the reply, which holds figures and words; an excused period has its reason in `words`.
    """

    key: str
    due: dt.date
    state: PeriodState
    on: dt.date
    by: str = ""
    progress: str = ""
    words: str = ""

    @property
    def settled(self) -> bool:
        """True where nothing more is asked for it."""
        return self.state is not PeriodState.MISSED


def node_key(number: int) -> str:
    """The key of a stage by its number from 1."""
    return f"{NODE}{number}"
