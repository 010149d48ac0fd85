"""A measure, and what somebody said of it, as cards and letters show them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.numerals import chinese
from bot.domain.extensions.extension import DeadlineHistory
from bot.domain.plan.deadline import WITHOUT_DAY, Deadline
from bot.domain.plan.measure import OPEN, Measure
from bot.domain.plan.period_report import NODE
from bot.domain.status.coverage import CoveredPeriod
from bot.domain.status.obligation import Obligation, ObligationKind
from bot.messages.plan.recurrence import made_of
from bot.messages.text import cut, day
from bot.messages.wording import Wording, official

OWN_DAY = frozenset({ObligationKind.DEADLINE, ObligationKind.AT_ONCE})
NAMING = 24  # characters of a measure's text that name it


@dataclass(frozen=True)
class MeasureSummary:
    """A measure as a card shows it; `matter` is its text, "" where messages may not show it."""

    measure: Measure
    matter: str
    moves: DeadlineHistory

    @property
    def id(self) -> str:
        """Its id."""
        return self.measure.id


@dataclass(frozen=True)
class Quote:
    """Somebody's words on a day, as messages may show them."""

    who: str
    day: dt.date
    words: str


def matter(measure: Measure, length: int = NAMING) -> str:
    """A measure's text, short enough to name it."""
    return cut(measure.text, length)


def headline(wording: Wording, key: str, summary: MeasureSummary, **facts: str) -> Markup:
    """The first line of a card: number and matter."""
    return wording.say(key, number=summary.measure.number, matter=summary.matter, **facts)


def quoted(wording: Wording, key: str, quote: Quote) -> Markup:
    """Who said what on which day."""
    return wording.say(key, who=quote.who, day=day(quote.day), words=quote.words)


def due_line(wording: Wording, summary: MeasureSummary) -> Markup:
    """The deadline, or the plan's word for it, with what was made of it; where it was moved, the first one too."""
    made = made_of(wording, summary.measure.deadline)
    line = _due(wording, summary) + again(wording, summary.measure)
    return line + wording.say("core.due.made", made=made) if made else line


def again(wording: Wording, measure: Measure) -> str:
    """The new day of a measure that was returned or opened again, to stand behind its deadline; "" for others."""
    new = measure.report_by if measure.is_open else None
    return wording.word("core.due.again", day=day(new)) if new else ""


def limit_word(wording: Wording, deadline: Deadline) -> str:
    """A deadline without a day: the plan's word for it, as what was turned standing kept its old day's words."""
    plain = deadline.kind in WITHOUT_DAY and deadline.recurrence is None
    return wording.word(f"plan.deadline.{deadline.kind}") if plain else deadline.words


def due_words(wording: Wording, measure: Measure) -> str:
    """The day of a measure as it stands, or the plan's word where it has none."""
    return day(measure.due) if measure.due else limit_word(wording, measure.deadline) or wording.word("core.nobody")


def _due(wording: Wording, summary: MeasureSummary) -> Markup:
    """The day or the word, without what recurs and without stages."""
    moves, deadline = summary.moves, summary.measure.deadline
    if moves.current is None:
        words = limit_word(wording, deadline)
        return wording.say("core.due.words", words=words) if words else wording.say("core.due.none")
    if moves.first and moves.first != moves.current:
        first, due = day(moves.first), day(moves.current)
        return wording.say("core.due.moved", first=first, due=due, days=moves.days)
    return wording.say("core.due.day", due=day(moves.current))


def period_word(wording: Wording, key: str, today: dt.date) -> str:
    """What a period or stage is called by its key: 11月期, 2025年四季度期, 第48周, 第1节点."""
    if key.startswith(NODE):
        return wording.word("status.period.node", number=key.removeprefix(NODE))
    whole, _, part = key.partition(".")
    year, _, unit = whole.partition("-")
    name = _unit_word(wording, unit) if unit else wording.word("status.period.year", number=year)
    if unit and int(year) != today.year:
        name = wording.word("status.period.of_year", year=year, period=name)
    return wording.word("status.period.part", period=name, part=part) if part else name


def _unit_word(wording: Wording, unit: str) -> str:
    number = int(unit.lstrip("WQH"))
    match unit[0]:
        case "W":
            return wording.word("status.period.week", number=number)
        case "Q":
            return wording.word("status.period.quarter", number=chinese(number))
        case "H":
            return wording.word(f"status.period.half_{number}")
    return wording.word("status.period.month", number=number)


def period_words(wording: Wording, periods: Iterable[CoveredPeriod], today: dt.date) -> str:
    """Several periods by their names."""
    return "、".join(period_word(wording, one.key, today) for one in periods)


def what(duty: Obligation | None, word: Callable[[str], str] = official) -> str:
    """What is due, in a word before its days, as papers say it or as `word` does; "" for the measure's own deadline."""
    match duty:
        case Obligation(kind=ObligationKind.STEP):
            return word(f"status.what.{duty.holder}")
        case Obligation(
            kind=ObligationKind.REPORT | ObligationKind.NODE | ObligationKind.RETURNED | ObligationKind.EXTENSION
        ):
            return word(f"status.what.{duty.kind}")
    return ""


def stage_with_percent(wording: Wording, measure: Measure) -> str:
    """Where the measure stands, in words, with what its owner said of it in percent."""
    stage = wording.word(f"status.stage.{measure.stage}")
    if measure.percent is None or measure.stage not in OPEN:
        return stage
    return wording.word("status.percent", stage=stage, percent=measure.percent)
