"""谁在等谁 as a picture: whoever is waited for stands above those who wait, each with an arrow to it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bot.documents.chart import DPI, PHONE, SMALL
from bot.documents.font import chinese, drawable, figure
from bot.messages.text import cut
from bot.messages.wording import official

MOST = 28  # rows of one picture; how many more there are stands below them
STEP, DEEPEST = 0.32, 5  # inches by which a row is moved in; deeper ones stand no further in
ROOT = 11  # points of the letters of who is waited for
HEIGHT = 0.56  # inches of a row
SIGN = SMALL / 72  # inches of a sign of the smallest letters


@dataclass(frozen=True)
class Row:
    """Somebody who is waited for, or something that waits for what stands above it at the depth before."""

    name: str
    told: str
    depth: int
    late: bool
    loop: bool
    promised: bool


@dataclass(frozen=True)
class WaitPicture:
    """All rows from the top."""

    title: str
    rows: tuple[Row, ...]


def draw_waits(picture: WaitPicture) -> bytes:
    """The picture as a PNG as wide as a phone."""
    rows, left = picture.rows[:MOST], len(picture.rows) - MOST
    height = HEIGHT * (len(rows) + (1 if left > 0 else 0)) + 0.75
    drawn = figure(PHONE, height, DPI)
    drawn.set_layout_engine("none")
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, PHONE)
    axes.set_ylim(height, 0)
    axes.axis("off")
    axes.text(PHONE / 2, 0.28, drawable(picture.title), family=chinese(), fontsize=12, ha="center", va="center")
    tops: dict[int, float] = {}
    for place, row in enumerate(rows):
        top, depth = 0.55 + place * HEIGHT, min(row.depth, DEEPEST)
        _row(axes, row, 0.12 + depth * STEP, top)
        if depth and depth - 1 in tops:
            _arrow(axes, 0.12 + (depth - 1) * STEP + STEP / 2, tops[depth - 1] + HEIGHT - 0.1, top + HEIGHT / 2 - 0.05)
        tops[depth] = top
    if left > 0:
        more = official("dependencies.picture.more", count=left)
        axes.text(0.12, 0.55 + len(rows) * HEIGHT + 0.2, more, family=chinese(), fontsize=SMALL, va="center")
    out = BytesIO()
    drawn.savefig(out, format="png")
    return out.getvalue()


def _row(axes: Any, row: Row, left: float, top: float) -> None:
    """A box: dark red where it is late or a loop; what nobody has promised a day for has a broken line."""
    from matplotlib.patches import FancyBboxPatch

    width, bad, root = PHONE - left - 0.12, row.late or row.loop, row.depth == 0
    box = FancyBboxPatch(
        (left, top),
        width,
        HEIGHT - 0.1,
        boxstyle="round,pad=0,rounding_size=0.06",
        facecolor="#e3eef8" if root else "#fbe9e7" if bad else "white",
        edgecolor="#8b1a1a" if bad else "#33516e",
        linewidth=1.6 if bad or root else 1.0,
        linestyle="-" if row.promised or root or bad else "--",
    )
    axes.add_patch(box)
    signs = int((width - 0.16) / SIGN)
    middle = top + (HEIGHT - 0.1) / 2
    at = middle - 0.1 if row.told else middle
    name = cut(drawable(row.name), signs)
    axes.text(left + 0.08, at, name, family=chinese(), fontsize=ROOT if root else SMALL, va="center")
    if row.told:
        colour = "#8b1a1a" if bad else "#444444"
        told = cut(drawable(row.told), signs)
        axes.text(left + 0.08, middle + 0.11, told, family=chinese(), fontsize=SMALL, va="center", color=colour)


def _arrow(axes: Any, x: float, top: float, bottom: float) -> None:
    """From what waits up to what it waits for."""
    axes.plot([x, x + STEP / 2], [bottom, bottom], color="#333333", linewidth=1.0)
    axes.annotate("", xy=(x, top), xytext=(x, bottom), arrowprops={"arrowstyle": "-|>", "color": "#333333", "lw": 1.0})
