"""The secretary's instructions and their answers."""

import re

from telegram.ext import filters

from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.body import MessageBody
from bot.messages.core.questions import AnswerQuestion, InstructionQuestion
from bot.messages.core.taps import AnswerInstruction, Instruct
from bot.messages.supervision.instruction import given_body
from bot.messages.supervision.keyboards import late_rows
from bot.messages.text import told_names
from bot.services.progress.said import own_additions, own_words
from bot.services.replies.named_measure import measures_on, subject_named
from bot.services.status.answers import overdue
from bot.services.supervision.instruction import (
    answer_instruction,
    demand_answerable,
    demand_instructable,
    instruct,
)
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import OWN, AnswerRoute, Command, MessageRoute, Routes, TapRoute

SECRETARY = (Role.SECRETARY,)
INSTRUCTS = re.compile(r"^\s*[/／]?(?:批示|instruct)\s")
NUMBER = re.compile(r"(?:问题)?(?:[A-Za-z]+/)?\d+(?:[-－.]\d+)*")


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
        late = await overdue(context.request, await context.unit())
        rows = late_rows(context.wording, late.rows)
        await context.answer(MessageBody(context.say("supervision.instruction.usage"), rows))
        return
    subject = await subject_named(context.request, person, number)
    await take_instruction(context, person, InstructionQuestion(subject.id), words.strip())


async def on_instruct_with_file(context: Context) -> None:
    """Give the instruction that a caption holds, and say that the picture or file beside it goes to nobody."""
    await on_instruct(context)
    await context.answer(context.say("supervision.instruction.words_only"))


async def on_ask_instruction(context: Context, tap: Instruct) -> None:
    """Ask the secretary for the words."""
    person = await context.person()
    await demand_instructable(context.request, person, tap.subject)
    text = context.say("supervision.instruction.ask", number=tap.subject.rpartition("/")[2])
    offered = await own_additions(context.request, person, tap.subject)
    await ask(context, InstructionQuestion(tap.subject), text, offered=offered)


async def take_instruction(context: Context, person: Person, asked: InstructionQuestion, words: str) -> None:
    """Give the instruction that was written."""
    given = await instruct(context.request, person, asked.about, words)
    await context.answer(given_body(context.wording, given.told, given.instruction.answer_by))


async def on_ask_answer(context: Context, tap: AnswerInstruction) -> None:
    """Ask for the answer to an instruction."""
    person = await context.person()
    asked = await demand_answerable(context.request, person, tap.instruction)
    number = tap.instruction.rpartition("/")[0].rpartition("/")[2]
    text = context.say("supervision.instruction.ask_answer", number=number)
    offered = await own_words(context.request, person, asked.measures, asked.at)
    await ask(context, AnswerQuestion(tap.instruction), text, offered=offered)


async def take_answer(context: Context, person: Person, asked: AnswerQuestion, words: str) -> None:
    """Answer an instruction with what was written."""
    given = await answer_instruction(context.request, person, asked.about, words)
    await context.answer(context.say("supervision.instruction.answered", names=told_names(context.wording, given.told)))


ROUTES = Routes(
    commands=(Command("instruct", ("批示",), on_instruct, SECRETARY, needs=(Action.INSTRUCT,)),),
    taps=(TapRoute(Instruct, on_ask_instruction), TapRoute(AnswerInstruction, on_ask_answer)),
    messages=(MessageRoute(OWN & filters.CaptionRegex(INSTRUCTS), on_instruct_with_file, SECRETARY),),
    answers=(AnswerRoute(InstructionQuestion, take_instruction), AnswerRoute(AnswerQuestion, take_answer)),
)
