"""How a unit wants to be reminded and how it closes; every number is a setting with a default, never a law."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.core.working_calendar import RestDay
from bot.domain.people.person import Role


class Accepted(StrEnum):
    """What an upper unit is to accept once it is closed."""

    NOTHING = ""
    MEASURE = "measure"
    FINDING = "finding"
    ROUND = "round"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Numbers of days are calendar days unless the name says working days."""

    marks: tuple[int, ...] = (20, 10, 3, 1, 0)  # days before the deadline on which owners are reminded
    yellow_from: int = 10  # this many days before the deadline and less: the leader is told too
    overdue_every: int = 1  # working days between two red reminders
    overdue_weeks: int = 4  # weekly red reminders after which there is one a month, and the office takes over
    grace: int = 1  # working days between a delivered lower letter and the next higher one
    at_once_days: int = 15  # default limit of 立行立改, in days after the feedback date
    standing_months: int = 3  # 长期坚持: months between two reports
    rest_days: RestDay = RestDay.AS_WRITTEN  # what becomes of a period's due day on which nobody works
    chase_after: int = 5  # working days without an answer after which the office is told
    nag_every: int = 0  # working days between repetitions until answered; 0 is off
    week_ceiling: int = 5  # reminder messages to a person in an ISO week; more only on the day of a deadline
    send_at: dt.time = dt.time(8, 30)
    quiet_from: dt.time = dt.time(21, 0)
    quiet_until: dt.time = dt.time(7, 30)
    digest_weekday: int = 0  # Monday
    digest_at: dt.time = dt.time(8, 0)
    undo_minutes: int = 10
    invite_hours: int = 72
    move_hours: int = 24  # after which a bound account moves to another phone without the old one's consent
    steps: tuple[Role, ...] = (Role.LEADER, Role.OFFICE, Role.SECRETARY)  # who must agree to a closing, in order
    step_days: int = 3  # working days for each waiting step
    return_days: int = 5  # working days in which a returned measure is to be reported anew
    extension_steps: tuple[Role, ...] = (Role.LEADER, Role.OFFICE)  # who must agree to an extension, in order
    answer_days: int = 3  # working days for the answer to an instruction or a letter
    recheck_sample: int = 3  # closed measures drawn each month for a look back; 0 is off
    recheck_days: tuple[int, ...] = (30, 90, 180)
    photos: int = 0  # evidence required at submission
    files: int = 0
    evidence: int = 0  # photos and files together
    evidence_mb: int = 20  # the largest file that is taken; Telegram itself gives bots no more than 20
    evidence_months: int = 0  # months after the closing for which files of evidence are kept; 0 is for ever
    acceptance: Accepted = Accepted.NOTHING  # what goes to the upper unit once it is closed
    acceptance_days: int = 10  # working days in which this unit accepts what those below hand in
    indicators: tuple[str, ...] = ("措施落实", "问题解决", "佐证真实", "长效机制")  # by which it is graded
    two_keys: bool = True  # appointments, routes, cancelling what is late, undoing an import need a second person
    canary: bool = False  # each working morning a message to the office that one tap answers
    confidential: bool = False  # messages carry number and deadline only

    def but(self, changes: dict[str, Any]) -> "Policy":
        """The policy with some values changed, as a plan, a measure or the office may; plain values will do."""
        return replace(self, **{name: self._fit(name, value) for name, value in changes.items()}) if changes else self

    def _fit(self, name: str, value: Any) -> Any:
        match getattr(self, name):
            case dt.time() if isinstance(value, str):
                return dt.time.fromisoformat(value)
            case RestDay():
                return RestDay(value)
            case Accepted():
                return Accepted(value)
            case tuple() if name == "indicators":
                return tuple(value)
            case tuple() if isinstance(value, list):
                return tuple(Role(item) if isinstance(item, str) else item for item in value)
            case _:
                return value
