"""Commands that do something to a measure for a reason: /reopen 3-2 理由 …."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.people.proposal import proposed_body
from bot.messages.wording import Wording
from bot.readers.correction import with_reason
from bot.services.core.proposals import Proposed
from bot.services.core.request import RequestContext
from bot.services.replies.named_measure import measure_named
from handlers.core.context import Context

Draw = Callable[[Wording, Any], MessageBody]  # of what the change gave
Change = Callable[[RequestContext, Person, str, str], Awaitable[object]]  # request, who acts, measure's id, reason


async def change_with_reason(context: Context, command: str, change: Change, said: str | Draw) -> None:
    """Do something to the measure that is named, for the reason that is given; `said` is the answer or its key."""
    person = await context.person()
    number, reason = with_reason(context.words)
    if not number or not reason:
        await context.answer(context.say("closing.usage_reason", command=command))
        return
    measure = await measure_named(context.request, person, number)
    done = await change(context.request, person, measure.id, reason)
    if isinstance(done, Proposed):
        await context.answer(proposed_body(context.wording, done.proposal, done.deciders))
        return
    if not isinstance(said, str):
        await context.answer(said(context.wording, done))
        return
    names = "、".join(getattr(done, "told", ()))
    await context.answer(MessageBody(context.say(said, number=measure.number, names=names), measures=(measure.id,)))
