"""等候: who waits for whom, offered from a sentence, answered with a day by thumb or words, lifted with a reason."""

import datetime as dt

from bot.domain.dependencies.dependency import End, Side
from bot.domain.people.person import Person
from bot.domain.plan.plan import Finding
from bot.messages.body import MessageBody
from bot.messages.core.dependency_taps import (
    AnswerWait,
    LiftWait,
    NotOurs,
    NoWait,
    ShowWait,
    WaitDone,
    WaitFor,
)
from bot.messages.core.questions import LiftWaitQuestion, NotOursQuestion, WaitAnswerQuestion
from bot.messages.dependencies.view import PURPOSE, spoken_day
from bot.messages.text import told_names
from bot.services.dependencies.cards import show_wait
from bot.services.dependencies.offers import accept_offer, drop_offer, offer_waits, which_waits
from bot.services.dependencies.record import demand, promise
from bot.services.replies.named_measure import measure_named, measures_on, subject_named
from bot.services.status.answers import is_number
from handlers.core.arguments import a_number
from handlers.core.context import Context
from handlers.core.questions import ask, by_days
from handlers.core.routes import AnswerRoute, Command, DayRoute, Routes, TapRoute
from handlers.core.waiting import answer_wait, end_wait, lift_wait, say_wait


async def on_wait(context: Context) -> None:
    """Offer what the words say that a measure waits for; without words show who waits for whom."""
    person = await context.person()
    if not context.words:
        from bot.services.dependencies.picture import who_waits

        await context.answer(await who_waits(context.request, person))
        return
    number, _, words = context.words.partition(" ")
    meant = await measures_on(context.request, context.replied_to)
    if not words and len(meant) == 1:
        measure, words = meant[0], context.words
    elif not words:
        if is_number(number):
            await measure_named(context.request, person, number)
        await context.answer(context.say("dependencies.usage"))
        return
    else:
        subject = await subject_named(context.request, person, number)
        if isinstance(subject, Finding):
            await context.answer(await which_waits(context.request, person, subject, words))
            return
        measure = subject.id
    offers = await offer_waits(context.unscoped, person, measure, _as_wait(words), strict=True)
    if not offers:
        await context.answer(context.say("dependencies.not_read", words=words))
    for body in offers:
        await context.answer(body)


_WORD = "等"  # as the command says it, with a space behind: 等待 3-1 等 罗雨桐修好


def _as_wait(words: str) -> str:
    """Words behind the command, which says 等 itself: 等待 3-1 住建局修管网."""
    from bot.readers.reply.waiting import read_waits

    return words if read_waits(words) else f"等{words.removeprefix(_WORD).strip()}"


async def on_yes(context: Context, tap: WaitFor) -> None:
    """Register it, and say who was asked."""
    person = await context.person()
    done = await accept_offer(context.unscoped, person, tap.draft, tap.place)
    one = done.dependency
    key = "begun_outside" if one.side is Side.OUTSIDE else "begun" if done.reached else "begun_unreached"
    names = told_names(context.wording, done.told)
    text = context.say(
        f"dependencies.{key}", number=done.number, name=one.name, day=spoken_day(one.answer_by), names=names
    )
    if done.loop:
        text += "\n" + context.say("dependencies.looped", loop=" → ".join(done.loop))
    card = await show_wait(context.request, person, one.id)
    await context.answer(MessageBody(text, card.buttons, measures=card.measures), edit=True)


async def on_no(context: Context, tap: NoWait) -> None:
    """It waits for none of them."""
    await drop_offer(context.request, await context.person(), tap.draft)
    await context.answer(context.say("dependencies.dropped"), edit=True)


async def on_show(context: Context, tap: ShowWait) -> None:
    """Show the card."""
    await context.answer(await show_wait(context.request, await context.person(), tap.dependency))


async def take_day(context: Context, person: Person, dependency: str, day: dt.date) -> None:
    """Take the day that was confirmed by a tap."""
    await say_wait(context, "promised", await promise(context.unscoped, person, dependency, day))


async def on_done(context: Context, tap: WaitDone) -> None:
    """It is done."""
    await end_wait(context, await context.person(), tap.dependency, End.FULFILLED)


async def on_not_ours(context: Context, tap: NotOurs) -> None:
    """Ask why it is not theirs."""
    await demand(context.request, await context.person(), tap.dependency)
    await ask(context, NotOursQuestion(tap.dependency), context.say("dependencies.ask_not_ours"))


async def take_not_ours(context: Context, person: Person, asked: NotOursQuestion, words: str) -> None:
    """It is not theirs."""
    await end_wait(context, person, asked.about, End.DECLINED, words)


async def on_lift(context: Context, tap: LiftWait) -> None:
    """Ask why it is waited for no more."""
    await lift_wait(context, await context.person(), tap.dependency)


async def take_lift(context: Context, person: Person, asked: LiftWaitQuestion, words: str) -> None:
    """It is waited for no more."""
    await end_wait(context, person, asked.about, End.LIFTED, words)


async def on_answer(context: Context, tap: AnswerWait) -> None:
    """Ask for the answer in words."""
    found = await demand(context.request, await context.person(), tap.dependency)
    text = context.say("dependencies.ask_answer", number=found.number)
    days = await by_days(context, "dependencies.ready_by", *PROMISED)
    await ask(context, WaitAnswerQuestion(tap.dependency), text, offered=days)


async def take_answer(context: Context, person: Person, asked: WaitAnswerQuestion, words: str) -> None:
    """Take the words as the answer."""
    await answer_wait(context, person, asked.about, words)


PROMISED = (3, 5, 10)  # working days
ROUTES = Routes(
    commands=(Command("wait", ("等待", "谁在等谁", "在等谁"), on_wait, takes=a_number),),
    taps=(
        TapRoute(WaitFor, on_yes),
        TapRoute(NoWait, on_no),
        TapRoute(ShowWait, on_show),
        TapRoute(WaitDone, on_done),
        TapRoute(NotOurs, on_not_ours),
        TapRoute(AnswerWait, on_answer),
        TapRoute(LiftWait, on_lift),
    ),
    answers=(
        AnswerRoute(WaitAnswerQuestion, take_answer),
        AnswerRoute(NotOursQuestion, take_not_ours),
        AnswerRoute(LiftWaitQuestion, take_lift),
    ),
    days={PURPOSE: DayRoute(take_day, asks=lambda _, dependency: WaitAnswerQuestion(dependency))},
)
