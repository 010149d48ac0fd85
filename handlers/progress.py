"""Progress by buttons: a percentage, done, a difficulty; and 撤回."""

from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.progress.progress import Report
from bot.domain.replies.reply import Intent
from bot.messages.core.difficulty_taps import ForwardDifficulty, ReplyToDifficulty
from bot.messages.core.questions import (
    DifficultyQuestion,
    DifficultyReplyQuestion,
    ProgressQuestion,
    RetractQuestion,
    WholeQuestion,
)
from bot.messages.core.taps import (
    AskProgress,
    ConfirmDone,
    Done,
    HandInWhole,
    Percent,
    SettleFigure,
    SettlePeriod,
    Stuck,
    Undo,
)
from bot.messages.progress.figures import settled_body
from bot.messages.progress.view import excused_body, period_settled_body, undone_body
from bot.messages.replies.view import confirm_done_body, progress_body
from bot.messages.text import told_names
from bot.readers.correction import with_reason
from bot.services.core.redaction import redacted
from bot.services.progress.difficulty import demand_difficulty, forward_difficulty
from bot.services.progress.figures import settle_figure
from bot.services.progress.periods import excuse_period, settle_period
from bot.services.progress.report import demand_reportable, report_progress
from bot.services.progress.undo import undo
from bot.services.replies.last_said import said_beside
from bot.services.replies.named_measure import measure_by_id, measure_named
from handlers.core.acts import ask_reason
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.recording import ask_about, recorded
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute


async def on_report(context: Context, tap: AskProgress) -> None:
    """Offer quick answers for a measure."""
    await demand_reportable(context.request, await context.person(), tap.measure)
    (shown,) = await redacted(context.request, [await measure_by_id(context.request, tap.measure)])
    await ask(context, ProgressQuestion(tap.measure), progress_body(context.wording, shown))


async def on_percent(context: Context, tap: Percent) -> None:
    """Record a quick answer."""
    words = context.word("replies.percent_words", percent=tap.percent)
    await _tapped(context, Report(measure=tap.measure, words=words, intent=Intent.PROGRESS, percent=tap.percent))


async def on_done(context: Context, tap: Done) -> None:
    """Ask whether it really is done: a slip of the thumb must not hand a measure in."""
    await demand_reportable(context.request, await context.person(), tap.measure)
    (measure,) = await redacted(context.request, [await measure_by_id(context.request, tap.measure)])
    await context.answer(confirm_done_body(context.wording, measure))


async def on_confirmed(context: Context, tap: ConfirmDone) -> None:
    """Hand the measure in."""
    words = context.word("replies.done_words")
    await _tapped(context, Report(measure=tap.measure, words=words, intent=Intent.DONE, whole=tap.whole))


async def _tapped(context: Context, said: Report) -> None:
    person = await context.person()
    outcomes = await report_progress(context.request, person, [said], "")
    await context.answer(await recorded(context, outcomes), edit=True)


async def on_stuck(context: Context, tap: Stuck) -> None:
    """Ask what the difficulty is."""
    await demand_reportable(context.request, await context.person(), tap.measure)
    await ask_about(context, DifficultyQuestion(tap.measure), "replies.ask_stuck")


async def on_reply_to_difficulty(context: Context, tap: ReplyToDifficulty) -> None:
    """Ask what is replied to a difficulty."""
    measure = await demand_difficulty(context.request, await context.person(), tap.measure)
    await ask(context, DifficultyReplyQuestion(tap.measure), context.say("progress.ask_reply", number=measure.number))


async def take_reply_to_difficulty(
    context: Context, person: Person, asked: DifficultyReplyQuestion, words: str
) -> None:
    """Tell the owners what was written, and note it on the measure."""
    said = Report(measure=asked.about, words=words, intent=Intent.NOTE)
    await context.answer(await recorded(context, await report_progress(context.request, person, [said], context.place)))


