"""What an office has said before, or the ledger knows: heads that were explained, people, departments."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


def head_of(text: str) -> str:
    """A heading as it is remembered."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip(":")


@dataclass(frozen=True, kw_only=True)
class Known:
    """Heads by what they are about (a Field's value), names of people, names of departments.

    Heads are found under every width of their signs: 时限（月） and 时限(月) are one.
    """

    heads: dict[str, str] = field(default_factory=dict, hash=False)
    people: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Keep heads as they are looked up."""
        object.__setattr__(self, "heads", {head_of(head): kind for head, kind in self.heads.items()})


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
