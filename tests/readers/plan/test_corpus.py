"""Every layout of the corpus is read as a careful clerk reads it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.read_plan import kind_of
from bot.domain.imports.draft import MeasureDraft, PlanDraft
from bot.messages.imports.problems import problem_words
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan

PLANS = Path(__file__).parents[2] / "data" / "plans"
FILES = sorted(path for path in PLANS.iterdir() if (PLANS / f"{path.name}.expected.json").exists())
WORDING = load_wording()
READ_ON = dt.date(2025, 3, 1)
BASICS = ("title", "unit", "team", "feedback", "concentrated_until")


def shown(measure: MeasureDraft) -> dict[str, Any]:
    """A measure in the shape of the expected file."""
    return {
        "number": measure.number,
        "text": measure.text,
        "leaders": list(measure.leaders),
        "departments": list(measure.departments),
        "support": list(measure.support),
        "owners": list(measure.owners),
        "kind": kind_of(measure),
        "date": measure.deadline.date.isoformat() if measure.deadline.date else None,
        "status": measure.status,
    }


def read(path: Path) -> tuple[PlanDraft, dict[str, Any]]:
    """A file's draft and what is expected of it."""
    expected = json.loads((PLANS / f"{path.name}.expected.json").read_text(encoding="utf-8"))
    return read_plan(path, path.name, reference=READ_ON), expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_is_read_as_a_careful_clerk_reads_it(path: Path) -> None:
    """Numbers, words, people, departments, days and states are exactly those of the expected file."""
    draft, expected = read(path)
    got = [
        {"number": f.number, "category": f.category, "text": f.text, "measures": [shown(m) for m in f.measures]}
        | ({"statement": f.statement} if f.statement else {})
        for f in draft.findings
    ]
    assert got == expected["findings"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_basics_and_problems_are_those_of_the_file(path: Path) -> None:
    """Unit, team and days are found where they stand; every expected problem is listed at its place."""
    draft, expected = read(path)
    basics = dict(expected["basics"])
    count, people = basics.pop("problem_count", None), basics.pop("people", None)
    got = {name: getattr(draft, name) for name in BASICS}
    assert {name: day.isoformat() if isinstance(day := got[name], dt.date) else day for name in basics} == basics
    for where, words in expected["problems"]:
        assert any(where in problem.where and words in problem_words(WORDING, problem) for problem in draft.problems), (
            where,
            words,
        )
    if count is not None:
        said = [words for problem in draft.problems if "没有写" not in (words := problem_words(WORDING, problem))]
        assert len([words for words in said if "没有给问题编号" not in words]) == count
    if people is not None:
        assert len(draft.people) == people


def test_corpus_has_at_least_thirty_files() -> None:
    """The corpus cannot shrink unseen."""
    assert len(FILES) >= 30
