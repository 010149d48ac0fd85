"""How many meetings were held, and what became of what they decided."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Meetings by what they are called, in the order of their first; decisions in all, ended, and past their day."""

    held: Mapping[str, int]
    decided: int = 0
    done: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        """All meetings."""
        return sum(self.held.values())

    @property
    def open(self) -> int:
        """Decisions that are not ended."""
        return self.decided - self.done


NONE = Counted(held={})
