"""Buttons of a paper on its way out of the house; `version` is the Word that the card speaks of."""

from bot.messages.core.tap import Tap


class AskRelease(Tap, frozen=True, tag="prel"):
    """Ask the secretary to release the paper as it came back; `seen` is how the card said that the ledger moved on."""

    matter: str
    version: int
    seen: str = ""


class WithdrawRelease(Tap, frozen=True, tag="punrel"):
    """Take that back."""

    matter: str
    version: int


class ApproveRelease(Tap, frozen=True, tag="pok"):
    """Release it: the clean copy is filed; `seen` likewise."""

    matter: str
    version: int
    seen: str = ""


class ReturnRelease(Tap, frozen=True, tag="pback"):
    """Send it back; the reason is asked for."""

    matter: str
    version: int


class FinalCopy(Tap, frozen=True, tag="pfinal"):
    """Hand out the clean copy that was filed."""

    matter: str


class ChooseRelease(Tap, frozen=True, tag="pwhich"):
    """Say which paper a Word without a mark is; `sent` is the draft that keeps it."""

    matter: str
    sent: str


class NoRelease(Tap, frozen=True, tag="pnone"):
    """Say that it is none of them."""

    sent: str


RELEASE_TAPS: tuple[type[Tap], ...] = (
    AskRelease,
    WithdrawRelease,
    ApproveRelease,
    ReturnRelease,
    FinalCopy,
    ChooseRelease,
    NoRelease,
)
