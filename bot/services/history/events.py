"""What happened to one measure, of what is asked about alone: the sentences of its history."""

from collections.abc import Collection

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.history.view import events_body
from bot.services.core.request import RequestContext
from bot.services.history.story import history


async def happened_to(
    request: RequestContext, by: Person, measure: str, verbs: Collection[Verb], *, step: str = ""
) -> MessageBody | None:
    """The entries of these verbs, at a step of the closing where one is named; None where there are none."""
    story = await history(request, by, measure)
    found = [one for one in story.entries if one.verb in verbs and _at(one, step)]
    return events_body(request.wording, story, found) if found else None


def _at(entry: Entry, step: str) -> bool:
    return not step or entry.before.get("stage") == step
