"""An owner's list of the week, and the office's line of the morning."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.status.register import RegisterRow
from bot.messages.body import GAP, LINE, Button, MessageBody
from bot.messages.core.taps import ShowPage
from bot.messages.pages import pages, turning_list
from bot.messages.status.view import listed
from bot.messages.text import day
from bot.messages.wording import Wording

FEW = 8  # numbers in one line


@dataclass(frozen=True, kw_only=True)
class Morning:
    """What waits for the office; false where nothing does."""

    today: dt.date
    to_verify: tuple[RegisterRow, ...]
    asked: int  # requests for more time
    due: tuple[RegisterRow, ...]
    late: tuple[RegisterRow, ...]  # since yesterday

    def __bool__(self) -> bool:
        return bool(self.to_verify or self.asked or self.due or self.late)


def list_body(wording: Wording, rows: Sequence[RegisterRow], today: dt.date, code: str) -> MessageBody:
    """The first page of the owner's open measures, the others one tap away."""
    found = pages([listed(wording, row) for row in rows])
    head = wording.say("reporting.periodic.list_head", day=day(today), count=len(rows))
    shown = rows[: len(found[0])]
    buttons = turning_list(wording, 1, len(found), code)
    return MessageBody(GAP.join([head, *found[0]]), buttons, measures=tuple(row.measure.id for row in shown))


def morning_body(wording: Wording, morning: Morning) -> MessageBody:
    """One line a matter, with the button to what is behind it."""
    told: list[tuple[str, int, Sequence[RegisterRow], str]] = [
        ("verify", len(morning.to_verify), morning.to_verify, "verify"),
        ("asked", morning.asked, (), ""),
        ("due", len(morning.due), morning.due, "d"),
        ("late", len(morning.late), morning.late, "over"),
    ]
    lines = [wording.say("reporting.periodic.morning_head", day=day(morning.today))]
    buttons = []
    for key, count, rows, code in told:
        if count:
            numbers = "、".join(row.number for row in rows[:FEW])
            if len(rows) > FEW:
                numbers = wording.word("reporting.periodic.and_more", shown=numbers)
            lines.append(wording.say(f"reporting.periodic.{key}", count=count, numbers=numbers))
            if code:
                buttons.append(Button(wording.word(f"reporting.periodic.button_{key}", count=count), ShowPage(code, 1)))
    return MessageBody(LINE.join(lines), (tuple(buttons),) if buttons else ())
