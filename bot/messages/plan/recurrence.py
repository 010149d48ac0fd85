"""What was made of a deadline's words, in words: 每月25日，至2026-12-31; 第1节点 3月31日 摸底."""

from collections.abc import Sequence

from bot.domain.core.local_day import WEEKDAYS
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.recurrence import LAST, SPANS, Cycle, DayOfMonth, Recurrence
from bot.messages.text import full_day
from bot.messages.wording import Wording


def recurrence_words(wording: Wording, recurrence: Recurrence) -> str:
    """How often, on which day, and from when until when."""
    words = _how_often(wording, recurrence)
    if recurrence.assumed and recurrence.unit is Cycle.WEEK and recurrence.every == 1:
        words += wording.word("plan.recurrence.weekday_assumed")
    if recurrence.every > 1 and recurrence.anchor:
        words += wording.word("plan.recurrence.counted_from", day=full_day(recurrence.anchor))
    for key, day in (("from", recurrence.from_), ("until", recurrence.until)):
        if day:
            words += wording.word(f"plan.recurrence.{key}", day=full_day(day))
    return words


def node_words(wording: Wording, nodes: Sequence[Node]) -> list[str]:
    """The dated stages, numbered."""
    return [
        wording.word("plan.recurrence.node", number=number, day=full_day(node.date), words=node.words)
        for number, node in enumerate(nodes, 1)
    ]


def made_of(wording: Wording, deadline: Deadline) -> str:
    """What a deadline holds beside its day: its recurrence or what follows, its stages; "" where it holds neither."""
    parts = node_words(wording, deadline.nodes)
    if deadline.recurrence:
        words = recurrence_words(wording, deadline.recurrence)
        alone = deadline.kind is DeadlineKind.STANDING
        parts.append(words if alone else wording.word("plan.recurrence.then", words=words))
    return "；".join(parts)


def _how_often(wording: Wording, recurrence: Recurrence) -> str:
    unit, every = recurrence.unit, recurrence.every
    key = f"plan.recurrence.{unit}" + ("s" if every > 1 else "")
    if unit is Cycle.WEEK:
        return wording.word(key, count=every, days="、".join(WEEKDAYS[day - 1] for day in recurrence.weekday))
    if unit in {Cycle.QUARTER, Cycle.HALF_YEAR} and recurrence.month is None and recurrence.day == (LAST,):
        return wording.word(key, count=every, month="", days=wording.word("plan.recurrence.end_of_unit"))
    days = "、".join(_day(wording, day) for day in recurrence.day)
    return wording.word(key, count=every, month=_month(wording, unit, recurrence.month), days=days)


def _day(wording: Wording, day: DayOfMonth) -> str:
    return wording.word("plan.recurrence.last") if day == LAST else wording.word("plan.recurrence.day", day=day)


def _month(wording: Wording, unit: Cycle, month: int | None) -> str:
    """The month of a unit: 首月, 第2个月, 末月; of a year its number."""
    span = SPANS[unit]
    number = month or span
    if unit is Cycle.YEAR:
        return wording.word("plan.recurrence.month_of_year", month=number)
    key = "first_month" if number == 1 else "last_month" if number == span else "nth_month"
    return wording.word(f"plan.recurrence.{key}", month=number)
