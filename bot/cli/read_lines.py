"""The readers on a command line: JSON lines in and out, and explanations for people."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TextIO

from bot.domain.plan.deadline import DeadlineReading, ReadingKind
from bot.domain.plan.recurrence import DayOfMonth, Recurrence
from bot.domain.replies.reply import message_intent
from bot.messages.replies.reading import flag_words, intent_words, read_as, steps_words
from bot.messages.text import day
from bot.messages.wording import Wording, load_wording
from bot.readers.deadline import read_deadline
from bot.readers.reply import read_message, read_reply


class Malformed(ValueError):  # noqa: N818  its text is shown to a person
    """A line is not one JSON object with the fields that are needed; the message is in Chinese."""


def read_deadlines(lines: Iterable[str], out: TextIO) -> int:
    """Read one JSON object a line, write one a line; a broken line gives an error line. Gives how many were broken."""
    return _each(lines, out, _deadline)


def read_replies(lines: Iterable[str], out: TextIO) -> int:
    """Read one JSON object a line, write one a line; a broken line gives an error line. Gives how many were broken."""
    return _each(lines, out, _reply)


def _each(lines: Iterable[str], out: TextIO, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """One answer a line, flushed at once so that a pipe can be talked through."""
    broken = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            found = answer(_object(line))
        except Malformed as mistake:
            found = {"error": str(mistake)}
            broken += 1
        out.write(json.dumps(found, ensure_ascii=False) + "\n")
        out.flush()
    return broken


def _object(line: str) -> dict[str, Any]:
    """The JSON object of a line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise Malformed("这一行不是有效的 JSON。") from None
    if not isinstance(found, dict):
        raise Malformed("每行应是一个 JSON 对象。")
    if not isinstance(found.get("text"), str):
        raise Malformed("缺少文字字段 text。")
    return found


def _moment(found: dict[str, Any], field: str) -> datetime | None:
    """A field with a day or a moment in ISO form."""
    value = found.get(field)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Malformed(f"字段 {field} 应为日期，例如 2025-11-20 或 2025-11-20T09:00:00。") from None


def _deadline(found: dict[str, Any]) -> dict[str, Any]:
    """The answer to one deadline."""
    reference, feedback, current = (_moment(found, field) for field in ("reference", "feedback", "current"))
    if reference is None:
        raise Malformed("缺少参照时间字段 reference。")
    reading = read_deadline(
        found["text"], reference, feedback=feedback and feedback.date(), current=current and current.date()
    )
    return {
        "kind": str(reading.kind),
        "date": reading.date and str(reading.date),
        "alt": reading.alt and str(reading.alt),
        "flags": sorted(map(str, reading.flags)),
        "reading": read_as(load_wording(), reading),
        **recurring_fields(reading),
    }


def recurring_fields(found: DeadlineReading) -> dict[str, Any]:
    """What recurs, the stages, and what comes after the date: each only where there is such a thing."""
    nodes = [{"date": str(node.date), "words": node.words} for node in found.nodes]
    then_date = found.then_date and str(found.then_date)
    fields = {"period": period_fields(found.period), "nodes": nodes, "then": period_fields(found.then)}
    return {name: value for name, value in fields.items() if value} | ({"then_date": then_date} if found.then else {})


def period_fields(recurrence: Recurrence | None) -> dict[str, Any] | None:
    """A recurrence as programs read it: one day is a value, several are a list."""
    if recurrence is None:
        return None
    from_, until = recurrence.from_, recurrence.until
    return {
        "unit": recurrence.unit.value,
        "every": recurrence.every,
        "weekday": _one(recurrence.weekday),
        "day": _one(recurrence.day),
        "month": recurrence.month,
        "from": from_ and str(from_),
        "until": until and str(until),
    }


def _one(values: Sequence[DayOfMonth]) -> Any:
    return values[0] if len(values) == 1 else list(values) or None


def _reply(found: dict[str, Any]) -> dict[str, Any]:
    """The answer to one reply: what it says as a whole, of each measure, and whether a person is asked first."""
    known = found.get("known") or []
    if not isinstance(known, list) or not all(isinstance(one, str) for one in known):
        raise Malformed('字段 known 应为措施编号的列表，例如 ["5-1", "5-2"]。')
    message = read_message(found["text"], known)
    readings = [part.reading for part in message.parts]
    whole = readings[0] if len(set(readings)) == 1 else None
    doubt = next((one for one in (message.doubt, *(reading.doubt for reading in readings)) if one), None)
    return {
        "intent": str(whole.intent if whole else message_intent(readings)),
        "percent": whole.percent if whole else None,
        "new_deadline": next((reading.new_deadline for reading in readings if reading.new_deadline), None),
        "eta": next((reading.eta for reading in readings if reading.eta), None),
        "asks": next((str(reading.asks) for reading in readings if reading.asks), None),
        "figures": [
            {"name": figure.name, "value": figure.value, "unit": figure.unit}
            for figure in dict.fromkeys(figure for reading in readings for figure in reading.figures)
        ],
        "parts": [
            {"measure": part.number, "intent": str(part.reading.intent), "percent": part.reading.percent}
            for part in message.parts
            if part.number
        ],
        "ask": str(doubt) if doubt else False,
    }


def explain_deadline(
    wording: Wording,
    text: str,
    reference: datetime | date,
    *,
    feedback: date | None = None,
    current: date | None = None,
) -> str:
    """What was understood of a deadline and why, word by word, in Chinese."""
    reading = read_deadline(text, reference, feedback=feedback, current=current)
    lines = [f"原文：{text}", f"读作：{read_as(wording, reading)}", *steps_words(wording, reading.steps)]
    if reading.alt:
        lines.append(f"另一种理解：{day(reading.alt)}")
    lines += [f"提示：{flag_words(wording, flag)}" for flag in sorted(reading.flags)]
    if reading.kind is ReadingKind.DATE:
        lines.append("结论：可直接确认" if reading.certain else "结论：须由本人选择")
    return "\n".join(lines)


def explain_reply(wording: Wording, text: str) -> str:
    """What was understood of a reply and why, word by word, in Chinese."""
    reading = read_reply(text)
    lines = [f"原文：{text}", f"读作：{intent_words(wording, reading.intent)}", *steps_words(wording, reading.steps)]
    if reading.percent is not None:
        lines.append(f"完成比例：{reading.percent}%")
    if reading.new_deadline:
        lines.append(f"申请的新期限：{reading.new_deadline}")
    if reading.eta:
        lines.append(f"预计时间：{reading.eta}")
    if reading.likely:
        lines.append("最可能的意思：" + "、".join(intent_words(wording, intent) for intent in reading.likely))
    return "\n".join(lines)
