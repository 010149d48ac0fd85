"""Buttons that stand below the cards of several capabilities."""

from bot.messages.body import Button
from bot.messages.core.taps import ShowCard, ShowEvidence, ShowHistory
from bot.messages.wording import Wording


def history_button(wording: Wording, measure: str) -> Button:
    """看历史: the story of a measure."""
    return Button(wording.word("history.button_history"), ShowHistory(measure))


def evidence_button(wording: Wording, measure: str) -> Button:
    """看佐证: all evidence of a measure."""
    return Button(wording.word("evidence.button_show"), ShowEvidence(measure))


def card_button(wording: Wording, measure: str, number: str) -> Button:
    """3-2 办理: the card of a measure."""
    return Button(wording.word("core.button_card", number=number), ShowCard(measure))
