"""Buttons below what was recorded."""

from collections.abc import Mapping, Sequence

from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.progress.report_result import Outcome
from bot.messages.body import Button, Rows
from bot.messages.core.taps import SettleFigure, Undo
from bot.messages.wording import Wording


def undo_rows(wording: Wording, outcomes: Sequence[Outcome]) -> Rows:
    """撤回, one for each measure of which something was recorded."""
    rows = []
    for outcome in outcomes:
        if outcome.progress:
            number = outcome.measure.number if outcome.measure else ""
            label = (
                wording.word("progress.undo_one", number=number) if len(outcomes) > 1 else wording.word("progress.undo")
            )
            rows.append((Button(label, Undo(outcome.progress.id)),))
    return tuple(rows)


def undone_rows(wording: Wording, beside: Sequence[tuple[Progress, Measure]]) -> Rows:
    """撤回 for what the same message said of others."""
    return tuple(
        (Button(wording.word("progress.undo_one", number=measure.number), Undo(progress.id)),)
        for progress, measure in beside
    )


def figure_rows(wording: Wording, progress: str, place: int, facts: Mapping[str, str]) -> Rows:
    """The total so far, or on top of what was said before."""
    return (
        (Button(wording.word("progress.figure_total_button", **facts), SettleFigure(progress, place, 1)),),
        (Button(wording.word("progress.figure_more_button", **facts), SettleFigure(progress, place, 0)),),
    )
