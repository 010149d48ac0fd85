"""The readers on a command line: JSON lines, error lines, and what people are shown."""

import datetime as dt
import io
import json
from typing import Any

import pytest

from bot.cli.read_lines import explain_deadline, explain_reply, read_deadlines, read_replies
from bot.messages.wording import load_wording

WORDING = load_wording()
NOW = dt.date(2026, 3, 11)


def asked(*lines: str) -> list[dict[str, Any]]:
    """The answers to deadlines."""
    out = io.StringIO()
    read_deadlines(lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_deadline_gives_the_same_five_fields() -> None:
    """Kind, date, other reading, sorted flags, and the reading for people."""
    line = json.dumps({"text": "周三前", "reference": "2026-03-11T09:00:00"}, ensure_ascii=False)
    assert asked(line) == [
        {
            "kind": "date",
            "date": "2026-03-11",
            "alt": "2026-03-18",
            "flags": ["ambiguous"],
            "reading": "2026-03-11（周三）",
        }
    ]


@pytest.mark.parametrize(
    ("text", "kind", "reading"),
    [
        ("立行立改", "immediate", "立行立改"),
        ("常态化落实", "ongoing", "长期坚持"),
        ("另行研究", "none", "未读出日期"),
        ("6月31日前", "invalid", "没有这一天：6月31日"),
    ],
)
def test_what_has_no_date_is_said_in_words(text: str, kind: str, reading: str) -> None:
    """For each kind without a date."""
    (answer,) = asked(json.dumps({"text": text, "reference": "2026-03-11"}))
    assert (answer["kind"], answer["date"], answer["reading"]) == (kind, None, reading)


def test_feedback_and_current_days_are_used() -> None:
    """Optional fields with days."""
    answers = asked(
        '{"text": "反馈后3个月内", "reference": "2026-03-11", "feedback": "2026-02-01"}',
        '{"text": "延期10天", "reference": "2026-03-11", "current": "2026-03-20"}',
    )
    assert [answer["date"] for answer in answers] == ["2026-05-01", "2026-03-30"]


BROKEN = (
    "no json",
    "[1]",
    '"text"',
    "{}",
    '{"text": 5, "reference": "2026-03-11"}',
    '{"text": "月底"}',
    '{"text": "月底", "reference": "soon"}',
    '{"text": "月底", "reference": 20260311}',
    '{"text": "月底", "reference": "2026-03-11", "feedback": "x"}',
    "[" * 100_000,
)


@pytest.mark.parametrize("line", BROKEN)
def test_a_broken_line_gives_one_error_line_and_the_rest_goes_on(line: str) -> None:
    """The error is in Chinese and nothing else is in its line."""
    out = io.StringIO()
    broken = read_deadlines([line, "\n", '{"text": "月底", "reference": "2026-03-11"}'], out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert broken == 1
    assert list(first) == ["error"]
    assert any("\u4e00" <= c <= "\u9fff" for c in first["error"])
    assert second["date"] == "2026-03-31"


def test_every_reply_gives_the_same_fields() -> None:
    """Chinese stays readable in the output."""
    out = io.StringIO()
    broken = read_replies(['{"text": "完成六成，预计5月底办结"}', "?", '{"text": "申请延到5月底"}'], out)
    lines = out.getvalue().splitlines()
    assert broken == 1
    rest: dict[str, object] = {"ask": False, "asks": None, "figures": [], "parts": []}
    assert json.loads(lines[0]) == {"intent": "progress", "percent": 60, "new_deadline": None, "eta": "5月底"} | rest
    assert json.loads(lines[2]) == {"intent": "extend", "percent": None, "new_deadline": "5月底", "eta": None} | rest
    assert "5月底" in lines[0]


def test_a_person_is_shown_how_a_deadline_was_understood() -> None:
    """Word by word, with the other reading and what is left to decide."""
    assert explain_deadline(WORDING, "争取2026年8月前完成", NOW).splitlines() == [
        "原文：争取2026年8月前完成",
        "读作：2026-08-31（周一）",
        "  争取 → 引出时限",
        "  2026年8月前 → 2026年8月，算到最后一天",
        "  完成 → 要做的事",
        "另一种理解：2026-07-31（周五）",
        "提示：有两种理解，请选择",
        "结论：须由本人选择",
    ]


def test_a_person_is_shown_how_a_reply_was_understood() -> None:
    """The words that decided, and the likeliest meanings where nothing did."""
    assert explain_reply(WORDING, "延到5月底，材料没齐").splitlines() == [
        "原文：延到5月底，材料没齐",
        "读作：申请延期",
        "  延到 → 要求更多时间",
        "  5月底 → 申请的新期限",
        "申请的新期限：5月底",
    ]
    assert explain_reply(WORDING, "说不准").splitlines()[-1] == "最可能的意思：有困难、备注、进展"
