"""A plan's file: read, shown, taken into the ledger."""

import asyncio
from dataclasses import replace

from telegram import Message
from telegram.constants import ChatAction
from telegram.ext import filters

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.import_taps import (
    AcceptImport,
    DiscardImport,
    ReadAsPlan,
)
from bot.messages.core.questions import ImportReasonQuestion
from bot.messages.imports.view import (
    preview_body,
    taken_body,
)
from bot.messages.people.card import who_is_secretary
from bot.services.evidence.undo import loose_evidence, undo_evidence
from bot.services.imports.answers import given_reason, waiting
from bot.services.imports.heads import forget, known_in
from bot.services.imports.plan_import import accept, discard, preview
from bot.services.imports.template import blank_ledger
from bot.services.people.staff import secretary_candidates
from handlers.core.context import Context
from handlers.core.questions import ask, ask_which_meeting
from handlers.core.routes import FRESH, AnswerRoute, Command, MessageRoute, Routes, TapRoute

PLAN_FILES = (
    *(".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".csv", ".tsv", ".txt", ".md", ".htm", ".html", ".mht"),
    *(".mhtml", ".xml", ".wps", ".et", ".rtf", ".odt", ".ods", ".xlsb"),
)
TEMPLATE = "模板"
FORGET = "重认栏目"
SLOW = 200_000  # bytes of a file from which on somebody may wonder whether anything happens
OFFICE = (Role.OFFICE,)


class PlanFile(filters.MessageFilter):
    """A document named like a plan, sent by itself: with a caption or as an answer it is evidence."""

    def filter(self, message: Message) -> bool:
        """True for such a message; who sent it is asked later."""
        name = (message.document.file_name or "").lower() if message.document else ""
        return name.endswith(PLAN_FILES) and not message.caption and not message.reply_to_message


async def on_file(context: Context) -> None:
    """Read a plan that the office sent and show what was read."""
    person = await context.person()
    document = context.message.document
    if document is None:
        return
    await _read(context, person, document.file_id, document.file_size, document.file_name or "台账")


async def on_as_plan(context: Context, tap: ReadAsPlan) -> None:
    """Read what was kept as evidence as a plan; where it is one, it is evidence no longer."""
    person = await context.person()
    if not person.holds(Role.OFFICE):
        raise NotAllowed
    kept = await loose_evidence(context.request, person, tap.evidence)
    await _read(context, person, kept.file, kept.size, kept.name)
    await undo_evidence(context.request, person, kept.id)


async def _read(context: Context, person: Person, file: str, size: int | None, name: str) -> None:
    from bot.documents.plan_picture import plan_pictures
    from bot.readers.plan import read_plan_safely

    await context.show_busy(ChatAction.TYPING)
    content = await context.download(file, size)
    if len(content) > SLOW:
        await context.announce(context.say("imports.reading"))
    known = await known_in(context.request, person.unit)
    today = context.request.today(await context.unit())
    read = await read_plan_safely(content, name, reference=today, known=known)
    pictures = await asyncio.to_thread(plan_pictures, read)
    attached = tuple(Attachment(f"{number}.png", png, picture=True) for number, png in enumerate(pictures, 1))
    await context.answers.lay_in(attached)
    shown = await preview(context.request, person.unit, read, name, by=person, file=file)
    drawn = preview_body(context.wording, shown)
    await context.answer(replace(drawn, attachments=attached))


async def on_import(context: Context) -> None:
    """Say how a plan is sent in, or show the import that waits."""
    person = await context.person()
    if not person.holds(Role.OFFICE):
        raise NotAllowed
    if context.words == FORGET:
        await forget(context.request, person.unit, by=person)
        await context.answer(context.say("imports.forgotten"))
        return
    if context.words != TEMPLATE:
        await context.answer(context.say("imports.how"))
        return
    blank = await blank_ledger(context.request, await context.unit())
    attached = Attachment(context.wording.word("imports.template_file"), blank)
    await context.answer(MessageBody(context.say("imports.template"), attachments=(attached,)))


async def on_accept(context: Context, _: AcceptImport) -> None:
    """Keep the plan, once it is said why where days or people change."""
    person = await context.person()
    shown = await waiting(context.request, person)
    if shown.plan is not None and shown.needs_reason and not shown.reason:
        await ask(context, ImportReasonQuestion(shown.plan.id), context.say("imports.ask_reason"))
        return
    taken = await accept(context.request, by=person)
    await context.answer(taken_body(context.wording, taken), edit=True)
    await _ask_after(context, person, taken.plan.id)


async def _ask_after(context: Context, person: Person, plan: str) -> None:
    """Ask who is secretary where nobody is, and which meeting took the decisions where the file is one of decisions."""
    await _ask_for_secretary(context, person)
    await ask_which_meeting(context, person, plan)


async def _ask_for_secretary(context: Context, person: Person) -> None:
    """Ask who is secretary where nobody is."""
    if candidates := await secretary_candidates(context.request, person):
        await context.answer(who_is_secretary(context.wording, candidates))


async def take_reason(context: Context, person: Person, _: ImportReasonQuestion, words: str) -> None:
    """Keep the plan for the reason that was written."""
    taken = await accept(context.request, by=person, reason=given_reason(words))
    await context.answer(taken_body(context.wording, taken))
    await _ask_after(context, person, taken.plan.id)


async def on_discard(context: Context, _: DiscardImport) -> None:
    """Forget the plan."""
    await discard(context.request, by=await context.person())
    await context.answer(context.say("imports.discarded"), edit=True)


ROUTES = Routes(
    commands=(Command("import", ("导入",), on_import, OFFICE),),
    taps=(TapRoute(AcceptImport, on_accept), TapRoute(DiscardImport, on_discard), TapRoute(ReadAsPlan, on_as_plan)),
    answers=(AnswerRoute(ImportReasonQuestion, take_reason),),
    messages=(MessageRoute(FRESH & PlanFile(), on_file, OFFICE),),
)
