"""A body with its own office and secretary, maybe below another one."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.core.local_day import local_day
from bot.domain.settings.policy import Policy

MEGABYTE = 1 << 20
ID = re.compile(r"[a-z0-9]{1,8}")  # it begins every key, and stands in 64 bytes behind every button


@dataclass(frozen=True)
class Quota:
    """How much a unit may keep; 0 is no limit."""

    people: int = 0
    measures: int = 0
    evidence_mb: int = 0

    def __bool__(self) -> bool:
        return bool(self.people or self.measures or self.evidence_mb)


@dataclass(frozen=True)
class Use:
    """How much a unit keeps of what a quota limits; evidence in bytes."""

    people: int = 0
    measures: int = 0
    evidence: int = 0


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit; `zone` is the name of its time zone."""

    id: str
    name: str
    zone: str = "Asia/Shanghai"
    policy: Policy = field(default_factory=Policy)
    bot: str = ""  # the name of the bot that serves it, "" for the first
    changes: dict[str, Any] = field(default_factory=dict)  # what the office changed in chat, over the configuration
    above: str = ""  # the id of the upper unit, "" for none
    quota: Quota = Quota()

    @property
    def unit(self) -> str:
        """Its own id: every record of the ledger names its unit."""
        return self.id

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day of an aware moment in the unit's zone."""
        return local_day(self.zone, moment)


def above(unit: Unit, known: Mapping[str, Unit]) -> Iterator[Unit]:
    """The units above, from the nearest on; where they run in a circle each is given once."""
    seen: set[str] = set()
    upper = known.get(unit.above)
    while upper is not None and upper.id not in seen:
        seen.add(upper.id)
        yield upper
        upper = known.get(upper.above)
