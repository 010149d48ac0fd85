"""Closing: 通过 · 退回 on a card, and what office and secretary do with what has ended."""

import datetime as dt

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act
from bot.messages.closing.view import agreed_body, sent_back_body
from bot.messages.core.questions import ResultQuestion, ReturnQuestion
from bot.messages.core.taps import Agree, ReturnMeasure, WriteResult
from bot.messages.people.proposal import proposed_body
from bot.messages.similar.view import ask_cause_body
from bot.messages.text import day as day_words
from bot.services.closing.result import demand_writable, ready_results, write_result
from bot.services.closing.steps import (
    ShownSubmission,
    agree,
    demand_returnable,
    move_report_day,
    return_measure,
)
from bot.services.core.proposals import Proposed
from bot.services.similar.decisions import demand_cause
from handlers.core.acts import preview_with_reason
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, DayRoute, Routes, TapRoute

REPORT_DAY = "rday"


async def on_agree(context: Context, tap: Agree) -> None:
    """Agree to a closing at the step, and the submission, that the card speaks of."""
    card = ShownSubmission(tap.stage, tap.submission)
    checked = await agree(context.request, await context.person(), tap.measure, card=card)
    body = agreed_body(context.wording, checked.measure, checked.told, checked.closing, checked.finding)
    await context.answer(body, edit=True)
    if checked.finding is not None and allowed(Action.SET_CAUSE, await context.person()):
        finding = checked.finding.subject
        number = await demand_cause(context.request, await context.person(), finding)
        await context.answer(ask_cause_body(context.wording, finding, number))


async def on_return(context: Context, tap: ReturnMeasure) -> None:
    """Ask why it is sent back."""
    card = ShownSubmission(tap.stage, tap.submission)
    await demand_returnable(context.request, await context.person(), tap.measure, card)
    asked = ReturnQuestion(tap.measure, tap.stage, tap.submission)
    await ask(context, asked, context.say("closing.ask_return", number=tap.measure.rpartition("/")[2]))


async def take_return(context: Context, person: Person, asked: ReturnQuestion, words: str) -> None:
    """Send a measure back for the reason that was written."""
    card = ShownSubmission(asked.stage, asked.submission)
    checked = await return_measure(context.request, person, asked.about, words, card=card)
    await context.answer(sent_back_body(context.wording, checked.measure, checked.told))


async def on_result(context: Context, tap: WriteResult) -> None:
    """Ask what was done, at the step and the submission of the card."""
    card = ShownSubmission(tap.stage, tap.submission)
    measure = await demand_writable(context.request, await context.person(), tap.measure, card)
    result = measure.result or context.wording.word("closing.no_result")
    asked = ResultQuestion(tap.measure, tap.stage, tap.submission)
    offered = await ready_results(context.request, await context.person(), measure)
    text = context.say("closing.ask_result", number=measure.number, result=result)
    await ask(context, asked, text, offered=offered)


async def take_result(context: Context, person: Person, asked: ResultQuestion, words: str) -> None:
    """Keep the result that was written; whoever checks gets a new card with it."""
    card = ShownSubmission(asked.stage, asked.submission)
    measure = await write_result(context.request, person, asked.about, words, card)
    await context.answer(context.say("closing.result_written", number=measure.number, result=measure.result))


async def take_report_day(context: Context, person: Person, measure_id: str, day: dt.date) -> None:
    """Set another day by which to report anew."""
    measure = await move_report_day(context.request, person, measure_id, day)
    if isinstance(measure, Proposed):
        await context.answer(proposed_body(context.wording, measure.proposal, measure.deciders), edit=True)
        return
    await context.answer(context.say("closing.report_day_set", number=measure.number, day=day_words(day)), edit=True)


async def on_reopen(context: Context) -> None:
    """Show what opening ended measures again would do."""
    await preview_with_reason(context, "reopen", Act.REOPEN)


async def on_standing(context: Context) -> None:
    """Show what letting measures go on for good would do."""
    await preview_with_reason(context, "standing", Act.TURN_STANDING)


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("reopen", ("重新打开",), on_reopen, (Role.OFFICE, Role.SECRETARY), needs=(Action.REOPEN,)),
        Command("standing", ("转长期", "转入长期坚持"), on_standing, OFFICE, needs=(Action.TURN_STANDING,)),
    ),
    taps=(TapRoute(Agree, on_agree), TapRoute(ReturnMeasure, on_return), TapRoute(WriteResult, on_result)),
    answers=(AnswerRoute(ReturnQuestion, take_return), AnswerRoute(ResultQuestion, take_result)),
    days={REPORT_DAY: DayRoute(take_report_day)},
)
