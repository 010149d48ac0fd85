"""What one person hands over to another."""

import asyncio

from bot.domain.people.person import ROLE_WORDS
from bot.messages.body import LINE, Attachment, MessageBody
from bot.messages.core.pending_taps import HandOver, HandoverList, SignHandover
from bot.messages.people.proposal import proposed_body
from bot.messages.people.view import (
    handed_over_body,
    handover_body,
)
from bot.services.core.proposals import Proposed
from bot.services.people.directory import person_by_id
from bot.services.people.handover import hand_over, paper_of_handover, plan_handover, sign_handover
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute


async def on_handover(context: Context) -> None:
    """Show what a handover would move, and ask."""
    person = await context.person()
    match context.words.split():
        case [giver, taker, *role] if len(role) < 2 and {*role} <= {*ROLE_WORDS}:  # noqa: PLR2004 - one word
            named = ROLE_WORDS[role[0]] if role else None
            planned = await plan_handover(context.request, giver, taker, by=person, role=named)
        case _:
            await context.answer(context.say("people.handover.usage"))
            return
    await context.answer(handover_body(context.wording, planned.giver, planned.taker, planned.measures, planned.role))


async def on_give(context: Context, tap: HandOver) -> None:
    """Hand over, as it was shown."""
    person = await context.person()
    giver, taker = [await person_by_id(context.request, id_) for id_ in (tap.giver, tap.taker)]
    done = await hand_over(context.request, giver.name, taker.name, by=person, role=tap.role)
    if isinstance(done, Proposed):
        await context.answer(proposed_body(context.wording, done.proposal, done.deciders), edit=True)
        return
    await context.answer(handed_over_body(context.wording, giver, taker, done.measures), edit=True)


async def on_sign(context: Context, tap: SignHandover) -> None:
    """Sign the list of a handover."""
    part, complete = await sign_handover(context.request, await context.person(), tap.matter)
    said = context.say(f"people.handover.signed_{part}")
    await context.answer(LINE.join([said, context.say("people.handover.signed_all")]) if complete else said)


async def on_list(context: Context, tap: HandoverList) -> None:
    """Hand out the list of a handover."""
    from bot.documents.word.paper import word_file

    paper = await paper_of_handover(context.request, await context.person(), tap.matter)
    attached = Attachment(f"{paper.name}.docx", await asyncio.to_thread(word_file, paper, context.request.now()))
    await context.answer(MessageBody(context.say("people.handover.listed"), attachments=(attached,)))


ROUTES = Routes(
    commands=(Command("handover", ("移交",), on_handover, takes=something_named),),
    taps=(TapRoute(HandOver, on_give), TapRoute(SignHandover, on_sign), TapRoute(HandoverList, on_list)),
)
