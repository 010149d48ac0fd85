"""An anchor: unit, number and short hash of a chain's end, on paper outside the ledger, where nobody can rewrite it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.history.journal import Head

SHORT = 12  # hexadecimal figures of the hash
WRITTEN = re.compile(rf"\b([a-z0-9]{{1,8}})-(\d{{1,9}})-([0-9a-f]{{{SHORT}}})\b")
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")  # what a copied text may hold between its figures


@dataclass(frozen=True)
class Anchor:
    """The end of a unit's chain of changes at some time."""

    unit: str
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.unit}-{self.number}-{self.hash}"


def end_of(head: Head | None) -> Anchor | None:
    """The end of a unit's chain; None where nothing is recorded yet."""
    return Anchor(head.unit, head.changes, head.change[:SHORT]) if head and head.changes else None


def anchor_of(head: Head | None) -> str:
    """How that is written on a page, "" for none."""
    return str(end_of(head) or "")


def anchors_in(text: str) -> Iterator[Anchor]:
    """Every anchor that stands in a text, each once."""
    for unit, number, short in dict.fromkeys(WRITTEN.findall(UNSEEN.sub("", text))):
        yield Anchor(unit, int(number), short)
