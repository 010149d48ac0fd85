"""The tables that are published: what the tests hold, and our own reader judged as any other is."""

import json

import pytest

from benchmarks.judge import SHORTEST, VALUES, Verdict, judged, load, our_answers, published, score


@pytest.mark.parametrize("table", VALUES)
def test_published_tables_are_those_of_the_tests(table: str) -> None:
    """`python -m benchmarks.judge publish` has been run; every text stands once and is long enough to be our own."""
    assert load(table) == json.loads(json.dumps(published(table)))
    texts = [(case["text"], case.get("reference")) for case in load(table)]
    assert len({*texts}) == len(texts)
    assert min(len(text) for text, _ in texts) >= SHORTEST[table]


@pytest.mark.parametrize("table", VALUES)
def test_our_reader_is_never_silently_wrong(table: str) -> None:
    """By the same judge as everybody."""
    found = score(table, load(table), our_answers(table, load(table)))
    assert found[Verdict.SILENT] == 0
    assert found[Verdict.RIGHT] == found.total()


def test_the_judge_tells_asking_from_being_wrong() -> None:
    """A wrong day is silent, a wrong day that is asked is not; nothing is unknown; what must be asked counts so."""
    case = {"text": "6月底前", "reference": "2026-03-11T10:00:00", "date": "2026-06-30", "ask": False}
    assert judged("deadlines", case, {"date": "2026-06-30"}) is Verdict.RIGHT
    assert judged("deadlines", case, {"date": "2026-06-01"}) is Verdict.SILENT
    assert judged("deadlines", case, {"date": "2026-06-01", "asks": True}) is Verdict.ASKED
    assert judged("deadlines", case, {"date": None}) is Verdict.UNKNOWN
    assert judged("deadlines", case | {"ask": True}, {"date": "2026-06-30"}) is Verdict.SILENT
    reply = {"text": "差不多完成了", "intent": ["progress"], "percent": [None], "ask": "may"}
    assert judged("replies", reply, {"intent": "done", "percent": 100}) is Verdict.SILENT
    assert judged("replies", reply, {"intent": "unclear", "asks": True}) is Verdict.RIGHT
