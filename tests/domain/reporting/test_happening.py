"""What happened: nothing that the journal keeps is passed over, and what moved is called what it is."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.reporting.happening import BY_VERB, Happening, happened, kinds_of
from bot.messages.reporting.digest import KINDS
from bot.messages.wording import official

NOW = dt.datetime(2025, 6, 9, 0, 0, tzinfo=dt.UTC)
FIELDS = st.dictionaries(
    st.sampled_from(["stage", "text", "owners", "percent", "since", "report_by"]),
    st.sampled_from(Stage),
    max_size=4,
)


def entry(verb: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> Entry:
    """An entry about a measure."""
    return Entry(unit="u1", at=NOW, by="u1/p1", verb=verb, subject="u1/A/1-1", before=before or {}, after=after or {})


@given(st.sampled_from([*Verb, "import", "switch", "set_unit", "a verb of tomorrow"]), FIELDS, FIELDS)
def test_whatever_was_done_is_told(verb: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """An entry of any verb, whatever it changed, is of a kind that has its words."""
    kinds = kinds_of(entry(verb, before, after))
    assert kinds
    assert set(happened([entry(verb, before, after)])) == set(kinds)
    assert all(official(f"reporting.change.{kind}", count=1) for kind in kinds)


def test_nothing_is_told_of_nothing() -> None:
    """Only without an entry nothing happened."""
    assert not happened([])


def test_an_act_is_counted_once_and_two_are_two() -> None:
    """Two instructions on one measure are two; a letter on two measures is one, and drafted is not issued."""
    one, other = (entry(Verb.INSTRUCT, after={"instruction": id_}) for id_ in ("u1/A/1-1/i1", "u1/A/1-1/i2"))
    assert happened([one, other]) == {Happening.INSTRUCTED: ("u1/A/1-1/i1", "u1/A/1-1/i2")}
    drafted, issued = (entry(verb, after={"letter": "u1/l1"}) for verb in (Verb.DRAFT_LETTER, Verb.ISSUE_LETTER))
    told = happened([drafted, replace(drafted, subject="u1/A/1-2"), issued, replace(issued, subject="u1/A/1-2")])
    assert told == {Happening.ISSUED: ("u1/l1",), Happening.LETTER: ("u1/l1",)}
    answered = entry(Verb.ANSWER_LETTER, after={"letter": "u1/l1"})
    assert happened([answered]) == {Happening.LETTER: ("u1/l1",)}  # it answers no instruction


def test_every_kind_has_words_and_a_place() -> None:
    """What stands in the table is a kind that the page can say."""
    assert set(BY_VERB.values()) <= set(Happening) <= set(KINDS)
    assert all("1" in official(f"reporting.change.{kind}", count=1) for kind in KINDS)


@pytest.mark.parametrize(
    ("verb", "was", "became", "kind"),
    [
        (Verb.REPORT, Stage.NOT_STARTED, Stage.UNDER_WAY, Happening.STARTED),
        (Verb.SUBMIT, Stage.NOT_STARTED, Stage.REVIEW, Happening.SUBMITTED),
        (Verb.SUBMIT, Stage.UNDER_WAY, Stage.VERIFY, Happening.SUBMITTED),
        (Verb.AGREE, Stage.REVIEW, Stage.VERIFY, Happening.PASSED),
        (Verb.CLOSE, Stage.DECIDE, Stage.CLOSED, Happening.CLOSED),
        (Verb.SEND_BACK, Stage.VERIFY, Stage.UNDER_WAY, Happening.SENT_BACK),
        (Verb.UNDO, Stage.REVIEW, Stage.UNDER_WAY, Happening.TAKEN_BACK),
        (Verb.UNDO, Stage.UNDER_WAY, Stage.NOT_STARTED, Happening.TAKEN_BACK),
        (Verb.REOPEN, Stage.CLOSED, Stage.UNDER_WAY, Happening.REOPENED),
        (Verb.REOPEN, Stage.CANCELLED, Stage.NOT_STARTED, Happening.REOPENED),
        (Verb.CANCEL, Stage.NOT_STARTED, Stage.CANCELLED, Happening.CANCELLED),
        (Verb.TURN_STANDING, Stage.UNDER_WAY, Stage.STANDING, Happening.TURNED_STANDING),
        (Verb.CORRECT, Stage.UNDER_WAY, Stage.CANCELLED, Happening.CANCELLED),  # an import that was taken back
    ],
)
def test_a_move_is_called_what_it_is(verb: Verb, was: Stage, became: Stage, kind: Happening) -> None:
    """The stage before and after say more than the verb."""
    assert kinds_of(entry(verb, {"stage": str(was)}, {"stage": str(became)})) == (kind,)


@pytest.mark.parametrize(
    ("verb", "intent", "kind"),
    [
        (Verb.REPORT, "progress", Happening.REPORTED),
        (Verb.REPORT, "not_started", Happening.REPORTED),
        (Verb.REPORT, "blocked", Happening.DIFFICULT),
        (Verb.REPORT, "query", Happening.ASKED),
        (Verb.REPORT, "note", Happening.NOTED),
        (Verb.REPORT, "extend", Happening.NOTED),
        (Verb.REPORT, "handover", Happening.NOTED),
        (Verb.NOTE, "progress", Happening.NOTED),
        (Verb.COMMENT, "done", Happening.NOTED),
    ],
)
def test_only_an_owners_word_of_progress_is_a_report(verb: Verb, intent: str, kind: Happening) -> None:
    """A leader's 抓紧, a question and a difficulty are told by their own names."""
    assert kinds_of(entry(verb, {}, {"intent": intent})) == (kind,)


def test_several_things_of_one_entry_are_all_told() -> None:
    """A correction that moves the day of a measure and an import that brings a new one."""
    before, after = (
        {"deadline": {"date": "2025-06-01"}, "text": "甲"},
        {"deadline": {"date": "2025-07-01"}, "text": "乙"},
    )
    assert kinds_of(entry(Verb.CORRECT, before, after)) == (Happening.REDATED,)
    assert kinds_of(entry(Verb.EXTEND, before, after)) == (Happening.EXTENDED,)
    assert kinds_of(entry("import", {}, {"number": "1-2"})) == (Happening.ADDED,)
    period = {"key": "2025-05", "state": "reported"}
    moved = {"stage": "not_started", "periods": []}, {"stage": "under_way", "periods": [period]}
    assert kinds_of(entry(Verb.REPORT, *moved)) == (Happening.STARTED, Happening.PERIOD)
