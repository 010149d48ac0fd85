"""Supervision: 催办 by hand, letters drafted, issued and signed for, instructions given and answered."""

import re

from telegram.ext import filters

from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.domain.supervision.letter import LETTER_WORDS
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.questions import AnswerQuestion, InstructionQuestion
from bot.messages.core.taps import AnswerInstruction, DropLetter, Instruct, IssueLetter, LetterAsWord, SignLetter
from bot.messages.supervision.instruction import given_body
from bot.messages.supervision.letter import issued_body
from bot.messages.supervision.nudge import nudged_body
from bot.services.core.redaction import any_confidential
from bot.services.people.directory import names_of
from bot.services.replies.named_measure import measure_named, measures_on, subject_named
from bot.services.reporting.documents import make_documents
from bot.services.supervision.instruction import (
    answer_instruction,
    demand_answerable,
    demand_instructable,
    instruct,
)
from bot.services.supervision.letter import (
    ask_letter,
    draft_letter,
    drop_letter,
    issue_letter,
    letter_body_for,
    sign_letter,
)
from bot.services.supervision.nudge import nudge
from handlers.core.arguments import a_number, either, one_of, something_named
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import OWN, AnswerRoute, Command, MessageRoute, Routes, TapRoute

INSTRUCTS = re.compile(r"^\s*[/／]?(?:批示|instruct)\s")
NUMBER = re.compile(r"(?:问题)?(?:[A-Za-z]+/)?\d+(?:[-－.]\d+)*")


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
    ids = [measure.id for measure in measures]
    if person.holds(Role.SECRETARY) and not person.holds(Role.OFFICE):
        await ask_letter(context.request, person, colour, ids, words.strip())
        numbers = "、".join(measure.number for measure in measures)
        await context.answer(context.say("supervision.letter.asked_done", numbers=numbers, kind=LETTER_WORDS[colour]))
        return
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


async def on_word(context: Context, tap: LetterAsWord) -> None:
    """Hand out the letter as a Word document."""
    person = await context.person()
    body = await letter_body_for(context.request, person, tap.letter)
    if await any_confidential(context.request, person, body.measures):
        raise NotAllowed(what="confidential")
    files = await make_documents(context.request, "letter", person.unit, tap.letter)
    attachments = tuple(Attachment(name, content) for name, content in files)
    await context.answer(MessageBody(body.text, attachments=attachments, measures=body.measures))


async def on_instruct(context: Context) -> None:
    """Give an instruction on the measure or finding that is named, or that the answered line or card speaks of."""
    person = await context.person()
    number, _, words = context.words.partition(" ")
    quoted = context.message.quote and NUMBER.match(context.message.quote.text.strip())
    if quoted and not NUMBER.fullmatch(number):
        number, words = quoted[0], context.words
    meant = await measures_on(context.request, context.replied_to)
    if len(meant) == 1 and not NUMBER.fullmatch(number):
        await take_instruction(context, person, InstructionQuestion(meant[0]), context.words)
        return
    if not words.strip():
        await context.answer(context.say("supervision.instruction.usage"))
        return
    subject = await subject_named(context.request, person, number)
    await take_instruction(context, person, InstructionQuestion(subject.id), words.strip())


async def on_instruct_with_file(context: Context) -> None:
    """Give the instruction that a caption holds, and say that the picture or file beside it goes to nobody."""
    await on_instruct(context)
    await context.answer(context.say("supervision.instruction.words_only"))


async def on_ask_instruction(context: Context, tap: Instruct) -> None:
    """Ask the secretary for the words."""
    await demand_instructable(context.request, await context.person(), tap.subject)
    number = tap.subject.rpartition("/")[2]
    await ask(context, InstructionQuestion(tap.subject), context.say("supervision.instruction.ask", number=number))


async def take_instruction(context: Context, person: Person, asked: InstructionQuestion, words: str) -> None:
    """Give the instruction that was written."""
    given = await instruct(context.request, person, asked.about, words)
    await context.answer(given_body(context.wording, given.told, given.instruction.answer_by))


async def on_ask_answer(context: Context, tap: AnswerInstruction) -> None:
    """Ask for the answer to an instruction."""
    await demand_answerable(context.request, await context.person(), tap.instruction)
    number = tap.instruction.rpartition("/")[0].rpartition("/")[2]
    await ask(
        context, AnswerQuestion(tap.instruction), context.say("supervision.instruction.ask_answer", number=number)
    )


async def take_answer(context: Context, person: Person, asked: AnswerQuestion, words: str) -> None:
    """Answer an instruction with what was written."""
    given = await answer_instruction(context.request, person, asked.about, words)
    await context.answer(context.say("supervision.instruction.answered", names="、".join(given.told)))


async def on_nudge(context: Context) -> None:
    """Write to the owners of a measure, of a department, or of all that is overdue."""
    person = await context.person()
    what, _, words = context.words.partition(" ")
    if not what:
        await context.answer(context.say("supervision.nudge.usage"))
        return
    done = await nudge(context.request, what, words.strip(), by=person)
    await context.answer(nudged_body(context.wording, done.measures, done.told, done.lost))


OFFICE, SECRETARY = (Role.OFFICE,), (Role.SECRETARY,)
ROUTES = Routes(
    commands=(
        Command("nudge", ("催办",), on_nudge, OFFICE, something_named),
        Command(
            "letter",
            ("督办单", "预警函", "提示函", "发函"),
            on_letter,
            OFFICE + SECRETARY,
            either(a_number, one_of(*LETTER_WORDS.values())),
        ),
        Command("instruct", ("批示",), on_instruct, SECRETARY),
    ),
    taps=(
        TapRoute(IssueLetter, on_issue),
        TapRoute(DropLetter, on_drop),
        TapRoute(SignLetter, on_sign),
        TapRoute(LetterAsWord, on_word),
        TapRoute(Instruct, on_ask_instruction),
        TapRoute(AnswerInstruction, on_ask_answer),
    ),
    messages=(MessageRoute(OWN & filters.CaptionRegex(INSTRUCTS), on_instruct_with_file, SECRETARY),),
    answers=(AnswerRoute(InstructionQuestion, take_instruction), AnswerRoute(AnswerQuestion, take_answer)),
)
