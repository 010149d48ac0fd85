"""群众监督意见: taken down in a sentence, listed, answered like whatever is assigned."""

import re

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.voices.voice import Channel, channel_of
from bot.messages.core.assignment_taps import TakeVoice, TakeVoiceOn
from bot.messages.core.questions import VoiceQuestion
from bot.messages.supervision.assignment import given_body
from bot.messages.voices.view import voices_body, which_finding_body
from bot.services.replies.named_measure import subject_named
from bot.services.voices.record import demand_finding, findings_to_pick, record_voice, voices
from handlers.core.arguments import a_number
from handlers.core.context import Context
from handlers.core.person_and_day import person_and_day
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute

SAID = re.compile(r"^(?P<number>\S+)\s+(?P<way>\S+?)[\s，,：:]+(?P<words>.+)$", re.DOTALL)
LAST = re.compile(
    r"[\s，,。；;]+((?:请?由|\S+?前\s*(?:请?由\S+?)?(?:答复|回复|办结|办理)$)\S*(?:\s+\S+)?)$"
)  # 由谁 哪天前, 哪天前答复


async def on_voice(context: Context) -> None:
    """Take a word of the public down; without words, or where no way is named, list what came in."""
    person = await context.person()
    said = SAID.match(context.words)
    channel = channel_of(said["way"]) if said else None
    if said is None or channel is None:
        found = await voices(context.request, person)
        moves = allowed(Action.ASSIGN, person)
        await context.answer(voices_body(context.wording, found, moves=moves, reader=person.id))
        return
    subject = await subject_named(context.request, person, said["number"])
    await _take_down(context, person, subject.id, channel, said["words"])


async def _take_down(context: Context, person: Person, subject: str, channel: Channel, words: str) -> None:
    """Keep what was said, for whoever is named at its end, else for whoever is responsible."""
    name, day = "", None
    if at_end := LAST.search(words):
        name, day, left = await person_and_day(context, at_end[1])
        words = words if left else words[: at_end.start()]
        name, day = ("", None) if left else (name, day)
    given = await record_voice(context.request, person, subject, channel, words, name=name, answer_by=day)
    await context.answer(given_body(context.wording, given.assignment, given.number, given.to, given.words))


async def on_take(context: Context, tap: TakeVoice) -> None:
    """Let the finding be picked of which it was said."""
    found = await findings_to_pick(context.request, await context.person())
    body = which_finding_body(context.wording, tap.channel, found, max(0, tap.page))
    await context.answer(body, edit=tap.page > 0)


async def on_take_on(context: Context, tap: TakeVoiceOn) -> None:
    """Ask for the words."""
    number = await demand_finding(context.request, await context.person(), tap.finding)
    way = context.word(f"voices.way.{tap.channel}")
    await ask(context, VoiceQuestion(tap.finding, tap.channel), context.say("voices.ask", number=number, way=way))


async def take_words(context: Context, person: Person, asked: VoiceQuestion, words: str) -> None:
    """Take them down."""
    await _take_down(context, person, asked.about, asked.channel, words)


ROUTES = Routes(
    commands=(Command("voice", ("群众意见", "群众监督意见"), on_voice, (Role.OFFICE,), a_number),),
    taps=(TapRoute(TakeVoice, on_take), TapRoute(TakeVoiceOn, on_take_on)),
    answers=(AnswerRoute(VoiceQuestion, take_words),),
)
