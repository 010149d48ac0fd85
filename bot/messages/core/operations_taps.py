"""Buttons of the office's first day, and of the message that tries the line."""

from typing import Literal

from bot.messages.core.tap import Tap


class FirstDayStep(Tap, frozen=True, tag="first"):
    """Go on with a step of the first day that no command does by itself."""

    step: Literal["roles", "try"]


class TryReminder(Tap, frozen=True, tag="try"):
    """Remind whoever owes something on a measure, now."""

    measure: str


OPERATIONS_TAPS: tuple[type[Tap], ...] = (FirstDayStep, TryReminder)
