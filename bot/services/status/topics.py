"""What a question is about that no stricter reader took: answered by the same queries as the commands, or offered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.core.colour import Colour
from bot.domain.extensions.extension import ExtensionState
from bot.domain.people.person import Person
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.replies.reply import Intent, MessageReading
from bot.domain.status.query import of_person, understand
from bot.domain.status.recency import BACK
from bot.domain.status.register import Register
from bot.domain.status.topic import Topic
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.status.topic import offered_body, rate_body
from bot.services.core.ledger import EXTENSIONS_OF
from bot.services.core.redaction import redacted
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading
from bot.services.status.answers import knowing
from bot.services.status.counted import letters_given
from bot.services.status.figures import figures_told
from bot.services.status.happenings import happened_of
from bot.services.status.register import open_register
from bot.services.status.search import search

if TYPE_CHECKING:
    from bot.readers.question.plain_question import PlainQuestion
    from bot.readers.question.topic_question import TopicQuestion

SAYING = 3  # characters of words that say what is meant without being pointed at: 采购清单, but 围挡那件事
HITS = 3  # measures that are offered because their words, or what was said of them, hold those of the question
_OPEN = frozenset({Intent.QUERY, Intent.UNCLEAR})
LISTS = {  # words of the query
    Topic.RETURNED: "退回待办",
    Topic.HARD: "报了困难",
    Topic.CHECKED: "已报完成类",
    Topic.CLOSED: "已销号",
    Topic.REPORTED: "报过进展",
    None: "",
}


@dataclass(frozen=True)
class AskedTopic:
    """A question with the register that it is asked of; `idle` where its words can be nothing else."""

    question: "TopicQuestion"
    register: Register
    idle: bool
    words: str = ""  # as it was asked
    ahead: bool = False  # whether something can or will be

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what it names."""
        terms = self.question.of.terms
        return tuple(one.code for one in understand(" ".join(terms), self.register).terms) if terms else ()

    @property
    def looks_back(self) -> bool:
        """True where it is said whether there was a report: 没报的."""
        return bool(BACK.keys() & set(self.codes))

    @property
    def of_people(self) -> bool:
        """True where somebody is named."""
        return any(code.startswith("p") for code in self.codes)

    @property
    def plain(self) -> bool:
        """True where neither people, bodies nor times are named."""
        return not self.codes


async def topic_asked(
    request: RequestContext, unit: Unit, person: Person, words: str, read: MessageReading
) -> AskedTopic | None:
    """What the words ask about; None where they ask nothing, or report anything."""
    from bot.readers.question.question_words import NOT_SO
    from bot.readers.question.topic_question import ends_asking, looks_ahead, may_ask_about, topic_question
    from bot.readers.reply.plain_text import normalised

    plain = normalised(words).text
    flags = {flag for part in read.parts for flag in part.reading.flags}
    told = any(part.reading.percent is not None or part.reading.figures for part in read.parts)
    intents = {part.reading.intent for part in read.parts}
    idle = intents <= _OPEN and not told
    meant = {*_OPEN, Intent.EXTEND, *({Intent.NOTE, Intent.PROGRESS} if ends_asking(plain) else ())}
    numbered = any(part.number for part in read.parts)
    if told or NOT_SO.search(plain) or not may_ask_about(plain, flags) or (numbered and not intents <= meant):
        return None
    async with open_reading(request, person) as tx:
        register = await open_register(tx.ledger, unit.id, request.today(unit), request.calendar)
        names = {name for name, _ in await figures_told(tx, register)}
    return AskedTopic(topic_question(plain, register, names), register, idle, words, looks_ahead(plain))


async def asked_of_all(request: RequestContext, unit: Unit, person: Person, topic: Topic) -> AskedTopic:
    """The question of a topic that names nothing more."""
    from bot.readers.question.plain_question import PlainQuestion
    from bot.readers.question.topic_question import TopicQuestion

    async with open_reading(request, person) as tx:
        register = await open_register(tx.ledger, unit.id, request.today(unit), request.calendar)
    return AskedTopic(TopicQuestion(topic=topic, of=PlainQuestion(whole=True), rest=()), register, idle=True)


