"""Replies: a sentence from a phone, or a tap, becomes progress on the right measure, and can be taken back."""

import datetime as dt
from dataclasses import replace

from telegram.ext import MessageHandler, filters

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.people.person import Person
from bot.domain.plan.deadline import ReadingKind
from bot.domain.plan.measure import STAGE_WORDS, Measure
from bot.domain.progress.progress import Report
from bot.domain.progress.report_result import Outcome, Result
from bot.domain.replies.reply import Intent, ReplyReading
from bot.messages.body import Button, MessageBody
from bot.messages.progress.view import choose_body, clarify_body, matter, progress_body, recorded_body
from bot.messages.replies.day_picker import confirm_body
from bot.services.core.ledger import PROGRESS_OF, Ledger
from bot.services.core.redaction import redacted
from bot.services.progress.report import report
from bot.services.progress.undo import amend, undo
from bot.services.replies.understanding import (
    Chatter,
    Choose,
    Clarify,
    Clear,
    Said,
    Understood,
    answered,
    demand_correctable,
    drop_draft,
    question,
    remember_question,
    resume,
    said_in,
    understand,
)
from handlers.core.day_picker import PURPOSES
from handlers.core.pending_question import take_answer
from handlers.core.request import PRIVATE, Context, TelegramApplication, at_window, open_actions

EXTEND = "ext"
STUCK = "stuck"


def place_of(context: Context) -> str:
    """What was written, as "chat:message"."""
    return context.request.place(context.message.chat_id, context.message.message_id)


def card_of(context: Context) -> str:
    """What it answers, as "chat:message"; "" where it answers nothing."""
    answered_message = context.message.reply_to_message
    return context.request.place(context.message.chat_id, answered_message.message_id) if answered_message else ""


async def on_text(context: Context) -> None:
    """Record a sentence as what it says of its measures."""
    person = await context.person()
    words = context.message.text or ""
    purpose = await question(context.request, person)
    if purpose and not card_of(context) and await take_answer(context, person, *purpose):
        return
    understood = await understand(context.request, person, words, card=card_of(context), message=place_of(context))
    if purpose:
        understood = await _as_answer(context, person, understood, purpose)
    await go_on(context, person, understood, place_of(context))


def _meant(purpose: str, reading: ReplyReading) -> Intent | None:
    """What a sentence means after a question of ours; what it says plainly by itself stays."""
    plain = reading.intent is Intent.DONE or (reading.intent is Intent.PROGRESS and reading.percent is not None)
    return None if plain else {EXTEND: Intent.EXTEND, STUCK: Intent.BLOCKED}.get(purpose)


async def _as_answer(context: Context, person: Person, understood: Understood, purpose: tuple[str, str]) -> Understood:
    """A sentence after a question of ours means what was asked, unless it names another measure."""
    from bot.readers.reply import read_reply

    asked, measure_id = purpose
    match understood:
        case Clear((Said(measure, words, reading),)) if measure.id == measure_id:
            meant = replace(reading, intent=_meant(asked, reading) or reading.intent)
            found: Understood = Clear((Said(measure, words, meant),))
        case Clarify(draft, words, measure) if measure.id == measure_id and (
            intent := _meant(asked, read_reply(words))
        ):
            found = await resume(context.request, person, draft, measure_id, intent)
        case _:
            return understood
    await answered(context.request, person)
    return found


async def go_on(context: Context, person: Person, understood: Understood, message: str, *, edit: bool = False) -> None:
    """Record what is clear; ask about what is not."""
    wording = context.window.request.wording
    match understood:
        case Clear(said):
            await record(context, person, said, message, edit=edit)
        case Choose(draft, words, candidates):
            shown = await redacted(context.request, candidates)
            await context.answer(choose_body(wording, draft, words, shown), edit=edit)
        case Clarify(draft, words, measure, likely):
            (meant,) = await redacted(context.request, [measure])
            await context.answer(clarify_body(wording, draft, words, meant, likely), edit=edit)
        case Chatter():
            await context.answer(context.say("replies.chatter"))


async def record(context: Context, person: Person, said: tuple[Said, ...], message: str, *, edit: bool = False) -> None:
    """Record what was said of one or several measures; a wish for more time is echoed with its day first."""
    unit = await context.unit()
    today = context.request.today(unit)
    reports = [_report(one, today) for one in said]
    outcomes = await report(context.request, person, reports, message)
    await context.answer(await _recorded(context, outcomes), edit=edit)
    for one, outcome in zip(said, outcomes, strict=True):
        if outcome.result is Result.ASK_DAY:
            await _ask_day(context, one, today)


async def _recorded(context: Context, outcomes: tuple[Outcome, ...]) -> MessageBody:
    """What came of a report, with each measure as messages may show it."""
    shown = await redacted(context.request, [outcome.measure for outcome in outcomes if outcome.measure])
    by_id = {measure.id: measure for measure in shown}
    unit = await context.unit()
    veiled_outcomes = [replace(outcome, measure=by_id.get(outcome.measure_id)) for outcome in outcomes]
    return recorded_body(context.window.request.wording, veiled_outcomes, unit.zone)


def _report(said: Said, today: dt.date) -> Report:
    from bot.readers.deadline import read_deadline

    reading = said.reading
    eta = read_deadline(reading.eta, today) if reading.eta else None
    day = eta.date if eta and eta.kind is ReadingKind.DATE and eta.certain else None
    return Report(measure=said.measure.id, words=said.words, intent=reading.intent, percent=reading.percent, eta=day)


