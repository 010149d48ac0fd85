"""Why something cannot be done: an error's docstring is its meaning, the wording has a sentence for each."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something asked for that is not done; the facts go into the sentence."""

    ends_question = False  # whether the question that was answered can be answered no more

    def __init__(self, **facts: Any) -> None:
        super().__init__(", ".join(f"{name}={value}" for name, value in facts.items()))
        self.facts = facts


class NotFound(Refusal):
    """No such measure, person, plan or message."""


class NotAllowed(Refusal):
    """The person's role does not include that."""


class NotBound(Refusal):
    """The account belongs to nobody in the ledger."""


class WrongStage(Refusal):
    """The measure is not at a stage where that is possible."""


class TooLate(Refusal):
    """The time for it has passed, e.g. for an undo."""


class BadCode(Refusal):
    """The invitation is unknown, used, or too old."""


class TooManyTries(Refusal):
    """Somebody is guessing."""


class StaleButton(Refusal):
    """The button is forged, too old, or another person's."""


class ExpiredButton(StaleButton):
    """The button is the person's own, and too old: what it did may be done on a fresh card."""


class Unreadable(Refusal):
    """What was sent cannot be understood; the facts say what to do instead."""


class NoChange(Refusal):
    """What was asked for is already so."""


class OwnWork(NotAllowed):
    """Who reports never verifies."""


class HadAHand(NotAllowed):
    """One person takes one step of a submission, and whoever changed its way while it waits takes none."""


class Overtaken(WrongStage):
    """Somebody else was quicker, or the card speaks of an earlier submission."""


class NobodyToCheck(WrongStage):
    """There is nobody but the reporter who could agree to it."""


class TooLarge(Refusal):
    """The file is larger than the setting allows."""


class TooManyFiles(Refusal):
    """The account has sent as many files as are fetched for it in an hour: the facts say the limits, and until when."""


class TooManyLoose(TooManyFiles):
    """Somebody has sent so much within a day without saying for which measure: the facts say how much may wait."""


class BadUnit(Refusal):
    """A unit cannot be taken in, arranged, or found like that."""


class OverQuota(Refusal):
    """The unit may not keep so much: the facts say the limit, what is used, and how much was to come."""
