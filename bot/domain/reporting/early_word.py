"""可能逾期: what may become late, with the counts of this ledger that say so; and whether it came true."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.reporting.handling import Handling
from bot.domain.status.register import Register, RegisterRow

AHEAD = 30  # days until the deadline within which a word is given
NEAR = 14  # days until it within which one ground is enough
STILL = 14  # days without a word that are a ground
DONE = 100


@dataclass(frozen=True, kw_only=True)
class EarlyWord:
    """A measure that may become late, and the grounds as counts; a ground that there is not is None or False."""

    row: RegisterRow
    left: int  # days until the deadline
    still: int | None = None  # days since an owner last said something
    not_started: bool = False
    department: tuple[int, int] | None = None  # how many of the same department are late, and their mean days


@dataclass(frozen=True)
class Judged:
    """How many words were given a month ago of what has been due since, and how many of them came true."""

    said: int
    right: int


def early_words(register: Register) -> tuple[EarlyWord, ...]:
    """Those of the register's day, the nearest first."""
    late: dict[str, list[int]] = {}
    for measure in register.tally.of(Part.OVERDUE):
        for name in measure.departments[:1]:
            late.setdefault(name, []).append(register.standings[measure.id].late)
    words = [word for measure in register.measures if (word := _word(register, measure, late))]
    return tuple(sorted(words, key=lambda word: (word.left, word.row.number)))


def _word(register: Register, measure: Measure, late: Mapping[str, list[int]]) -> EarlyWord | None:
    due, row = measure.due, register.row(measure)
    if due is None or not measure.is_open or row.standing.late or not 0 <= (due - register.today).days <= AHEAD:
        return None
    left = (due - register.today).days
    last = register.unit.day_of(measure.reported) if measure.reported else measure.counted_from
    still = (register.today - last).days if last else 0
    quiet, begun = still >= STILL, measure.stage is not Stage.NOT_STARTED
    beside = [days for name in measure.departments[:1] for days in late.get(name, ())]
    if not (quiet or not begun) or (left > NEAR and not beside):
        return None
    return EarlyWord(
        row=row,
        left=left,
        still=still if quiet and begun else None,
        not_started=not begun,
        department=(len(beside), round(sum(beside) / len(beside))) if beside else None,
    )


def judged(then: Register, now: Register, handled: Mapping[str, Handling]) -> Judged:
    """What became of the words of an earlier day, of those whose deadline is over: late, handed in late, or moved."""
    over = [word for word in early_words(then) if _due(word) < now.today and word.row.measure.id in now.measure]
    return Judged(len(over), sum(_came_true(word, now, handled) for word in over))


def _due(word: EarlyWord) -> dt.date:
    return word.row.measure.due or dt.date.max


def _came_true(word: EarlyWord, now: Register, handled: Mapping[str, Handling]) -> bool:
    measure = now.measure[word.row.measure.id]
    moved = measure.due is not None and measure.due > _due(word)
    since = handled.get(measure.id)
    return moved or now.standings[measure.id].part is Part.OVERDUE or bool(since and since.on_time is False)
