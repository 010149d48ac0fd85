"""One condition of a query."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.plan.measure import Measure

Holds = Callable[[Measure], bool]


@dataclass(frozen=True)
class Term:
    """One condition: its code, the words that stand for it in a heading, and the test."""

    code: str
    words: str
    holds: Holds
