"""Words become reports: what is clear is recorded, what is not is asked about. A caption is words like any other."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import Refusal, Unreadable
from bot.domain.people.person import Person
from bot.domain.plan.deadline import ReadingKind
from bot.domain.progress.progress import Progress, Report
from bot.domain.progress.report_result import Outcome, Result
from bot.domain.replies.reply import Intent, ReplyReading
from bot.messages.body import MessageBody
from bot.messages.core.questions import (
    DayQuestion,
    DifficultyQuestion,
    ExtensionQuestion,
    NumberQuestion,
    ProgressQuestion,
    Question,
    RetractQuestion,
)
from bot.messages.progress.figures import contradiction_body
from bot.messages.progress.view import recorded_body
from bot.messages.replies.view import (
    meaning_body,
    others_body,
    pass_on_body,
    question_body,
    retract_body,
    which_body,
    with_asides,
)
from bot.services.core.redaction import redacted
from bot.services.dependencies.cards import asked_by_card, cards_spoken_of
from bot.services.dependencies.offers import offer_waits
from bot.services.progress.figures import contradictions
from bot.services.progress.report import report_progress
from bot.services.progress.undo import amend
from bot.services.replies.last_said import Said, to_put_right
from bot.services.replies.named_measure import measure_by_id, measures_meant, numbers_there
from bot.services.replies.pending_reply import resume
from bot.services.replies.question import answered, question
from bot.services.replies.understanding import demand_correctable, understand
from bot.services.replies.understood import Chatter, Choose, Clarify, Clear, Except, Retract, Statement, Understood
from handlers.core.act_sentences import take_act_sentence, take_asked_act
from handlers.core.acts import OF_A_MEASURE, is_act, take_order
from handlers.core.context import Context
from handlers.core.day_picker import choose_day, said_day
from handlers.core.errors import in_words
from handlers.core.matter_questions import take_matter, take_question_of_others
from handlers.core.offered_day import offer_day, said_of_offer
from handlers.core.plain_questions import answer_chatter, take_question, take_topic
from handlers.core.questions import ask, chosen_of, hand_over, take_answer
from handlers.core.waiting import answer_wait, take_wait_sentence

OWN_MEANING = frozenset({Intent.DONE, Intent.QUERY, Intent.EXTEND, Intent.HANDOVER})
IN_WORDS = frozenset({Intent.BLOCKED, Intent.NOTE})
WORDLESS = frozenset({"wordless", "bare_number", "out_of_range", "too_many", "notice", "our_words"})
SAID_ASIDE = frozenset({"away", "evidence"})  # 请假了, 材料发群里了: no wish for more time
ANSWERED_BY = {ExtensionQuestion: Intent.EXTEND, DifficultyQuestion: Intent.BLOCKED}


def _meant(asked: Question, reading: ReplyReading) -> Intent | None:
    """What a sentence means after a question of ours; None where it says plainly something else, or nothing of it."""
    plain = reading.intent in OWN_MEANING or (
        reading.intent is Intent.PROGRESS and (reading.percent is not None or "negation" in reading.flags)
    )
    empty = WORDLESS | {"day_alone"}
    if isinstance(asked, ExtensionQuestion):
        empty = SAID_ASIDE | (WORDLESS - {"bare_number"} if "day_alone" in reading.flags else WORDLESS)
    return None if plain or reading.flags & empty else ANSWERED_BY.get(type(asked))


async def _as_answer(context: Context, person: Person, understood: Understood, asked: Question) -> Understood:
    """A sentence after a question about a measure means what was asked, unless it names another one."""
    if not isinstance(asked, ProgressQuestion | ExtensionQuestion | DifficultyQuestion):
        return understood
    match understood:
        case Clear((Statement() as one,)) if one.measure.id == asked.about:
            meant = replace(one.reading, intent=_meant(asked, one.reading) or one.reading.intent)
            found: Understood = replace(understood, said=(replace(one, reading=meant),))
        case Clarify(draft=draft, measure=measure, reading=reading) if measure.id == asked.about and (
            intent := _meant(asked, reading)
        ):
            found = await resume(context.request, person, draft, asked.about, intent)
        case _:
            return understood
    await answered(context.request, person)
    return found


async def go_on(context: Context, person: Person, understood: Understood, message: str, *, edit: bool = False) -> None:
    """Record what is clear; ask about what is not."""
    match understood:
        case Clear(said, rest, unknown):
            if said:
                await record(context, person, said, message, edit=edit)
            if unknown:
                await context.answer(context.say("replies.unknown", numbers="、".join(unknown)))
            for one in rest:
                await go_on(context, person, one, message)
        case Choose(draft, words, candidates):
            shown = await redacted(context.request, candidates)
            await context.answer(which_body(context.wording, draft, words, shown), edit=edit)
        case Clarify():
            await context.answer(await _meaning(context, understood), edit=edit)
        case Except(words, reading, draft, others, near):
            await context.answer(others_body(context.wording, draft, words, reading, others=others, near=near))
        case Retract(words, last):
            await _ask_what_to_retract(context, words, last, edit=edit)
        case Chatter(reading):
            await answer_chatter(context, person, reading)


async def _meaning(context: Context, asked: Clarify) -> MessageBody:
    """What was meant: asked of whoever reports the measure, only passed on of anybody else."""
    (measure,) = await redacted(context.request, [asked.measure])
    if not asked.reports:
        return pass_on_body(context.wording, asked.draft, asked.words, measure)
    return meaning_body(context.wording, asked.draft, asked.words, measure, asked.reading, before=asked.before)


async def record(
    context: Context, person: Person, said: tuple[Statement, ...], message: str, *, edit: bool = False
) -> None:
    """Record what was said of one or several measures; a wish for more time is echoed with its day first."""
    unit = await context.unit()
    reports = [report_of(one, unit.day_of(one.at)) for one in said]
    outcomes = await report_progress(context.request, person, reports, message)
    body = await recorded(context, outcomes)
    days = [
        _unread_day(one, report)
        for one, report, outcome in zip(said, reports, outcomes, strict=True)
        if outcome.progress
    ]
    body = with_asides(context.wording, body, [one.reading for one in said], filter(None, days))
    await context.answer(body, edit=edit)
    for one, outcome in zip(said, outcomes, strict=True):
        if outcome.progress and outcome.measure:
            for found in await contradictions(context.request, outcome.progress):
                (shown,) = await redacted(context.request, [outcome.measure])
                await context.answer(contradiction_body(context.wording, outcome.progress, shown.number, found))
        if outcome.result is Result.ASK_DAY:
            await offer_day(context, person, one, alone=len(said) == 1)
        for offer in await offer_waits(context.unscoped, person, one.measure.id, one.words):
            await context.answer(offer)
        if outcome.progress:
            for card in await cards_spoken_of(context.request, person, one.measure.id, one.words):
                await context.answer(card)


async def recorded(context: Context, outcomes: Sequence[Outcome], *, amended: bool = False) -> MessageBody:
    """What came of a report, with each measure as messages may show it."""
    shown = await redacted(context.request, [outcome.measure for outcome in outcomes if outcome.measure])
    by_id = {measure.id: measure for measure in shown}
    unit = await context.unit()
    shown_outcomes = [
        outcome if outcome.measure is (seen := by_id.get(outcome.measure_id)) else replace(outcome, measure=seen)
        for outcome in outcomes
    ]
    return recorded_body(context.wording, shown_outcomes, unit.zone, amended=amended)


async def _ask_what_to_retract(context: Context, words: str, last: Sequence[Said], *, edit: bool) -> None:
    shown = await redacted(context.request, [one.measure for one in last])
    pairs = [(one.progress, measure) for one, measure in zip(last, shown, strict=True)]
    body = retract_body(context.wording, words, pairs)
    if len(last) == 1:
        await ask(context, RetractQuestion(last[0].progress.id), body)
    else:
        await context.answer(body, edit=edit)


def report_of(said: Statement, today: dt.date) -> Report:
    """What was said of a measure on a day as a report, with the day of completion where one is certain."""
    from bot.readers.deadline import read_deadline

    reading = said.reading
    eta = read_deadline(reading.eta, today) if reading.eta and "ends_then" in reading.flags else None
    day = eta.date if eta and eta.kind is ReadingKind.DATE and eta.certain else None
    return Report(
        measure=said.measure.id,
        words=said.words,
        intent=reading.intent,
        percent=reading.percent,
        eta=day if day and day >= today and reading.intent is Intent.PROGRESS else None,
        figures=reading.figures,
        taker=reading.taker,
        day=today,
    )


def _unread_day(said: Statement, report: Report) -> str:
    """The words for the day of completion of which no day was made: it is past, is none, or may be two."""
    reading = said.reading
    ends = reading.intent is Intent.PROGRESS and "ends_then" in reading.flags and report.eta is None
    return (reading.eta or "") if ends else ""


async def take_words(
    context: Context, person: Person, words: str, *, reports: bool = True, proof: bool = False
) -> None:
    """Take words as our question's answer, or as a reply where they `report`; with a `proof` as of what they name."""
    asked = await question(context.request, person, context.replied_to)
    asked = None if asked and await is_act(context, person, words, asked) else asked
    answers = not (proof and isinstance(asked, OF_A_MEASURE))
    if answers and asked and await _is_answer(context, person, asked, words):
        return
    if isinstance(asked, DayQuestion):
        asked = None  # it waits, and has nothing to do with what is said
    if not reports:
        return
    if asked is None and (wait := await asked_by_card(context.request, person, context.replied_to)):
        await answer_wait(context, person, wait, words)
        return
    if asked is None:
        taken = await take_matter(context, person, words) or await take_act_sentence(context, person, words)
        taken = taken or await take_order(context, person, words) or await take_question(context, person, words)
        taken = taken or await take_wait_sentence(context, person, words)
        taken = taken or await take_topic(context, person, words)
        taken = taken or await take_question_of_others(context, person, words)
    else:
        of_it = answers and isinstance(asked, OF_A_MEASURE)
        taken = of_it and await take_question(context, person, words, asked.about)
    if taken:
        return
    if asked is None and await _put_right(context, person, words):
        return
    understood = await understand(context.request, person, words, card=context.replied_to, message=context.place)
    if asked and (answers or isinstance(asked, ProgressQuestion)):
        understood = await _as_answer(context, person, understood, asked)
    await go_on(context, person, understood, context.place)


