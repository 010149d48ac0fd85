"""Buttons below what was sent as evidence."""

from collections.abc import Sequence

from bot.domain.evidence.evidence import Evidence
from bot.domain.plan.measure import Measure
from bot.messages.body import Button, Rows, in_rows
from bot.messages.core.taps import AssignEvidence, ShowEvidence, WithdrawEvidence
from bot.messages.replies.keyboards import candidate
from bot.messages.wording import Wording


def withdraw_row(wording: Wording, evidence: Evidence) -> tuple[Button, ...]:
    """撤回这份佐证."""
    return (Button(wording.word("evidence.button_withdraw"), WithdrawEvidence(evidence.id)),)


def withdraw_rows(wording: Wording, evidence: Sequence[tuple[int, Evidence]]) -> Rows:
    """撤回第2份, two in a row, for evidence with its place in the list."""
    buttons = [
        Button(wording.word("evidence.button_withdraw_one", place=place), WithdrawEvidence(one.id))
        for place, one in evidence
    ]
    return in_rows(buttons, 2)


def show_rows(wording: Wording, measures: Sequence[Measure]) -> Rows:
    """看佐证 of each measure, with its number where there are several."""
    if len(measures) == 1:
        return ((Button(wording.word("evidence.button_show"), ShowEvidence(measures[0].id)),),)
    buttons = [
        Button(wording.word("evidence.button_show_of", number=measure.number), ShowEvidence(measure.id))
        for measure in measures
    ]
    return in_rows(buttons, 2)


def measure_rows(wording: Wording, sent: str, candidates: Sequence[Measure]) -> Rows:
    """The measures for which what was sent may be, one in a row."""
    return tuple((Button(candidate(wording, measure), AssignEvidence(sent, measure.id)),) for measure in candidates)
