"""Our reader of deadlines beside three others, over the project's own table, in one run.

    python -m benchmarks.reading

The others live in .venv-peers, made on the first run, and work in child processes with limits on memory and time.
"""

import datetime as dt
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.plan.deadline import ASK, ReadingKind
from bot.readers.deadline import read_deadline

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "readers" / "deadlines.jsonl"
PEERS = ROOT / ".venv-peers"
PACKAGES = {
    "jionlp": ["jionlp"],
    "recognizers": ["recognizers-text-suite", "emoji==1.7.0"],  # it imports a name that later emoji packages lack
    "dateparser": ["dateparser==1.5.0"],
}
MEMORY = 3 * 2**30
PATIENCE = 300


@dataclass
class Score:
    """How one reader did over the table: answers are judged once, time is taken on a first and a second pass."""

    right: int = 0
    unknown: int = 0
    asked: int = 0
    silent: int = 0
    first: float = 0.0
    second: float = 0.0
    slowest: float = 0.0

    def line(self, name: str, cases: int) -> str:
        """One row of the table in docs/reading.md."""
        share = [f"{100 * n / cases:.1f} %" for n in (self.right, self.unknown, self.asked, self.silent)]
        times = f"{self.first / cases:.2f} | {self.second / cases:.2f} | {self.slowest:.1f}"
        return f"| {name} | {' | '.join(share)} | {times} |"


@dataclass(frozen=True)
class Answer:
    """What a reader said of one case."""

    date: str | None
    ms: float
    flagged: bool = False


def cases() -> list[dict[str, Any]]:
    """The project's own table."""
    return [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]


def scored(table: list[dict[str, Any]], answers: list[Answer]) -> Score:
    """Count the answers of two passes: only the day counts; a flagged wrong day is asked, not silent."""
    score = Score()
    score.first = sum(answer.ms for answer in answers[: len(table)])
    score.second = sum(answer.ms for answer in answers[len(table) :])
    score.slowest = max(answer.ms for answer in answers[len(table) :])
    for case, answer in zip(table, answers[len(table) :], strict=True):
        if answer.date == case["date"]:
            score.right += 1
        elif answer.date is None:
            score.unknown += 1
        elif answer.flagged:
            score.asked += 1
        else:
            score.silent += 1
    return score


def ours(table: list[dict[str, Any]]) -> Score:
    """This project's reader, after its first date."""
    read_deadline("2026年6月18日", dt.date(2026, 3, 11))
    answers = []
    for case in table * 2:
        reference = dt.datetime.fromisoformat(case["reference"])
        start = time.perf_counter()
        reading = read_deadline(case["text"], reference)
        took = (time.perf_counter() - start) * 1e3
        found = str(reading.date) if reading.kind is ReadingKind.DATE else None
        answers.append(Answer(found, took, flagged=bool(reading.flags & ASK)))
    return scored(table, answers)


def limited() -> None:
    """What a child process may use."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))


def theirs(name: str, table: list[dict[str, Any]]) -> Score | None:
    """Another reader over two passes; None where it cannot be installed or does not finish."""
    answers = answers_of(name, table * 2)
    return scored(table, [Answer(answer["date"], answer["ms"]) for answer in answers]) if answers else None


def dates_of(name: str, table: list[dict[str, Any]]) -> list[str | None]:
    """The days that another reader finds, one a case; none where it cannot be installed or does not finish."""
    return [answer["date"] for answer in answers_of(name, table)]


def answers_of(name: str, table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What another reader says in a limited child; nothing where it cannot be installed or does not finish."""
    if not installed(name):
        return []
    lines = "".join(json.dumps({"text": c["text"], "reference": c["reference"]}) + "\n" for c in table)
    child = [str(PEERS / "bin" / "python"), str(ROOT / "benchmarks" / "reading_peers.py"), name]
    try:
        done = subprocess.run(
            child,
            input=lines,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
            preexec_fn=limited,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as trouble:
        print(f"{name}: {trouble}", file=sys.stderr)
        return []
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"date"')]


def installed(name: str) -> bool:
    """True once the packages of a peer are in the environment kept for them."""
    if not PEERS.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
    pip = [str(PEERS / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, *PACKAGES[name]], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name} cannot be installed here: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    return done.returncode == 0


def main() -> None:
    """Print the table of docs/reading.md."""
    table = cases()
    dated = sum(case["date"] is not None for case in table)
    print(f"{len(table)} cases, {dated} with a date\n")
    print("| reader | right | unknown | wrong, but asks | silently wrong | ms, first pass | second | slowest then |")
    print("|---|---|---|---|---|---|---|---|")
    print(ours(table).line("duban", len(table)))
    for name in PACKAGES:
        score = theirs(name, table)
        if score:
            print(score.line(name, len(table)))


if __name__ == "__main__":
    main()
