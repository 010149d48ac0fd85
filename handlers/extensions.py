"""Extensions: asked for with a day and a reason; 同意延期 or 不同意, step by step."""

import datetime as dt

from bot.domain.people.person import Person, Role
from bot.domain.progress.progress import Report
from bot.domain.progress.report_result import Outcome
from bot.domain.replies.reply import Intent
from bot.messages.core.taps import AskExtension, GrantExtension, RefuseExtension
from bot.messages.extensions.view import answered_body
from bot.services.core.draft_content import PendingQuestion
from bot.services.extensions.steps import answer_extension, reason_given
from bot.services.progress.report import report_progress
from bot.services.replies.pending_question import put_question
from bot.services.replies.understanding import answered, question
from handlers.core.context import Context
from handlers.core.recording import EXTEND, ask_about, recorded
from handlers.core.routes import DayRoute, Routes, TapRoute

REFUSE = "xno"


async def on_extend(context: Context, tap: AskExtension) -> None:
    """Ask until when, and why."""
    await ask_about(context, tap.measure, EXTEND, "replies.ask_extension")


async def take_day(context: Context, person: Person, measure_id: str, day: dt.date) -> None:
    """A day was confirmed for an extension: ask for it, with the reason as it was given."""
    words = await reason_given(context.request, person, measure_id)
    asked = Report(measure=measure_id, words=words or day.isoformat(), intent=Intent.EXTEND, asked=day)
    outcomes = await report_progress(context.request, person, [asked], "")
    _raise_refusal(outcomes)
    if await question(context.request, person) == PendingQuestion(purpose=EXTEND, measure=measure_id):
        await answered(context.request, person)
    await context.answer(await recorded(context, outcomes), edit=True)


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
    await put_question(context.request, await context.person(), f"{REFUSE}|{tap.step}", tap.extension)
    number = tap.extension.rpartition("/")[0].rpartition("/")[2]
    await context.answer(context.say("extensions.ask_refusal", number=number))


async def take_refusal(context: Context, person: Person, facts: tuple[str, ...], target: str, words: str) -> None:
    """Refuse a request for the reason that was written."""
    (step,) = facts
    answered = await answer_extension(context.request, person, target, agree=False, step=Role(step), words=words)
    await context.answer(answered_body(context.wording, *answered))


ROUTES = Routes(
    taps=(TapRoute(AskExtension, on_extend), TapRoute(GrantExtension, on_grant), TapRoute(RefuseExtension, on_refuse)),
    answers={REFUSE: take_refusal},
    days={EXTEND: DayRoute(take_day)},
)
