"""What one person hands over to another."""

import asyncio

from bot.domain.core.filename import file_name
from bot.domain.people.person import ROLE_WORDS, Role
from bot.domain.people.proposal import Act
from bot.messages.body import LINE, Attachment, MessageBody
from bot.messages.core.pending_taps import HandOver, HandoverList, SignedOnPaper, SignHandover
from bot.services.people.directory import ids_of
from bot.services.people.handover import note_signed_on_paper, paper_of_handover, sign_handover
from handlers.core.acts import preview
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute


async def on_handover(context: Context) -> None:
    """Show what a handover would move, and ask."""
    match context.words.split():
        case [giver, taker, *role] if len(role) < 2 and {*role} <= {*ROLE_WORDS}:  # noqa: PLR2004 - one word
            one, other = await ids_of(context.request, (await context.person()).unit, (giver, taker))
            await _show(context, one, other, ROLE_WORDS[role[0]] if role else None)
        case _:
            await context.person()
            await context.answer(context.say("people.handover.usage"))


async def on_give(context: Context, tap: HandOver) -> None:
    """Show it as it would be now: an older button asks."""
    await _show(context, tap.giver, tap.taker, tap.role)


async def _show(context: Context, giver: str, taker: str, role: Role | None) -> None:
    facts = {"taker": taker} | ({"role": str(role)} if role else {})
    await preview(context, Act.HAND_OVER, (giver,), "", facts)


async def on_sign(context: Context, tap: SignHandover) -> None:
    """Sign the list of a handover."""
    part, complete = await sign_handover(context.request, await context.person(), tap.matter)
    said = context.say(f"people.handover.signed_{part}")
    await context.answer(LINE.join([said, context.say("people.handover.signed_all")]) if complete else said)


async def on_paper(context: Context, tap: SignedOnPaper) -> None:
    """Note who signed the list by hand."""
    names = await note_signed_on_paper(context.request, await context.person(), tap.matter)
    await context.answer(context.say("people.handover.signed_paper", names="、".join(names)))


async def on_list(context: Context, tap: HandoverList) -> None:
    """Hand out the list of a handover."""
    from bot.documents.word.paper import word_file

    paper = await paper_of_handover(context.request, await context.person(), tap.matter)
    attached = Attachment(
        file_name(f"{paper.name}.docx", "移交清单"), await asyncio.to_thread(word_file, paper, context.request.now())
    )
    await context.answer(MessageBody(context.say("people.handover.listed"), attachments=(attached,)))


ACTING = (Role.SECRETARY, Role.OFFICE, Role.LEADER, Role.OWNER)  # who may have something to hand over
ROUTES = Routes(
    commands=(Command("handover", ("移交",), on_handover, ACTING, something_named),),
    taps=(
        TapRoute(HandOver, on_give),
        TapRoute(SignHandover, on_sign),
        TapRoute(SignedOnPaper, on_paper),
        TapRoute(HandoverList, on_list),
    ),
)
