"""What the sentences of a paper rest on: entries of the journal, with day, person and words."""

from bot.documents.word.statement import AllGrounds, Cited, Grounds
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.status.register import Register
from bot.messages.body import plain
from bot.messages.history.view import Story, sentence
from bot.messages.wording import load_wording
from bot.services.core.ledger import CLOSINGS_OF, JOURNAL_OF, Ledger
from bot.services.status.figures import totals_of

TRACED = frozenset({"stage", "deadline", "text", "result"})


async def all_grounds(ledger: Ledger, register: Register) -> AllGrounds:
    """What the sentences on each measure rest on."""
    names = {person.id: person.name for person in register.people.values()}
    found: dict[str, Grounds] = {}
    for measure in register.measures:
        entries = [one for one in await ledger.journal.find(JOURNAL_OF, measure.id) if TRACED & one.after.keys()]
        story = Story(
            measure=measure.id, number=measure.number, matter="", entries=(), names=names, zone=register.unit.zone
        )
        cited = tuple(_cited(register, story, entry) for entry in entries)
        numbers = tuple(entry.number for entry in entries)
        closings = await ledger.closings.find(CLOSINGS_OF, measure.id, latest=True, limit=1)
        holds = closings and closings[0].reopened is None
        totals = await totals_of(ledger, measure, register.unit.day_of, register.today)
        figures = tuple(one for one in totals if one.target and not register.is_redacted(measure))
        title, day = (closings[0].title, register.unit.day_of(closings[0].at)) if holds else ("", None)
        found[measure.id] = Grounds(numbers, title, day, cited, figures)
    return found


def _cited(register: Register, story: Story, entry: Entry) -> Cited:
    told = plain(sentence(load_wording(), story, entry))
    who = story.names.get(entry.by, "")
    words = "" if entry.verb == Verb.IMPORT else entry.words  # those are the name of the file, and nobody's
    return Cited(number=entry.number, day=register.unit.day_of(entry.at), who=who, words=words, told=told)
