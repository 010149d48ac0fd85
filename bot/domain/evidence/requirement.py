"""What evidence a measure needs before it can be submitted."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.settings.policy import Policy

DEMANDED = {"photos": "demanded_photos", "files": "demanded_files", "evidence": "demanded_evidence"}
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp", ".gif")


@dataclass(frozen=True)
class Ground:
    """On what a demand for evidence rests: a setting, who made it and when; neither where it came with the program."""

    setting: str  # the field of the policy
    scope: str = ""  # the number of the measure or the name of the round that it is of, "" for the unit
    who: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class Lack:
    """How many pieces of evidence are still wanting of each sort, and why; false where none is."""

    photos: int = 0
    files: int = 0
    either: int = 0
    grounds: tuple[Ground, ...] = ()

    @property
    def settings(self) -> tuple[str, ...]:
        """The fields of the policy that ask for what is wanting."""
        wanting = {"photos": self.photos, "files": self.files, "evidence": self.either}
        return tuple(name for name, count in wanting.items() if count)

    def __bool__(self) -> bool:
        return bool(self.photos or self.files or self.either)


@dataclass(frozen=True, kw_only=True)
class KeptEvidence:
    """A piece of evidence as it was kept, and what follows from it."""

    evidence: Evidence
    first: bool  # the sender has never sent one: warn once (涉密不上传)
    lack: Lack | None = None  # what the measure still needs, None until a measure is chosen
    again: bool = False  # the same content was kept for this measure before
    needed: bool = False  # evidence is required before the measure may be handed in


def is_photo(evidence: Evidence) -> bool:
    """True for a photo, also one that was sent as a file."""
    sent_as_file = evidence.kind is EvidenceKind.FILE and evidence.name.lower().endswith(PICTURES)
    return evidence.kind is EvidenceKind.PHOTO or sent_as_file


def lacking(policy: Policy, kept: Iterable[Evidence]) -> Lack:
    """What the policy requires beyond the evidence that stands; the same content sent twice counts once."""
    standing = list({item.digest: item for item in kept if item.stands}.values())
    photos = sum(map(is_photo, standing))
    files = sum(item.kind is EvidenceKind.FILE and not is_photo(item) for item in standing)
    films = sum(item.kind is EvidenceKind.VIDEO for item in standing)
    return Lack(
        max(0, policy.photos - photos), max(0, policy.files - files), max(0, policy.evidence - photos - files - films)
    )


def demanded(policy: Policy) -> dict[str, int]:
    """What the policy demands at a submission, as its entry keeps it: nothing where nothing is demanded."""
    asked = {DEMANDED[name]: getattr(policy, name) for name in DEMANDED}
    return {name: count for name, count in asked.items() if count}


def kept_until(closed: dt.date, months: int) -> dt.date:
    """The last day on which files of a closed measure are kept: the same day of a later month, or its end."""
    year, month = divmod(closed.year * 12 + closed.month - 1 + months, 12)
    return dt.date(year, month + 1, min(closed.day, calendar.monthrange(year, month + 1)[1]))
