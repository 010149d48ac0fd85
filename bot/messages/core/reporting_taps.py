"""Buttons of what is reported."""

from bot.messages.core.release_taps import RELEASE_TAPS
from bot.messages.core.tap import Tap


class BurdenAsWord(Tap, frozen=True, tag="bpap"):
    """Hand out the account of a month, 2025-05, as a Word document."""

    month: str


class MakePaper(Tap, frozen=True, tag="paper"):
    """Draw up a document of a kind and send its files."""

    kind: str


REPORTING_TAPS: tuple[type[Tap], ...] = (BurdenAsWord, MakePaper, *RELEASE_TAPS)
