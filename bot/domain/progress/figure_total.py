"""The figures of a measure over all that was said of it: each name and unit once, nothing counted twice."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.progress.progress import Progress
from bot.domain.replies.figure import Figure
from bot.domain.replies.target import Target, target_of

PERCENT = "%"
DayOf = Callable[[dt.datetime], dt.date]


@dataclass(frozen=True, kw_only=True)
class FigureSource:
    """A reply that a figure comes from, and what it said."""

    progress: str
    day: dt.date
    value: float


@dataclass(frozen=True, kw_only=True)
class FigureTotal:
    """What all replies together say of one figure; `doubtful` where one says less than was said before.

    `target` is what the measure's own words set for it.
    """

    name: str
    unit: str
    value: float
    sources: tuple[FigureSource, ...]  # oldest first
    doubtful: bool = False
    target: Target | None = None

    @property
    def beyond(self) -> bool:
        """True where more is reported than the plan knows of."""
        return self.target is not None and not self.target.least and self.value > self.target.value

    @property
    def short(self) -> bool:
        """True where the target is not reached, as far as is known."""
        return self.target is not None and self.value < self.target.value


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """Where a reply differs: from what `stood` before, from the plan's `target`, or by another `whole` than the plan's.

    `place` is that of its figure.
    """

    place: int = -1
    stood: float = 0
    target: Target | None = None
    whole: float = 0


def figure_totals(said: Iterable[Progress], day_of: DayOf, targets: Sequence[Target] = ()) -> tuple[FigureTotal, ...]:
    """The figures of a measure, in the order in which they were first named; `day_of` is the unit's day of a moment.

    What is said to be a total, or nobody said what it is, takes the place of what was said before; what is said of a
    period is added. Less than before, where nobody said that it is more or a correction, leaves the figure in doubt.
    What is clearly of a target counts as one figure, however it was called.
    """
    totals: dict[tuple[str, str], FigureTotal] = {}
    for progress in sorted(said, key=lambda one: (one.at, one.entry)):
        for figure in progress.figures if progress.stands else ():
            source = FigureSource(progress=progress.id, day=day_of(progress.at), value=figure.value)
            key, target = _key(figure, targets), target_of(figure, targets)
            total = _with(totals.get(key), figure, source)
            totals[key] = replace(total, name=key[0], target=target) if target else total
    return tuple(totals.values())


def _key(figure: Figure, targets: Sequence[Target]) -> tuple[str, str]:
    """What a figure is counted under."""
    target = target_of(figure, targets)
    return target.name if target else figure.name, figure.unit


def _with(before: FigureTotal | None, figure: Figure, source: FigureSource) -> FigureTotal:
    if before is None or figure.unit == PERCENT:
        return FigureTotal(name=figure.name, unit=figure.unit, value=figure.value, sources=(source,))
    sources = (*before.sources, source)
    if figure.cumulative is False:
        return replace(before, value=before.value + figure.value, sources=sources)
    if figure.cumulative is None and figure.value < before.value:
        return replace(before, sources=sources, doubtful=True)
    return replace(before, value=figure.value, sources=sources, doubtful=False)


def contradicted(
    before: Iterable[Progress], said: Progress, day_of: DayOf, targets: Sequence[Target] = ()
) -> tuple[tuple[int, float], ...]:
    """The figures of a reply that are less than what stood before: the place of each, and what stood.

    What is said to be all so far (累计) is compared too, but for the first such word of a year, which begins anew.
    """
    stood = {(one.name, one.unit): one for one in figure_totals(before, day_of, targets)}
    year = day_of(said.at).year
    return tuple(
        (place, known.value)
        for place, figure in enumerate(said.figures)
        if figure.cumulative is not False
        and figure.unit != PERCENT
        and (known := stood.get(_key(figure, targets))) is not None
        and figure.value < known.value
        and (figure.cumulative is None or known.sources[-1].day.year == year)
    )


def with_unreported(totals: Sequence[FigureTotal], targets: Sequence[Target]) -> tuple[FigureTotal, ...]:
    """The figures, and behind them the targets of which nothing is reported yet."""
    told = {(one.target.name, one.target.unit) for one in totals if one.target}
    rest = (one for one in targets if (one.name, one.unit) not in told)
    return (*totals, *(FigureTotal(name=one.name, unit=one.unit, value=0, sources=(), target=one) for one in rest))
