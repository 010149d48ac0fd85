"""Buttons below what was recorded."""

from collections.abc import Mapping, Sequence

from bot.domain.plan.measure import Measure
from bot.domain.plan.period_report import NODE
from bot.domain.progress.progress import Progress
from bot.domain.progress.report_result import Outcome, Result
from bot.messages.body import Button, Rows, in_rows
from bot.messages.closing.keyboards import result_button
from bot.messages.core.measure import period_word
from bot.messages.core.taps import ConfirmDone, HandInWhole, Instruct, SettleFigure, SettlePeriod, Undo
from bot.messages.wording import Wording


def _period_rows(wording: Wording, outcome: Outcome) -> Rows:
    """One button for each period that it may be for, and one for all of them."""
    if not outcome.progress or not outcome.periods or not (outcome.periods.asked or outcome.periods.last):
        return ()
    asked, id_ = outcome.periods.asked, outcome.progress.id
    today = outcome.progress.at.date()
    one = [Button(period_word(wording, period.key, today), SettlePeriod(id_, period.key)) for period in asked]
    if outcome.periods.last or asked[0].key.startswith(NODE):
        whole = Button(wording.word("progress.whole_done"), ConfirmDone(outcome.measure_id, whole=True))
        return (*in_rows(one, 2), (whole,))
    every = Button(wording.word("progress.period_all"), SettlePeriod(id_, ""))
    return (*in_rows(one, 2), (every,)) if len(asked) > 1 else in_rows(one, 2)


def undo_rows(wording: Wording, outcomes: Sequence[Outcome]) -> Rows:
    """撤回, one for each measure of which something was recorded."""
    rows: list[tuple[Button, ...]] = []
    for outcome in outcomes:
        rows += _period_rows(wording, outcome)
        if outcome.lead:
            rows.append((Button(wording.word("progress.share_whole"), HandInWhole(outcome.measure_id)),))
        if outcome.result is Result.SUBMITTED and outcome.measure:
            rows.append((result_button(wording, outcome.measure),))
        if outcome.instructs:
            rows.append((Button(wording.word("progress.as_instruction"), Instruct(outcome.measure_id)),))
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


def slip_rows(wording: Wording, progress: str) -> Rows:
    """撤回 alone: what is right stays, what was a slip is taken back."""
    return ((Button(wording.word("progress.undo"), Undo(progress)),),)


def figure_rows(wording: Wording, progress: str, place: int, facts: Mapping[str, str]) -> Rows:
    """The total so far, or on top of what was said before."""
    return (
        (Button(wording.word("progress.figure_total_button", **facts), SettleFigure(progress, place, 1)),),
        (Button(wording.word("progress.figure_more_button", **facts), SettleFigure(progress, place, 0)),),
    )
