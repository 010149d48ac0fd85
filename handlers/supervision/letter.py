"""Letters of supervision: drafted, issued, signed."""

from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NotAllowed
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.supervision.letter import LETTER_WORDS, by_department
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.questions import LetterQuestion
from bot.messages.core.supervision_taps import AnswerLetter
from bot.messages.core.taps import DropLetter, IssueLetter, LetterAsWord, SignLetter
from bot.messages.supervision.letter import issued_body
from bot.messages.text import told_names
from bot.services.core.redaction import any_confidential
from bot.services.people.directory import names_of
from bot.services.progress.said import own_words
from bot.services.replies.named_measure import measure_named
from bot.services.supervision.letter import (
    answer_letter,
    ask_letter,
    demand_letter_answerable,
    draft_letter,
    drop_letter,
    issue_letter,
    letter_body_for,
    sign_letter,
)
from handlers.core.arguments import a_number, either, one_of
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute

OFFICE = (Role.OFFICE,)
SECRETARY = (Role.SECRETARY,)


async def on_letter(context: Context) -> None:
    """Draft a letter on the measures that are named, a 督办单 if no other kind is; the secretary asks for one."""
    person = await context.person()
    head, _, rest = context.words.partition(" ")
    command = (context.message.text or "").split()[0].strip("/／")
    colour = next((c for c, word in LETTER_WORDS.items() if word in {head, command}), Colour.RED)
    numbers, _, words = (rest.strip() if head == LETTER_WORDS[colour] else context.words).partition(" ")
    if not numbers:
        await context.answer(context.say("supervision.letter.usage"))
        return
    measures = [await measure_named(context.request, person, n) for n in numbers.replace("，", "、").split("、") if n]
    if person.holds(Role.SECRETARY) and not person.holds(Role.OFFICE):
        for group in by_department(measures):
            await ask_letter(context.request, person, colour, [measure.id for measure in group], words.strip())
        numbers = "、".join(measure.number for measure in measures)
        await context.answer(context.say("supervision.letter.asked_done", numbers=numbers, kind=LETTER_WORDS[colour]))
        return
    for group in by_department(measures):
        ids = [measure.id for measure in group]
        letter = await draft_letter(context.request, person, colour, ids, words.strip())
        await context.answer(await letter_body_for(context.request, person, letter.id))


async def on_issue(context: Context, tap: IssueLetter) -> None:
    """Issue a draft."""
    person = await context.person()
    letter = await issue_letter(context.request, person, tap.letter)
    names = await names_of(context.request, letter.recipients)
    await context.answer(issued_body(context.wording, letter, names), edit=True)


async def on_drop(context: Context, tap: DropLetter) -> None:
    """Let a draft go."""
    await drop_letter(context.request, await context.person(), tap.letter)
    await context.answer(context.say("supervision.letter.dropped"), edit=True)


async def on_sign(context: Context, tap: SignLetter) -> None:
    """Sign for a letter."""
    letter = await sign_letter(context.request, await context.person(), tap.letter)
    await context.answer(context.say("supervision.letter.signed", title=letter.title))


async def on_ask_answer(context: Context, tap: AnswerLetter) -> None:
    """Ask for the answer to a letter."""
    person = await context.person()
    letter = await demand_letter_answerable(context.request, person, tap.letter)
    text = context.say("supervision.letter.ask_answer", title=letter.title)
    offered = await own_words(context.request, person, letter.measures, letter.issued_at or letter.drafted_at)
    await ask(context, LetterQuestion(tap.letter), text, offered=offered)


async def take_answer(context: Context, person: Person, asked: LetterQuestion, words: str) -> None:
    """Answer a letter with what was written."""
    letter, told = await answer_letter(context.request, person, asked.about, words)
    names = told_names(context.wording, told.names)
    await context.answer(context.say("supervision.letter.answered", title=letter.title, names=names))


async def on_word(context: Context, tap: LetterAsWord) -> None:
    """Hand out the letter as a Word document."""
    from bot.services.reporting.documents import make_documents

    person = await context.person()
    body = await letter_body_for(context.request, person, tap.letter)
    if await any_confidential(context.request, person, body.measures):
        raise NotAllowed(what="confidential")
    files = await make_documents(context.request, "letter", person.unit, tap.letter)
    attachments = tuple(Attachment(name, content) for name, content in files)
    await context.answer(MessageBody(body.text, attachments=attachments, measures=body.measures))


ROUTES = Routes(
    commands=(
        Command(
            "letter",
            ("督办单", "预警函", "提示函", "发函"),
            on_letter,
            OFFICE + SECRETARY,
            either(a_number, one_of(*LETTER_WORDS.values())),
            needs=(Action.ASK_LETTER, Action.DRAFT_LETTER),
        ),
    ),
    taps=(
        TapRoute(IssueLetter, on_issue),
        TapRoute(DropLetter, on_drop),
        TapRoute(SignLetter, on_sign),
        TapRoute(LetterAsWord, on_word),
        TapRoute(AnswerLetter, on_ask_answer),
    ),
    answers=(AnswerRoute(LetterQuestion, take_answer),),
)
