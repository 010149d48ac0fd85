"""Importing: the office sends the file it has, looks at what was read, settles open deadlines, says yes."""

import asyncio
import datetime as dt
from dataclasses import replace

from telegram import Message
from telegram.constants import ChatAction
from telegram.ext import filters

from bot.documents.plan_picture import plan_pictures
from bot.domain.core.refusal import NotAllowed, NotFound
from bot.domain.imports.identity import NEW
from bot.domain.imports.result import Preview
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.import_taps import (
    AcceptImport,
    BringBack,
    ChooseRound,
    DecideDeadline,
    DiscardImport,
    ExplainHead,
    Identify,
    LeaveDeadline,
    NameIs,
    Prefer,
    RedoImport,
    SettleDeadline,
    UndoImport,
)
from bot.messages.core.questions import ImportReasonQuestion
from bot.messages.imports.keyboards import ALL, REST, asked_columns
from bot.messages.imports.view import (
    column_body,
    doubt_body,
    preview_body,
    question_body,
    redone_body,
    side_body,
    taken_body,
    undo_body,
    undone_body,
)
from bot.messages.people.card import who_is_secretary
from bot.messages.people.proposal import proposed_body
from bot.services.core.proposals import Proposed
from bot.services.imports.heads import explain, forget, known_in
from bot.services.imports.plan_import import (
    accept,
    bring_back,
    choose_round,
    discard,
    give_reason,
    identify,
    identify_by_number,
    prefer,
    preview,
    read_again,
    settle,
    tell_names,
    waiting,
)
from bot.services.imports.template import blank_ledger
from bot.services.imports.undo import redo_import, undo_import, undoable
from bot.services.people.staff import secretary_candidates
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import FRESH, AnswerRoute, Command, DayRoute, MessageRoute, Routes, TapRoute

PLAN_FILES = (
    ".xlsx",
    ".xlsm",
    ".xls",
    ".docx",
    ".doc",
    ".csv",
    ".tsv",
    ".txt",
    ".md",
    ".htm",
    ".html",
    ".mht",
    ".mhtml",
    ".xml",
    ".wps",
    ".et",
    ".rtf",
    ".odt",
    ".ods",
    ".xlsb",
)
IGNORED = "ignored"
TEMPLATE = "模板"
FORGET = "重认栏目"
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
    known = await known_in(context.request, person.unit)
    read = await read_plan_safely(content, name, reference=context.request.today(unit), known=known)
    pictures = await asyncio.to_thread(plan_pictures, read)
    shown = await preview(context.request, person.unit, read, name, by=person, file=document.file_id)
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
    await _ask_for_secretary(context, person)


async def _ask_for_secretary(context: Context, person: Person) -> None:
    """Ask who is secretary where nobody is."""
    if candidates := await secretary_candidates(context.request, person):
        await context.answer(who_is_secretary(context.wording, candidates))


async def take_reason(context: Context, person: Person, _: ImportReasonQuestion, words: str) -> None:
    """Keep the plan for the reason that was written."""
    await give_reason(context.request, words, by=person)
    await context.answer(taken_body(context.wording, await accept(context.request, by=person)))
    await _ask_for_secretary(context, person)


async def on_head(context: Context, tap: ExplainHead) -> None:
    """Ask what columns are about, remember it for the unit, and read the file once more when all is said."""
    from bot.readers.plan import read_plan_safely

    person = await context.person()
    shown = await waiting(context.request, person)
    asked = asked_columns(shown)
    if not tap.field:
        if asked:
            await context.answer(column_body(context.wording, shown, asked[0][0]))
        return
    if not 0 <= tap.column < len(shown.read.columns):
        raise NotFound(what="import")
    rest = [(place, column) for place, column in asked if place > tap.column]
    said = {shown.read.columns[tap.column].head: IGNORED if tap.field == REST else tap.field}
    if tap.field == REST:
        said |= {column.head: IGNORED for _, column in rest}
    if rest and tap.field != REST:
        await explain(context.request, person.unit, said, by=person)
        await context.answer(column_body(context.wording, shown, rest[0][0]), edit=True)
        return
    content = await context.download(shown.file, None)
    known = await known_in(context.request, person.unit)
    known = replace(known, heads=known.heads | said)
    today = context.request.today(await context.unit())
    read = await read_plan_safely(content, shown.name, reference=today, known=known)
    await explain(context.request, person.unit, said, by=person)  # nothing is remembered that leaves nothing to read
    await _show(context, await read_again(context.request, read, by=person), edit=True)


