"""Buttons below the digest: the lists behind its figures, and 批示 for what is late."""

from collections.abc import Mapping, Sequence

from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest
from bot.domain.status.register import RegisterRow
from bot.messages.body import Button, Rows, in_rows
from bot.messages.core.keyboards import card_button
from bot.messages.core.reporting_taps import MakePaper
from bot.messages.core.taps import Instruct, ShowPage
from bot.messages.wording import Wording

FIGURES = (
    ("overdue", "over", Part.OVERDUE),
    ("waiting", "wait", Part.WAITING),
    ("way", "way", Part.UNDER_WAY),
    ("new", "new", Part.NOT_STARTED),
    ("standing", "stand", Part.STANDING),
    ("closed", "done", Part.CLOSED),
)


def paper_rows(kinds: Mapping[str, str]) -> Rows:
    """The documents that can be drawn up without naming anything, by what they are called."""
    return in_rows([Button(name, MakePaper(kind)) for name, kind in kinds.items()], 3)


def named_rows(wording: Wording, rows: Sequence[RegisterRow]) -> Rows:
    """The cards of measures that a page names."""
    cards = {row.measure.id: card_button(wording, row.measure.id, row.number) for row in rows}
    return in_rows(list(cards.values()), 3)


def page_rows(wording: Wording, digest: Digest, late: Sequence[RegisterRow]) -> Rows:
    """Every count that is not zero, with the list behind it; 批示 for what is late."""
    counted = [(key, code, digest.tally.count(part)) for key, code, part in FIGURES]
    figures = [
        Button(wording.word(f"reporting.digest.button_{key}", count=count), ShowPage(code, 1))
        for key, code, count in counted
        if count
    ]
    instruct = [
        Button(wording.word("reporting.digest.button_instruct", number=row.number), Instruct(row.measure.id))
        for row in late
    ]
    return (*in_rows(figures, 3), *in_rows(instruct, 3))
