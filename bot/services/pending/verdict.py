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
from bot.services.closing.steps import ShownSubmission, agree, return_measure
from bot.services.core.ledger import EXTENSIONS_OF
from bot.services.core.measure_card import context_for
from bot.services.core.measure_context import may, measures_numbered
from bot.services.core.request import RequestContext
from bot.services.extensions.steps import answer_extension
from bot.services.replies.question import kind_of, put_question

SAID = re.compile(
    r"^\s*(?:(?P<number>(?:[A-Za-z]/|\S{1,20}轮\s?)?\d+[-－]\d+)\s*[:：,，、]?\s*)?"
    r"(?:(?P<yes>同意(?:销号|延期)?|(?:审核|核验|审定)?通过|准予销号)|(?P<no>退回|打回|不同意(?:销号|延期)?|不予通过|不通过))"
    r"(?:[\s:：,，。.；;！!]+(?P<words>.*))?$",
    re.DOTALL,
)


async def verdict(request: RequestContext, person: Person, words: str, card: str = "") -> MessageBody | None:
    """Do what the sentence says of the measure that it names, or that the answered card is about, and answer it.

    None where it is no such sentence, or nothing of the measure is the person's to decide. Raises as the act does.
    """
    said = SAID.match(words)
    if said is None:
        return None
    measure = await _meant(request, person, (said["number"] or "").replace("－", "-"), card)
    if measure is None:
        return None
    reason = (said["words"] or "").strip()
    if measure.stage in WAITING and await _decides(request, person, measure):
        return await _closing(request, person, measure, agreed=bool(said["yes"]), reason=reason)
    if extension := await _extension(request, person, measure):
        return await _more_time(request, person, extension, agreed=bool(said["yes"]), reason=reason)
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


async def _more_time(
    request: RequestContext, person: Person, extension: Extension, *, agreed: bool, reason: str
) -> MessageBody:
    if not agreed and not reason:
        text = request.wording.say("extensions.ask_refusal", number=extension.measure.rpartition("/")[2])
        return await _asking(request, person, RefusalQuestion(extension.id, extension.step), text)
    step = extension.step
    answered = await answer_extension(request, person, extension.id, agree=agreed, step=step, words=reason)
    return answered_body(request.wording, *answered)
