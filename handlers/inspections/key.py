"""重点督查: marked and lifted with a reason, listed."""

import re
from collections.abc import Sequence

from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.core.inspection_taps import LiftKey, MarkKey
from bot.messages.core.questions import KeyQuestion, LiftAllQuestion, LiftQuestion
from bot.messages.core.refusal import why_not
from bot.messages.inspections.view import with_picks
from bot.messages.text import told_names
from bot.services.inspections.key import key_measures, mark_key, movable
from bot.services.inspections.picks import picks_for
from bot.services.replies.named_measure import measure_named
from handlers.core.arguments import anything
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute

LIFTS = re.compile(r"^(?:解除|撤销|取消)\s*")
LIFTS_BEHIND = re.compile(r"^(?:解除|撤销|取消)(?:重点督查)?(?:[\s，,：:]+|$)")  # 3-2 解除 理由
SEPARATE = re.compile(r"[、,，和及与]")
BLANK = "理由：: ，,"


async def on_key(context: Context) -> None:
    """Mark the measures that are named, lift their mark, or list what is marked."""
    from bot.readers.reply.measure_number import named_in

    person, words = await context.person(), context.words
    lift = LIFTS.match(words) is not None
    named, _, reason = LIFTS.sub("", words).partition(" ")
    if not named:
        listed = await key_measures(context.request, person)
        picks = await picks_for(context.request, person, Action.MARK_KEY)
        await context.answer(listed if lift else with_picks(context.wording, listed, picks, key=True))
        return
    reason = reason.strip()
    if not lift and LIFTS_BEHIND.match(reason):
        lift, reason = True, LIFTS_BEHIND.sub("", reason)
    numbers = [named] if SEPARATE.search(named) is None else [one.number for one in named_in(named)] or [named]
    measures = [(await measure_named(context.request, person, number)).id for number in numbers]
    await _move(context, person, measures, reason.removeprefix("理由").strip(BLANK), lift=lift)


async def _move(context: Context, person: Person, measures: Sequence[str], reason: str, *, lift: bool) -> None:
    """Mark each, or lift its mark; what one is refused for is said of it and leaves the others as they are."""
    free, refused = await movable(context.request, person, measures, lift=lift)
    for refusal in refused:
        number, why = refusal.facts["number"], why_not(context.wording, refusal)
        await context.answer(context.say("inspections.not_moved", number=number, why=why))
    if reason:
        for one in free:
            await _mark(context, person, one.id, reason, lift=lift)
    elif free:
        first, *rest = [one.id for one in free]
        others = ",".join(rest)
        lifting = LiftAllQuestion(first, others) if rest else LiftQuestion(first)
        key = "inspections.ask_lift" if lift else "inspections.ask_key"
        numbers = "、".join(one.number for one in free)
        await ask(context, lifting if lift else KeyQuestion(first, others), context.say(key, number=numbers))


async def _mark(context: Context, person: Person, measure: str, reason: str, *, lift: bool) -> None:
    marked, told = await mark_key(context.request, person, measure, reason, lift=lift)
    key = "inspections.lifted" if lift else "inspections.marked"
    await context.answer(context.say(key, number=marked.number, names=told_names(context.wording, told)))


async def on_lift(context: Context, tap: LiftKey) -> None:
    """Ask why the mark is lifted."""
    await _move(context, await context.person(), [tap.measure], "", lift=True)


async def on_mark(context: Context, tap: MarkKey) -> None:
    """Ask why it is marked."""
    await _move(context, await context.person(), [tap.measure], "", lift=False)


async def take_reason(context: Context, person: Person, asked: KeyQuestion | LiftAllQuestion, words: str) -> None:
    """Mark the measures, or lift their marks."""
    measures = [asked.about, *filter(None, asked.others.split(","))]
    await _move(context, person, measures, words.strip(), lift=isinstance(asked, LiftAllQuestion))


async def take_reason_of_one(context: Context, person: Person, asked: LiftQuestion, words: str) -> None:
    """Lift the mark."""
    await _move(context, person, [asked.about], words.strip(), lift=True)


ROUTES = Routes(
    commands=(Command("key", ("重点督查",), on_key, (Role.SECRETARY, Role.OFFICE), anything),),
    taps=(TapRoute(LiftKey, on_lift), TapRoute(MarkKey, on_mark)),
    answers=(
        AnswerRoute(KeyQuestion, take_reason),
        AnswerRoute(LiftAllQuestion, take_reason),
        AnswerRoute(LiftQuestion, take_reason_of_one),
    ),
)
