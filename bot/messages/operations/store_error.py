"""What people read of an error of the store, or of the disk."""

from typing import Any

from bot.domain.core.store_error import Fault, StoreError
from bot.messages.wording import Wording


def store_error(wording: Wording, error: OSError) -> str:
    """The error's sentence as plain text; an error of the system keeps its own words."""
    return _said(wording, error.code, error.facts) if isinstance(error, StoreError) else str(error)


def _said(wording: Wording, code: str, facts: Any) -> str:
    return wording.word(f"operations.store.{code}", **{name: _fact(wording, fact) for name, fact in facts.items()})


def _fact(wording: Wording, fact: Any) -> Any:
    match fact:
        case Fault(code, facts):
            return _said(wording, code, facts)
        case tuple():
            return "；".join(str(_fact(wording, one)) for one in fact)
        case _:
            return fact
