"""The journal: who did what, when, before and after, chained by hash so that nobody can polish it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

FIRST = "0" * 64
ERASE = "erase"  # the verb of an erasure


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change; `by` is a person's id or "clock", `verb` a word of the field, `subject` the id of what changed."""

    unit: str
    at: dt.datetime
    by: str
    verb: str
    subject: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    update: int | None = None
    number: int = 0
    previous: str = FIRST
    digest: str = ""

    @property
    def id(self) -> str:
        """Unit and running number: entries of a unit sort as they were written."""
        return f"{self.unit}/{self.number:09d}"

    def computed(self) -> str:
        """The SHA-256 over everything but the digest itself."""
        facts = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "digest"}
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def after_entry(self, last: "Head") -> "Entry":
        """The entry as the next link of the chain."""
        linked = replace(self, number=last.number + 1, previous=last.digest)
        return replace(linked, digest=linked.computed())


def _plain(value: Any) -> str:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)


@dataclass(frozen=True)
class Head:
    """The last link of a unit's chain of entries, and of its chain of changes."""

    id: str  # the unit
    number: int = 0
    digest: str = FIRST
    changes: int = 0
    change: str = FIRST  # digest of the last change

    @property
    def unit(self) -> str:
        """The unit itself."""
        return self.id


def rewritten(entries: Iterable[Entry], chain: str) -> dict[int, str]:
    """The links of a chain ("entries" or "changes") in which an erasure put a pseudonym for a name.

    Each keeps its number and digest, so that the chain and all anchors hold; its content is what the entry of the
    erasure, itself a link, says: the hash over what stands there now.
    """
    erasures = [entry for entry in entries if entry.verb == ERASE and entry.computed() == entry.digest]
    return {int(number): made for entry in erasures for number, made in entry.after.get(chain, {}).items()}


def breaks(entries: Iterable[Entry], head: Head | None = None) -> Iterator[tuple[int, str]]:
    """Every place where a unit's chain does not hold, as (number, what is wrong)."""
    number, digest = 0, FIRST
    entries = [*entries]
    made = rewritten(entries, "entries")
    for entry in entries:
        if entry.number != number + 1:
            yield entry.number, "missing" if entry.number > number + 1 else "inserted"
        elif entry.previous != digest:
            yield entry.number, "relinked"
        if entry.computed() != made.get(entry.number, entry.digest):
            yield entry.number, "altered"
        number, digest = entry.number, entry.digest
    if head and (head.number, head.digest) != (number, digest):
        yield head.number, "cut off"
