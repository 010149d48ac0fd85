"""Questions in words: the next plain message of the person answers them, or one that quotes the question."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.domain.core.refusal import NotFound, WrongStage
from bot.domain.people.person import Person
from bot.domain.replies.question_state import QuestionState
from bot.messages.body import MessageBody
from bot.messages.core.questions import (
    ActQuestion,
    AnswerQuestion,
    AssignmentQuestion,
    AttendanceQuestion,
    CallBackQuestion,
    DayQuestion,
    DecisionsQuestion,
    DemandQuestion,
    DifficultyQuestion,
    DifficultyReplyQuestion,
    ExtensionQuestion,
    FactQuestion,
    InstructionQuestion,
    LetterQuestion,
    LiftWaitQuestion,
    MeetingQuestion,
    NumberQuestion,
    OfferedDayQuestion,
    ProgressQuestion,
    Question,
    ReassignQuestion,
    ReleaseQuestion,
    ResolutionQuestion,
    RetractQuestion,
    SeenQuestion,
    VerdictQuestion,
    WaitAnswerQuestion,
)
from bot.messages.replies.day_picker import days_offered
from bot.messages.replies.keyboards import ready_answers, with_ready
from bot.messages.text import short_day
from bot.services.meetings.imported import which_meeting
from bot.services.replies.question import answered, kind_of, put_question, question_matter, ready_below
from handlers.core.context import Context

ANYTHING = (
    ResolutionQuestion
    | NumberQuestion
    | MeetingQuestion
    | DecisionsQuestion
    | AttendanceQuestion
    | SeenQuestion
    | DemandQuestion
    | ReleaseQuestion
) | (VerdictQuestion | CallBackQuestion)  # answers name whatever measure they like
DEFINITE = (
    NumberQuestion | MeetingQuestion | DecisionsQuestion | AttendanceQuestion
)  # a number, a meeting, names: the word of a command is none of these
ONLY_AGREED = ActQuestion | RetractQuestion  # no other words answer these
PROMISED = (
    (AnswerQuestion | LetterQuestion | WaitAnswerQuestion | ProgressQuestion | AssignmentQuestion)
    | (DifficultyReplyQuestion | InstructionQuestion | DemandQuestion | ResolutionQuestion | FactQuestion)
    | (ReassignQuestion | SeenQuestion | LiftWaitQuestion)
)  # 明天报 is an answer to these
BARE = DEFINITE | ProgressQuestion | ExtensionQuestion | OfferedDayQuestion | DifficultyQuestion  # 2 may be a figure
AGREEING = AnswerQuestion | ProgressQuestion | ONLY_AGREED  # 好的 is an answer to these
LETTER = re.compile(r"^[A-Za-z]+/")
YES = re.compile(
    r"(?:是的?|对|好的?|可以|同意|确认|确定|办理|办吧)(?:确认|办理|办吧|移交|取消|合并|拆分|解绑|重新打开|转长期|撤回)?[。.!！]?"
)
NUMBER = re.compile(r"\s*(?:[A-Za-z]+/)?(\d+-\d+)")


async def ask(
    context: Context,
    question: Question,
    body: MessageBody | Markup,
    *,
    offered: Sequence[str] = (),
    variety: str = "",
    ready: bool = True,
    edit: bool = False,
) -> None:
    """Ask something that is answered in words, or by one of those that lie `ready`; `edit` as in `Context.answer`.

    These are what is `offered` from the ledger, then the sentences of its kind, or of a `variety` of that.
    Refused as a whole where the person may not be asked.
    """
    kind = f"{kind_of(question)}_{variety}" if variety else kind_of(question)
    answers = (*offered, *ready_answers(context.wording, kind)) if ready else ()
    person = await context.person()
    drawn = body if isinstance(body, MessageBody) else MessageBody(body)
    key = await put_question(context.request, person, question, answers, days_offered(drawn))
    shown = with_ready(context.wording, drawn, answers, context.incoming.update_id)
    answers_alone = isinstance(question, ProgressQuestion) or (answers and not drawn.buttons)
    live = question_matter(person.unit, key) if answers_alone else drawn.matter
    await context.answer(replace(shown, question=key, matter=live), edit=edit)


async def by_days(context: Context, key: str, *spans: int, **facts: str) -> tuple[str, ...]:
    """A sentence for each day that lies so many working days ahead: 12月5日前办好."""
    today = context.request.today(await context.unit())
    days = [context.request.calendar.plus(today, span) for span in spans]
    return tuple(context.word(key, day=short_day(day), **facts) for day in days)


async def ask_which_meeting(context: Context, person: Person, plan: str) -> bool:
    """Ask which meeting took the decisions of a file, where it is one of decisions; False for other files."""
    body = await which_meeting(context.request, person, plan)
    if body:
        await ask(context, DecisionsQuestion(plan), body)
    return body is not None


def has_words(text: str | None) -> bool:
    """True for a text that says something beside the number of a measure."""
    return bool(text and not NUMBER.fullmatch(text.strip()))


def _speaks_of_another(words: str, about: str) -> bool:
    """True where the words begin with the number of another measure: then they are a report, no answer."""
    from bot.readers.reply.measure_number import named_in

    plain = LETTER.sub("", unicodedata.normalize("NFKC", words).strip())
    named = named_in(plain)
    known = about.split("/")
    return bool(named) and named[0].start == 0 and not {named[0].number, named[0].number.partition("-")[0]} & {*known}


async def take_answer(context: Context, person: Person, question: Question, words: str) -> bool:
    """Hand the words to the capability that asked; False where none of these did, or they are no answer."""
    from bot.readers.reply.idle import place_in, puts_off, says_nothing, withdraws

    to_be_named = isinstance(question, DifficultyQuestion | ExtensionQuestion | OfferedDayQuestion)
    if withdraws(words, declining=to_be_named):
        await answered(context.request, person, how=QuestionState.WITHDRAWN)
        await context.answer(context.say("replies.withdrawn"))
        return True
    if isinstance(question, ONLY_AGREED) and not YES.fullmatch(words.strip()):
        return False
    if puts_off(words, promising=not isinstance(question, PROMISED)):
        await context.answer(context.say("replies.no_hurry"))
        return True
    place, certain = place_in(words)
    beyond = place and not isinstance(question, DEFINITE if certain else BARE | DayQuestion)
    if beyond or says_nothing(words, agreeing=isinstance(question, AGREEING), evading=to_be_named):
        key = "replies.day.press_offered" if isinstance(question, OfferedDayQuestion) else "replies.ask_again"
        await context.answer(context.say(key))
        return True
    if not isinstance(question, ANYTHING) and _speaks_of_another(words, question.about):
        return False
    return await hand_over(context, person, question, words)


async def chosen_of(context: Context, person: Person, words: str) -> str:
    """The answer of those that lie ready below the open question which the words choose by its place; "" for none."""
    from bot.readers.reply.idle import place_in

    place, _ = place_in(words)
    ready = await ready_below(context.request, person) if place else ()
    return ready[place - 1] if 0 < place <= len(ready) else ""


async def hand_over(context: Context, person: Person, question: Question, words: str) -> bool:
    """Hand the words to the capability that asked, which ends the question; False where none of these did."""
    route = next((route for route in context.routes.answers if route.kind is type(question)), None)
    if route is None:
        return False
    try:
        await route.handle(context, person, question, words)
    except (WrongStage, NotFound) as refusal:
        refusal.ends_question = True
        raise
    await answered(context.request, person, question)
    return True
