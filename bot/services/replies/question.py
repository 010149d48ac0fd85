"""A question to somebody: their next plain message answers it, or one that quotes the question.

One question a person is open at a time; a new one takes the place of the old. It ends with its answer, or after two
hours, and until then whatever is refused leaves it open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import ValidationError, convert, structs

from bot.domain.core.refusal import Unreadable
from bot.domain.people.person import Person
from bot.domain.replies.question_state import QuestionState, question_state
from bot.messages.core.questions import QUESTIONS, Question
from bot.services.core.draft_content import PendingQuestion, draft_of, new_draft
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext

ASKED = PendingQuestion.kind
KINDS = {str(kind.__struct_config__.tag): kind for kind in QUESTIONS}


@dataclass(frozen=True)
class AskedBefore:
    """A question that still waits, with the answers that lay ready; none in one of an earlier version."""

    question: Question
    ready: tuple[str, ...]


async def put_question(request: RequestContext, person: Person, question: Question, ready: Sequence[str] = ()) -> str:
    """Remember what the person is asked; the key of the question, by which the message that asks it is known."""
    key = _key(person, request.update)
    purpose, about = written(question)
    kept = PendingQuestion(purpose=purpose, measure=about, state=QuestionState.ASKED, key=key, ready=tuple(ready))
    async with request.open() as ledger:
        await ledger.drafts.put(new_draft(kept, person.unit, person.id, request.now()))
    return key


async def open_question(ledger: Ledger, request: RequestContext, person: Person, card: str = "") -> Question | None:
    """What the person was asked and has not answered; None where a message of ours is quoted that asks something else.

    `card` is "chat:message" of the quoted message; one that is not known may be the question itself, of which nobody
    could say that it arrived.
    """
    found = await ledger.drafts.get(f"{person.id}:{ASKED}")
    kept = draft_of(found, PendingQuestion) if found else None
    state = question_state(kept.state, found.at, request.said_at()) if found and kept else None
    if kept is None or state is not QuestionState.ASKED or (card and not await _asks(ledger, card, kept.key)):
        return None
    return read_question(kept.purpose, kept.measure)


async def asked_by(request: RequestContext, person: Person, update: int) -> AskedBefore:
    """What an update asked, however long ago; raises Unreadable where it is answered, or another asked since."""
    async with request.look() as ledger:
        found = await ledger.drafts.get(f"{person.id}:{ASKED}")
    kept = draft_of(found, PendingQuestion) if found else None
    waits = kept is not None and kept.key == _key(person, update) and kept.state is QuestionState.ASKED
    if kept is None or not waits or (asked := read_question(kept.purpose, kept.measure)) is None:
        raise Unreadable(what="question_over")
    return AskedBefore(asked, kept.ready)


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
        raise Unreadable(what="question_over")
    return asked


async def answered(request: RequestContext, person: Person, asked: Question | None = None) -> None:
    """The open question is answered; where it was `asked`, only so long as no other has taken its place."""
    async with request.open() as ledger:
        found = await ledger.drafts.get(f"{person.id}:{ASKED}")
        kept = draft_of(found, PendingQuestion) if found else None
        if found and kept and (asked is None or written(asked) == (kept.purpose, kept.measure)):
            done = structs.replace(kept, state=QuestionState.ANSWERED)
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