async def told_of_measure(
    request: RequestContext, unit: Unit, person: Person, asked: AskedTopic, measure: Measure
) -> MessageBody | None:
    """What answers a question about one measure; None where its history does, or its card."""
    from bot.readers.question.happening_question import Happening, HappeningQuestion

    topic, number = asked.question.topic, asked.register.number(measure)
    of = replace(asked.question.of, numbers=(number,), terms=(), own=False)
    kinds = {
        Topic.EXTENDED: Happening.EXTENDED,
        Topic.URGED: Happening.URGED,
        Topic.PROOFS: Happening.PROOFS,
        Topic.LOOKED_BACK: Happening.LOOKED_BACK,
        Topic.FIGURES: Happening.FIGURES,
    }
    if topic is Topic.CHECKED and await _waits(request, person, measure):
        return await happened_of(request, unit, person, HappeningQuestion(kind=Happening.HELD, of=of))
    if topic in kinds:
        question = HappeningQuestion(kind=kinds[topic], of=of, figure=asked.question.figure)
        return await happened_of(request, unit, person, question)
    return None


async def _waits(request: RequestContext, person: Person, measure: Measure) -> bool:
    async with open_reading(request, person) as tx:
        asked = await tx.ledger.extensions.find(EXTENSIONS_OF, measure.id)
    return measure.stage in WAITING or any(one.state is ExtensionState.ASKED for one in asked)


async def told_of_all(request: RequestContext, unit: Unit, person: Person, asked: AskedTopic) -> MessageBody | None:
    """What answers a question about no measure by its number; None where a command or a list does."""
    from bot.readers.question.conditions import kind_of
    from bot.readers.question.happening_question import Happening, HappeningQuestion

    question = asked.question
    match question.topic:
        case Topic.RATE:
            return await rate(request, person, question.of, asked.register)
        case Topic.LETTERS if not any(kind_of(code) == "when" for code in asked.codes):
            about = {m.id for m in _picked(asked)} if asked.codes else None
            return await letters_given(request, person, list(Colour), about=about)
    kinds = {
        Topic.EXTENDED: Happening.EXTENDED,
        Topic.URGED: Happening.URGED,
        Topic.PROOFS: Happening.PROOFS,
        Topic.LOOKED_BACK: Happening.LOOKED_BACK,
        Topic.AWAY: Happening.AWAY,
        Topic.FIGURES: Happening.FIGURES,
    }
    if question.topic in kinds:
        kind = kinds[question.topic]
        return await happened_of(
            request, unit, person, HappeningQuestion(kind=kind, of=question.of, figure=question.figure)
        )
    return None


def _picked(asked: AskedTopic) -> Sequence[Measure]:
    return understand(" ".join(asked.question.of.terms), asked.register).pick(asked.register)


async def rate(request: RequestContext, person: Person, of: "PlainQuestion", register: Register) -> MessageBody:
    """How many are closed of those that the question names."""
    query = understand(" ".join(of.terms), register)
    async with open_reading(request, person) as tx:
        known = await knowing(tx.ledger, register, query) if of.terms else register
    own = [of_person(person)] if of.own else []
    picked = understand(" ".join(of.terms), known).pick(known) if of.terms else known.measures
    measures = [m for m in picked if all(term.holds(m) for term in own)]
    whose = " ".join([*(term.words for term in own), *((query.words,) if of.terms else ())])
    by_stage = {stage: sum(m.stage is stage for m in measures) for stage in Stage}
    return rate_body(request.wording, whose, len(measures), by_stage)


async def offers_for(request: RequestContext, person: Person, asked: AskedTopic) -> MessageBody | None:
    """What the words may ask for, as buttons: the topic, the list of what is named, what holds the other words."""
    from bot.readers.question.conditions import kind_of

    question, register = asked.question, asked.register
    only_time = all(kind_of(code) == "when" for code in asked.codes)
    code = (
        "" if only_time or not question.of.names_something else understand(" ".join(question.of.terms), register).code
    )
    if question.of.own and (code or not question.topic):
        code = f"{of_person(person).code}+{code or 'open'}"
    hits = await _hits(request, person, asked)
    shown = await redacted(request, hits)
    if not (question.topic or code or hits):
        return None
    words = understand(" ".join(question.of.terms), register).words if question.of.terms else ""
    name = f"{person.name} {words}".strip() if question.of.own else words
    return offered_body(request.wording, question.topic, "", (name, code), shown)


async def _hits(request: RequestContext, person: Person, asked: AskedTopic) -> list[Measure]:
    """The measures of which the words that nobody could place are found, all of them or the longest."""
    least = 2 if asked.question.pointed else SAYING
    rest = [one for one in asked.question.rest if len(one) >= least]
    async with open_reading(request, person) as tx:
        for words in (" ".join(rest), *sorted(rest, key=len, reverse=True)):
            found = (await search(tx.ledger, asked.register, words)).rows if words else ()
            if 0 < len(found) <= HITS:
                return [row.measure for row in found]
    return []
