"""Drawing up what waits in the outbox: each kind of message has its composer; no sheet where its reason is gone."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.outbox import Message
from bot.domain.person import Person
from bot.reports.sheet import Button, Sheet
from bot.services.cards import compose_extension, compose_recheck, compose_review
from bot.services.desk import Desk
from bot.services.digest import compose_digest
from bot.services.folded import compose_reminders
from bot.services.instruction import compose_instruction
from bot.services.ledger import Ledger
from bot.services.letter import compose_letter
from bot.services.nudge import compose_nudge
from bot.services.oversight import compose_oversight
from bot.services.regular import compose_list, compose_morning

Composer = Callable[[Desk, Ledger, Message, Person], Awaitable[Sheet | None]]


async def compose_notice(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet:
    """A sentence of the catalogue with its facts, and rows of buttons."""
    del ledger, person
    facts: dict[str, Any] = message.facts
    text = desk.wording.say(facts["key"], **facts.get("facts", {}))
    rows = tuple(
        tuple(Button(desk.wording.word(label), action, tuple(args)) for label, action, *args in row)
        for row in facts.get("buttons", ())
    )
    return Sheet(text, rows, measures=tuple(facts.get("measures", ())))


COMPOSERS: dict[str, Composer] = {
    "digest": compose_digest,
    "extension": compose_extension,
    "instruction": compose_instruction,
    "letter": compose_letter,
    "list": compose_list,
    "morning": compose_morning,
    "notice": compose_notice,
    "nudge": compose_nudge,
    "oversight": compose_oversight,
    "recheck": compose_recheck,
    "reminders": compose_reminders,
    "review": compose_review,
}
