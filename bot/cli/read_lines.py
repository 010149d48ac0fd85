"""The readers on a command line: JSON lines in and out, and explanations for people."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TextIO

from bot.domain.plan.deadline import DeadlineReading, Flag, ReadingKind, Step
from bot.domain.replies.reply import Intent
from bot.readers.deadline import read_deadline
from bot.readers.deadline.week import weekday_name
from bot.readers.reply import read_reply

KINDS = {ReadingKind.IMMEDIATE: "立行立改", ReadingKind.ONGOING: "长期坚持", ReadingKind.NONE: "未读出日期"}
FLAGS = {
    Flag.AMBIGUOUS: "有两种理解，请选择",
    Flag.ROLLED: "离今天很远，请确认年份",
    Flag.PAST: "日期已经过去",
    Flag.MULTI: "写了多个时间，请选择",
    Flag.ALSO_ONGOING: "并长期坚持",
    Flag.ALSO_IMMEDIATE: "并立行立改",
    Flag.NEEDS_ANCHOR: "须先知道从哪天起算",
    Flag.FESTIVAL: "按节日推算",
    Flag.LUNAR: "按农历推算",
    Flag.WORKDAYS: "按工作日推算",
    Flag.PLAN_PERIOD: "按五年规划推算",
    Flag.RECURRING: "周期性工作",
    Flag.PAST_EVENT: "说的是已发生的事",
    Flag.PLACEHOLDER: "尚未填写",
    Flag.VAGUE: "没有确定的日子",
    Flag.NOT_A_DATE: "不是时限",
}
INTENTS = {
    Intent.PROGRESS: "进展",
    Intent.DONE: "已完成",
    Intent.BLOCKED: "有困难",
    Intent.EXTEND: "申请延期",
    Intent.NOTE: "备注",
    Intent.QUERY: "提问",
    Intent.UNCLEAR: "不明确，请本人选择",
}


class Malformed(ValueError):  # noqa: N818  its text is shown to a person
    """A line is not one JSON object with the fields that are needed; the message is in Chinese."""


def dated(day: date) -> str:
    """A day with its weekday: 2025-12-31（周三）."""
    return f"{day}（{weekday_name(day)}）"


def said(reading: DeadlineReading) -> str:
    """A reading in one phrase."""
    if reading.kind is ReadingKind.DATE and reading.date:
        return dated(reading.date)
    if reading.kind is ReadingKind.INVALID:
        return reading.steps[-1].meaning if reading.steps else "没有这一天"
    return KINDS[reading.kind]


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
        "reading": said(reading),
    }


def _reply(found: dict[str, Any]) -> dict[str, Any]:
    """The answer to one reply."""
    reading = read_reply(found["text"])
    return {
        "intent": str(reading.intent),
        "percent": reading.percent,
        "new_deadline": reading.new_deadline,
        "eta": reading.eta,
    }


def explain_deadline(
    text: str, reference: datetime | date, *, feedback: date | None = None, current: date | None = None
) -> str:
    """What was understood of a deadline and why, word by word, in Chinese."""
    reading = read_deadline(text, reference, feedback=feedback, current=current)
    lines = [f"原文：{text}", f"读作：{said(reading)}", *_explained(reading.steps)]
    if reading.alt:
        lines.append(f"另一种理解：{dated(reading.alt)}")
    lines += [f"提示：{FLAGS[flag]}" for flag in sorted(reading.flags)]
    if reading.kind is ReadingKind.DATE:
        lines.append("结论：可直接确认" if reading.certain else "结论：须由本人选择")
    return "\n".join(lines)


def explain_reply(text: str) -> str:
    """What was understood of a reply and why, word by word, in Chinese."""
    reading = read_reply(text)
    lines = [f"原文：{text}", f"读作：{INTENTS[reading.intent]}", *_explained(reading.steps)]
    if reading.percent is not None:
        lines.append(f"完成比例：{reading.percent}%")
    if reading.new_deadline:
        lines.append(f"申请的新期限：{reading.new_deadline}")
    if reading.eta:
        lines.append(f"预计时间：{reading.eta}")
    if reading.likely:
        lines.append("最可能的意思：" + "、".join(INTENTS[intent] for intent in reading.likely))
    return "\n".join(lines)


def _explained(steps: tuple[Step, ...]) -> list[str]:
    """One line a word."""
    return [f"  {step.words} → {step.meaning}" if step.words else f"  {step.meaning}" for step in steps]
