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
