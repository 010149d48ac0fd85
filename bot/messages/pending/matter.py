"""One thing that waits for somebody, as a list or a card shows it."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.messages.body import Button
from bot.messages.text import day
from bot.messages.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What waits: the record, what is asked, since when, and the buttons that decide it."""

    id: str
    number: str  # by which people know it
    what: str  # in words
    matter: str  # what it is about, "" where messages may not show it
    since: dt.date | None
    days: int  # working days since then
    acts: tuple[Button, ...]
    measures: tuple[str, ...] = ()
    recheck: bool = False  # of those several stand in one line


def named(wording: Wording, number: str, button: Button) -> Button:
    """A button of a list, where several stand below each other: 3-2 ✅ 通过."""
    return replace(button, label=wording.word("pending.button", number=number, label=button.label))


def since_words(wording: Wording, one: Matter, today: dt.date) -> str:
    """Since when it waits, and how long that is; "" where no day is known."""
    if one.since is None:
        return ""
    if one.since == today:
        return wording.word("pending.since_today")
    return wording.word("pending.since", day=day(one.since), days=one.days)
