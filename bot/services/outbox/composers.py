"""Drawing up what waits in the outbox: each kind of message has its composer; no body where its reason is gone."""

from collections.abc import Awaitable, Callable

from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.messages.body import Button, MessageBody
from bot.messages.wording import current
from bot.services.acceptance.cards import compose_acceptance
from bot.services.closing.cards import compose_review
from bot.services.core.callback_data import read_tap
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import NoticeContent, content_of
from bot.services.core.request import RequestContext
from bot.services.dependencies.cards import compose_wait
from bot.services.extensions.cards import compose_extension
from bot.services.invitations.knock import compose_knock
from bot.services.meetings.facts import compose_facts
from bot.services.pending.daily_message import compose_daily
from bot.services.pending.proposals import compose_proposal
from bot.services.rechecks.cards import compose_recheck
from bot.services.reporting.decisions import compose_decision
from bot.services.reporting.digest import compose_digest
from bot.services.reporting.periodic import compose_list, compose_morning
from bot.services.reporting.release_card import compose_release
from bot.services.supervision.instruction import compose_instruction
from bot.services.supervision.letter import compose_letter
from bot.services.supervision.nudge import compose_nudge
from bot.services.units.oversight import compose_oversight

Composer = Callable[[RequestContext, Ledger, Message, Person], Awaitable[MessageBody | None]]


async def compose_notice(request: RequestContext, ledger: Ledger, message: Message, person: Person) -> MessageBody:
    """A sentence of the catalogue with its facts, and rows of buttons."""
    del ledger, person
    content = content_of(message, NoticeContent)
    text = request.wording.say(current(content.key), **content.facts)
    rows = tuple(
        tuple(Button(request.wording.word(current(label)), read_tap(action, args)) for label, action, *args in row)
        for row in content.buttons
    )
    return MessageBody(text, rows, measures=tuple(content.measures))


COMPOSERS: dict[str, Composer] = {
    "acceptance": compose_acceptance,
    "decision": compose_decision,
    "digest": compose_digest,
    "extension": compose_extension,
    "facts": compose_facts,
    "instruction": compose_instruction,
    "knock": compose_knock,
    "letter": compose_letter,
    "list": compose_list,
    "morning": compose_morning,
    "notice": compose_notice,
    "nudge": compose_nudge,
    "oversight": compose_oversight,
    "proposal": compose_proposal,
    "recheck": compose_recheck,
    "release": compose_release,
    "reminders": compose_daily,
    "review": compose_review,
    "wait": compose_wait,
}
