"""What is to be said to somebody else: the reason is the key, so that nothing is said twice."""

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

KEPT_AFTER = dt.timedelta(days=180)  # how long a message that was sent or given up is remembered
KEPT = dt.timedelta(days=14)  # how long a message waits for a person who cannot be reached


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


@dataclass(frozen=True, kw_only=True)
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
    bot: str = ""  # the bot that sends it: its unit's
