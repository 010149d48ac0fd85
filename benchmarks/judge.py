"""The published tables of deadlines, recurrences and replies, and how any reader does over them.

    python -m benchmarks.judge                              # our reader over all tables, others over the dated ones
    python -m benchmarks.judge deadlines < answers.jsonl    # any reader: one JSON object a line, in the table's order
    python -m benchmarks.judge publish                      # write the tables anew from those of the tests

What the fields mean stands in benchmarks/tables/README.md.
"""

import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks import reading
from bot.cli.read_lines import read_deadlines, read_replies
from bot.domain.plan.deadline import ASK

ROOT = Path(__file__).resolve().parent.parent
TABLES = Path(__file__).parent / "tables"
READERS = ROOT / "tests" / "readers"
MOMENT = "2025-11-20T09:00:00"  # at which the table of recurrences is read, and replies are
SHORTEST = {"deadlines": 3, "recurrences": 5, "replies": 6}  # characters; what is shorter is anybody's word
VALUES = {
    "deadlines": ("date",),
    "recurrences": ("date", "period", "then", "then_date", "nodes"),
    "replies": ("intent", "percent"),
}
Case = dict[str, Any]


class Verdict(StrEnum):
    """What became of a case."""

    RIGHT = "right"
    UNKNOWN = "unknown"  # nothing is said where something was to be read
    ASKED = "asked"  # wrong, or not needed, but a person is asked first
    SILENT = "silently wrong"


def published(table: str) -> list[Case]:
    """The lines of a published table, made from the tables of the tests."""
    made = {"deadlines": _deadlines, "recurrences": _recurrences, "replies": _replies}[table]()
    return [case for case in made if len(case["text"]) >= SHORTEST[table]]


def _lines(name: str) -> list[Case]:
    return [json.loads(line) for line in (READERS / name).read_text("utf-8").splitlines()]


def _deadlines() -> list[Case]:
    asks = {str(flag) for flag in ASK}
    return [
        {name: case[name] for name in ("text", "reference", "date")} | {"ask": bool(asks & {*case["flags"]})}
        for case in _lines("deadlines.jsonl")
    ]


def _recurrences() -> list[Case]:
    return [
        {"text": case["text"], "reference": MOMENT, "ask": case["asked"]}
        | {name: case[name] for name in VALUES["recurrences"] if case.get(name) is not None and not case["asked"]}
        for case in _lines("deadline/recurrences.jsonl")
    ]


def _replies() -> list[Case]:
    plain = [
        {"text": case["text"], "intent": [case["intent"]], "percent": [case["percent"]]}
        for case in _lines("replies.jsonl")
    ]
    typed = [case for case in _lines("phone_replies.jsonl") if "parts" not in case]
    return [
        {name: case[name] for name in ("text", "intent", "percent")} | {"ask": case.get("ask", "no")}
        for case in [*({**case, "ask": "may"} for case in plain), *typed]
    ]


def judged(table: str, case: Case, answer: Case) -> Verdict:
    """How an answer does: `asks` says that a person is asked before anything follows from it."""
    asks, must = bool(answer.get("asks")), case["ask"] in {True, "must"}
    if must or (asks and case["ask"] == "may"):
        right = asks
    elif table == "replies":
        right = answer.get("intent") in case["intent"] and answer.get("percent") in case["percent"]
    else:
        right = all(answer.get(name) == case.get(name) for name in VALUES[table])
    if right:
        return Verdict.RIGHT
    if asks:
        return Verdict.ASKED
    said = any(answer.get(name) not in (None, "unclear", []) for name in VALUES[table])
    return Verdict.SILENT if said else Verdict.UNKNOWN


def our_answers(table: str, cases: Sequence[Case]) -> list[Case]:
    """What our reader says, in the form that every reader is judged in."""
    out = io.StringIO()
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    (read_replies if table == "replies" else read_deadlines)(lines, out)
    return [_ours(table, json.loads(line)) for line in out.getvalue().splitlines()]


def _ours(table: str, said: Case) -> Case:
    if table == "replies":
        asks = bool(said["ask"]) or said["intent"] == "unclear"
        return {"intent": said["intent"], "percent": said["percent"], "asks": asks}
    asks = bool({str(flag) for flag in ASK} & {*said["flags"]})
    asks = asks or (table == "recurrences" and said["kind"] in {"none", "invalid"})
    return {name: _bare(said.get(name)) for name in VALUES[table]} | {"asks": asks}


def _bare(value: Any) -> Any:
    """A period without what it does not say, and without every=1, as the table writes it."""
    if not isinstance(value, dict):
        return value
    return {name: one for name, one in value.items() if one is not None and (name, one) != ("every", 1)}


def score(table: str, cases: Iterable[Case], answers: Iterable[Case]) -> Counter[Verdict]:
    """How many of each verdict."""
    return Counter(judged(table, case, answer) for case, answer in zip(cases, answers, strict=True))


def line(name: str, table: str, found: Counter[Verdict]) -> str:
    """A row of the result."""
    shares = " | ".join(f"{100 * found[verdict] / found.total():.1f} %" for verdict in Verdict)
    return f"| {name} | {table} | {found.total()} | {shares} |"


def load(table: str) -> list[Case]:
    """A published table as it lies in the folder."""
    return [json.loads(one) for one in (TABLES / f"{table}.jsonl").read_text("utf-8").splitlines()]


def publish() -> None:
    """Write the tables."""
    for table in VALUES:
        text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in published(table))
        (TABLES / f"{table}.jsonl").write_text(text, "utf-8")


def main(arguments: Sequence[str]) -> None:
    """Do what is asked for."""
    if arguments == ["publish"]:
        publish()
        return
    print("| reader | table | cases | " + " | ".join(Verdict) + " |")
    print("|---|---|---|" + "---|" * len(Verdict))
    for table in arguments:
        print(line("stdin", table, score(table, load(table), map(json.loads, sys.stdin))))
    for table in () if arguments else VALUES:
        print(line("duban", table, score(table, load(table), our_answers(table, load(table)))))
    for name in () if arguments else reading.PACKAGES:
        for table in ("deadlines", "recurrences"):
            if dates := reading.dates_of(name, load(table)):
                print(line(name, table, score(table, load(table), ({"date": date} for date in dates))))


if __name__ == "__main__":
    main(sys.argv[1:])
