"""Whoever had a hand in a measure checks nothing of it: makers for ever, steps and changes while it waits."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.closing.hands import Hands, hands_in
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Measure, Stage

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


def entry(verb: Verb, by: str, before: dict[str, Any] | None = None, **after: Any) -> Entry:
    """What somebody did to the measure."""
    return Entry(unit="u1", at=AT, by=by, verb=verb, subject="m", before=before or {}, after=after)


def measure(stage: Stage = Stage.VERIFY, **facts: Any) -> Measure:
    """The measure as it is now."""
    return Measure(id="m", unit="u1", plan="A", finding="1", number="1-1", text="补齐", stage=stage, **facts)


MADE = entry(Verb.IMPORT, "office", number="1-1", owners=["first"], leaders=["leader"], stage="not_started")
HANDED = entry(Verb.CORRECT, "office", {"owners": ["first"]}, owners=["second"])
LEADS = entry(Verb.CORRECT, "clerk", {"leaders": ["leader"]}, leaders=["leader", "clerk"])
SENT = entry(Verb.KEEP_EVIDENCE, "helper", evidence="e1")
FOR = entry(Verb.KEEP_EVIDENCE, "office", evidence="e2", sender="villager")
TAKEN = entry(Verb.WITHDRAW_EVIDENCE, "helper", evidence="e1")
SUBMITTED = entry(Verb.SUBMIT, "second", {"stage": "under_way"}, stage="verify")
CLOSED = entry(Verb.CLOSE, "secretary", {"stage": "verify"}, stage="closed")
CANCELLED = entry(Verb.CANCEL, "office", {"stage": "under_way"}, stage="cancelled")
LOOKED = entry(Verb.KEEP_EVIDENCE, "looker", evidence="e3")
REOPENED = entry(Verb.REOPEN, "secretary", {"stage": "closed"}, stage="under_way")
AGREED = entry(Verb.AGREE, "leader", {"stage": "review"}, stage="verify")
ROUTE = entry(Verb.SET_POLICY, "setter", setting="steps")
OTHER = entry(Verb.SET_POLICY, "setter", setting="photos")
MOVED = entry(Verb.CORRECT, "mover", {"departments": ["办公室"]}, departments=["财务股"])
WORDED = entry(Verb.CORRECT, "worder", {"text": "旧"}, text="补齐")


@pytest.mark.parametrize(
    ("entries", "makers"),
    [
        ([MADE], {"first"}),
        ([MADE, HANDED], {"first", "second"}),
        ([MADE, LEADS], {"first", "clerk"}),
        ([MADE, SENT], {"first", "helper"}),
        ([MADE, FOR], {"first", "villager"}),
        ([MADE, SENT, TAKEN], {"first"}),
        ([MADE, SENT, SUBMITTED, TAKEN], {"first", "helper"}),
        ([MADE, CLOSED, LOOKED], {"first"}),
        ([MADE, CLOSED, LOOKED, REOPENED], {"first"}),
        ([MADE, CLOSED, REOPENED, LOOKED], {"first", "looker"}),
        ([MADE, WORDED, MOVED], {"first"}),
        ([MADE, CANCELLED, LOOKED], {"first", "looker"}),
    ],
)
def test_a_maker_stays_one_for_ever(entries: list[Entry], makers: set[str]) -> None:
    """Who owned it, leads it by their own hand, or sent a proof that was not withdrawn before it was handed in."""
    assert hands_in(measure(Stage.UNDER_WAY), entries) == Hands(frozenset(makers))


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.VERIFY, Stage.DECIDE])
def test_steps_and_changes_count_while_it_waits(stage: Stage) -> None:
    """Of the submission that waits; of one before only its makers are left."""
    entries = [MADE, SUBMITTED, AGREED, MOVED, SUBMITTED, WORDED]
    assert hands_in(measure(stage), entries) == Hands(frozenset({"first"}))
    found = hands_in(measure(stage), [*entries, AGREED, MOVED], [ROUTE, OTHER])
    assert found == Hands(frozenset({"first"}), frozenset({"leader"}), frozenset({"mover", "setter"}))
    assert found.all == {"first", "leader", "mover", "setter"}
    assert hands_in(measure(stage), entries, [OTHER]).changed == frozenset()
    kept = replace(ROUTE, verb="set_policy")  # as it is read from the ledger
    assert hands_in(measure(stage), entries, [kept]).changed == {"setter"}


def test_who_speaks_for_it_now_is_a_maker_without_an_entry() -> None:
    """Owners, reporters and who handed it in, as the measure itself says."""
    now = measure(owners=("one",), reporters=("two",), submitted_by="three")
    assert hands_in(now, []).makers == {"one", "two", "three"}
