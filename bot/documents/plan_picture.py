"""What was read of a plan, as a picture of a table: the office holds it against its own paper at a glance."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from bot.documents.font import chinese, drawable, figure
from bot.domain.imports.draft import MeasureDraft, PlanDraft
from bot.domain.plan.deadline import WITHOUT_DAY, DeadlineKind
from bot.messages.text import cut, day
from bot.messages.wording import official

HEADS = ("编号", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
WIDTHS = (0.06, 0.42, 0.11, 0.14, 0.11, 0.16)
LETTERS = (7, 30, 8, 10, 8, 16)  # characters of a cell before it is shortened
ROWS = 25  # measures in one picture
PICTURES = 4
UNCLEAR = "#ffe9a8"


def plan_pictures(read: PlanDraft) -> tuple[bytes, ...]:
    """PNG pictures of the first hundred measures; cells whose deadline must be decided are marked, and say so."""
    measures = read.measures[: ROWS * PICTURES]
    return tuple(_picture(measures[start : start + ROWS]) for start in range(0, len(measures), ROWS))


def _picture(measures: Sequence[MeasureDraft]) -> bytes:
    family = chinese()
    drawn = figure(10, 0.55 + 0.34 * (len(measures) + 1))
    axes = drawn.add_subplot()
    axes.axis("off")
    rows = [[cut(drawable(text), most) for text, most in zip(_cells(m), LETTERS, strict=True)] for m in measures]
    table = axes.table(rows, colLabels=HEADS, colWidths=WIDTHS, cellLoc="left", bbox=(0, 0, 1, 1))
    table.auto_set_font_size(False)  # noqa: FBT003 - the library's own way
    for (row, column), cell in table.get_celld().items():
        cell.set_text_props(family=family, fontsize=9)
        cell.PAD = 0.03
        cell.set_edgecolor("#b8c4c8")
        cell.set_facecolor("#e3ebee" if row == 0 else "white")
        if row and column == len(HEADS) - 1 and measures[row - 1].deadline.kind is DeadlineKind.UNCLEAR:
            cell.set_facecolor(UNCLEAR)
    buffer = BytesIO()
    drawn.savefig(buffer, format="png")
    return buffer.getvalue()


def _cells(measure: MeasureDraft) -> Iterator[str]:
    yield measure.number
    yield measure.text
    yield "、".join(measure.leaders)
    yield "、".join(measure.departments)
    yield "、".join(measure.owners)
    yield _limit(measure)


def _limit(measure: MeasureDraft) -> str:
    deadline = measure.deadline
    if deadline.kind is DeadlineKind.UNCLEAR:
        return f"待定：{deadline.words}" if deadline.words else "待定"
    if deadline.kind in WITHOUT_DAY:
        return official(f"plan.deadline.{deadline.kind}")
    return day(deadline.date) if deadline.date else deadline.words
