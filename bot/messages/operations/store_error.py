"""What people read of an error of the store, or of the disk."""

from typing import Any

from bot.domain.core.store_error import Fault, StoreError
from bot.messages.wording import Wording


def store_error(wording: Wording, error: OSError) -> str:
    """The error's sentence as plain text; an error of the system keeps its own words."""
    return _said(wording, error.code, error.facts) if isinstance(error, StoreError) else str(error)


def store_error_here(wording: Wording, error: StoreError) -> str:
    """The same for whoever runs a command in the terminal."""
    here = f"operations.store_here.{error.code}" in wording
    return _said(wording, error.code, error.facts, "store_here" if here else "store")


def _said(wording: Wording, code: str, facts: Any, table: str = "store") -> str:
    return wording.word(f"operations.{table}.{code}", **{name: _fact(wording, fact) for name, fact in facts.items()})


def _fact(wording: Wording, fact: Any) -> Any:
    match fact:
        case Fault(code, facts):
            return _said(wording, code, facts)
        case tuple():
            return "；".join(str(_fact(wording, one)) for one in fact)
        case _:
            return fact
