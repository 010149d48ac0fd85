"""Who was heard of since when: conditions that look back, alone or beside a time."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.register import Register
from bot.domain.status.span import TIMES, span_of
from bot.domain.status.term import Holds, Term

BACK: dict[str, tuple[str, ...]] = {  # code: words that ask for it, the first is shown
    "told": ("报过进展",),
    "mute": ("没报进展",),
    "moved": ("有变化",),
}
_LOOKS_BACK = re.compile(r"d0?|[wm]0?|b\d+|[kqy]\d+")


def ever(code: str, register: Register) -> Holds:
    """The condition without a time."""
    match code:
        case "told":
            return lambda m: _told(m, register) is not None
        case "mute":
            return lambda m: m.is_open and _told(m, register) is None
    return lambda m: m.reported is not None or m.submissions > 0


def _told(measure: Measure, register: Register) -> dt.date | None:
    """The day of the last report of its own people; that of the last word where no more is known."""
    if register.told is None:
        return register.unit.day_of(measure.reported) if measure.reported else None
    return max(register.told.get(measure.id, ()), default=None)


def joined(terms: Sequence[Term], register: Register) -> tuple[Term, ...]:
    """The terms together: beside one that looks back a time means when it was, not by when.

    Of a change only the last is known: one that is over reaches until now, 上周以来.
    """
    code = next((term.code for term in terms if term.code in BACK), "")
    if not code or not any(_LOOKS_BACK.fullmatch(term.code) for term in terms):
        return tuple(terms)
    return tuple(_since(term, code, register) for term in terms)


def _since(term: Term, code: str, register: Register) -> Term:
    if term.code == code:
        return replace(term, holds=(lambda m: m.is_open) if code == "mute" else lambda _: True)
    if not _LOOKS_BACK.fullmatch(term.code):
        return term
    start, end = span_of(term.code, register.today)
    words = TIMES[term.code][0] if term.code in TIMES else term.words.removesuffix("到期")
    sure = register.told is not None and code != "moved"

    def heard(measure: Measure) -> bool:
        if sure and register.told is not None:
            return any(start <= day <= end for day in register.told.get(measure.id, ()))
        told = _told(measure, register)
        return told is not None and told >= start

    def moved(measure: Measure) -> bool:
        return measure.stage is not Stage.NOT_STARTED and measure.since is not None and measure.since >= start

    holds: dict[str, Holds] = {
        "told": heard,
        "mute": lambda m: not heard(m),
        "moved": lambda m: heard(m) or moved(m),
    }
    return replace(term, words=words if sure or end >= register.today else f"{words}以来", holds=holds[code])
