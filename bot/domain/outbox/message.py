"""What is to be said to somebody else: the reason is the key, so that nothing is said twice."""

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class MessageState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"  # accepted or not? sent again once, labelled 可能重复
    GIVEN_UP = "given_up"
    SUPERSEDED = "superseded"  # its reason no longer held when it was to be sent


class Priority(IntEnum):
    """Which message goes first."""

    ANSWER = 0
    RED = 1
    YELLOW = 2
    GREEN = 3
    DIGEST = 4


@dataclass(frozen=True)
class Message:
    """One message to one person: `facts` say what, reports decide how it reads when it is sent."""

    id: str  # its reason, e.g. "reminders:u1/p17:2025-12-24"
    unit: str
    to: str
    kind: str
    due: dt.datetime  # UTC; not before
    facts: dict[str, Any] = field(default_factory=dict)
    priority: Priority = Priority.GREEN
    state: MessageState = MessageState.WAITING
    created: dt.datetime | None = None
    attempts: int = 0
    doubtful: bool = False  # it may have been delivered already: say so
    sent: dt.datetime | None = None
    chat: int | None = None
    message: int | None = None  # Telegram's message id
    error: str = ""
    bot: str = ""  # the bot that carries it: its unit's


class Colour(StrEnum):
    """Level of a reminder; the word stands beside the colour wherever it is shown."""

    GREEN = "green"  # 提示
    YELLOW = "yellow"  # 预警
    RED = "red"  # 督办


@dataclass(frozen=True)
class Reminder:
    """That a person is to be told of a mark that a measure has reached: written before anything is sent."""

    id: str  # "reminder:u1/A/3-2:2025-12-24:yellow:10:u1/p17": what the unique key of a reason is made of
    unit: str
    measure: str
    person: str
    colour: Colour
    mark: int  # days before the deadline; negative after it
    due: dt.date  # the deadline it speaks of
    day: dt.date  # the day on which the mark was due
    at: dt.datetime  # when it was planned
    message: str  # id of the outbox message that carries it
    because: str = ""  # the rule of the ladder
    meant: dt.date | None = None  # the day by the count alone, where `day` moved because it is a day of rest
    duty: str = ""  # the kind of obligation
    about: tuple[str, ...] = ()  # people who could not be reached, or did not answer
    sent: dt.datetime | None = None  # when its message was delivered
    snoozed_until: dt.datetime | None = None
    acknowledged: dt.datetime | None = None