async def _ask_day(context: Context, said: Said, today: dt.date) -> None:
    from bot.readers.deadline import read_deadline

    words = said.reading.new_deadline or said.words
    reading = read_deadline(words, today, current=said.measure.due)
    wording = context.window.request.wording
    await context.answer(confirm_body(wording, EXTEND, said.measure.id, words, reading))


async def take_day(context: Context, person: Person, measure_id: str, day: dt.date) -> None:
    """A day was confirmed for an extension: ask for it, with the reason as it was given."""
    async with context.request.look() as ledger:
        words = await _reason(ledger, person, measure_id)
    asked = Report(measure=measure_id, words=words or day.isoformat(), intent=Intent.EXTEND, asked=day)
    outcomes = await report(context.request, person, [asked], "")
    _raise_refusal(outcomes)
    await context.answer(await _recorded(context, outcomes), edit=True)


def _raise_refusal(outcomes: tuple[Outcome, ...]) -> None:
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal


async def _reason(ledger: Ledger, person: Person, measure_id: str) -> str:
    said = await ledger.progress.find(PROGRESS_OF, measure_id, latest=True, limit=5)
    return next((p.words for p in said if p.by == person.id and p.intent is Intent.EXTEND and p.stands), "")


async def on_pick(context: Context) -> None:
    """The measure was chosen."""
    draft, measure = await context.pressed()
    await _chosen(context, draft, measure)


async def on_mean(context: Context) -> None:
    """The meaning was chosen."""
    draft, measure, intent = await context.pressed()
    await _chosen(context, draft, measure, Intent(intent))


async def _chosen(context: Context, draft: str, measure: str, intent: Intent | None = None) -> None:
    """Go on with what was kept until something was chosen; once recorded it is kept no longer."""
    person = await context.person()
    message = await said_in(context.request, person, draft)
    found = await resume(context.request, person, draft, measure, intent)
    await go_on(context, person, found, message, edit=True)
    if isinstance(found, Clear):
        await drop_draft(context.request, person, draft)


async def on_undo(context: Context) -> None:
    """Take a word back."""
    (progress_id,) = await context.pressed()
    progress, measure = await undo(context.request, await context.person(), progress_id)
    text = context.say("progress.undone", number=measure.number, words=progress.words, stage=STAGE_WORDS[measure.stage])
    await context.answer(text, edit=True)


async def on_edited(context: Context) -> None:
    """Correct the entry of a message that was edited."""
    person = await context.person()
    words = context.message.text or context.message.caption or ""
    await demand_correctable(context.request, person, place_of(context))
    understood = await understand(context.request, person, words, card=card_of(context), message=place_of(context))
    if not isinstance(understood, Clear):
        raise Unreadable(what="edited")
    unit = await context.unit()
    today = context.request.today(unit)
    reports = [_report(one, today) for one in understood.said]
    outcomes = await amend(context.request, person, place_of(context), reports)
    body = await _recorded(context, outcomes)
    await context.answer(
        MessageBody(context.say("progress.amended") + "\n" + body.text, body.buttons, measures=body.measures)
    )


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
    (shown,) = await redacted(context.request, [measure])
    await context.answer(progress_body(context.window.request.wording, shown))


async def on_percent(context: Context) -> None:
    """Record a quick answer."""
    measure_id, percent = await context.pressed()
    words = context.word("replies.percent_words", percent=percent)
    await _tapped(context, Report(measure=measure_id, words=words, intent=Intent.PROGRESS, percent=int(percent)))


async def on_done(context: Context) -> None:
    """Ask whether it really is done: a slip of the thumb must not hand a measure in."""
    (measure_id,) = await context.pressed()
    (measure,) = await redacted(context.request, [await _measure(context, measure_id)])
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
    await context.answer(await _recorded(context, outcomes), edit=True)


async def on_stuck(context: Context) -> None:
    """Ask what the difficulty is."""
    await _ask(context, STUCK, "replies.ask_stuck")


async def on_extend(context: Context) -> None:
    """Ask until when, and why."""
    await _ask(context, EXTEND, "replies.ask_extension")


async def _ask(context: Context, purpose: str, key: str) -> None:
    (measure_id,) = await context.pressed()
    asked = await remember_question(context.request, await context.person(), purpose, measure_id)
    (measure,) = await redacted(context.request, [asked])
    await context.answer(
        MessageBody(context.say(key, number=measure.number, matter=matter(measure)), measures=(measure.id,))
    )


def register(application: TelegramApplication) -> None:
    """Take replies: after all commands, since any sentence may be one."""
    PURPOSES[EXTEND] = take_day
    taps = {
        "rep": on_report,
        "pct": on_percent,
        "done": on_done,
        "fin": on_confirmed,
        "stuck": on_stuck,
        "ext": on_extend,
    }
    open_actions(application, taps | {"pick": on_pick, "mean": on_mean, "undo": on_undo})
    text = PRIVATE & filters.TEXT & ~filters.COMMAND
    own = ~filters.FORWARDED
    application.add_handler(MessageHandler(text & own & filters.UpdateType.MESSAGE, at_window(on_text)))
    edited = PRIVATE & (filters.TEXT | filters.CAPTION) & filters.UpdateType.EDITED_MESSAGE
    application.add_handler(MessageHandler(edited, at_window(on_edited)))
