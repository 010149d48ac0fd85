"""What stands below a card whose matter has a newer one, or waits no more: a way to what is so now."""

from bot.messages.body import Button, Rows
from bot.messages.core.pending_taps import OpenMatter
from bot.messages.wording import Wording

OF_QUESTION = "/question:"  # between unit and key in the id of a question's live card


def newer_rows(wording: Wording, matter: str) -> Rows:
    """已有新卡片, which opens it; nothing for what is no card of a matter."""
    return _rows(wording, "pending.card_newer", matter) if matter else ()


def over_rows(wording: Wording, matter: str) -> Rows:
    """不再等您办, which opens what has become of it: decided, or another one's to decide; nothing below a question."""
    return () if OF_QUESTION in matter else _rows(wording, "pending.card_over", matter)


def _rows(wording: Wording, label: str, matter: str) -> Rows:
    return ((Button(wording.word(label), OpenMatter(matter)),),)
