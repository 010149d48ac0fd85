"""The week's page as one picture for the phone: no letter is smaller than eleven pixels of its screen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bot.documents.chart import LOOKS, Bars
from bot.documents.font import chinese, drawable
from bot.domain.core.numerals import before_figure
from bot.domain.plan.measure import WAITING
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest
from bot.domain.status.register import RegisterRow
from bot.messages.reporting.week_parts import decision_kinds, quote
from bot.messages.text import full_day, said_on, short_day
from bot.messages.wording import official

WIDTH = 331  # points: 4.6 inches, on a phone of 390 pixels a point is 1.18 pixels
MARGIN = 14
DPI = 235
SMALL, BODY, HEAD, BIG = 9.5, 10.5, 12, 19
RED, INK, GREY, PALE, LINE = "#b3261e", "#1c1b1f", "#5f5f66", "#f2f2f5", "#c8c8d0"
COUNTS = (Part.OVERDUE, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED, Part.STANDING, Part.CLOSED)
ACROSS = 3
SAME = "持平"
PIECES = re.compile(r"[一-鿿]{0,2}\d[\dA-Za-z.\-]{0,15}[一-鿿]?|[A-Za-z.\-]{1,16}|.")  # 取消5 is not broken
LATE, WORST = 5, 12
OPENING = "（“"


@dataclass(frozen=True)
class _Text:
    x: float
    y: float  # from the top
    words: str
    size: float
    colour: str = INK
    right: bool = False


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    width: float
    height: float
    colour: str
    hatch: str = ""
    edge: str = "none"


class _Sheet:
    """What is to be drawn, from the top down, in points."""

    def __init__(self) -> None:
        self.y = float(MARGIN)
        self.things: list[_Text | _Box] = []

    def line(self, words: str, size: float = BODY, colour: str = INK, indent: float = 0) -> None:
        """Words, broken into as many lines as they need."""
        for part in _broken(drawable(words), size, WIDTH - 2 * MARGIN - indent):
            self.y += size * 1.35
            self.things.append(_Text(MARGIN + indent, self.y, part, size, colour))

    def head(self, words: str) -> None:
        """The head of a section, with a line above it."""
        self.y += 9
        self.things.append(_Box(MARGIN, self.y, WIDTH - 2 * MARGIN, 0.8, LINE))
        self.y += 3
        self.line(words, HEAD)
        self.y += 2

    def png(self) -> bytes:
        """The picture."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle

        height = self.y + MARGIN
        drawn = Figure(figsize=(WIDTH / 72, height / 72), dpi=DPI, facecolor="white")
        FigureCanvasAgg(drawn)
        for one in self.things:
            if isinstance(one, _Text):
                _write(drawn, one, height)
                continue
            corner = (one.x / WIDTH, 1 - (one.y + one.height) / height)
            size = (one.width / WIDTH, one.height / height)
            box = Rectangle(corner, *size, transform=drawn.transFigure, hatch=one.hatch, linewidth=0.5)
            box.set_facecolor(one.colour)
            box.set_edgecolor(one.edge)
            drawn.add_artist(box)
        out = BytesIO()
        drawn.savefig(out, format="png")
        return out.getvalue()


def _write(drawn: Any, one: _Text, height: float) -> None:
    drawn.text(
        one.x / WIDTH,
        1 - one.y / height,
        one.words,
        fontsize=one.size,
        color=one.colour,
        family=chinese(),
        ha="right" if one.right else "left",
        va="baseline",
    )


def _broken(words: str, size: float, width: float) -> list[str]:
    """The words in lines that fit: a Chinese sign is as wide as the size, others half of it and a little."""
    lines, line, used = [], "", 0.0
    for piece in PIECES.findall(words):
        wide = _width(piece, size)
        if line and used + wide > width and piece not in "，。；、）”":
            kept = line.rstrip(OPENING) or line  # what opens goes with what it opens
            lines.append(kept)
            line = line[len(kept) :]
            used = _width(line, size)
        line, used = line + piece, used + wide
    return [*lines, line]


def shortened(words: str, size: float, width: float) -> str:
    """As much of the words as stands in one line, marked where something is left out."""
    if _width(words, size) <= width:
        return words
    while words and _width(f"{words}…", size) > width:
        words = words[:-1]
    return f"{before_figure(words)}…"


def _width(words: str, size: float) -> float:
    return sum(size if ord(sign) > 0x2000 else size * 0.58 for sign in words)  # noqa: PLR2004 - where Latin letters end


def week_picture(page: Digest, changes: Sequence[str], others: Sequence[str], findings: Bars) -> bytes:
    """The page as a PNG: `changes` are what happened and `others` what else is told, in words."""
    sheet = _Sheet()
    sheet.line(page.unit, SMALL, GREY)
    sheet.line(f"{'整改周报' if page.of_a_week else '整改情况'}{f'（{page.of_round}）' if page.of_round else ''}", 16)
    sheet.line(f"截至{full_day(page.at.date())}，与{short_day(page.since.date())}相比", SMALL, GREY)
    _tiles(sheet, page)
    _decisions(sheet, page)
    _late(sheet, page)
    sheet.head("一周变化" if page.of_a_week else "期间变化")
    sheet.line("，".join(changes) or official("reporting.digest.no_change"))
    if others:
        sheet.head("还要留意")
    for other in others:
        sheet.line(f"· {other}")
    _bars(sheet, findings)
    return sheet.png()


def count_words(page: Digest) -> list[tuple[str, int, str]]:
    """Each part with how many and how it moved; those that have a tile first, then what is cancelled, if any was."""
    now, then = page.tally, page.then
    told = [(part, now.count(part), then.count(part) if then else None) for part in (*COUNTS, Part.CANCELLED)]
    return [
        (official(f"status.part.{part}"), count, _moved(was, count))
        for part, count, was in told
        if part in COUNTS or count or was
    ]


