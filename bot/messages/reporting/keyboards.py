"""Buttons below the digest: decisions first, then the lists behind its figures."""

from collections.abc import Sequence

from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest
from bot.domain.status.register import RegisterRow
from bot.messages.body import Button, Rows, in_rows
from bot.messages.core.tap import Tap
from bot.messages.core.taps import Agree, GrantExtension, Instruct, RefuseExtension, ReturnMeasure, ShowPage
from bot.messages.wording import Wording

FEW = 6  # decisions that have buttons
FIGURES = (
    ("overdue", "over", Part.OVERDUE),
    ("waiting", "wait", Part.WAITING),
    ("way", "way", Part.UNDER_WAY),
    ("new", "new", Part.NOT_STARTED),
    ("standing", "stand", Part.STANDING),
    ("closed", "done", Part.CLOSED),
)


def decision_rows(wording: Wording, digest: Digest, late: Sequence[RegisterRow]) -> Rows:
    """审定 · 退回, 同意延期 · 不同意, a row a matter; 批示 for what is late."""

    def button(key: str, row: RegisterRow, tap: Tap) -> Button:
        return Button(wording.word(f"reporting.digest.button_{key}", number=row.number), tap)

    rows: list[tuple[Button, ...]] = []
    for row in digest.decisions[:FEW]:
        submission = (row.measure.id, row.measure.stage, row.measure.submissions)
        rows.append((button("decide", row, Agree(*submission)), button("return", row, ReturnMeasure(*submission))))
    for asked in digest.asked[:FEW]:
        step = (asked.extension.id, asked.extension.step)
        grant, refuse = GrantExtension(*step), RefuseExtension(*step)
        rows.append((button("grant", asked.row, grant), button("refuse", asked.row, refuse)))
    return (*rows, *in_rows([button("instruct", row, Instruct(row.measure.id)) for row in late], 3))


def figure_rows(wording: Wording, digest: Digest) -> Rows:
    """Every figure that is not zero, with the list behind it."""
    figures = [(key, code, digest.tally.count(part)) for key, code, part in FIGURES]
    figures += [
        ("boss", "boss+open", len(digest.secretary)),
        ("soon", "n14", len(digest.soon)),
        ("unowned", "none", len(digest.gaps.unowned)),
        ("unclear", "vague", len(digest.gaps.unclear)),
    ]
    buttons = [
        Button(wording.word(f"reporting.digest.button_{key}", count=count), ShowPage(code, 1))
        for key, code, count in figures
        if count
    ]
    return in_rows(buttons, 3)
