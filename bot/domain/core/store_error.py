"""What can be wrong with a store, as a code and facts; the wording has a sentence for each code."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Fault(NamedTuple):
    """What exactly is wrong, inside the sentence of an error."""

    code: str
    facts: Mapping[str, Any]


def fault(code: str, **facts: Any) -> Fault:
    """What exactly is wrong; the facts go into its sentence."""
    return Fault(code, facts)


class StoreError(OSError):
    """The ledger cannot be kept or read; nothing was acknowledged that is not durable.

    A fact may be a Fault, or a tuple of them.
    """

    code = "failed"

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code}: {_short(self.facts)}"


def _short(fact: Any) -> str:
    """A fact as logs write it."""
    match fact:
        case Fault(code, facts):
            return f"{code}({_short(facts)})"
        case tuple():
            return ", ".join(map(_short, fact))
        case dict():
            return ", ".join(f"{name}={_short(value)}" for name, value in fact.items())
        case _:
            return str(fact)
