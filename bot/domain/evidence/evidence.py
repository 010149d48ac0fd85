"""Evidence (佐证) of a measure: what was sent to prove it, kept outside the ledger under its hash."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What sort of thing was sent."""

    PHOTO = "photo"
    FILE = "file"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A piece of evidence kept outside the ledger under its SHA-256; `measure` is "" until the sender said which."""

    id: str
    unit: str
    measure: str
    by: str
    at: dt.datetime
    kind: EvidenceKind
    name: str  # original name, cleaned
    digest: str  # SHA-256 of the content, hexadecimal
    size: int  # bytes
    caption: str = ""
    file: str = ""  # Telegram's file id, to show it again
    message: str = ""
    stands: bool = True
    expired: dt.datetime | None = None  # when the time for which its file is kept was over
    cleared: bool = False  # True once the file is gone for that
