"""A reminder (提醒): the record that a person is to be told, written before anything is sent."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.core.colour import Colour


@dataclass(frozen=True, kw_only=True)
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
