"""群众监督意见: taken down in a sentence, listed, answered like whatever is assigned."""

import re

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Role
from bot.domain.voices.voice import channel_of
from bot.messages.supervision.assignment import given_body
from bot.messages.voices.view import voices_body
from bot.services.replies.named_measure import subject_named
from bot.services.voices.record import record_voice, voices
from handlers.core.arguments import a_number
from handlers.core.context import Context
from handlers.core.person_and_day import person_and_day
from handlers.core.routes import Command, Routes

SAID = re.compile(r"^(?P<number>\S+)\s+(?P<way>\S+?)[\s，,：:]+(?P<words>.+)$", re.DOTALL)
LAST = re.compile(r"[\s，,。；;]+(由\S+(?:\s+\S+)?)$")  # 由谁 哪天前


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
    words, name, day = said["words"], "", None
    if at_end := LAST.search(words):
        name, day, left = await person_and_day(context, at_end[1])
        words = words if left else words[: at_end.start()]
        name, day = ("", None) if left else (name, day)
    given = await record_voice(context.request, person, subject.id, channel, words, name=name, answer_by=day)
    await context.answer(given_body(context.wording, given.assignment, given.number, given.to, given.words))


ROUTES = Routes(commands=(Command("voice", ("群众意见", "群众监督意见"), on_voice, (Role.OFFICE,), a_number),))
