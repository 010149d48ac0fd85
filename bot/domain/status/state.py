"""States of a measure that are asked for, late or not: by its own records, or by what the register knows of it."""

import datetime as dt

from bot.domain.core.colour import Colour
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.status.obligation import CHECKS, ObligationKind
from bot.domain.status.register import Register
from bot.domain.status.term import Holds


def _lasts(measure: Measure) -> bool:
    return measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING


ORDERS = {"slow": "最慢在前", "fast": "最快在前", "near": "最急在前"}  # of what has not ended: code and words
OF_MEASURE: dict[str, Holds] = {
    "open": lambda m: not m.is_ended,
    "back": lambda m: m.is_open and m.report_by is not None,
    "once": lambda m: m.deadline.kind is DeadlineKind.AT_ONCE,
    "idle": lambda m: m.stage is Stage.NOT_STARTED and not _lasts(m),
    "going": lambda m: m.stage is Stage.UNDER_WAY and not _lasts(m),
    **dict.fromkeys(ORDERS, lambda m: not m.is_ended),
    "handed": lambda m: m.stage in WAITING,
    "lasting": lambda m: not m.is_ended and _lasts(m),
}


def of_register(code: str, register: Register) -> Holds:
    """The test of a state of which the register has to be asked."""
    match code:
        case "now":
            return lambda m: any(due <= register.today for due in dues_of(register, m))
        case "ext":
            return lambda m: any(duty.kind is ObligationKind.EXTENSION for duty in register.standings[m.id].duties)
        case "amber":
            return lambda m: register.standings[m.id].colour is Colour.YELLOW
        case "gaps":
            return lambda m: bool((covered := register.standings[m.id].covered) and covered.missed)
        case "boss":
            heads = {person.id for person in register.holding(Role.SECRETARY)}
            return lambda m: bool(heads & set(m.leaders))
    unclear, unowned = register.tally.unclear, register.tally.unowned
    told = {"hard": register.difficult, "short": register.short, "bare": register.bare}
    wanted = told.get(code) or {m.id for m in {"vague": unclear, "none": unowned}.get(code, ())}
    return lambda m: m.id in wanted


def dues_of(register: Register, measure: Measure) -> tuple[dt.date, ...]:
    """The days by which the measure's own people are to do something."""
    return tuple(duty.due for duty in register.standings[measure.id].duties if duty.kind not in CHECKS)
