"""Buttons of visits on the spot."""

from bot.messages.core.tap import Tap


class ShowVisit(Tap, frozen=True, tag="vis"):
    """Show a visit."""

    visit: str


class BeginVisit(Tap, frozen=True, tag="vgo"):
    """Begin a visit that was planned."""

    visit: str


class CancelVisit(Tap, frozen=True, tag="vcan"):
    """Call a planned visit off."""

    visit: str


class NoteSeen(Tap, frozen=True, tag="vsee"):
    """Write down what was found; the words are asked for."""

    visit: str


class DemandOnVisit(Tap, frozen=True, tag="vdem"):
    """Write down what is demanded; the words are asked for."""

    visit: str


class EndVisit(Tap, frozen=True, tag="vend"):
    """End the visit; its record gets a number."""

    visit: str


class VisitAsWord(Tap, frozen=True, tag="vpap"):
    """Hand out the record as a Word document."""

    visit: str


class LiftKey(Tap, frozen=True, tag="vlift"):
    """解除重点督查 of a measure."""

    measure: str


class VisitAt(Tap, frozen=True, tag="vat"):
    """Go to the place of a measure; whether now or on which day is asked."""

    measure: str


class VisitNow(Tap, frozen=True, tag="vnow"):
    """Begin a visit of a measure at once."""

    measure: str


class MarkKey(Tap, frozen=True, tag="vmark"):
    """列为重点督查; the reason is asked for."""

    measure: str


INSPECTION_TAPS: tuple[type[Tap], ...] = (
    *(ShowVisit, BeginVisit, CancelVisit, NoteSeen, DemandOnVisit, EndVisit, VisitAsWord, LiftKey),
    *(VisitAt, VisitNow, MarkKey),
)
