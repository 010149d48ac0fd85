"""Progress by buttons: a percentage, done, a difficulty; and 撤回."""

from bot.domain.core.refusal import NotFound
from bot.domain.plan.measure import STAGE_WORDS, Measure
from bot.domain.progress.progress import Report
from bot.domain.replies.reply import Intent
from bot.messages.body import Button, MessageBody
from bot.messages.progress.view import matter, progress_body
from bot.services.progress.progress import report
from bot.services.progress.undo import undo
from bot.services.replies.pending_question import veiled
from bot.services.replies.reply import remember_question
from handlers.core.context import Context
from handlers.core.recording import STUCK, ask_about, recorded
from handlers.core.routes import Routes


async def _measure(context: Context, measure_id: str) -> Measure:
    async with context.request.look() as ledger:
        found = await ledger.measures.get(measure_id)
    if found is None:
        raise NotFound(what=measure_id.rpartition("/")[2])
    return found


async def on_report(context: Context) -> None:
    """Offer quick answers for a measure."""
    (measure_id,) = await context.pressed()
    measure = await remember_question(context.request, await context.person(), "rep", measure_id)
    (shown,) = await veiled(context.request, [measure])
    await context.answer(progress_body(context.wording, shown))


async def on_percent(context: Context) -> None:
    """Record a quick answer."""
    measure_id, percent = await context.pressed()
    words = context.word("replies.percent_words", percent=percent)
    await _tapped(context, Report(measure=measure_id, words=words, intent=Intent.PROGRESS, percent=int(percent)))


async def on_done(context: Context) -> None:
    """Ask whether it really is done: a slip of the thumb must not hand a measure in."""
    (measure_id,) = await context.pressed()
    (measure,) = await veiled(context.request, [await _measure(context, measure_id)])
    buttons = ((Button(context.word("replies.confirm_done"), "fin", (measure_id,)),),)
    text = context.say("replies.ask_done", number=measure.number, matter=matter(measure))
    await context.answer(MessageBody(text, buttons, measures=(measure_id,)))


async def on_confirmed(context: Context) -> None:
    """Hand the measure in."""
    (measure_id,) = await context.pressed()
    await _tapped(context, Report(measure=measure_id, words=context.word("replies.done_words"), intent=Intent.DONE))


async def _tapped(context: Context, said: Report) -> None:
    person = await context.person()
    outcomes = await report(context.request, person, [said], "")
    await context.answer(await recorded(context, outcomes), edit=True)


async def on_stuck(context: Context) -> None:
    """Ask what the difficulty is."""
    (measure_id,) = await context.pressed()
    await ask_about(context, measure_id, STUCK, "replies.ask_stuck")


async def on_undo(context: Context) -> None:
    """Take a word back."""
    (progress_id,) = await context.pressed()
    progress, measure = await undo(context.request, await context.person(), progress_id)
    text = context.say("progress.undone", number=measure.number, words=progress.words, stage=STAGE_WORDS[measure.stage])
    await context.answer(text, edit=True)


ROUTES = Routes(
    taps={
        "rep": on_report,
        "pct": on_percent,
        "done": on_done,
        "fin": on_confirmed,
        "stuck": on_stuck,
        "undo": on_undo,
    }
)
