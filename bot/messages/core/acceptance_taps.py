"""Buttons of what an upper unit is to accept: on the card of who hands it in, and of who accepts."""

from bot.domain.acceptance.acceptance import Verdict
from bot.messages.core.tap import Tap


class RateOwn(Tap, frozen=True, tag="aown"):
    """Show what would be handed in, with the grades that one gives oneself so far, for the indicators of that sign."""

    subject: str
    own: str
    of: str


class HandIn(Tap, frozen=True, tag="aup"):
    """Seal the dossier and hand it in."""

    subject: str
    own: str
    of: str


class ShowAcceptance(Tap, frozen=True, tag="acc"):
    """Show what was handed in, and how it stands."""

    acceptance: str


class GradeAcceptance(Tap, frozen=True, tag="agr"):
    """Show it with the grades given, and what the drawn measures were found to be, so far."""

    acceptance: str
    given: str
    marks: str


class PassAcceptance(Tap, frozen=True, tag="aok"):
    """Accept it with these grades."""

    acceptance: str
    given: str
    marks: str


class RefuseAcceptance(Tap, frozen=True, tag="ano"):
    """Return it, or find fault; the reason is asked for."""

    acceptance: str
    verdict: Verdict
    given: str
    marks: str


class DrawLot(Tap, frozen=True, tag="alot"):
    """Draw the measures that are looked at in place."""

    acceptance: str


class GetDossier(Tap, frozen=True, tag="adoc"):
    """Send the dossier."""

    acceptance: str


class AcceptanceAsWord(Tap, frozen=True, tag="adocx"):
    """Hand out its sheet."""

    acceptance: str


class CallBack(Tap, frozen=True, tag="aback"):
    """Take back what was handed in; the reason is asked for."""

    acceptance: str


ACCEPTANCE_TAPS: tuple[type[Tap], ...] = (
    *(RateOwn, HandIn, ShowAcceptance, GradeAcceptance, PassAcceptance, RefuseAcceptance),
    *(DrawLot, GetDossier, AcceptanceAsWord, CallBack),
)
