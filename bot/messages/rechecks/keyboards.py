"""Buttons of those who go and look again."""

from bot.domain.rechecks.recheck import Recheck
from bot.messages.body import Button, Rows
from bot.messages.core.keyboards import evidence_button, history_button
from bot.messages.core.taps import Holds, Relapsed
from bot.messages.wording import Wording


def recheck_rows(wording: Wording, recheck: Recheck) -> Rows:
    """无反弹 · 有反弹; 看历史 · 看佐证."""
    found = (
        Button(wording.word("rechecks.button_holds"), Holds(recheck.id)),
        Button(wording.word("rechecks.button_relapsed"), Relapsed(recheck.id)),
    )
    return (found, (history_button(wording, recheck.measure), evidence_button(wording, recheck.measure)))