async def on_forward_difficulty(context: Context, tap: ForwardDifficulty) -> None:
    """Ask the secretary for an instruction on a difficulty."""
    names = await forward_difficulty(context.request, await context.person(), tap.measure)
    number, told = tap.measure.rpartition("/")[2], told_names(context.wording, names)
    await context.answer(context.say("progress.forwarded", number=number, names=told))


async def on_whole(context: Context, tap: HandInWhole) -> None:
    """Ask why a measure is handed in though others have not spoken."""
    await demand_reportable(context.request, await context.person(), tap.measure, Action.SUBMIT)
    await ask_about(context, WholeQuestion(tap.measure), "progress.share_why")


async def take_whole(context: Context, person: Person, asked: WholeQuestion, words: str) -> None:
    """Hand the measure in for the reason that was written."""
    said = Report(measure=asked.about, words=words, intent=Intent.DONE, whole=True, alone=True)
    await context.answer(await recorded(context, await report_progress(context.request, person, [said], context.place)))


async def on_settle_period(context: Context, tap: SettlePeriod) -> None:
    """Count a report for a period."""
    person, today = await context.person(), context.request.today(await context.unit())
    done = await settle_period(context.request, person, tap.progress, tap.key)
    await context.answer(period_settled_body(context.wording, done.measure, done.periods, today))


async def on_excuse(context: Context) -> None:
    """Excuse a period (免报), for a reason."""
    person, today = await context.person(), context.request.today(await context.unit())
    wanted, reason = with_reason(context.words)
    number, _, period = wanted.partition(" ")
    if not number or not period:
        await context.answer(context.say("progress.usage_excuse"))
        return
    measure = await measure_named(context.request, person, number)
    if not reason:
        await ask_reason(context, "excuse", measure.id)
        return
    done = await excuse_period(context.request, person, measure.id, period, reason)
    await context.answer(excused_body(context.wording, done.measure, done.periods, reason, today))


async def on_undo(context: Context, tap: Undo) -> None:
    """Take a word back."""
    await _take_back(context, tap.progress, edit=True)


async def take_retraction(context: Context, _: Person, asked: RetractQuestion, __: str) -> None:
    """Take back what was said last, as it was said in words."""
    await _take_back(context, asked.about, edit=False)


async def _take_back(context: Context, id_: str, *, edit: bool) -> None:
    progress, measure = await undo(context.request, await context.person(), id_)
    beside = await said_beside(context.request, progress)
    shown = await redacted(context.request, [one.measure for one in beside])
    pairs = [(one.progress, other) for one, other in zip(beside, shown, strict=True)]
    await context.answer(undone_body(context.wording, progress, measure, pairs), edit=edit)


async def on_figure(context: Context, tap: SettleFigure) -> None:
    """A figure that contradicted an earlier one is the total, or comes on top."""
    person = await context.person()
    measure, figure = await settle_figure(context.request, person, tap.progress, tap.place, cumulative=bool(tap.total))
    await context.answer(settled_body(context.wording, measure.number, figure), edit=True)


ROUTES = Routes(
    commands=(Command("excuse", ("免报",), on_excuse, (Role.OFFICE,), needs=(Action.EXCUSE_PERIOD,)),),
    answers=(
        AnswerRoute(WholeQuestion, take_whole),
        AnswerRoute(RetractQuestion, take_retraction),
        AnswerRoute(DifficultyReplyQuestion, take_reply_to_difficulty),
    ),
    taps=(
        TapRoute(HandInWhole, on_whole),
        TapRoute(SettlePeriod, on_settle_period),
        TapRoute(AskProgress, on_report),
        TapRoute(Percent, on_percent),
        TapRoute(Done, on_done),
        TapRoute(ConfirmDone, on_confirmed),
        TapRoute(Stuck, on_stuck),
        TapRoute(ReplyToDifficulty, on_reply_to_difficulty),
        TapRoute(ForwardDifficulty, on_forward_difficulty),
        TapRoute(Undo, on_undo),
        TapRoute(SettleFigure, on_figure),
    ),
)
