"""People of a unit: who they are, what roles they hold, where they can be reached."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the follow-up; owner and leader also follow from the measures themselves."""

    SECRETARY = "secretary"  # 党组书记
    OFFICE = "office"  # 整改办
    LEADER = "leader"  # 责任领导
    OWNER = "owner"  # 经办人
    SUPPORT = "support"  # 配合单位
    OBSERVER = "observer"  # 派驻纪检 / 巡察办


CONFIRMED = frozenset({Role.SECRETARY, Role.OFFICE})  # a file alone makes nobody that
CONFIRMED_LATER = CONFIRMED | {Role.LEADER}  # nor, once the unit has a round, a leader
ROLE_WORDS = {
    "党组书记": Role.SECRETARY,
    "书记": Role.SECRETARY,
    "整改办": Role.OFFICE,
    "责任领导": Role.LEADER,
    "分管领导": Role.LEADER,
    "经办人": Role.OWNER,
    "配合单位": Role.SUPPORT,
    "观察员": Role.OBSERVER,
}


@dataclass(frozen=True)
class Absence:
    """Days (both included) on which a delegate takes the reminders of a person."""

    start: dt.date
    end: dt.date
    delegate: str

    def covers(self, day: dt.date) -> bool:
        """True on a day of the absence."""
        return self.start <= day <= self.end


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person of a unit; `chat` is the account that was bound by a one-time link, None until then."""

    id: str
    unit: str
    name: str
    post: str = ""
    department: str = ""
    roles: tuple[Role, ...] = ()
    rank: int = 100  # order of leaders by post: small numbers first
    chat: int | None = None
    bound_at: dt.datetime | None = None
    blocked: bool = False  # the account refuses the bot's messages
    active: bool = True
    send_at: dt.time | None = None  # own time for reminders, otherwise the unit's
    absences: tuple[Absence, ...] = ()
    muted: tuple[str, ...] = ()  # kinds of regular messages that the person switched off
    former: int | None = None  # the account that was let go, which hears it when another is bound
    marks: tuple[str, ...] = ()  # of the names of somebody erased, so that a file that brings one back is noticed

    @property
    def reachable(self) -> bool:
        """True where a message can be expected to arrive."""
        return self.active and self.chat is not None and not self.blocked

    @property
    def foremost(self) -> Role:
        """The role by which the person is met first: who has none is an owner."""
        return next((role for role in Role if role in self.roles), Role.OWNER)

    @property
    def effective_roles(self) -> tuple[Role, ...]:
        """The roles; who has none is an owner."""
        return self.roles or (Role.OWNER,)

    def holds(self, *roles: Role) -> bool:
        """True where the person holds one of the roles."""
        return any(role in self.roles for role in roles)

    def stands_in(self, day: dt.date) -> str:
        """The id of the person who takes this one's reminders on the day."""
        return next((absence.delegate for absence in self.absences if absence.covers(day)), self.id)


def digits(account: int) -> str:
    """The last digits of an account: what the journal keeps of it, and others see."""
    return str(account)[-4:]
