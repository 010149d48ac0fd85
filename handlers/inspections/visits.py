"""A visit on the spot: planned or begun by a sentence, then by taps; what it demands is echoed first."""

import datetime as dt
from itertools import chain

from bot.domain.core.refusal import Refusal
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.inspection_taps import (
    BeginVisit,
    CancelVisit,
    DemandOnVisit,
    EndVisit,
    NoteSeen,
    ShowVisit,
    VisitAsWord,
    VisitAt,
    VisitNow,
)
from bot.messages.core.questions import DayQuestion, DemandQuestion, NumberQuestion, SeenQuestion
from bot.messages.core.refusal import why_not
from bot.messages.inspections.view import DAY, when_body, with_picks
from bot.services.inspections.demands import propose_demand
from bot.services.inspections.picks import picks_for
from bot.services.inspections.visits import (
    PlannedVisit,
    begin_visit,
    demand_under_way,
    demand_visitable,
    list_visits,
    note_seen,
    numbers_of,
    plan_visit,
    show_visit,
)
from bot.services.meetings.echo import echo
from bot.services.replies.named_measure import measure_named, plans_of
from bot.services.replies.question import answered
from handlers.core.act_sentences import VISITING
from handlers.core.arguments import anything
from handlers.core.context import Context
from handlers.core.day_picker import ask_day
from handlers.core.questions import ask, by_days
from handlers.core.routes import AnswerRoute, Command, DayRoute, Routes, TapRoute
from handlers.inspections.changes import cancelled, change_said, ended, take_change

WITHIN = (3, 5, 10)  # working days
FEW = 4  # measures
SOON = (1, 2, 3)  # working days


async def on_visit(context: Context) -> None:
    """Plan or begin the visit that is described; without words list the visits."""
    from bot.readers.visit import read_visit

    person = await context.person()
    unit = await context.unit()
    if change := change_said(context, context.request.day_said(unit)):
        await take_change(context, person, change)
        return
    read = read_visit(context.words, context.request.day_said(unit), await plans_of(context.request, unit.id))
    if not read.numbers and not read.doubt:
        listed = await list_visits(context.request, person)
        picks = await picks_for(context.request, person, Action.INSPECT)
        await context.answer(with_picks(context.wording, listed, picks, key=False))
        return
    if read.doubt:
        await context.answer(context.say("inspections.which_day", words=read.doubt))
        return
    measures = [(await measure_named(context.request, person, number)).id for number in read.numbers]
    wanted = PlannedVisit(measures=tuple(measures), day=read.day, time=read.time, place=read.place, people=read.people)
    await context.answer(await plan_visit(context.request, person, wanted))


async def on_when(context: Context, tap: VisitAt) -> None:
    """Ask whether it is now, or on which day."""
    person, unit = await context.person(), await context.unit()
    number = await demand_visitable(context.request, person, tap.measure)
    today = context.request.today(unit)
    days = [context.request.calendar.plus(today, ahead) for ahead in SOON]
    await ask_day(context, DAY, tap.measure, when_body(context.wording, tap.measure, number, days))


async def on_now(context: Context, tap: VisitNow) -> None:
    """Begin at once."""
    await _plan(context, await context.person(), tap.measure, None)
    await answered(context.request, await context.person(), DayQuestion(tap.measure, DAY))


async def take_day(context: Context, person: Person, measure: str, day: dt.date) -> None:
    """Plan it for the day that was picked."""
    await _plan(context, person, measure, day)


async def take_said(context: Context, person: Person, measure: str, words: str) -> bool:
    """Plan it for a day that is written with its hour or place; False where neither is, or anything is in doubt."""
    from bot.readers.visit import read_visit

    today = context.request.day_said(await context.unit())
    read = read_visit(words, today)
    told = read.day is not None and read.day >= today and (read.time or read.place)
    if not told or read.numbers or read.doubt or read.people:
        return False
    wanted = PlannedVisit(measures=(measure,), day=read.day, time=read.time, place=read.place, people="")
    await context.answer(await plan_visit(context.request, person, wanted))
    return True


