"""Buttons that stand below the cards of several capabilities."""

from bot.messages.body import Button, Rows
from bot.messages.core.pending_taps import RunCommand, TodoPage
from bot.messages.core.taps import ShowCard, ShowEvidence, ShowHistory, ShowPage
from bot.messages.wording import Wording

CODE_ROOM = 46  # bytes of a button before its day and its seal
BELOW = 0  # the page of a list that opens below
LISTS = {"mine": "mine", "whole": "status"}  # of the tiles to which a page without a line leads


def history_button(wording: Wording, measure: str) -> Button:
    """看历史: the story of a measure."""
    return Button(wording.word("history.button_history"), ShowHistory(measure))


def evidence_button(wording: Wording, measure: str) -> Button:
    """看佐证: all evidence of a measure."""
    return Button(wording.word("evidence.button_show"), ShowEvidence(measure))


def opens_card(label: str, measure: str, code: str) -> Button:
    """Opens the card of a measure from a list; the card leads back to it where its code fits behind a button."""
    known = code and len(f"card|{measure}|{code}".encode()) <= CODE_ROOM
    return Button(label, ShowCard(measure, code if known else ""))


def back_row(wording: Wording, code: str) -> Rows:
    """Back to the list that a card was opened from; nothing where it was opened from none."""
    return ((Button(wording.word("core.button_list"), ShowPage(code, BELOW)),),) if code else ()


def todo_rows(wording: Wording) -> Rows:
    """On from a card on which there is nothing more to do: to all that waits, below it."""
    return ((Button(wording.word("core.button_todo"), TodoPage(BELOW)),),)


def elsewhere_row(wording: Wording, tile: str = "whole") -> Rows:
    """From a page without a line of its own to that tile's list, and to the first page: no page is a dead end."""
    ways = ((f"pending.home.label.{tile}", LISTS[tile]), ("pending.button_home", "home"))
    return (tuple(Button(wording.word(key), RunCommand(name)) for key, name in ways),)


def card_button(wording: Wording, measure: str, number: str) -> Button:
    """3-2 办理: the card of a measure."""
    return Button(wording.word("core.button_card", number=number), ShowCard(measure))
