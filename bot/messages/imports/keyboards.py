"""Buttons below the preview of an import and its open deadlines."""

from bot.domain.imports.result import Preview
from bot.messages.body import Button, Rows
from bot.messages.wording import Wording


def preview_rows(wording: Wording, shown: Preview) -> Rows:
    """Decide open deadlines, say to which round it belongs, take it in (where that can be), or drop it."""
    rows: list[tuple[Button, ...]] = []
    if shown.open_deadlines:
        rows.append((Button(wording.word("imports.decide", count=len(shown.open_deadlines)), "decide"),))
    others = [plan for plan in shown.rounds if plan != shown.plan]
    rows += [(Button(wording.word("imports.as_round", title=plan.title), "round", (plan.letter,)),) for plan in others]
    if shown.plan is not None:
        rows.append((Button(wording.word("imports.as_new"), "round", ("new",)),))
    label = "imports.take_new" if shown.plan is None else "imports.take_changes"
    take = () if shown.twice or not shown.read.measures else (Button(wording.word(label), "take"),)
    return (*rows, (*take, Button(wording.word("imports.drop"), "drop")))


def deadline_rows(wording: Wording, number: str) -> Rows:
    """立行立改 · 长期坚持 for a deadline without a day; 以后再定."""
    kinds = tuple(Button(wording.word(f"imports.{kind}"), "kind", (number, kind)) for kind in ("once", "standing"))
    return kinds, (Button(wording.word("imports.later"), "later", (number,)),)
