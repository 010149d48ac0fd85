"""Buttons below the whole picture and below a measure's card."""

from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.status.tally import Tally
from bot.messages.body import Button, Rows
from bot.messages.reminders.keyboards import owner_rows
from bot.messages.wording import Wording

STORY = (("history", "hist"), ("proofs", "proof"), ("why", "why"))


def overview_rows(wording: Wording, tally: Tally) -> Rows:
    """From the whole picture to its lists."""
    late, waiting = tally.count(Part.OVERDUE), tally.count(Part.WAITING)
    lists = (
        Button(wording.word("status.button_overdue", count=late), "page", ("over", "1")),
        Button(wording.word("status.button_waiting", count=waiting), "page", ("wait", "1")),
        Button(wording.word("status.button_soon"), "page", ("n14", "1")),
    )
    whole = (
        Button(wording.word("status.button_stats"), "page", ("stat", "1")),
        Button(wording.word("status.button_people"), "page", ("ppl", "1")),
    )
    return lists, whole


def instruct_row(wording: Wording, subject: str) -> tuple[Button, ...]:
    """批示: below what the secretary looks at."""
    return (Button(wording.word("status.button_instruct"), "inst", (subject,)),)


def card_rows(wording: Wording, measure: Measure, *, reports: bool, instructs: bool = False) -> Rows:
    """Below a measure's card: what its owner or the secretary can do about it, and its story."""
    story = tuple(Button(wording.word(f"status.button_{name}"), action, (measure.id,)) for name, action in STORY)
    instruct = (instruct_row(wording, measure.id),) if instructs else ()
    return (*(owner_rows(wording, measure.id) if reports else ()), *instruct, story)
