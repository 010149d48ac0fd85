"""Buttons below the whole picture and below a measure's card."""

from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.status.tally import Tally
from bot.messages.body import Button, Rows
from bot.messages.core.inspection_taps import LiftKey, MarkKey, VisitAt
from bot.messages.core.keyboards import BELOW
from bot.messages.core.supervision_taps import Nudge
from bot.messages.core.taps import Instruct, ShowEvidence, ShowHistory, ShowPage, WhyReminded
from bot.messages.reminders.keyboards import owner_rows
from bot.messages.wording import Wording

STORY: tuple[tuple[str, type[ShowHistory | ShowEvidence | WhyReminded]], ...] = (
    ("history", ShowHistory),
    ("proofs", ShowEvidence),
    ("why", WhyReminded),
)


def overview_rows(wording: Wording, tally: Tally) -> Rows:
    """From the whole picture to its lists."""
    late, waiting = tally.count(Part.OVERDUE), tally.count(Part.WAITING)
    lists = (
        Button(wording.word("status.button_overdue", count=late), ShowPage("over", 1)),
        Button(wording.word("status.button_waiting", count=waiting), ShowPage("wait", 1)),
        Button(wording.word("status.button_soon"), ShowPage("n14", 1)),
    )
    whole = (
        Button(wording.word("status.button_stats"), ShowPage("stat", 1)),
        Button(wording.word("status.button_people"), ShowPage("ppl", 1)),
    )
    return lists, whole


def board_row(wording: Wording, tally: Tally, late: str) -> tuple[Button, ...]:
    """From a board to its lists, which open below it; `late` is the code of what is late on it."""
    of, _, _ = late.rpartition("over")
    return (
        Button(wording.word("status.button_overdue", count=tally.count(Part.OVERDUE)), ShowPage(late, BELOW)),
        Button(wording.word("status.button_waiting", count=tally.count(Part.WAITING)), ShowPage(f"{of}wait", BELOW)),
        Button(wording.word("status.button_soon"), ShowPage(f"{of}n14", BELOW)),
    )


def instruct_row(wording: Wording, subject: str) -> tuple[Button, ...]:
    """批示: below what the secretary looks at."""
    return (Button(wording.word("status.button_instruct"), Instruct(subject)),)


def inspect_rows(wording: Wording, measure: Measure, *, visits: bool, marks: bool) -> Rows:
    """现场督办 · 列为重点督查: for whoever goes to look, and for whoever marks."""
    visit = (Button(wording.word("status.button_visit"), VisitAt(measure.id)),) if visits else ()
    name, tap = ("lift", LiftKey(measure.id)) if measure.key else ("mark", MarkKey(measure.id))
    mark = (Button(wording.word(f"status.button_{name}"), tap),) if marks else ()
    return ((*visit, *mark),) if visits or marks else ()


def card_rows(
    wording: Wording, measure: Measure, *, reports: bool, instructs: bool = False, nudges: bool = False
) -> Rows:
    """Below a measure's card: what its owner, the secretary or the office can do about it, and its story."""
    story = tuple(Button(wording.word(f"status.button_{name}"), tap(measure.id)) for name, tap in STORY)
    instruct = (instruct_row(wording, measure.id),) if instructs else ()
    nudge = ((Button(wording.word("status.button_nudge"), Nudge(measure.id)),),) if nudges else ()
    return (*(owner_rows(wording, measure.id) if reports else ()), *instruct, *nudge, story)