async def on_identify(context: Context, tap: Identify) -> None:
    """Ask which measure is which, one after another."""
    person = await context.person()
    if tap.known == ALL:
        shown = await identify_by_number(context.request, by=person)
    elif tap.known:
        shown = await waiting(context.request, person)
        doubt = next((one for one in shown.revision.doubts if one.number == tap.number), None)
        known = NEW if tap.known == NEW else next(
            (one.id for one in doubt.candidates if one.number == tap.known) if doubt else iter(()), ""
        )  # fmt: skip
        if not known:
            raise NotFound(what=tap.known)
        shown = await identify(context.request, tap.number, known, by=person)
    else:
        shown = await waiting(context.request, person)
    doubts = shown.revision.doubts
    body = doubt_body(context.wording, shown, doubts[0]) if doubts else preview_body(context.wording, shown)
    await context.answer(body, edit=bool(tap.known))


async def on_prefer(context: Context, tap: Prefer) -> None:
    """Ask whose words count, one measure after another."""
    person = await context.person()
    shown = await waiting(context.request, person)
    decisions = shown.revision.decisions
    meant = [one for one in decisions if tap.side and tap.number in {ALL, one.measure.number}]
    for one in meant:
        shown = await prefer(context.request, one.measure.id, file=tap.side == "file", by=person)
    numbers = [one.measure.number for one in decisions]
    after = numbers.index(tap.number) + 1 if tap.number in numbers else 0 if not tap.side else len(numbers)
    rest = decisions[after:]
    body = side_body(context.wording, shown, rest[0]) if rest else preview_body(context.wording, shown)
    await context.answer(body, edit=bool(tap.side))


async def on_name(context: Context, tap: NameIs) -> None:
    """Say whether a name is one person's or two people's."""
    shown = await tell_names(context.request, tap.name, two=tap.two, by=await context.person())
    await _show(context, shown, edit=True)


async def on_bring_back(context: Context, tap: BringBack) -> None:
    """Say whether cancelled measures come back."""
    shown = await bring_back(context.request, revived=tap.back == "yes", by=await context.person())
    await _show(context, shown, edit=True)


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
    """Show what taking the last import back would do."""
    await context.answer(undo_body(context.wording, await undoable(context.request, by=await context.person())))


async def on_undo_confirmed(context: Context, _: UndoImport) -> None:
    """Take the last import back."""
    undone = await undo_import(context.request, by=await context.person())
    if isinstance(undone, Proposed):
        await context.answer(proposed_body(context.wording, undone.proposal, undone.deciders), edit=True)
        return
    await context.answer(undone_body(context.wording, undone), edit=True)


async def on_redo(context: Context, _: RedoImport) -> None:
    """Bring the import back that was taken back."""
    redone = await redo_import(context.request, by=await context.person())
    await context.answer(redone_body(context.wording, redone), edit=True)


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
        TapRoute(ExplainHead, on_head),
        TapRoute(Identify, on_identify),
        TapRoute(Prefer, on_prefer),
        TapRoute(NameIs, on_name),
        TapRoute(BringBack, on_bring_back),
        TapRoute(UndoImport, on_undo_confirmed),
        TapRoute(RedoImport, on_redo),
    ),
    answers=(AnswerRoute(ImportReasonQuestion, take_reason),),
    messages=(MessageRoute(FRESH & PlanFile(), on_file, OFFICE),),
    days={"plan": DayRoute(take_day, past=True)},
)
