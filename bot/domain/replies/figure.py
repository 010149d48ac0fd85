"""A figure that somebody reported: 立案12起."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Name, value and unit as they were said; `total` where so much of a whole was counted.

    `cumulative`: True for all so far (累计), False for a period alone (本月), None where nobody said.
    """

    name: str
    value: float
    unit: str
    total: float | None = None
    cumulative: bool | None = None