async def _plan(context: Context, person: Person, measure: str, day: dt.date | None) -> None:
    wanted = PlannedVisit(measures=(measure,), day=day, time=None, place="", people="")
    await context.answer(await plan_visit(context.request, person, wanted))


async def on_show(context: Context, tap: ShowVisit) -> None:
    """Show a visit."""
    await context.answer(await show_visit(context.request, await context.person(), tap.visit))


async def on_begin(context: Context, tap: BeginVisit) -> None:
    """Begin a visit."""
    await context.answer(await begin_visit(context.request, await context.person(), tap.visit))


async def on_cancel(context: Context, tap: CancelVisit) -> None:
    """Call a visit off."""
    await context.answer(await cancelled(context, await context.person(), tap.visit), edit=True)


async def on_see(context: Context, tap: NoteSeen) -> None:
    """Ask what was found."""
    await demand_under_way(context.request, await context.person(), tap.visit)
    await ask(context, SeenQuestion(tap.visit), context.say("inspections.ask_seen"))


async def take_seen(context: Context, person: Person, asked: SeenQuestion, words: str) -> None:
    """Write down what was found."""
    await context.answer(await note_seen(context.request, person, asked.about, words))


async def on_demand(context: Context, tap: DemandOnVisit) -> None:
    """Ask what is demanded."""
    numbers = await numbers_of(context.request, await context.person(), tap.visit)
    spans = WITHIN if len(numbers) == 1 else WITHIN[1:2]
    offered = [await by_days(context, "inspections.ready_by", *spans, number=number) for number in numbers[:FEW]]
    await ask(context, DemandQuestion(tap.visit), context.say("inspections.ask_demand"), offered=[*chain(*offered)])


async def take_demand(context: Context, person: Person, asked: DemandQuestion, words: str) -> None:
    """Echo what is demanded, to be registered by a tap."""
    from bot.readers.meeting import read_resolution

    read = read_resolution(words, context.request.day_said(await context.unit()))
    proposed = await propose_demand(context.request, person, asked.about, read)
    if isinstance(proposed, Refusal):
        await context.answer(why_not(context.wording, proposed))
        return
    body = await echo(context.request, person, proposed)
    if proposed.kept.subject:
        await context.answer(body)
    else:
        offered = await numbers_of(context.request, person, asked.about)
        await ask(context, NumberQuestion(proposed.draft), body, offered=offered)


async def on_end(context: Context, tap: EndVisit) -> None:
    """End the visit."""
    await context.answer(await ended(context, await context.person(), tap.visit), edit=True)


async def on_word(context: Context, tap: VisitAsWord) -> None:
    """Hand out the record as a Word document."""
    from bot.services.reporting.documents import make_documents

    person = await context.person()
    files = await make_documents(context.request, "visit", person.unit, tap.visit, by=person)
    attached = tuple(Attachment(name, content) for name, content in files)
    await context.answer(MessageBody(context.say("inspections.word"), attachments=attached))


ROUTES = Routes(
    commands=(Command("visit", ("现场督办", "现场督查", "督查"), on_visit, VISITING, anything),),
    taps=(
        TapRoute(VisitAt, on_when),
        TapRoute(VisitNow, on_now),
        TapRoute(ShowVisit, on_show),
        TapRoute(BeginVisit, on_begin),
        TapRoute(CancelVisit, on_cancel),
        TapRoute(NoteSeen, on_see),
        TapRoute(DemandOnVisit, on_demand),
        TapRoute(EndVisit, on_end),
        TapRoute(VisitAsWord, on_word),
    ),
    answers=(AnswerRoute(SeenQuestion, take_seen), AnswerRoute(DemandQuestion, take_demand)),
    days={DAY: DayRoute(take_day, said=take_said)},
)
