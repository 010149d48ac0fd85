"""What is assigned: answered by a tap or a sentence, given to somebody else or another day."""

from bot.domain.core.refusal import Unreadable
from bot.domain.people.person import Person
from bot.domain.supervision.assignment import AssignmentKind, Outcome
from bot.messages.core.assignment_taps import AnswerAssignment, ClearAssignment, Reassign
from bot.messages.core.questions import AssignmentQuestion, ReassignQuestion
from bot.messages.supervision.assignment import given_body
from bot.messages.text import told_names
from bot.services.supervision.assignment import (
    Assigned,
    answer_assignment,
    demand_answerable,
    demand_movable,
    reassign,
)
from handlers.core.context import Context
from handlers.core.person_and_day import person_and_day
from handlers.core.questions import ask, by_days
from handlers.core.routes import AnswerRoute, Routes, TapRoute

LATER = (5, 10)  # working days


async def on_answer(context: Context, tap: AnswerAssignment) -> None:
    """Ask for the answer."""
    asked = await demand_answerable(context.request, await context.person(), tap.assignment)
    kind = "found" if asked.assignment.kind is AssignmentKind.CHECK else asked.assignment.kind
    question = AssignmentQuestion(tap.assignment, tap.outcome)
    text = context.say(f"supervision.assignment.ask_{kind}", number=asked.number)
    await ask(context, question, text, variety=asked.assignment.kind)


async def take_answer(context: Context, person: Person, asked: AssignmentQuestion, words: str) -> None:
    """Take the words as the answer."""
    await _say(context, await answer_assignment(context.request, person, asked.about, words, asked.outcome), words)


async def on_clear(context: Context, tap: ClearAssignment) -> None:
    """Record that nothing of the kind was found."""
    person, words = await context.person(), context.word("supervision.assignment.clear_words")
    await _say(context, await answer_assignment(context.request, person, tap.assignment, words, Outcome.CLEAR))


async def _say(context: Context, done: Assigned, words: str = "") -> None:
    """Say that it is recorded, and how, where somebody's name was left out of the words."""
    facts = {"number": done.number, "names": told_names(context.wording, done.told)}
    answer = done.assignment.answer
    hidden = done.assignment.kind is AssignmentKind.VOICE and words and answer != words
    key = "supervision.assignment.done_hidden" if hidden else "supervision.assignment.done"
    await context.answer(context.say(key, **facts, answer=answer))


async def on_move(context: Context, tap: Reassign) -> None:
    """Ask who, and by when."""
    asked = await demand_movable(context.request, await context.person(), tap.assignment)
    text = context.say("supervision.assignment.ask_move", number=asked.number)
    days = await by_days(context, "supervision.assignment.move_day", *LATER)
    await ask(context, ReassignQuestion(tap.assignment), text, offered=days)


async def take_move(context: Context, person: Person, asked: ReassignQuestion, words: str) -> None:
    """Give it to whoever was named, by the day that was said."""
    name, day, left = await person_and_day(context, words)
    if left:
        raise Unreadable(what=left)
    moved = await reassign(context.request, person, asked.about, name, day)
    given = moved.assignment
    await context.answer(given_body(context.wording, given, moved.number, moved.to, moved.words))


ROUTES = Routes(
    taps=(TapRoute(AnswerAssignment, on_answer), TapRoute(ClearAssignment, on_clear), TapRoute(Reassign, on_move)),
    answers=(AnswerRoute(AssignmentQuestion, take_answer), AnswerRoute(ReassignQuestion, take_move)),
)