async def _is_answer(context: Context, person: Person, asked: Question, words: str) -> bool:
    """True where the words answer our question, or ask one in their turn: then they are taken, or answered."""
    if chosen := await chosen_of(context, person, words):
        await context.answer(context.say("replies.chosen", words=chosen))
        if not await hand_over(context, person, asked, chosen):
            await take_words(context, person, chosen)
        return True
    if not context.replied_to and await _asks_instead(context, person, asked, words):
        return True
    if await choose_day(context, person, asked, words) or await take_answer(context, person, asked, words):
        return True
    if isinstance(asked, DayQuestion) and await said_day(context, person, asked, words):
        return True
    if further := await said_of_offer(context, person, asked, words):
        await record(context, person, (further,), context.place)
        return True
    return False


async def _asks_instead(context: Context, person: Person, asked: Question, words: str) -> bool:
    """Answer a question in the place of words that we asked for, 执法大队怎么样了 for a reason; ours stays open."""
    if isinstance(asked, OF_A_MEASURE | NumberQuestion | DayQuestion):
        return False
    taken = await take_question(context, person, words, asked.about, instead_of_words=True)
    if taken or await take_asked_act(context, words):
        await context.answer(context.say("replies.still_asked"))
        return True
    return False


async def take_caption(context: Context, person: Person, caption: str, *, reports: bool) -> None:
    """Take a caption as the answer to our question, or as a reply where it `reports` anything.

    One that names a measure is of that measure, and no answer to what was asked; one that only names what is shown
    reports nothing. Where it cannot be used that is said, and what was sent with it stays kept.
    """
    from bot.readers.reply.idle import names_measure, only_names

    async with context.request.look() as ledger:
        there = await numbers_there(ledger, person, caption)
    reports = reports and not only_names(caption, there)
    try:
        await take_words(context, person, caption, reports=reports, proof=names_measure(caption, there))
    except Refusal as refusal:
        await context.answer(await in_words(context, refusal))


