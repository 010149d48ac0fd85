"""Buttons below questions about a reply."""

from collections.abc import Sequence

from bot.domain.plan.measure import Measure
from bot.domain.replies.reply import Intent
from bot.messages.body import Button, Rows, in_rows
from bot.messages.core.measure import matter
from bot.messages.wording import Wording

NAMING = 16  # characters of a measure's text on a button
STEP = 10  # percent between two quick buttons
DONE = 100


def candidate(wording: Wording, measure: Measure, action: str, kept: str) -> Button:
    """A measure to choose for what was kept under a name."""
    label = wording.word("replies.candidate", number=measure.number, matter=matter(measure, NAMING))
    return Button(label, action, (kept, measure.id))


def measure_rows(wording: Wording, draft: str, candidates: Sequence[Measure]) -> Rows:
    """The measures that may be meant, one in a row."""
    return tuple((candidate(wording, measure, "pick", draft),) for measure in candidates)


def meaning_rows(wording: Wording, draft: str, measure: Measure, likely: Sequence[Intent]) -> Rows:
    """The meanings that are likely, one in a row."""
    return tuple(
        (Button(wording.word(f"replies.mean_{intent}"), "mean", (draft, measure.id, str(intent))),) for intent in likely
    )


def quick_rows(wording: Wording, measure: Measure) -> Rows:
    """10% to 90%, 已完成, 有困难."""
    steps = [Button(f"{percent}%", "pct", (measure.id, str(percent))) for percent in range(STEP, DONE, STEP)]
    ends = tuple(Button(wording.word(f"replies.{name}_button"), name, (measure.id,)) for name in ("done", "stuck"))
    return (*in_rows(steps, 3), ends)


def confirm_row(wording: Wording, measure: Measure) -> tuple[Button, ...]:
    """是，已完成."""
    return (Button(wording.word("replies.confirm_done"), "fin", (measure.id,)),)
