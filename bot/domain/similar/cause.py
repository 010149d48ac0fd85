"""What caused a finding, as it is said once when it is closed; and the rules that were made because of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class CauseKind(StrEnum):
    """Where a finding came from."""

    RULES = "rules"  # 制度
    CONDUCT = "conduct"  # 执行
    PEOPLE = "people"  # 人员
    OUTSIDE = "outside"  # 客观


@dataclass(frozen=True, kw_only=True)
class Cause:
    """The cause of one finding; its id is made from that of the finding, so that there is one."""

    id: str
    unit: str
    finding: str
    kind: CauseKind
    by: str
    at: dt.datetime
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule that was made because of a finding (建章立制): its number as on the paper, its name, its day."""

    id: str
    unit: str
    finding: str
    number: str
    name: str
    made: dt.date
    by: str
    at: dt.datetime
    evidence: str = ""  # id of the document, where it was sent


def cause_id(finding: str) -> str:
    """The id of a finding's cause."""
    return f"{finding}/cause"
