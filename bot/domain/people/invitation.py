"""A one-time link that binds whoever opens it first to a person."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A one-time link for a person; the code itself is never kept, only its SHA-256 as `id`."""

    id: str
    unit: str
    person: str
    expires: dt.datetime
    issued_by: str
    used: dt.datetime | None = None
    claimed: int | None = None  # the account that opened it while the person was bound to another
    claimed_at: dt.datetime | None = None

    @property
    def is_claimed(self) -> bool:
        """True while the old phone is asked."""
        return self.claimed is not None and self.used is None
