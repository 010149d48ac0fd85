"""同意 and 退回 in a sentence: 4-1 退回 还差两个站没开, by whoever may decide it now."""

import re
from dataclasses import replace

from markupsafe import Markup

from bot.domain.closing.transitions import CHECKING
from bot.domain.extensions.extension import STEP_ACTIONS, Extension, ExtensionState
from bot.domain.people.permission import Action, makers
from bot.domain.people.person import Person
from bot.domain.plan.measure import WAITING, Measure
from bot.messages.body import MessageBody
from bot.messages.closing.view import agreed_body, sent_back_body
from bot.messages.core.questions import Question, RefusalQuestion, ReturnQuestion
from bot.messages.extensions.view import answered_body
from bot.messages.replies.keyboards import ready_answers, with_ready
from bot.readers.deadline import read_deadline
from bot.services.closing.steps import ShownSubmission, agree, return_measure
from bot.services.core.ledger import EXTENSIONS_OF
from bot.services.core.measure_card import context_for
from bot.services.core.measure_context import may, measures_numbered
from bot.services.core.request import RequestContext
from bot.services.extensions.cards import extension_of
from bot.services.extensions.steps import answer_extension
from bot.services.replies.question import kind_of, put_question

_NUMBER = r"(?P<number>(?:[A-Za-z]/|\S{1,20}轮\s?)?\d+[-－]\d+)"
_UNTIL = r"(?:延期?|推迟|宽限)?(?:到|至)(?P<until>[^,，。;；]+?)"
_MARKS = r"[\s:：,，、。.；;！!]"
SAID = re.compile(
    rf"^\s*(?:{_NUMBER}{_MARKS}*)?"
    rf"(?:(?P<yes>同意{_UNTIL}|(?:同意|准予|批准|可以)(?:销号|延期)了?|同意|(?:审核|核验|审定)?通过|(?:销号|延期)(?:可以|同意|批准))|"
    rf"(?P<no>退回|打回|不同意(?:销号|延期)?|不予通过|不通过))(?:{_MARKS}+(?P<words>.*))?$",
    re.DOTALL,
)
SAID_FIRST = re.compile(  # the word, then the measure: 同意2-3延到7月31日
    rf"^\s*(?:(?P<yes>同意|准予|批准)|(?P<no>退回|打回|不同意)){_MARKS}*{_NUMBER}\s*的?(?:{_UNTIL}|延期|销号)?"
    rf"(?:{_MARKS}+(?P<words>.*))?$",
    re.DOTALL,
)


async def verdict(request: RequestContext, person: Person, words: str, card: str = "") -> MessageBody | None:
    """Do what the sentence says of the measure that it names, or that the answered card is about, and answer it.

    None where it is no such sentence, or nothing of the measure is the person's to decide. Raises as the act does.
    """
    said = SAID.match(words) or SAID_FIRST.match(words)
    if said is None:
        return None
    measure = await _meant(request, person, (said["number"] or "").replace("－", "-"), card)
    if measure is None:
        return None
    agreed, reason = bool(said["yes"]), (said["words"] or "").strip()
    if measure.stage in WAITING and await _decides(request, person, measure):
        return None if said["until"] else await _closing(request, person, measure, agreed=agreed, reason=reason)
    if extension := await _extension(request, person, measure):
        if card_of_other := await _other_day(request, person, extension, said["until"] or ""):
            return card_of_other
        return await _more_time(request, person, extension, agreed=agreed, reason=reason)
    return None


async def _meant(request: RequestContext, person: Person, number: str, card: str) -> Measure | None:
    async with request.look() as ledger:
        if number:
            found = await measures_numbered(ledger, person.unit, number)
        else:
            kept = await ledger.cards.get(card) if card else None
            found = await ledger.measures.get_many(kept.measures if kept and not kept.question else ())
    return found[0] if len(found) == 1 else None


async def _decides(request: RequestContext, person: Person, measure: Measure) -> bool:
    """True for whoever may agree or send back, and for one who may not only because of a hand in it."""
    async with request.look() as ledger:
        context = await context_for(request, ledger, person, measure.id)
        acts = (CHECKING[measure.stage], Action.SEND_BACK)
        return person.id not in makers(measure) and any([await may(context, action, person) for action in acts])


async def _closing(
    request: RequestContext, person: Person, measure: Measure, *, agreed: bool, reason: str
) -> MessageBody:
    if agreed:
        checked = await agree(request, person, measure.id, words=reason)
        return agreed_body(request.wording, checked.measure, checked.told, checked.closing, checked.finding)
    shown = ShownSubmission(measure.stage, measure.submissions)
    if not reason:
        asked = ReturnQuestion(measure.id, measure.stage, measure.submissions)
        return await _asking(request, person, asked, request.wording.say("closing.ask_return", number=measure.number))
    checked = await return_measure(request, person, measure.id, reason, card=shown)
    return sent_back_body(request.wording, checked.measure, checked.told)


async def _asking(request: RequestContext, person: Person, asked: Question, text: Markup) -> MessageBody:
    """The reason is asked, with those that lie ready."""
    answers = ready_answers(request.wording, kind_of(asked))
    key = await put_question(request, person, asked, answers)
    return replace(with_ready(request.wording, MessageBody(text), answers, request.update or 0), question=key)


async def _extension(request: RequestContext, person: Person, measure: Measure) -> Extension | None:
    async with request.look() as ledger:
        context = await context_for(request, ledger, person, measure.id)
        for extension in await ledger.extensions.find(EXTENSIONS_OF, measure.id):
            waits = extension.state is ExtensionState.ASKED and measure.is_open
            if waits and await may(context, STEP_ACTIONS[extension.step], person):
                return extension
    return None


async def _other_day(request: RequestContext, person: Person, extension: Extension, until: str) -> MessageBody | None:
    """The card of the request where another day is said than is asked for; None where it is that one, or none."""
    if not until:
        return None
    async with request.look() as ledger:
        context = await context_for(request, ledger, person, extension.measure)
        reading = read_deadline(until, context.tx.today)
        same = reading.certain and reading.date == extension.asked
        return None if same else await extension_of(context, extension)


async def _more_time(
    request: RequestContext, person: Person, extension: Extension, *, agreed: bool, reason: str
) -> MessageBody:
    if not agreed and not reason:
        text = request.wording.say("extensions.ask_refusal", number=extension.measure.rpartition("/")[2])
        return await _asking(request, person, RefusalQuestion(extension.id, extension.step), text)
    step = extension.step
    answered = await answer_extension(request, person, extension.id, agree=agreed, step=step, words=reason)
    return answered_body(request.wording, *answered)
