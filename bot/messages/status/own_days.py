"""What stands on a day of one's own calendar: the number, what is to be done, and the short name."""

from bot.domain.status.obligation import Obligation, ObligationKind
from bot.domain.status.register import RegisterRow
from bot.messages.core.measure import period_word
from bot.messages.wording import Wording


def measure_words(wording: Wording, row: RegisterRow, what: str) -> str:
    """A day of a measure; without its name where messages do not show it. `what` is a word of the table."""
    return _words(wording, row, wording.word(f"status.own_days.what.{what}"))


def period_words(wording: Wording, row: RegisterRow, key: str) -> str:
    """The day of a period or stage."""
    return _words(wording, row, period_word(wording, key, row.standing.day))


def duty_words(wording: Wording, row: RegisterRow, duty: Obligation) -> str:
    """The day of what the clock holds against a measure."""
    if duty.period:
        return period_words(wording, row, duty.period.key)
    return measure_words(wording, row, str(duty.holder) if duty.kind is ObligationKind.STEP else str(duty.kind))


def _words(wording: Wording, row: RegisterRow, what: str) -> str:
    return wording.word("status.own_days.line", what=what, named=row.named)
