"""Buttons of those who decide about more time."""

from bot.domain.extensions.extension import Extension
from bot.messages.body import Button, Rows
from bot.messages.core.keyboards import history_button
from bot.messages.core.taps import GrantExtension, RefuseExtension
from bot.messages.wording import Wording


def decision_rows(wording: Wording, extension: Extension) -> Rows:
    """同意延期 · 不同意, bound to this step of the request; 看历史."""
    step = (extension.id, extension.step)
    decide = (
        Button(wording.word("extensions.button_grant"), GrantExtension(*step)),
        Button(wording.word("extensions.button_refuse"), RefuseExtension(*step)),
    )
    return (decide, (history_button(wording, extension.measure),))
