"""What a preview asks: heads, measures known again, names, rounds, deadlines."""

import datetime as dt
from dataclasses import replace

from bot.domain.core.refusal import NotFound
from bot.domain.imports.identity import NEW
from bot.domain.imports.result import Preview
from bot.domain.people.person import Person
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.messages.core.import_taps import (
    BringBack,
    ChooseRound,
    DecideDeadline,
    ExplainHead,
    Identify,
    LeaveDeadline,
    ListImport,
    NameIs,
    Prefer,
    SettleDeadline,
)
from bot.messages.imports.keyboards import ALL, IGNORED, REST, asked_columns
from bot.messages.imports.view import (
    column_body,
    doubt_body,
    preview_body,
    question_body,
    side_body,
    whole_body,
)
from bot.services.imports.answers import (
    bring_back,
    choose_round,
    identify,
    identify_by_number,
    prefer,
    read_again,
    settle,
    tell_names,
    waiting,
)
from bot.services.imports.heads import explain, known_in
from handlers.core.context import Context
from handlers.core.day_picker import ask_day
from handlers.core.routes import DayRoute, Routes, TapRoute

KINDS = {"once": DeadlineKind.AT_ONCE, "standing": DeadlineKind.STANDING}
DAY = "plan"  # what a day is asked for


async def _show(context: Context, shown: Preview, *, edit: bool = False) -> None:
    await context.answer(preview_body(context.wording, shown), edit=edit)


async def on_list(context: Context, _: ListImport) -> None:
    """All that the preview only counts."""
    shown = await waiting(context.request, await context.person())
    await context.answer(whole_body(context.wording, shown))


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
    shown = await read_again(context.request, read, by=person)
    await explain(context.request, person.unit, said, by=person)  # nothing is remembered that leaves nothing to read
    await _show(context, shown, edit=True)


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
    meant = [one.measure.id for one in decisions if tap.side and tap.number in {ALL, one.measure.number}]
    if meant:
        shown = await prefer(context.request, meant, file=tap.side == "file", by=person)
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


async def on_round(context: Context, tap: ChooseRound) -> None:
    """Say to which round the file belongs."""
    await _show(context, await choose_round(context.request, tap.letter, by=await context.person()), edit=True)


async def on_decide(context: Context, tap: DecideDeadline) -> None:
    """Ask about the open deadlines, one after another."""
    person = await context.person()
    shown = await waiting(context.request, person)
    number = tap.number or shown.open_deadlines[0].number
    await ask_day(context, DAY, number, question_body(context.wording, shown, number))


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
    if rest:
        await ask_day(context, DAY, rest[0], question_body(wording, shown, rest[0]), edit=True)
    else:
        await context.answer(preview_body(wording, shown), edit=True)


async def take_day(context: Context, _: Person, number: str, day: dt.date) -> None:
    """A day was confirmed for an open deadline of the waiting import."""
    await _settled(context, number, Deadline(DeadlineKind.BY_DATE, "", day, day))


ROUTES = Routes(
    taps=(
        TapRoute(ListImport, on_list),
        TapRoute(ChooseRound, on_round),
        TapRoute(DecideDeadline, on_decide),
        TapRoute(SettleDeadline, on_kind),
        TapRoute(LeaveDeadline, on_later),
        TapRoute(ExplainHead, on_head),
        TapRoute(Identify, on_identify),
        TapRoute(Prefer, on_prefer),
        TapRoute(NameIs, on_name),
        TapRoute(BringBack, on_bring_back),
    ),
    days={DAY: DayRoute(take_day, past=True)},
)
