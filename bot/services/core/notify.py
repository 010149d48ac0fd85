"""Writing to other people: whatever they must hear goes into the outbox, with its cause."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.outbox.message import Message, Priority
from bot.domain.people.person import Person, Role
from bot.domain.reminders.quiet_hours import is_quiet
from bot.domain.settings.policy import Policy
from bot.services.core.transaction import Sitting, holders, people

Row = Sequence[Sequence[str]]  # buttons of a row, each as wording key of the label, action, arguments


@dataclass(frozen=True)
class Told:
    """Who is written to, by name, and the ids of the messages."""

    names: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told((*self.names, *other.names), (*self.messages, *other.messages))


def after_quiet(moment: dt.datetime, zone: str, policy: Policy) -> dt.datetime:
    """The moment itself, or the end of the quiet hours in which it lies, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    if not is_quiet(local.time(), policy):
        return moment
    over_midnight = local.time() >= policy.quiet_until
    day = local.date() + dt.timedelta(1) if over_midnight else local.date()
    return dt.datetime.combine(day, policy.quiet_until, ZoneInfo(zone)).astimezone(dt.UTC)


async def tell(
    sitting: Sitting,
    to: Iterable[Person],
    *,
    reason: str,
    facts: dict[str, Any],
    kind: str = "notice",
    priority: Priority = Priority.YELLOW,
) -> Told:
    """Write to each person once for the reason; who asks needs no notice of what they did, but gets their next card."""
    unit, now = sitting.unit, sitting.now
    due = after_quiet(now, unit.zone, unit.policy)
    told = Told()
    for person in {p.id: p for p in to}.values():
        if kind == "notice" and sitting.person and person.id == sitting.person.id:
            continue
        message = Message(
            f"{reason}:{person.id}", unit.id, person.id, kind, due, facts, priority, created=now, bot=unit.bot
        )
        await sitting.ledger.outbox.add(message)
        told += Told((person.name,), (message.id,))
    return told


def notice(
    key: str, facts: dict[str, Any], measures: Iterable[str] = (), buttons: Sequence[Row] = ()
) -> dict[str, Any]:
    """The facts of a plain message: a sentence of the catalogue, the measures it speaks of, rows of buttons."""
    rows = [[list(button) for button in row] for row in buttons]
    return {"key": key, "facts": facts, "measures": list(measures), "buttons": rows}


async def with_delegates(sitting: Sitting, ids: Iterable[str]) -> list[Person]:
    """The people, and whoever stands in for them today."""
    asked = await people(sitting.ledger, ids)
    delegates = await people(sitting.ledger, (person.stands_in(sitting.today) for person in asked))
    return list({person.id: person for person in (*asked, *delegates)}.values())


async def office(sitting: Sitting) -> list[Person]:
    """The people of the office."""
    return await holders(sitting.ledger, sitting.unit.id, Role.OFFICE)


async def secretary(sitting: Sitting) -> list[Person]:
    """The secretary."""
    return await holders(sitting.ledger, sitting.unit.id, Role.SECRETARY)
