"""Charts: the figures handed to the plot as values, and their pictures, readable in grey and in words."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bot.documents.font import chinese, drawable, figure
from bot.domain.core.working_calendar import DAY
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.status.register import Register
from bot.domain.status.standing import Standing
from bot.domain.status.tally import Tally, tally
from bot.messages.status.facts import stats
from bot.messages.text import cut, full_day, short_day
from bot.messages.wording import official

ORDER = (Part.CLOSED, Part.STANDING, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED, Part.OVERDUE, Part.CANCELLED)
LOOKS = {  # colour and hatching: in grey the hatching tells the parts apart, and the word stands in the legend
    Part.CLOSED: ("#66bb6a", ""),
    Part.STANDING: ("#9481c4", "xx"),
    Part.WAITING: ("#f2c14e", ".."),
    Part.UNDER_WAY: ("#b9d7f2", "//"),
    Part.NOT_STARTED: ("#f4f4f4", ""),
    Part.OVERDUE: ("#741212", "\\\\"),
    Part.CANCELLED: ("#bdbdbd", "--"),
}
UNFINISHED = (Part.OVERDUE, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED)
PHONE, DPI, SMALL = 4.6, 235, 9.5  # inches, 1081 pixels; the smallest letters have 11 pixels on a phone of 390
WORST = 12
LABEL = 9  # signs in a line of a label
MOST = 24  # bars in one picture; the others are added up in a last bar


Line = tuple[str, Sequence[Measure], int]  # label, measures, and late shares of supporting bodies beside them


@dataclass(frozen=True)
class Bars:
    """Stacked bars: a label and the count of each part, in the order of the legend."""

    title: str
    labels: tuple[str, ...]
    parts: tuple[Part, ...]
    counts: tuple[tuple[int, ...], ...]  # a row a bar
    lent: tuple[int, ...] = ()  # late shares of supporting bodies beside each bar: no measures, and never in its length

    @property
    def total(self) -> int:
        """All that was counted."""
        return sum(map(sum, self.counts))


@dataclass(frozen=True)
class BurnDown:
    """Open measures week by week, by first deadlines and as they were, and how many were closed; the others apart."""

    title: str
    days: tuple[dt.date, ...]
    planned: tuple[int, ...]
    actual: tuple[int, ...]  # up to today
    closed: tuple[int, ...]  # likewise
    endless: int = 0  # of those that are open today, measures that go on for good and owe a report


def findings_chart(register: Register) -> Bars:
    """The state of each finding's measures."""
    return _bars(f"整改措施进展（截至{full_day(register.today)}）", _by_finding(register), register.standings)


def worst_findings(register: Register) -> Bars:
    """The twelve findings with most that is late, then most late shares, then most that is open; the others are not."""

    def good(line: Line) -> tuple[int, int, int]:
        parts = [register.standings[measure.id].part for measure in line[1]]
        return -parts.count(Part.OVERDUE), -line[2], -sum(part in UNFINISHED for part in parts)

    lines = sorted(_by_finding(register), key=good)[:WORST]
    return _bars(f"进展最慢的{len(lines)}个问题（共{len(register.findings)}个）", lines, register.standings)


def _by_finding(register: Register) -> list[Line]:
    own: dict[str, list[Measure]] = {}
    for measure in register.measures:
        own.setdefault(measure.finding, []).append(measure)
    late = Counter(row.measure.finding for row in register.late_support)
    lines: list[Line] = []
    for finding in register.findings:
        measures = own.get(finding.id, [])
        redacted = any(register.is_redacted(m) for m in measures)
        number = register.number(finding)
        label = f"问题{number}" if redacted else f"{number} {finding.called}"
        lines.append((label, measures, late[finding.id]))
    return lines


def departments_chart(register: Register) -> Bars:
    """The state of each department's measures, as the statistics count them: one of two stands with both.

    A supporting body that answers for no measure stands there with what it owes.
    """
    lines = [(one.name or "（未定科室）", one.tally.measures, one.lent.late) for one in stats(register).departments]
    return _bars(f"各责任科室整改进展（截至{full_day(register.today)}）", lines, register.standings)


def _word(part: Part) -> str:
    return official(f"status.part.{part}")


def _bars(title: str, lines: Sequence[Line], standings: Mapping[str, Standing]) -> Bars:
    shown = list(lines)
    if len(shown) > MOST:
        rest = [measure for _, measures, _ in shown[MOST - 1 :] for measure in measures]
        late = sum(count for _, _, count in shown[MOST - 1 :])
        shown = [*shown[: MOST - 1], (f"其余{len(lines) - MOST + 1}项合计", rest, late)]
    tallies = [tally(measures, (), standings) for _, measures, _ in shown]
    parts = tuple(part for part in ORDER if any(t.count(part) for t in tallies))
    counts = tuple(_counts(t, parts) for t in tallies)
    return Bars(title, tuple(label for label, _, _ in shown), parts, counts, tuple(late for _, _, late in shown))


def _counts(counted: Tally, parts: Sequence[Part]) -> tuple[int, ...]:
    return tuple(counted.count(part) for part in parts)


def burn_days(register: Register) -> tuple[dt.date, ...]:
    """The days of the burn-down: the ends of the weeks from the taking in of the first plan to the last deadline."""
    dues = [m.due for m in register.measures if m.due]
    taken = [register.unit.day_of(plan.imported_at) for plan in register.plans if plan.imported_at]
    fed = [plan.feedback for plan in register.plans if plan.feedback]
    first = min([*(taken or fed), register.today])
    last = max([*dues, register.today])
    sunday = first + DAY * (6 - first.weekday())
    weeks = (sunday + DAY * n for n in range(0, max(0, (last - sunday).days) + 1, 7))
    return tuple(sorted({first, *weeks, register.today, last}))