def _tiles(sheet: _Sheet, page: Digest) -> None:
    """Six counts, each with what it was."""
    width, height = (WIDTH - 2 * MARGIN - 8 * (ACROSS - 1)) / ACROSS, 46
    sheet.y += 8
    for place, (word, count, moved) in enumerate(count_words(page)[: len(COUNTS)]):
        x = MARGIN + place % ACROSS * (width + 8)
        y = sheet.y + place // ACROSS * (height + 8)
        colour = RED if place == 0 and count else INK  # what is late stands first
        sheet.things.append(_Box(x, y, width, height, PALE))
        sheet.things.append(_Text(x + 8, y + 15, word, BODY, colour))
        sheet.things.append(_Text(x + 8, y + 38, str(count), BIG, colour))
        sheet.things.append(_Text(x + width - 8, y + 36, moved, BODY, colour, right=True))
    sheet.y += 2 * height + 8 + 4
    whole = f"{len(page.tally.findings)}个问题{len(page.tally.measures)}条措施"
    closed, total = len(page.tally.closed_findings), len(page.tally.findings)
    before = page.then or page.tally
    gone = [f"{word}{count}条{moved.strip(SAME)}" for word, count, moved in count_words(page)[len(COUNTS) :]]
    ended = f"问题已销号{closed}个{_moved_by(len(before.closed_findings), closed)}，未销号{total - closed}个"
    sheet.line("；".join((whole, *gone, ended)), SMALL, GREY)
    steps = [(stage, len(found)) for stage, found in page.tally.waiting.items() if stage in WAITING and found]
    if steps:
        told = "、".join(f"{official(f'status.waits.{stage}')}{count}" for stage, count in steps)
        sheet.line(f"{official(f'status.part.{Part.WAITING}')}：{told}", SMALL, GREY)
    for name, counted in page.rounds:
        late, done = counted.count(Part.OVERDUE), counted.count(Part.CLOSED)
        sheet.line(f"{name}：{len(counted.measures)}条，逾期{late}条，已销号{done}条", SMALL, GREY)


def _moved(was: int | None, count: int) -> str:
    if was is None or was == count:
        return "" if was is None else SAME
    return _moved_by(was, count)


def _moved_by(was: int, count: int) -> str:
    return "" if was == count else f"▲{count - was}" if count > was else f"▼{was - count}"


def _decisions(sheet: _Sheet, page: Digest) -> None:
    items = [f"{row.named}：销号" for row in page.decisions]
    items += [f"{asked.row.named}：延期至{short_day(asked.extension.asked)}" for asked in page.asked]
    if not items:
        return
    sheet.head(f"待书记定 {len(items)}项（{decision_kinds(page, official)}）")
    for item in items[:LATE]:
        sheet.line(f"□ {item}")
    if len(items) > LATE:
        sheet.line(f"另有{len(items) - LATE}项", SMALL, GREY)


def _late(sheet: _Sheet, page: Digest) -> None:
    sheet.head(f"逾期 {len(page.overdue)}条" if page.overdue else "没有逾期")
    for row in page.overdue[:LATE]:
        sheet.line(f"{row.named}：逾期{row.standing.late}天", colour=RED)
        if told := _held(page, row):
            sheet.line(told, SMALL, GREY, indent=10)
    if len(page.overdue) > LATE:
        sheet.line(f"另有{len(page.overdue) - LATE}条逾期", SMALL, GREY)


def _held(page: Digest, row: RegisterRow) -> str:
    """Who holds it for how long, and the last words of its owner."""
    held = page.held.get(row.measure.id)
    if row.redacted or held is None:
        return ""
    who = "、".join(held.names) or official(f"people.role.{held.role}")
    days = f"{held.working_days}个工作日" if held.working_days is not None else ""
    where = f"在{who}手上{days}"
    if row.said is None:
        return where
    on = said_on(official, short_day(row.said.day), row.said.waiting)
    return f"{where}；“{quote(row, row.said.words, len(row.said.words))}”（{on}）"


def _bars(sheet: _Sheet, findings: Bars) -> None:
    """The worst findings: late and closed parts differ in brightness and hatching, the words stand below."""
    shown = [pair for pair in zip(findings.labels, findings.counts, strict=True) if sum(pair[1])][:WORST]
    if not shown:
        return
    sheet.head(f"{findings.title}（条）")
    longest = max(sum(counts) for _, counts in shown)
    left, room = MARGIN + 132.0, WIDTH - 2 * MARGIN - 132 - 24
    for label, counts in shown:
        sheet.y += 3
        sheet.things.append(_Text(MARGIN, sheet.y + 11, shortened(drawable(label), SMALL, 128), SMALL))
        x = left
        for part, count in zip(findings.parts, counts, strict=True):
            width = room * count / longest
            if count:
                colour, hatch = LOOKS[part]
                sheet.things.append(_Box(x, sheet.y, width, 14, colour, hatch=hatch, edge=INK))
            x += width
        sheet.things.append(_Text(x + 4, sheet.y + 11, str(sum(counts)), SMALL))
        sheet.y += 14
    sheet.y += 6
    x = float(MARGIN)
    for part in findings.parts:
        word = official(f"status.part.{part}")
        wide = 14 + _width(word, SMALL) + 10
        if x + wide > WIDTH - MARGIN:
            x, sheet.y = float(MARGIN), sheet.y + 16
        colour, hatch = LOOKS[part]
        sheet.things.append(_Box(x, sheet.y, 11, 10, colour, hatch=hatch, edge=INK))
        sheet.things.append(_Text(x + 14, sheet.y + 9, word, SMALL))
        x += wide
    sheet.y += 12
