"""Writing to other people: whatever they must hear goes into the outbox, with its cause."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.outbox.message import Message, Priority
from bot.domain.people.person import Person, Role
from bot.domain.reminders.quiet_hours import end_of_quiet, is_quiet
from bot.domain.settings.policy import Policy
from bot.messages.wording import official
from bot.services.core.message_content import ANSWER, MessageContent, NoticeContent, facts_of
from bot.services.core.transaction import Transaction, holders, occasion, people

ButtonRow = Sequence[Sequence[str]]  # buttons of a row, each as wording key of the label, action, arguments

NOT_REACHED, NOBODY = official("core.not_reached"), official("core.nobody_reached")


@dataclass(frozen=True)
class Notified:
    """Who is written to, by name: whom it can reach and whom not; the ids of the messages; `at` what hour, if later."""

    reached: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    at: str = ""

    def __add__(self, other: "Notified") -> "Notified":
        reached, lost = (*self.reached, *other.reached), (*self.lost, *other.lost)
        return Notified(reached, lost, (*self.messages, *other.messages), self.at or other.at)

    @property
    def names(self) -> tuple[str, ...]:
        """Those whom it reaches, with the hour where it is quiet now; behind them those whom it does not."""
        last = self.reached[-1] if self.reached else NOBODY
        if self.reached and self.at:
            last += official("core.after_quiet", time=self.at)
        if self.lost:
            last += f"；{NOT_REACHED}{'、'.join(self.lost)}"
        return (*self.reached[:-1], last) if self.reached or self.lost else ()


def after_quiet(moment: dt.datetime, zone: str, policy: Policy) -> dt.datetime:
    """The moment itself, or the end of the quiet hours in which it lies, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    return end_of_quiet(local, policy) if is_quiet(local.time(), policy) else moment


async def tell_phones(tx: Transaction, person: Person, key: str, *, but: int | None = None, **facts: str) -> None:
    """Tell the phones that were the person's, which nobody reaches by the name any more; not the one that acts."""
    acting = tx.person.chat if tx.person else None
    for account in sorted({person.chat, person.former} - {None, but, acting}, key=str):
        text = str(tx.request.wording.say(key, **facts))
        message = Message(
            id=f"{ANSWER}:{key}:{person.id}:{await occasion(tx)}:{account}",
            unit="",
            to="",
            kind=ANSWER,
            due=tx.now,
            facts={"text": text, "chat": account},
            priority=Priority.ANSWER,
            created=tx.now,
            chat=account,
            bot=tx.unit.bot,
        )
        await tx.ledger.outbox.add(message)


async def notify(
    tx: Transaction,
    to: Iterable[Person],
    *,
    reason: str,
    facts: MessageContent,
    priority: Priority = Priority.YELLOW,
) -> Notified:
    """Write to each person once for the reason; who asks needs no notice of what they did, but gets their next card."""
    unit, now = tx.unit, tx.now
    due = after_quiet(now, unit.zone, unit.policy)
    told = Notified(at=f"{unit.policy.quiet_until:%H:%M}" if due > now else "")
    for person in {p.id: p for p in to}.values():
        if isinstance(facts, NoticeContent) and tx.person and person.id == tx.person.id:
            continue
        message = Message(
            id=f"{reason}:{person.id}",
            unit=unit.id,
            to=person.id,
            kind=facts.kind,
            due=due,
            facts=facts_of(facts),
            priority=priority,
            created=now,
            bot=unit.bot,
        )
        await tx.ledger.outbox.add(message)
        name = (person.name,)
        reached, lost = (name, ()) if person.reachable else ((), name)
        told += Notified(reached, lost, (message.id,))
    return told


def notice(
    key: str, facts: dict[str, Any], measures: Iterable[str] = (), buttons: Sequence[ButtonRow] = ()
) -> NoticeContent:
    """A plain message: a sentence of the catalogue, the measures it speaks of, rows of buttons."""
    rows = [[list(button) for button in row] for row in buttons]
    return NoticeContent(key=key, facts=facts, measures=list(measures), buttons=rows)


def beyond_reach(asked: Iterable[Person]) -> bool:
    """True where no message reaches any of them: they left, have bound no phone, or refuse the bot."""
    return not any(person.reachable for person in asked)


async def with_delegates(tx: Transaction, ids: Iterable[str]) -> list[Person]:
    """The people, and whoever stands in for them today."""
    asked = await people(tx.ledger, ids)
    delegates = await people(tx.ledger, (person.stands_in(tx.today) for person in asked))
    return list({person.id: person for person in (*asked, *delegates)}.values())


async def office(tx: Transaction) -> list[Person]:
    """The people of the office."""
    return await holders(tx.ledger, tx.unit.id, Role.OFFICE)


async def secretary(tx: Transaction) -> list[Person]:
    """The secretary."""
    return await holders(tx.ledger, tx.unit.id, Role.SECRETARY)