async def _put_right(context: Context, person: Person, words: str) -> bool:
    """Record 刚才那条改成完成50% in place of what was said last; False where that is none, or more than one."""
    from bot.readers.puts_right import puts_right
    from bot.readers.reply import read_message

    async with context.request.look() as ledger:
        read = read_message(words, named=await numbers_there(ledger, person, words))
    if not puts_right(read, before=0):
        return False
    numbers = tuple(part.number for part in read.parts if part.number)
    meant = await measures_meant(context.request, person, numbers, context.replied_to, "")
    last = await to_put_right(context.request, person, meant)
    far = last.progress.percent if last and last.progress.intent in {Intent.PROGRESS, Intent.DONE} else None
    if last is None or not puts_right(read, far):
        return False
    said = Statement(last.measure, words, read.parts[0].reading, context.request.said_at())
    report = report_of(said, (await context.unit()).day_of(said.at))
    report = replace(report, figures=report.figures or last.progress.figures, eta=report.eta or last.progress.eta)
    outcomes = await amend(context.request, person, last.progress.message, (report,), said_in=context.place)
    await context.answer(await recorded(context, outcomes, amended=True))
    return True


async def amend_words(context: Context) -> None:
    """Correct the entry of a message that was edited."""
    person = await context.person()
    words = context.message.text or context.message.caption or ""
    before = await demand_correctable(context.request, person, context.place)
    said = await _said_anew(context, person, words, before)
    if not said:
        understood = await understand(context.request, person, words, card=context.replied_to, message=context.place)
        if not isinstance(understood, Clear) or understood.rest or understood.unknown:
            raise Unreadable(what="edited")
        said = understood.said
    if any(one.reading.intent is Intent.QUERY for one in said) and all(p.intent is not Intent.QUERY for p in before):
        raise Unreadable(what="edited")  # a report does not become a question that is passed on
    unit = await context.unit()
    reports = [report_of(one, unit.day_of(one.at)) for one in said]
    outcomes = await amend(context.request, person, context.place, reports)
    await context.answer(await recorded(context, outcomes, amended=True))


