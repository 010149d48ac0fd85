"""Buttons of those who decide about more time."""

from bot.domain.extensions.extension import Extension
from bot.messages.body import Button, Rows
from bot.messages.core.keyboards import history_button
from bot.messages.core.taps import GrantExtension, RefuseExtension
from bot.messages.wording import Wording


def decision_rows(wording: Wording, extension: Extension) -> Rows:
    """同意延期 · 不同意, bound to this step of the request; 看历史."""
    grant = Button(wording.word("extensions.button_grant"), GrantExtension(extension.id, extension.step))
    return ((grant, refuse_button(wording, extension)), (history_button(wording, extension.measure),))


def refuse_button(wording: Wording, extension: Extension) -> Button:
    """不同意, bound to this step of the request."""
    return Button(wording.word("extensions.button_refuse"), RefuseExtension(extension.id, extension.step))
