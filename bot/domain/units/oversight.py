"""What an upper unit sees of the units below it: figures, never a text, a name or a word that somebody wrote."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.plan.part import Part
from bot.domain.units.unit import Unit

WEEK = dt.timedelta(days=7)
LEAST = 10  # measures from which on a unit is ranked: below, one more overdue moves its rate by more than ten points
SUMS = (
    "findings",
    "measures",
    "verify",
    "closed_lately",
    "heard_lately",
    "overdue_lately",
    "lent_late",
    "people",
    "unbound",
)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A unit in figures on a day; what was cancelled is no measure any more, so the parts add up to the measures."""

    unit: str
    name: str
    upper: str = ""  # the name of the unit above it
    findings: int = 0
    measures: int = 0
    parts: Mapping[Part, int] | None = None
    verify: int = 0  # of those handed in, the ones that wait for the office
    longest: int = 0  # days for which the oldest overdue measure is late
    closed_lately: int = 0  # within the last seven days
    heard_lately: int = 0  # measures of which their owners said something
    overdue_lately: int = 0  # still overdue, and since less than seven days
    lent_late: int = 0  # late shares of supporting bodies, which are no measures
    imported: dt.date | None = None  # the last plan that was taken in
    people: int = 0
    unbound: int = 0
    anchor: str = ""  # the end of its ledger's chain: a number that proves it, and tells nothing

    def count(self, part: Part) -> int:
        """How many measures stand in the part."""
        return (self.parts or {}).get(part, 0)

    @property
    def rate(self) -> float:
        """The share of the measures that is overdue."""
        return self.count(Part.OVERDUE) / self.measures if self.measures else 0.0


@dataclass(frozen=True)
class Oversight:
    """The units below one on a day, in the order of their list."""

    upper: str  # its name
    today: dt.date
    units: tuple[Figures, ...]

    @property
    def total(self) -> Figures:
        """All of them together."""
        sums: dict[str, Any] = {name: sum(getattr(one, name) for one in self.units) for name in SUMS}
        parts = {part: sum(one.count(part) for one in self.units) for part in Part}
        return Figures(
            unit="", name="", parts=parts, longest=max((one.longest for one in self.units), default=0), **sums
        )

    @property
    def wanting(self) -> tuple[Figures, ...]:
        """Those with something overdue, the most first; at the same count the greater share."""
        found = [one for one in self.units if one.count(Part.OVERDUE) and one.measures >= LEAST]
        return tuple(sorted(found, key=lambda one: (-one.count(Part.OVERDUE), -one.rate)))

    @property
    def unranked(self) -> tuple[Figures, ...]:
        """Those with something overdue, but too few measures for a rate to mean anything."""
        return tuple(one for one in self.units if one.count(Part.OVERDUE) and one.measures < LEAST)

    @property
    def empty(self) -> tuple[Figures, ...]:
        """Those that have taken in no plan yet."""
        return tuple(one for one in self.units if one.imported is None)


def below(units: Iterable[Unit], upper: str) -> tuple[Unit, ...]:
    """Every unit below one, of all levels, each followed by those below it; by their ids, x2 before x10."""
    found = list(units)
    lower = sorted((unit for unit in found if unit.above == upper and unit.id != upper), key=_order)
    rest = [unit for unit in found if unit not in lower]
    return tuple(one for unit in lower for one in (unit, *below(rest, unit.id)))


def _order(unit: Unit) -> tuple[int | str, ...]:
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", unit.id))
