"""Questions in plain words, answered from the ledger by the same queries as the commands.

Nothing is written but what was asked last, for 那水环境股呢.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person, Role
from bot.domain.replies.question_state import OPEN_FOR
from bot.domain.replies.reply import Asks, Intent, MessageReading, ReplyPart, ReplyReading
from bot.domain.status.query import STATES, is_known, of_person, understand
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit
from bot.messages.status.facts import Listing, View
from bot.services.core.draft_content import LastQuestion, draft_of, new_draft
from bot.services.core.request import RequestContext
from bot.services.status import answers
from bot.services.status.register import open_register

if TYPE_CHECKING:
    from bot.readers.question.plain_question import PlainQuestion

MOST = 5  # cards for one question
_REPORTS = re.compile(r"(?<![没未要该需])(?:[办做干弄]完|完成|处理)")  # what reports where nothing in it asks
_LISTED = re.compile(  # 搞好了的 reports; 最靠后的三条 and 手头的事 name a list
    r"(?<!了)的$|(?<![了完好])的(?:前)?(?:[一二两三四五六七八九十\d]{1,2}[条项个件]|事|活|任务|措施|事项)$"
)
_STATE = re.compile(
    r"(?:还)?(?:未销号|未办结|逾期|超期|待核验|待审核|待审定|时限不清|缺责任人)"
)  # names a list, and reports nothing
_HOW = re.compile(r"(?:怎么|如何|怎样|咋)(?!样)|格式|程序|手续|佐证要")
_OF_ALL = re.compile(r"谁|全|各|整|大家|单位|局|总|其他|别的|一共")
_FOLLOWING = (Role.SECRETARY, Role.LEADER, Role.OFFICE, Role.OBSERVER)  # they follow the work of others
_POINTS = re.compile(r"那[条项个件]$")  # 烟花爆竹那条
_TO_SOMEBODY = re.compile(  # what no card tells
    r"为[什啥何]|怎么|咋|如何|原因|理由|能|可以|要不要|是不是|该不该|行不行|打算|准备|计划|请|麻烦|[你您]|困难|意见|[吗么]\??$|材料|佐证|照片"
)
_ASKS = re.compile(
    r"几[个条项次人位件家期]|能不能|可不可以|能否|多少|哪|谁|什么|怎么样|如何|吗\??$|没有\??$|呢\??$|率\??$|\?$"
)
_OF_ONESELF = re.compile(
    r"^我(?:们)?(?:还|现在|一共|总共|这边|这里|名下|手[上里])*(?:欠|差|剩|有|缺|该|要)?(?:多少|几[条期次项])"
    r"|^我?(?:能不能|可不可以|能否)"
)
_BARE_DAY = re.compile(  # answers something that is asked no more: what is due then nobody asked
    r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号](?:[之以]?前)?[。.]?"
)
FOLLOW_UP = re.compile(
    r"^(?:那么?|还有)(?P<about>.{2,20}?)(?:又|那边|这边)?怎么样[??]?$|^(?:那么?|还有)?.{2,20}?(?:又|那边|这边)?呢[??]?$"
)


@dataclass(frozen=True)
class AskedPlainly:
    """A question of which every word is understood, with the register that it is asked of."""

    question: "PlainQuestion"
    register: Register
    before: str = ""  # the code of the query that it follows up
    words: str = ""  # as it was asked


async def asked_in(
    request: RequestContext, unit: Unit, person: Person, words: str, read: MessageReading
) -> AskedPlainly | None:
    """The question in the words; None where they are none, or one of which not every word is understood."""
    from bot.readers.question.plain_question import plain_question
    from bot.readers.reply.plain_text import normalised

    plain = normalised(words).text
    named = _may_ask(read) or _names_some(read, plain, person) or _plainly_asks(read, plain)
    if _BARE_DAY.fullmatch(plain) or (not named and not (" " in plain and person.holds(*_FOLLOWING))):
        return None
    async with request.look() as ledger:
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    if not named and not is_known(plain, register):
        return None
    asked = plain_question(plain, register, asks=_only_asks(read) or bool(_POINTS.search(plain)))
    if _asks_how(read, plain):
        return None
    if (
        asked.rest
        or not asked.names_something
        or (_REPORTS.search(plain) and not _only_asks(read) and not _plainly_asks(read, plain))
    ):
        return None
    before = (await asked_last(request, person)).code if FOLLOW_UP.match(plain) else ""
    if _own_alone(asked, register, plain, person):
        asked = replace(asked, own=True)
    if asked.own_department:
        if person.department not in register.departments:
            return None
        asked = replace(asked, terms=tuple(dict.fromkeys((person.department, *asked.terms))))
    return AskedPlainly(asked, register, before, words)


async def asked_last(request: RequestContext, person: Person) -> LastQuestion:
    """What the person asked a moment ago; an empty one where that is nothing."""
    async with request.look() as ledger:
        draft = await ledger.drafts.get(f"{person.id}:{LastQuestion.kind}")
    recent = draft is not None and request.now() - draft.at <= OPEN_FOR
    return draft_of(draft, LastQuestion) if draft and recent else LastQuestion(code="")


async def remember_words(request: RequestContext, person: Person, words: str) -> None:
    """Keep a question that asked for no list, which the next one may go on from."""
    async with request.open() as ledger:
        await ledger.drafts.put(
            new_draft(LastQuestion(code="", words=words, said=words), person.unit, person.id, request.now())
        )


async def asked_anew(request: RequestContext, unit: Unit, person: Person, words: str) -> str:
    """The question before with what 上个月呢, 那水环境股呢 or 那2-4呢 puts in the place of its like; "" for none."""
    from bot.readers.question.follow_up import in_its_place
    from bot.readers.reply.plain_text import normalised

    before = await asked_last(request, person)
    if not before.words:
        return ""
    async with request.look() as ledger:
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    return in_its_place(normalised(before.words).text, normalised(words).text, register)


async def nth(request: RequestContext, unit: Unit, code: str, place: int) -> View | None:
    """The card of a place in the list behind a code, -1 for the last; None where there is no such place."""
    found = await answers.turn(request, unit, code)
    rows = found.rows if isinstance(found, Listing) else ()
    row = rows[place - (place > 0)] if 0 < abs(place) <= len(rows) else None
    return await answers.of_measure(request, row.measure.id) if row else None


def lists(read: MessageReading, words: str, person: Person) -> bool:
    """True for words of one who reports nothing of his own that name what is to be listed, 五月上旬到期的.

    Also for whatever such a person asks of no measure by its number or card: 班子成员谁的任务多 is for no owner.
    """
    from bot.readers.reply.plain_text import normalised

    plain = normalised(words).text
    if _OF_ONESELF.search(plain) and _plainly_asks(read, plain):
        return all(part.number is None and _reports_nothing(part.reading) for part in read.parts)
    unsure = all(part.number is None and _reports_nothing(part.reading) for part in read.parts)
    asks_of_all = person.holds(*_FOLLOWING) and not person.holds(Role.OWNER) and _only_asks(read)
    return unsure and (asks_of_all or _names_some(read, plain, person))


def _reports_nothing(reading: ReplyReading) -> bool:
    """True for 没有动的 and 等秦望舒审核的 as well: no figure, and nothing that is done."""
    idle = reading.intent is not Intent.DONE and reading.percent in {None, 0} and not reading.figures
    return bool(reading.doubt) or idle


def facts_asked(read: MessageReading) -> tuple[str, ...]:
    """The numbers of measures of which facts are asked, 7-2最晚哪天; none where somebody is to explain."""
    sure = not read.doubt and bool(read.parts) and all(_asks_facts(part) for part in read.parts)
    return tuple(part.number or "" for part in read.parts) if sure else ()


def _asks_facts(part: ReplyPart) -> bool:
    asks = part.reading.intent is Intent.QUERY and part.reading.asks in {Asks.DUE, Asks.OWNER, Asks.OVERDUE, Asks.LIST}
    return bool(part.number) and asks and not _TO_SOMEBODY.search(part.words)


async def answer_to(request: RequestContext, unit: Unit, person: Person, asked: AskedPlainly) -> tuple[View, ...]:
    """What answers the question, by the queries of the commands."""
    if asked.question.numbers:
        return await cards(request, unit, person, asked.question.numbers)
    if asked.question.by_person:
        return (await answers.turn(request, unit, "ppl"),)
    if asked.question.by_department:
        return (await answers.stats(request, unit),)
    codes = _codes(person, asked)
    if not any(codes):
        return (await answers.whole(request, unit),)
    return tuple([await answers.turn(request, unit, code) for code in codes])


def _own_alone(asked: "PlainQuestion", register: Register, plain: str, person: Person) -> bool:
    """True for 还剩哪些没弄 of one who has but measures of his own: nobody else is named."""
    if person.holds(*_FOLLOWING) or _OF_ALL.search(plain):
        return False
    codes = [term.code for term in understand(" ".join(asked.terms), register).terms]
    alone = not (asked.numbers or asked.own or asked.own_department or asked.by_person or asked.by_department)
    return alone and bool(codes) and not any(code[0] in "pxztrg!" and code not in STATES for code in codes)


async def remember(request: RequestContext, person: Person, asked: AskedPlainly) -> None:
    """Keep what was asked for: a list, which the next question may go on from, or of whom and what was spoken."""
    codes = [] if asked.question.numbers else _codes(person, asked)
    listed = any(codes) and not (asked.question.by_department or asked.question.by_person)
    before = await asked_last(request, person)
    last = LastQuestion(code=codes[-1] if listed else before.code, said=asked.words)
    async with request.open() as ledger:
        await ledger.drafts.put(new_draft(last, person.unit, person.id, request.now()))


async def spelled_out(request: RequestContext, unit: Unit, person: Person, words: str) -> str:
    """The words with whom the question before spoke of by name in the place of 他, 他们, 这条; "" for none of these."""
    from bot.readers.question.follow_up import named_again, points_back, speaks_of
    from bot.readers.reply.plain_text import normalised

    before = await asked_last(request, person) if points_back(words) else None
    if before is None or not before.said:
        return ""
    async with request.look() as ledger:
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    return named_again(speaks_of(normalised(before.said).text, register), normalised(words).text)


def _asks_how(read: MessageReading, plain: str) -> bool:
    """True for 怎么申请延期, which names a state and asks for none."""
    how = all(part.reading.asks is Asks.HOW and not part.number for part in read.parts)
    return _only_asks(read) and how and bool(_HOW.search(plain))


def _plainly_asks(read: MessageReading, plain: str) -> bool:
    """True for 申请延期的有几个 and 水环境股完成率, whatever the words may mean of a measure: no figure is told.

    Every word of it has still to be placed.
    """
    told = any(part.reading.figures or part.reading.percent is not None for part in read.parts)
    return bool(_ASKS.search(plain)) and not told and not any(part.number for part in read.parts)


def _only_asks(read: MessageReading) -> bool:
    return all(part.reading.intent is Intent.QUERY for part in read.parts)


def _may_ask(read: MessageReading) -> bool:
    """True for words that ask, or that report nothing: a name, a state, a time alone."""
    intents = {part.reading.intent for part in read.parts}
    return bool(intents) and intents <= {Intent.QUERY, Intent.UNCLEAR} and not read.doubt


def _names_some(read: MessageReading, plain: str, person: Person) -> bool:
    """True for 我牵头的, and for 一次都没报过的 and 下个月要交的 of one who reports nothing of his own."""
    told = [part.reading for part in read.parts if part.number is None]
    sure = any(reading.intent is Intent.DONE and not reading.doubt for reading in told)
    of_others = person.holds(*_FOLLOWING)
    listed = (_LISTED.search(plain) or (of_others and _STATE.fullmatch(plain))) and (
        of_others or plain.startswith("我")
    )
    return bool(listed and told and not sure)


async def cards(request: RequestContext, unit: Unit, person: Person, numbers: tuple[str, ...]) -> tuple[View, ...]:
    """The cards of the numbers; raises NotFound for one alone that no measure has."""
    views = []
    for number in numbers[:MOST]:
        try:
            views.append(await answers.ask(request, unit, person, number))
        except NotFound:
            if len(numbers) == 1:
                raise
    return tuple(views)


def _codes(person: Person, asked: AskedPlainly) -> list[str]:
    """The codes of the queries that are asked for, one for each of 沈知行和秦望舒, "" for the whole."""
    from bot.readers.question.conditions import alternatives

    question = asked.question
    several = alternatives(question.terms, asked.register, together=question.together)
    return [_code(person, asked, terms) for terms in several[:MOST]]


def _code(person: Person, asked: AskedPlainly, named: tuple[str, ...]) -> str:
    """The code of one query; a follow-up keeps what it does not name anew."""
    from bot.readers.question.conditions import followed

    question, register = asked.question, asked.register
    if asked.before and named:
        return followed(asked.before, named, register)
    terms = understand(" ".join(named), register).terms if named else ()
    own = [of_person(person).code] if question.own else []
    codes = list(dict.fromkeys([*own, *(term.code for term in terms)]))
    return "+".join(codes if terms or not own else [*codes, "open"])


async def without_subject(request: RequestContext, person: Person, about: tuple[str, ...]) -> tuple[View, ...]:
    """什么时候到期 alone: asked of the measures of which the answered message speaks, else of the person's own."""
    if about:
        return tuple([await answers.of_measure(request, measure) for measure in about[:MOST]])
    own = await answers.mine(request, person)
    return (own,) if own.rows else ()


def likeliest(person: Person) -> tuple[tuple[str, str], ...]:
    """The three questions that somebody of the role asks most: the name of each, and the code of its query."""
    own = of_person(person).code
    if person.holds(Role.SECRETARY):
        return (("decide", "decide"), ("overdue", "over"), ("whole", "all"))
    if person.holds(Role.OFFICE):
        return (("verify", "verify"), ("overdue", "over"), ("soon", "n14"))
    if person.holds(Role.LEADER):
        return (("review", f"{own}+review"), ("own_overdue", f"{own}+over"), ("own_soon", f"{own}+n14"))
    if person.holds(Role.OWNER) or not person.roles:
        return (("mine", f"{own}+open"), ("own_overdue", f"{own}+over"), ("own_soon", f"{own}+n14"))
    return (("whole", "all"), ("overdue", "over"), ("soon", "n14"))
