"""What every service is handed first: the ledger, the time, the calendar, and the update that is being answered."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.journal import Entry, Head
from bot.domain.units.unit import Unit
from bot.messages.wording import Wording
from bot.services.core.ledger import BlobStore, Ledger, Store
from bot.services.core.runtime import Runtime

CLOCK = "clock"


@dataclass(frozen=True, kw_only=True)
class RequestContext:
    """What a service needs for one update, or one run of a job."""

    store: Store
    clock: Callable[[], dt.datetime]
    calendar: WorkCalendar
    wording: Wording
    blobs: BlobStore
    update: int | None = None  # Telegram's number of the update that is being answered
    said: dt.datetime | None = None  # when what is being answered was said
    bot: str = ""  # the bot that is spoken to, or whose messages are carried
    runtime: Runtime = field(default_factory=Runtime)

    def now(self) -> dt.datetime:
        """The time, aware, in UTC."""
        return self.clock().astimezone(dt.UTC)

    def today(self, unit: Unit) -> dt.date:
        """The day in the unit's own zone."""
        return unit.day_of(self.clock())

    def said_at(self) -> dt.datetime:
        """When what is being answered was said, now where nothing is; aware, in UTC."""
        return self.said or self.now()

    def day_said(self, unit: Unit) -> dt.date:
        """The day of that in the unit's own zone, from which 明天 and 月底 are counted."""
        return unit.day_of(self.said_at())

    def local(self, unit: Unit) -> dt.datetime:
        """The time in the unit's own zone."""
        return self.clock().astimezone(ZoneInfo(unit.zone))

    def place(self, chat: int, message: int | str) -> str:
        """The key of a message: each bot counts the messages of a chat by itself."""
        return f"{self.bot}:{chat}:{message}".removeprefix(":")

    def look(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger to read."""
        return self.store.read()

    def open(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger to change: the transaction of the update, or one of its own where none is handled."""
        return self.store.open()


async def enter(ledger: Ledger, entry: Entry) -> Entry:
    """Write an entry as the next link of its unit's chain."""
    head = await ledger.heads.get(entry.unit) or Head(entry.unit)
    linked = entry.after_entry(head)
    await ledger.journal.put(linked)
    await ledger.heads.put(replace(head, number=linked.number, digest=linked.digest))
    return linked


def difference(before: Any, after: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields in which two records of a kind differ, as (before, after) in plain values."""
    untouched = {name for name, value in _fields(before) if value is getattr(after, name, None)}
    old, new = (
        {name: _plain(value) for name, value in _fields(record) if name not in untouched} for record in (before, after)
    )
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    return ({name: old[name] for name in old if name in changed}, {name: new[name] for name in new if name in changed})


def _fields(record: Any) -> list[tuple[str, Any]]:
    return [] if record is None else [(field.name, getattr(record, field.name)) for field in fields(record)]


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {name: _plain(item) for name, item in _fields(value)}
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return value
