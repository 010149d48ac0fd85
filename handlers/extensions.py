"""Extensions: asked for with a day and a reason; 同意延期 or 不同意, step by step."""

import datetime as dt

from bot.domain.extensions.extension import first_day
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.progress.progress import Report
from bot.domain.progress.report_result import Outcome
from bot.domain.replies.reply import Intent
from bot.messages.core.questions import ExtensionQuestion, Question, RefusalQuestion
from bot.messages.core.taps import AskExtension, GrantExtension, RefuseExtension
from bot.messages.extensions.view import answered_body
from bot.services.extensions.steps import answer_extension, demand_answerable, demand_unasked, reason_given
from bot.services.progress.report import demand_reportable, report_progress
from bot.services.replies.named_measure import measure_by_id
from bot.services.replies.question import answered, question
from handlers.core.context import Context
from handlers.core.offered_day import EXTEND, asks_for_day
from handlers.core.questions import ask
from handlers.core.recording import ask_about, recorded
from handlers.core.routes import AnswerRoute, DayRoute, Routes, TapRoute


async def on_extend(context: Context, tap: AskExtension) -> None:
    """Ask until when, and why."""
    await demand_reportable(context.request, await context.person(), tap.measure, Action.ASK_EXTENSION)
    await ask_about(context, ExtensionQuestion(tap.measure), "replies.ask_extension")


async def take_day(context: Context, person: Person, measure_id: str, day: dt.date) -> None:
    """A day was confirmed for an extension: ask for it, with the reason as it was given."""
    await demand_unasked(context.request, person, measure_id, day)
    words = await reason_given(context.request, person, measure_id)
    asked = Report(measure=measure_id, words=words or day.isoformat(), intent=Intent.EXTEND, asked=day)
    outcomes = await report_progress(context.request, person, [asked], "")
    _raise_refusal(outcomes)
    if asks_for_day(await question(context.request, person), measure_id):
        await answered(context.request, person)
    await context.answer(await recorded(context, outcomes), edit=True)


async def first_to_pick(context: Context, measure_id: str) -> dt.date:
    """The first day that may be asked for."""
    measure = await measure_by_id(context.request, measure_id)
    return first_day(measure, context.request.today(await context.unit()))


def day_asked(before: Question | None, measure_id: str) -> Question:
    """What a month asks too: as before, where days were offered; the reason is heard with it."""
    return before if before and asks_for_day(before, measure_id) else ExtensionQuestion(measure_id)


def _raise_refusal(outcomes: tuple[Outcome, ...]) -> None:
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal


async def on_grant(context: Context, tap: GrantExtension) -> None:
    """Agree to a request at the step that the card speaks of."""
    person = await context.person()
    answered = await answer_extension(context.request, person, tap.extension, agree=True, step=tap.step)
    await context.answer(answered_body(context.wording, *answered), edit=True)


async def on_refuse(context: Context, tap: RefuseExtension) -> None:
    """Ask why not."""
    await demand_answerable(context.request, await context.person(), tap.extension, tap.step)
    number = tap.extension.rpartition("/")[0].rpartition("/")[2]
    await ask(context, RefusalQuestion(tap.extension, tap.step), context.say("extensions.ask_refusal", number=number))


async def take_refusal(context: Context, person: Person, asked: RefusalQuestion, words: str) -> None:
    """Refuse a request for the reason that was written."""
    refused = await answer_extension(context.request, person, asked.about, agree=False, step=asked.step, words=words)
    await context.answer(answered_body(context.wording, *refused))


ROUTES = Routes(
    taps=(TapRoute(AskExtension, on_extend), TapRoute(GrantExtension, on_grant), TapRoute(RefuseExtension, on_refuse)),
    answers=(AnswerRoute(RefusalQuestion, take_refusal),),
    days={EXTEND: DayRoute(take_day, first=first_to_pick, asks=day_asked)},
)
