"""Buttons below reminders."""

from bot.messages.body import Button, Rows
from bot.messages.core.tap import Tap
from bot.messages.core.taps import (
    Acknowledge,
    AskExtension,
    AskProgress,
    Done,
    ReminderPage,
    Snooze,
    Stuck,
    WhyReminded,
)
from bot.messages.wording import Wording

SNOOZES = ("pm", "tomorrow", "monday")


def _button(wording: Wording, name: str, tap: Tap) -> Button:
    return Button(wording.word(f"reminders.button_{name}"), tap)


def owner_rows(wording: Wording, measure: str) -> Rows:
    """报进展 · 已完成 · 有困难 · 申请延期: what an owner can do about a measure."""
    return (
        (_button(wording, "report", AskProgress(measure)), _button(wording, "done", Done(measure))),
        (_button(wording, "stuck", Stuck(measure)), _button(wording, "extend", AskExtension(measure))),
    )


def page_row(wording: Wording, tail: str, page: int, count: int) -> tuple[Button, ...]:
    """上一页 · 下一页 of a daily message, which its `tail` names."""
    back = (_button(wording, "back", ReminderPage(tail, page - 1)),) if page > 1 else ()
    on = (_button(wording, "on", ReminderPage(tail, page + 1)),) if page < count else ()
    return (*back, *on)


def seen_row(wording: Wording, tail: str, single: str) -> tuple[Button, ...]:
    """收到; 为什么提醒我 where the message is about a single measure."""
    seen = _button(wording, "ack", Acknowledge(tail))
    return (seen, _button(wording, "why", WhyReminded(single))) if single else (seen,)


def snooze_row(wording: Wording, tail: str, *, afternoon: bool) -> tuple[Button, ...]:
    """今天下午 while that is still ahead · 明天 · 下周一."""
    return tuple(
        _button(wording, f"snooze_{code}", Snooze(code, tail)) for code in SNOOZES if afternoon or code != "pm"
    )
