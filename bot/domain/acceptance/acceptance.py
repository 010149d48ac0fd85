"""报验: a closing, a finding or a round before an acceptor above, with the seal of its dossier, and the verdict."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Acceptor(StrEnum):
    """Who accepts."""

    ABOVE = "above"  # a unit of this installation; `other` is its share
    OUTSIDE = "outside"  # somebody whom nobody can ask here: the office enters what they said
    SHARE = "share"  # the share of it that stands in the unit that accepts; `other` is the record of who handed it in


class Kind(StrEnum):
    """What is accepted."""

    MEASURE = "measure"
    FINDING = "finding"
    ROUND = "round"


class Verdict(StrEnum):
    """What became of it."""

    OPEN = ""
    ACCEPTED = "accepted"
    RETURNED = "returned"  # the papers do not do: they are to be put right and handed in anew
    FAULTED = "faulted"  # what was put right is not: it is to be done anew
    WITHDRAWN = "withdrawn"


AGAIN = frozenset({Verdict.RETURNED, Verdict.FAULTED})  # after which the office has to act
GRADES = "0123"  # the best first; one sign an indicator
GOOD, BAD = "1", "0"  # what a drawn measure was found to be
SUMS, JOURNAL, PROOFS = "SHA256SUMS", "历史.jsonl", "佐证/"  # of a dossier; the first as sha256sum checks it
FEWEST = 2  # measures of which some may be drawn


@dataclass(frozen=True)
class DossierFile:
    """A proof of a dossier: its name in it and its SHA-256."""

    name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """One handing in; in the unit that accepts no `subject` is named, and `asker` says by whom.

    `seal` is the SHA-256 of the list of the dossier's files, `core` that of the archive of all but its proofs. `own`
    and `given` are grades, a sign for each of the `indicators`; `marks` say what each of those `drawn` was found to be.
    """

    id: str
    unit: str
    kind: Kind
    acceptor: Acceptor
    name: str
    number: str
    text: str
    year: int
    count: int
    at: dt.datetime
    answer_by: dt.date
    seal: str
    core: str
    proofs: tuple[DossierFile, ...] = ()
    measures: tuple[str, ...] = ()  # their numbers
    subject: str = ""
    by: str = ""
    asker: str = ""
    other: str = ""
    times: int = 1  # how often it was handed in with this
    indicators: tuple[str, ...] = ()
    own: str = ""
    given: str = ""
    drawn: tuple[str, ...] = ()
    marks: str = ""
    verdict: Verdict = Verdict.OPEN
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    words: str = ""
    done: bool = False  # what was returned or faulted was handed in anew

    @property
    def is_open(self) -> bool:
        """True until the acceptor has spoken."""
        return self.verdict is Verdict.OPEN

    @property
    def waits(self) -> bool:
        """True while the office has to put it right and hand it in anew."""
        return self.verdict in AGAIN and not self.done

    @property
    def title(self) -> str:
        """报验〔2026〕3号."""
        return f"报验〔{self.year}〕{self.count}号"

    @property
    def files(self) -> tuple[str, ...]:
        """The SHA-256 of each file that has to be kept; proofs are kept by the rules for proofs."""
        return (self.core,)


def named_by(indicators: Iterable[str]) -> str:
    """A short sign of the indicators: grades given for others hold no more."""
    return hashlib.sha256("、".join(indicators).encode()).hexdigest()[:4]


def lot(seal: str, numbers: Iterable[str], size: int) -> tuple[str, ...]:
    """The measures drawn by a dossier's seal, in their order: the same for everybody who draws."""
    known = list(dict.fromkeys(numbers))
    drawn = {*sorted(known, key=lambda number: hashlib.sha256(f"{seal}|{number}".encode()).hexdigest())[:size]}
    return tuple(number for number in known if number in drawn)


def short_seal(seal: str) -> str:
    """The beginning of a seal, as people compare it: 1a2b-3c4d-5e6f-7a8b."""
    return "-".join(seal[start : start + 4] for start in range(0, 16, 4))
