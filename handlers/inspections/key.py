"""重点督查: marked and lifted with a reason, listed."""

import re

from bot.domain.people.person import Person, Role
from bot.messages.core.inspection_taps import LiftKey
from bot.messages.core.questions import LiftQuestion
from bot.messages.text import told_names
from bot.services.inspections.key import key_measures, mark_key
from bot.services.replies.named_measure import measure_named
from handlers.core.arguments import anything
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute

LIFTS = re.compile(r"^(?:解除|撤销|取消)\s*")
LIFTS_BEHIND = re.compile(r"^(?:解除|撤销|取消)(?:重点督查)?(?:[\s，,：:]+|$)")  # 3-2 解除 理由
BLANK = "理由：: ，,"


async def on_key(context: Context) -> None:
    """Mark the measure that is named, lift its mark, or list what is marked."""
    person, words = await context.person(), context.words
    lift = LIFTS.match(words) is not None
    number, _, reason = LIFTS.sub("", words).partition(" ")
    if not number:
        await context.answer(await key_measures(context.request, person))
        return
    reason = reason.strip()
    if not lift and LIFTS_BEHIND.match(reason):
        lift, reason = True, LIFTS_BEHIND.sub("", reason)
    measure = await measure_named(context.request, person, number)
    await _mark(context, person, measure.id, reason.removeprefix("理由").strip(BLANK), lift=lift)


async def _mark(context: Context, person: Person, measure: str, reason: str, *, lift: bool) -> None:
    marked, told = await mark_key(context.request, person, measure, reason, lift=lift)
    key = "inspections.lifted" if lift else "inspections.marked"
    await context.answer(context.say(key, number=marked.number, names=told_names(context.wording, told)))


async def on_lift(context: Context, tap: LiftKey) -> None:
    """Ask why the mark is lifted."""
    await context.person()
    number = tap.measure.rpartition("/")[2]
    await ask(context, LiftQuestion(tap.measure), context.say("inspections.ask_lift", number=number))


async def take_reason(context: Context, person: Person, asked: LiftQuestion, words: str) -> None:
    """Lift the mark."""
    await _mark(context, person, asked.about, words.strip(), lift=True)


ROUTES = Routes(
    commands=(Command("key", ("重点督查",), on_key, (Role.SECRETARY, Role.OFFICE), anything),),
    taps=(TapRoute(LiftKey, on_lift),),
    answers=(AnswerRoute(LiftQuestion, take_reason),),
)
