"""What was assigned in figures: for the week's page and for papers, counted in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """Things of one kind: how many there were, are not answered, and of those are late."""

    all: int = 0
    open: int = 0
    late: int = 0

    @property
    def done(self) -> int:
        """How many are answered."""
        return self.all - self.open


NONE = Count()


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What was handed in for acceptance above: each matter once, as it stood in the end."""

    all: int = 0
    accepted: int = 0
    open: int = 0
    back: int = 0  # returned, or at fault


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Words of the public, same-kind checks and what they found, rules that were made, and what went up."""

    voices: Count = Count()
    checks: Count = Count()
    supports: Count = Count()  # shares of supporting bodies
    found: int = 0
    rules: int = 0
    handed_up: Handed = Handed()


NOTHING = Followed()
