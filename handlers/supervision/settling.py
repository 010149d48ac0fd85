"""What a meeting or a visit demanded is settled, or asked for again, by the office or the secretary."""

from bot.domain.people.person import Person
from bot.messages.core.meeting_taps import ReturnInstruction, SettleInstruction
from bot.messages.core.questions import ReturnInstructionQuestion
from bot.messages.text import told_names
from bot.services.supervision.instruction import demand_settleable, settle_instruction
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Routes, TapRoute


async def on_settle(context: Context, tap: SettleInstruction) -> None:
    """The answer settles it."""
    done = await settle_instruction(context.request, await context.person(), tap.instruction, settled=True)
    await _answer(context, "settled", done.instruction.subject, done.instruction.origin, done.told)


async def on_return(context: Context, tap: ReturnInstruction) -> None:
    """Ask what is still lacking."""
    await demand_settleable(context.request, await context.person(), tap.instruction)
    number = tap.instruction.rpartition("/")[0].rpartition("/")[2]
    question = ReturnInstructionQuestion(tap.instruction)
    await ask(context, question, context.say("supervision.instruction.ask_return", number=number))


async def take_reason(context: Context, person: Person, asked: ReturnInstructionQuestion, words: str) -> None:
    """Ask for it again."""
    done = await settle_instruction(context.request, person, asked.about, reason=words, settled=False)
    await _answer(context, "returned", done.instruction.subject, done.instruction.origin, done.told)


async def _answer(context: Context, key: str, subject: str, origin: str, told: tuple[str, ...]) -> None:
    number = subject.rpartition("/")[2]
    text = context.say(
        f"supervision.instruction.{key}", origin=origin, number=number, names=told_names(context.wording, told)
    )
    await context.answer(text)


ROUTES = Routes(
    taps=(TapRoute(SettleInstruction, on_settle), TapRoute(ReturnInstruction, on_return)),
    answers=(AnswerRoute(ReturnInstructionQuestion, take_reason),),
)
