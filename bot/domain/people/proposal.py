"""An act that is shown before it is done; 提请 where a second person of standing confirms it (two keys)."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What is shown before it is done, and may need two people."""

    APPOINT = "appoint"
    DISMISS = "dismiss"
    RETIRE = "retire"
    UNBIND = "unbind"
    HAND_OVER = "hand_over"  # of what is led
    SET = "set"  # the route of checks, or this rule itself
    CANCEL = "cancel"  # what is overdue
    TURN_STANDING = "turn_standing"  # what is overdue
    CORRECT = "correct"  # a day that is put off, or somebody who leads for the first time
    MERGE = "merge"  # what is overdue, or has its day earlier
    STAND_IN = "stand_in"  # for somebody who leads, or holds an office
    UNDO_IMPORT = "undo_import"
    REDO_IMPORT = "redo_import"  # that was taken back by two
    MOVE_DEADLINES = "move_deadlines"  # that a newer file puts off
    SET_REPORT_DAY = "set_report_day"  # of what was returned or reopened, beyond the usual days
    REOPEN = "reopen"
    SPLIT = "split"
    SUPPORT = "support"  # bodies that support, each with its share
    INTERIM = "interim"  # words for outward papers, from those who do the work
    ERASE = "erase"  # what is kept of somebody who left; always two people, and never taken back


REVERSIBLE = (Act.CANCEL, Act.TURN_STANDING, Act.REOPEN, Act.MERGE, Act.SPLIT, Act.HAND_OVER, Act.UNBIND, Act.SUPPORT)


BY_THE_WORK = frozenset({Act.INTERIM})  # office or leader agrees; it concerns nobody's standing


class ProposalState(StrEnum):
    """How far it has come."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An act that waits for its second key; `facts` are its arguments, `what` says it in words."""

    id: str
    unit: str
    act: Act
    subject: str  # id of a person, a measure, a unit
    by: str
    at: dt.datetime
    what: str
    words: str = ""  # the reason
    facts: dict[str, str] = field(default_factory=dict)
    state: ProposalState = ProposalState.ASKED
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    done: str = ""  # the id by which it can be taken back

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids of all that it is about."""
        return tuple(self.facts.get("subjects", "").split()) or (self.subject,)

    @property
    def is_open(self) -> bool:
        """True until it is decided."""
        return self.state is ProposalState.ASKED
