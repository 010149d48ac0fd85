"""What an office has said before, or the ledger knows: heads that were explained, people, departments."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Known:
    """Heads by what they are about (a Field's value), names of people, names of departments."""

    heads: dict[str, str] = field(default_factory=dict, hash=False)
    people: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()


NOTHING = Known()
KNOWN: ContextVar[Known] = ContextVar("what an office has said before", default=NOTHING)


@contextmanager
def knowing(known: Known) -> Iterator[None]:
    """Read with what is known."""
    token = KNOWN.set(known)
    try:
        yield
    finally:
        KNOWN.reset(token)
