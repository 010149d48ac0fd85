"""A question to somebody: their next plain message answers it, or one that quotes the question.

One question a person is open at a time; a new one takes the place of the old. It ends with its answer, or after two
hours, and until then whatever is refused leaves it open.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import ValidationError, convert, structs

from bot.domain.core.refusal import Unreadable
from bot.domain.people.person import Person
from bot.domain.replies.question_state import QuestionState, question_state
from bot.messages.core.questions import QUESTIONS, Question
from bot.messages.pending.live_card import OF_QUESTION
from bot.services.core.draft_content import PendingQuestion, draft_of, new_draft
from bot.services.core.ledger import CARDS_AT, DRAFTS_OF, REPLY, Ledger, moment
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext

ASKED = PendingQuestion.kind
REMEMBERED = 20  # questions of a person of which it is known how they ended
KINDS = {str(kind.__struct_config__.tag): kind for kind in QUESTIONS}


@dataclass(frozen=True)
class AskedBefore:
    """A question that still waits, with the answers that lay ready; none in one of an earlier version."""

    question: Question
    ready: tuple[str, ...]


async def put_question(
    request: RequestContext,
    person: Person,
    question: Question,
    ready: Sequence[str] = (),
    days: Sequence[dt.date] = (),
) -> str:
    """Remember what the person is asked; the key of the question, by which the message that asks it is known."""
    key = _key(person, request.update)
    purpose, about = written(question)
    offered = tuple(map(str, days))
    kept = PendingQuestion(
        purpose=purpose, measure=about, state=QuestionState.ASKED, key=key, ready=tuple(ready), days=offered
    )
    async with request.open() as ledger:
        before = await _last(ledger, request, person)
        ended = (*before.ended, _overtaken(before))[-REMEMBERED:] if before else ()
        kept = structs.replace(kept, ended=tuple(one for one in ended if one[0] != key))
        await ledger.drafts.put(new_draft(kept, person.unit, person.id, request.now()))
    return key


async def open_question(ledger: Ledger, request: RequestContext, person: Person, card: str = "") -> Question | None:
    """What the person was asked and has not answered; None where a message of ours is quoted that asks something else.

    `card` is "chat:message" of the quoted message; one that is not known may be the question itself, of which nobody
    could say that it arrived.
    """
    last = await _last(ledger, request, person)
    if last is None or last.state is not QuestionState.ASKED or (card and not await _asks(ledger, card, last.key)):
        return None
    return read_question(last.purpose, last.measure)


async def is_asked(request: RequestContext, person: Person, card: str = "") -> bool:
    """True where a question to the person is open; `card` as in `open_question`."""
    async with request.look() as ledger:
        return await open_question(ledger, request, person, card) is not None


async def _last(ledger: Ledger, request: RequestContext, person: Person) -> PendingQuestion | None:
    """What the person was asked last, with its state at the time of what is being answered."""
    found = await ledger.drafts.get(f"{person.id}:{ASKED}")
    if found is None:
        return None
    kept = draft_of(found, PendingQuestion)
    return structs.replace(kept, state=question_state(kept.state, found.at, request.said_at()))


def _overtaken(before: PendingQuestion) -> tuple[str, QuestionState]:
    state = QuestionState.OVERTAKEN if before.state is QuestionState.ASKED else before.state
    return before.key, state


def _over(last: PendingQuestion | None, key: str) -> Unreadable:
    """Why the question of a key is answered no more, as far as it is remembered."""
    how = dict((*last.ended, (last.key, last.state))).get(key) if last else None
    return Unreadable(what="question_over" if how in {None, QuestionState.ASKED} else f"question_{how}")


async def asked_by(request: RequestContext, person: Person, update: int) -> AskedBefore:
    """What an update asked, however long ago; raises Unreadable where it is answered, or another asked since."""
    key, waits = _key(person, update), {QuestionState.ASKED, QuestionState.EXPIRED}
    async with request.look() as ledger:
        last = await _last(ledger, request, person)
    asked = read_question(last.purpose, last.measure) if last and last.key == key and last.state in waits else None
    if last is None or asked is None:
        raise _over(last, key)
    return AskedBefore(asked, last.ready)


async def ready_below(request: RequestContext, person: Person) -> tuple[str, ...]:
    """The answers that lie ready below what the person was asked last, in their order."""
    async with request.look() as ledger:
        last = await _last(ledger, request, person)
    return last.ready if last else ()


async def days_below(request: RequestContext, person: Person, card: str = "") -> tuple[dt.date, ...]:
    """The days that are offered below what the person was asked last, in their order.

    None once something else was shown or offered, of which 第二个 may be said as well; `card` where that is quoted.
    """
    async with request.look() as ledger:
        last = await _last(ledger, request, person)
        if last is None or not last.days or not (card or await _is_shown_last(ledger, request, person, last.key)):
            return ()
    return tuple(map(dt.date.fromisoformat, last.days))


async def _is_shown_last(ledger: Ledger, request: RequestContext, person: Person, key: str) -> bool:
    """True where the person was shown no measure, and asked nothing of their own words, since the question of a key."""
    asked = await ledger.drafts.get(f"{person.id}:{ASKED}")
    if asked is None or any(one.at >= asked.at for one in await ledger.drafts.find(DRAFTS_OF, person.id, REPLY)):
        return False
    cards = await ledger.cards.find(CARDS_AT, since=moment(asked.at))
    numbers = {card.id: int(number) for card in cards if (number := _number_in(request, person, card.id))}
    own = [numbers[card.id] for card in cards if card.question == key and card.id in numbers]
    return all(number <= max(own, default=0) for number in numbers.values())


def _number_in(request: RequestContext, person: Person, place: str) -> str:
    """Telegram's number of a message in the person's chat, "" where it stands in another."""
    before = request.place(person.chat or 0, "")
    return place.removeprefix(before) if place.startswith(before) else ""


async def reopen(request: RequestContext, person: Person, update: int) -> None:
    """Let what an update asked be answered now, however long ago that was."""
    async with request.open() as ledger:
        found = await ledger.drafts.get(f"{person.id}:{ASKED}")
        kept = draft_of(found, PendingQuestion) if found else None
        if found and kept and kept.key == _key(person, update):
            waits = structs.replace(kept, state=QuestionState.ASKED)
            await ledger.drafts.put(replace(found, at=request.now(), facts=facts_of(waits)))


def question_matter(unit: str, key: str) -> str:
    """By what the message of a question is known as its live card, whose buttons go when it is answered."""
    return f"{unit}{OF_QUESTION}{key}"


async def still_waits(ledger: Ledger, request: RequestContext, person: Person, matter: str) -> bool | None:
    """True while the question of a live card may be answered, however late; None for a card of anything else."""
    unit, mark, key = matter.partition(OF_QUESTION)
    if not mark:
        return None
    last = await _last(ledger, request, person)
    waits = {QuestionState.ASKED, QuestionState.EXPIRED}
    return unit == person.unit and last is not None and last.key == key and last.state in waits


def _key(person: Person, update: int | None) -> str:
    return f"{person.id}:{update}"


async def _asks(ledger: Ledger, card: str, key: str) -> bool:
    quoted = await ledger.cards.get(card)
    return quoted is None or (quoted.question != "" and quoted.question == key)


async def question(request: RequestContext, person: Person, card: str = "") -> Question | None:
    """As `open_question`; raises Unreadable where what is quoted asks no more, and a reply to it means nothing else."""
    async with request.look() as ledger:
        asked = await open_question(ledger, request, person, card)
        quoted = await ledger.cards.get(card) if card and asked is None else None
        if quoted and quoted.question and not quoted.measures:
            raise _over(await _last(ledger, request, person), quoted.question)
    return asked


async def answered(
    request: RequestContext,
    person: Person,
    asked: Question | None = None,
    how: QuestionState = QuestionState.ANSWERED,
) -> None:
    """The open question is answered, or ends otherwise.

    Where it was `asked`, only so long as no other has taken its place.
    """
    async with request.open() as ledger:
        found = await ledger.drafts.get(f"{person.id}:{ASKED}")
        kept = draft_of(found, PendingQuestion) if found else None
        if found and kept and (asked is None or written(asked) == (kept.purpose, kept.measure)):
            done = structs.replace(kept, state=how if kept.state is QuestionState.ASKED else kept.state)
            await ledger.drafts.put(replace(found, facts=facts_of(done)))


def kind_of(question: Question) -> str:
    """The tag of a question, by which its kind is kept."""
    return str(question.__struct_config__.tag)


def written(question: Question) -> tuple[str, str]:
    """A question as it is kept: its tag and facts in one text, and what it is about."""
    about, *facts = (str(getattr(question, field.name)) for field in structs.fields(question))
    return "|".join((kind_of(question), *facts)), about


def read_question(purpose: str, about: str) -> Question | None:
    """The question that was kept so; None where no such question is asked any more."""
    tag, *facts = purpose.split("|")
    kind = KINDS.get(tag)
    names = [field.name for field in structs.fields(kind)] if kind else []
    if kind is None or len(names) != 1 + len(facts):
        return None
    try:
        return convert(dict(zip(names, (about, *facts), strict=True)), kind, strict=False)
    except ValidationError:
        return None