async def _said_anew(context: Context, person: Person, words: str, before: Sequence[Progress]) -> tuple[Statement, ...]:
    """What edited words say that name no measure: the same difficulty or note, or another percentage; else nothing."""
    from bot.readers.reply import read_message
    from bot.readers.reply.idle import place_in, says_nothing, withdraws

    async with context.request.look() as ledger:
        there = await numbers_there(ledger, person, words)
    (part, *others), (kept, *more) = read_message(words, named=there).parts, before
    empty = withdraws(words, declining=True) or says_nothing(words, agreeing=False, evading=True) or place_in(words)[0]
    if others or more or part.number is not None or empty:
        return ()
    reading = part.reading
    if kept.intent in IN_WORDS and (reading.doubt or reading.intent in {Intent.UNCLEAR, *IN_WORDS}):
        reading = replace(reading, intent=kept.intent, percent=None, doubt=None)
    elif reading.percent is None or reading.doubt or {kept.intent, reading.intent} != {Intent.PROGRESS}:
        return ()
    measure = await measure_by_id(context.request, kept.measure)
    return (Statement(measure, words, reading, context.request.said_at()),)


async def ask_about(context: Context, question: Question, key: str) -> None:
    """Ask about a measure in the sentence of a key; raises NotFound where there is no such measure."""
    (measure,) = await redacted(context.request, [await measure_by_id(context.request, question.about)])
    await ask(context, question, question_body(context.wording, key, measure))
