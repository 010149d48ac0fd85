"""In which part a measure is counted."""

from enum import StrEnum


class Part(StrEnum):
    """Where a measure is counted: each measure in exactly one part, so that the parts add up to the whole.

    Which one it is on a day says `bot.domain.status.standing`: lateness, whoever's it is, goes before everything else.
    """

    OVERDUE = "overdue"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    STANDING = "standing"
    CLOSED = "closed"
    CANCELLED = "cancelled"
