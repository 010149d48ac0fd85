"""Buttons below the preview of an import and its open deadlines."""

from bot.domain.imports.result import Preview
from bot.messages.body import Button, Rows
from bot.messages.core.taps import (
    WITHOUT_DAY,
    AcceptImport,
    ChooseRound,
    DecideDeadline,
    DiscardImport,
    LeaveDeadline,
    SettleDeadline,
)
from bot.messages.wording import Wording


def preview_rows(wording: Wording, shown: Preview) -> Rows:
    """Decide open deadlines, say to which round it belongs, take it in (where that can be), or drop it."""
    rows: list[tuple[Button, ...]] = []
    if shown.open_deadlines:
        rows.append((Button(wording.word("imports.decide", count=len(shown.open_deadlines)), DecideDeadline()),))
    others = [plan for plan in shown.rounds if plan != shown.plan]
    rows += [(Button(wording.word("imports.as_round", title=plan.title), ChooseRound(plan.letter)),) for plan in others]
    if shown.plan is not None:
        rows.append((Button(wording.word("imports.as_new"), ChooseRound("new")),))
    label = "imports.take_new" if shown.plan is None else "imports.take_changes"
    take = () if shown.twice or not shown.read.measures else (Button(wording.word(label), AcceptImport()),)
    return (*rows, (*take, Button(wording.word("imports.drop"), DiscardImport())))


def deadline_rows(wording: Wording, number: str, series: str) -> Rows:
    """The series that the words may mean, 立行立改 · 长期坚持 for a deadline without a day; 以后再定."""
    period = ((Button(wording.word("imports.period", series=series), SettleDeadline(number, "period")),),)
    kinds = tuple(Button(wording.word(f"imports.{kind}"), SettleDeadline(number, kind)) for kind in WITHOUT_DAY)
    return (*(period if series else ()), kinds, (Button(wording.word("imports.later"), LeaveDeadline(number)),))