def burn_down(register: Register, past: Mapping[dt.date, Tally]) -> BurnDown:
    """Open measures against the plan; `past` has the counts at the end of each day before today, by the journal.

    What goes on for good has no place in the plan, whether or not a report of it is late today.
    """
    days = burn_days(register)
    parts = {m.id: register.standings[m.id].part for m in register.measures}
    counted = [m for m in register.measures if not _endless(m) and parts[m.id] is not Part.CANCELLED]
    limits = [m.deadline.first or m.due for m in counted]
    told = [register.tally if day == register.today else past[day] for day in days if day <= register.today]
    return BurnDown(
        title=f"未销号措施（截至{full_day(register.today)}）",
        days=days,
        planned=tuple(sum(limit is None or limit >= day for limit in limits) for day in days),
        actual=tuple(sum(one.count(part) for part in UNFINISHED) for one in told),
        closed=tuple(one.count(Part.CLOSED) for one in told),
        endless=sum(_endless(m) and parts[m.id] in UNFINISHED for m in register.measures),
    )


def _endless(measure: Measure) -> bool:
    return measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING


def draw_bars(chart: Bars) -> bytes:
    """The bars as a PNG, as wide as a phone."""
    drawn = figure(PHONE, max(2.2, 0.36 * len(chart.labels) + 1.5), DPI)
    axes = drawn.add_subplot()
    left = [0] * len(chart.labels)
    places = range(len(chart.labels))
    for column, part in enumerate(chart.parts):
        colour, hatch = LOOKS[part]
        values = [row[column] for row in chart.counts]
        axes.barh(
            places,
            values,
            left=left,
            label=f"{_word(part)} {sum(values)}",
            color=colour,
            hatch=hatch,
            edgecolor="#333333",
            linewidth=0.8,
            height=0.66,
        )
        _figures(axes, left, values)
        left = [a + b for a, b in zip(left, values, strict=True)]
    axes.set_yticks(list(places), [_label(label) for label in chart.labels], family=chinese(), fontsize=10)
    axes.invert_yaxis()
    late = chart.lent or (0,) * len(left)
    axes.set_xlim(0, max([*left, 1]) * (1.4 if any(late) else 1.09))
    for place, total in zip(places, left, strict=True):
        words = f"{total}条，配合逾期{late[place]}项" if late[place] else f"{total}条"
        axes.text(total + max([*left, 1]) * 0.012, place, words, va="center", family=chinese(), fontsize=SMALL)
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return _finished(drawn, chart.title, min(3, max(1, len(chart.parts))))


def _label(text: str) -> str:
    """A label in two lines at the most, cut where even they do not hold it: the bars need their room."""
    shown = cut(drawable(text), LABEL * 2)
    return f"{shown[:LABEL]}\n{shown[LABEL:]}" if len(shown) > LABEL else shown


def _figures(axes: Any, left: Sequence[int], values: Sequence[int]) -> None:
    for place, (start, value) in enumerate(zip(left, values, strict=True)):
        if value:
            box = {"boxstyle": "round,pad=0.18", "facecolor": "white", "edgecolor": "none"}
            axes.text(start + value / 2, place, str(value), ha="center", va="center", fontsize=SMALL, bbox=box)


def draw_burn_down(chart: BurnDown) -> bytes:
    """The two lines as a PNG: the plan dashed, what really is open in full."""
    drawn = figure(PHONE, 3.4, DPI)
    axes = drawn.add_subplot()
    axes.step(chart.days, chart.planned, where="post", linestyle="--", color="#555555", label="按原时限应未销号")
    past = chart.days[: len(chart.actual)]
    owing = f"，含长期坚持逾期{chart.endless}条" if chart.endless else ""
    axes.step(
        past,
        chart.actual,
        where="post",
        color="#c62828",
        linewidth=2.2,
        marker="o",
        markersize=3.5,
        label=f"实际未销号（现{chart.actual[-1]}条{owing}）",
    )
    closed = f"已销号（现{chart.closed[-1]}条）"
    axes.step(past, chart.closed, where="post", color="#1b5e20", linewidth=1.6, linestyle=":", label=closed)
    axes.axvline(past[-1], color="#999999", linewidth=0.8)
    ticks = [day for n, day in enumerate(chart.days) if n % max(1, len(chart.days) // 4) == 0]
    axes.set_xticks(ticks, list(days_in_words(ticks)), family=chinese(), fontsize=SMALL)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("条", family=chinese(), rotation=0, labelpad=10, fontsize=SMALL)
    axes.tick_params(axis="y", labelsize=SMALL)
    axes.grid(axis="y", color="#dddddd")
    axes.yaxis.get_major_locator().set_params(integer=True)
    return _finished(drawn, chart.title, 1)


def days_in_words(days: Sequence[dt.date]) -> Iterator[str]:
    """The days below an axis: the first of each year bears it."""
    year = 0
    for day in days:
        yield short_day(day) if day.year == year else f"{day.year}年\n{short_day(day)}"
        year = day.year


def _finished(drawn: Any, title: str, columns: int) -> bytes:
    drawn.suptitle(drawable(title), family=chinese(), fontsize=12)
    drawn.legend(loc="outside lower center", ncols=columns, frameon=False, prop={"family": chinese(), "size": SMALL})
    out = BytesIO()
    drawn.savefig(out, format="png")
    return out.getvalue()
