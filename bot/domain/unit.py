"""A body with its own office and secretary."""

from dataclasses import dataclass, field
from typing import Any

from bot.domain.policy import Policy


@dataclass(frozen=True)
class Unit:
    """One unit; `zone` is the name of its time zone."""

    id: str
    name: str
    zone: str = "Asia/Shanghai"
    policy: Policy = field(default_factory=Policy)
    bot: str = ""  # the name of the bot that serves it, "" for the first
    changes: dict[str, Any] = field(default_factory=dict)  # what the office changed in chat, over the configuration

    @property
    def unit(self) -> str:
        """Its own id: every record of the ledger names its unit."""
        return self.id
