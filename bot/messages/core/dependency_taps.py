"""Buttons of what measures wait for."""

from bot.messages.core.tap import Tap


class WaitFor(Tap, frozen=True, tag="wyes"):
    """Yes, the measure waits for that side, which stands at that place of the draft."""

    draft: str
    place: int


class NoWait(Tap, frozen=True, tag="wno"):
    """No, it waits for none of them."""

    draft: str


class ShowWait(Tap, frozen=True, tag="wait"):
    """Show what is waited for, with the days that may be named."""

    dependency: str


class WaitDone(Tap, frozen=True, tag="wdone"):
    """It is done."""

    dependency: str


class NotOurs(Tap, frozen=True, tag="wnot"):
    """It is not theirs; the reason is asked for."""

    dependency: str


class AnswerWait(Tap, frozen=True, tag="wans"):
    """Answer in a sentence."""

    dependency: str


class LiftWait(Tap, frozen=True, tag="wlift"):
    """It is waited for no more; the reason is asked for."""

    dependency: str


DEPENDENCY_TAPS: tuple[type[Tap], ...] = (*(WaitFor, NoWait, ShowWait, WaitDone, NotOurs, AnswerWait, LiftWait),)
