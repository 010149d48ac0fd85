"""Importing: the office sends the file it has, looks at what was read, settles open deadlines, says yes."""

import asyncio
import datetime as dt
from dataclasses import replace

from telegram import Message
from telegram.constants import ChatAction
from telegram.ext import filters

from bot.documents.plan_picture import plan_pictures
from bot.domain.core.refusal import NotAllowed, NotFound
from bot.domain.imports.result import Preview
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.messages.body import Attachment
from bot.messages.core.taps import (
    AcceptImport,
    ChooseRound,
    DecideDeadline,
    DiscardImport,
    LeaveDeadline,
    SettleDeadline,
)
from bot.messages.imports.view import preview_body, question_body, taken_body, undone_body
from bot.services.imports.plan_import import accept, choose_round, discard, preview, settle, waiting
from bot.services.imports.undo import undo_import
from handlers.core.context import Context
from handlers.core.routes import FRESH, Command, DayRoute, MessageRoute, Routes, TapRoute

PLAN_FILES = (".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".csv", ".txt", ".htm", ".html")
SLOW = 200_000  # bytes of a file from which on somebody may wonder whether anything happens
KINDS = {"once": DeadlineKind.AT_ONCE, "standing": DeadlineKind.STANDING}


class PlanFile(filters.MessageFilter):
    """A document named like a plan, sent by itself: with a caption or as an answer it is evidence."""

    def filter(self, message: Message) -> bool:
        """True for such a message; who sent it is asked later."""
        name = (message.document.file_name or "").lower() if message.document else ""
        return name.endswith(PLAN_FILES) and not message.caption and not message.reply_to_message


async def on_file(context: Context) -> None:
    """Read a plan that the office sent and show what was read."""
    from bot.readers.plan import read_plan_safely

    person = await context.person()
    document = context.message.document
    if document is None:
        return
    await context.bot.send_chat_action(context.account, ChatAction.TYPING)
    content = await context.download(document.file_id, document.file_size)
    if len(content) > SLOW:
        await context.announce(context.say("imports.reading"))
    name = document.file_name or "台账"
    unit = await context.unit()
    read = await read_plan_safely(content, name, reference=context.request.today(unit))
    pictures = await asyncio.to_thread(plan_pictures, read)
    shown = await preview(context.request, person.unit, read, name, by=person)
    drawn = preview_body(context.wording, shown)
    attached = tuple(Attachment(f"{number}.png", png, picture=True) for number, png in enumerate(pictures, 1))
    await context.answer(replace(drawn, attachments=attached))


async def _show(context: Context, shown: Preview, *, edit: bool = False) -> None:
    await context.answer(preview_body(context.wording, shown), edit=edit)


async def on_import(context: Context) -> None:
    """Say how a plan is sent in, or show the import that waits."""
    person = await context.person()
    if not person.holds(Role.OFFICE):
        raise NotAllowed
    await context.answer(context.say("imports.how"))


async def on_accept(context: Context, _: AcceptImport) -> None:
    """Keep the plan."""
    taken = await accept(context.request, by=await context.person())
    await context.answer(taken_body(context.wording, taken), edit=True)


async def on_discard(context: Context, _: DiscardImport) -> None:
    """Forget the plan."""
    await discard(context.request, by=await context.person())
    await context.answer(context.say("imports.discarded"), edit=True)


async def on_round(context: Context, tap: ChooseRound) -> None:
    """Say to which round the file belongs."""
    await _show(context, await choose_round(context.request, tap.letter, by=await context.person()), edit=True)


async def on_decide(context: Context, tap: DecideDeadline) -> None:
    """Ask about the open deadlines, one after another."""
    person = await context.person()
    shown = await waiting(context.request, person)
    number = tap.number or shown.open_deadlines[0].number
    await context.answer(question_body(context.wording, shown, number))


async def on_kind(context: Context, tap: SettleDeadline) -> None:
    """Settle an open deadline without a day: at once, standing, or the series that its words may mean."""
    if tap.kind == "period":
        shown = await waiting(context.request, await context.person())
        found = next((m for m in shown.open_deadlines if m.number == tap.number and m.reading), None)
        series = found.reading.proposed(found.deadline.words) if found and found.reading else None
        if series is None:
            raise NotFound(what="import")
        await _settled(context, tap.number, series)
    else:
        await _settled(context, tap.number, Deadline(KINDS[tap.kind]))


async def on_later(context: Context, tap: LeaveDeadline) -> None:
    """Leave an open deadline open and go on to the next."""
    shown = await waiting(context.request, await context.person())
    await _next(context, shown, after=tap.number)


async def _settled(context: Context, number: str, deadline: Deadline) -> None:
    shown = await settle(context.request, number, deadline, by=await context.person())
    await _next(context, shown, after=number)


async def _next(context: Context, shown: Preview, *, after: str) -> None:
    numbers = [m.number for m in shown.read.measures]
    rest = [m.number for m in shown.open_deadlines if numbers.index(m.number) > numbers.index(after)]
    wording = context.wording
    body = question_body(wording, shown, rest[0]) if rest else preview_body(wording, shown)
    await context.answer(body, edit=True)


async def on_undo(context: Context) -> None:
    """Take the last import back."""
    undone = await undo_import(context.request, by=await context.person())
    await context.answer(undone_body(context.wording, undone))


async def take_day(context: Context, _: Person, number: str, day: dt.date) -> None:
    """A day was confirmed for an open deadline of the waiting import."""
    await _settled(context, number, Deadline(DeadlineKind.BY_DATE, "", day, day))


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("import", ("导入",), on_import, OFFICE),
        Command("undo_import", ("撤销导入",), on_undo, OFFICE),
    ),
    taps=(
        TapRoute(AcceptImport, on_accept),
        TapRoute(DiscardImport, on_discard),
        TapRoute(ChooseRound, on_round),
        TapRoute(DecideDeadline, on_decide),
        TapRoute(SettleDeadline, on_kind),
        TapRoute(LeaveDeadline, on_later),
    ),
    messages=(MessageRoute(FRESH & PlanFile(), on_file, OFFICE),),
    days={"plan": DayRoute(take_day, past=True)},
)
