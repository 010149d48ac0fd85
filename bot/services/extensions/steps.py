"""More time: asked for with a reason and a day, agreed to step by step, the first deadline kept for ever."""

import datetime as dt
from dataclasses import replace
from itertools import takewhile

from bot.domain.closing.transitions import LADDER, require_stage, route
from bot.domain.core.refusal import NoChange, NotFound, Overtaken
from bot.domain.extensions.extension import (
    STEP_ACTIONS,
    Extension,
    ExtensionAnswer,
    ExtensionState,
    granted,
    must_be_later,
)
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.messages.text import day as day_words
from bot.services.core.ledger import EXTENSIONS_OF, PROGRESS_OF, Ledger
from bot.services.core.measure_context import (
    MeasureContext,
    checkers,
    measure_context,
    owners_of,
    people_for,
    quoted,
    require,
    save,
)
from bot.services.core.message_content import ExtensionContent, NoticeContent
from bot.services.core.notify import Notified, notice, notify, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction

LATELY = 5  # reports among which the reason of a request is looked for
ENDS_THE_OFFER = (ExtensionState.ASKED, ExtensionState.REFUSED)  # states of a request that its day button cannot renew


async def reason_given(request: RequestContext, person: Person, measure_id: str) -> str:
    """What the person lately wrote when they asked for more time; "" where they wrote nothing.

    The reason and the day may come in several messages: all of them since the last request, in their order.
    """
    async with request.look() as ledger:
        wishes, since = await _wishes(ledger, person, measure_id)
    return "；".join(wish.words for wish in reversed(since or wishes[:1]))


async def demand_unasked(request: RequestContext, person: Person, measure_id: str, day: dt.date) -> None:
    """Raise NoChange where the person asked for that day and has said nothing since: a button was pressed again."""
    async with request.look() as ledger:
        _, since = await _wishes(ledger, person, measure_id)
        former = [one for one in await ledger.extensions.find(EXTENSIONS_OF, measure_id) if one.by == person.id]
        last, measure = max(former, key=lambda one: one.at, default=None), await ledger.measures.get(measure_id)
    if since or measure is None or last is None or last.asked != day or last.state not in ENDS_THE_OFFER:
        return
    raise NoChange(number=measure.number, measure=measure.id, day=day_words(day), why=f"extension_{last.state}")


async def _wishes(ledger: Ledger, person: Person, measure_id: str) -> tuple[list[Progress], list[Progress]]:
    """What the person lately said of more time, the latest first, and what of it came after the last request."""
    said = await ledger.progress.find(PROGRESS_OF, measure_id, latest=True, limit=LATELY)
    former = {one.progress for one in await ledger.extensions.find(EXTENSIONS_OF, measure_id)}
    wishes = [p for p in said if p.by == person.id and p.intent is Intent.EXTEND and p.stands]
    return wishes, list(takewhile(lambda wish: wish.id not in former, wishes))


async def request_within(
    context: MeasureContext, day: dt.date, *, words: str, progress: str
) -> tuple[Extension, Notified]:
    """Ask for a later deadline, within the transaction of the reply; a former request that waits is withdrawn.

    Gives the request and who was written to. Raises Unreadable for a day that has passed, NoChange for one that is
    no later than the deadline, WrongStage, or NobodyToCheck.
    """
    measure, tx = context.measure, context.tx
    require_stage(Action.ASK_EXTENSION, measure)
    must_be_later(measure, day, tx.today)
    roles, _ = route(context.policy.extension_steps, await checkers(context))
    former = await context.ledger.extensions.find(EXTENSIONS_OF, measure.id)
    for old in former:
        if old.state is ExtensionState.ASKED:
            await undo_request(tx, old)
    extension = Extension(
        id=f"{measure.id}/x{len(former) + 1}",
        unit=measure.unit,
        measure=measure.id,
        by=tx.by.id,
        at=tx.now,
        words=words,
        asked=day,
        was=measure.due,
        late=measure.due is not None and measure.due < tx.today,
        step=roles[0],
        progress=progress,
    )
    await context.ledger.extensions.put(extension)
    facts = {"extension": extension.id, "asked": day.isoformat(), "late": extension.late}
    await note(tx, Verb.ASK_EXTENSION, measure.id, words=words, **facts)
    return extension, await _bring(context, extension)


async def undo_request(tx: Transaction, extension: Extension) -> None:
    """Take a request back that nobody has decided."""
    await tx.ledger.extensions.put(replace(extension, state=ExtensionState.WITHDRAWN))
    await note(tx, Verb.WITHDRAW_EXTENSION, extension.measure, extension=extension.id)


async def answer_extension(
    request: RequestContext,
    by: Person,
    extension_id: str,
    *,
    agree: bool,
    step: Role | None = None,
    words: str = "",
    day: dt.date | None = None,
) -> tuple[Extension, Measure]:
    """Agree to a request or refuse it; who agrees may name another day.

    `step` is the one that the pressed card speaks of. Raises NotFound, Overtaken, NotAllowed, OwnWork, WrongStage,
    or NoChange and Unreadable for a day that is none.
    """
    async with open_transaction(request, by) as tx:
        extension, context = await _answerable(tx, extension_id, step, agree=agree)
        answer = ExtensionAnswer(by=tx.by.id, at=tx.now, role=extension.step, agreed=agree, words=words)
        answered = replace(extension, answers=(*extension.answers, answer), asked=day or extension.asked)
        if not agree:
            return await _refused(context, answered), context.measure
        must_be_later(context.measure, answered.asked, tx.today)
        later = [role for role in context.policy.extension_steps if _above(role, extension.step)]
        if later:
            roles, _ = route(later, await checkers(context))
            return await _forwarded(context, replace(answered, step=roles[0])), context.measure
        return await _granted(context, answered)


async def demand_answerable(request: RequestContext, by: Person, extension_id: str, step: Role) -> None:
    """Raise what `answer_extension` would raise for a refusal, whatever the reason."""
    async with open_transaction(request, by) as tx:
        await _answerable(tx, extension_id, step, agree=False)


async def asked_to_decide(context: MeasureContext, extension: Extension) -> list[Person]:
    """Those who may take the step at which a request waits."""
    return await people_for(context, extension.step, STEP_ACTIONS[extension.step])


async def _answerable(
    tx: Transaction, extension_id: str, step: Role | None, *, agree: bool
) -> tuple[Extension, MeasureContext]:
    """The request where the person may take its step; the office refuses what reaches nobody who could."""
    extension = await tx.ledger.extensions.get(extension_id)
    if extension is None or extension.unit != tx.unit.id:
        raise NotFound(what=extension_id.rpartition("/")[2])
    context = await measure_context(tx, extension.measure)
    if extension.state is not ExtensionState.ASKED or step not in {None, extension.step}:
        raise Overtaken(
            number=context.measure.number, measure=context.measure.id, **await _decided_by(tx.ledger, extension, step)
        )
    refuses = not agree and tx.by.holds(Role.OFFICE)
    if not refuses or any(person.reachable for person in await asked_to_decide(context, extension)):
        await require(context, STEP_ACTIONS[extension.step])
    return extension, context


def _above(role: Role, step: Role) -> bool:
    return role in LADDER and LADDER.index(role) > LADDER.index(step)


async def _decided_by(ledger: Ledger, extension: Extension, step: Role | None) -> dict[str, str]:
    """Who decided a step, the last one where none is named; that nobody did where it was taken back."""
    answers = [answer for answer in extension.answers if step in {None, answer.role}]
    found = await ledger.people.get(answers[-1].by) if answers else None
    return {"who": found.name} if found else {"why": "outdated"}


async def _forwarded(context: MeasureContext, extension: Extension) -> Extension:
    await context.ledger.extensions.put(extension)
    facts = {"extension": extension.id, "to": str(extension.step), "asked": extension.asked.isoformat()}
    words = extension.answers[-1].words
    await note(context.tx, Verb.FORWARD_EXTENSION, extension.measure, words=words, **facts)
    await _bring(context, extension)
    return extension


async def _refused(context: MeasureContext, extension: Extension) -> Extension:
    refused = replace(extension, state=ExtensionState.REFUSED)
    await context.ledger.extensions.put(refused)
    words = extension.answers[-1].words
    facts = {"extension": extension.id, "asked": extension.asked.isoformat()}
    await note(context.tx, Verb.REFUSE_EXTENSION, extension.measure, words=words, **facts)
    sentence = {"number": context.measure.number, "who": context.tx.by.name, "words": quoted(context, words)}
    await _tell_owners(context, refused, notice("extensions.refused", sentence, [extension.measure]))
    return refused


async def _granted(context: MeasureContext, extension: Extension) -> tuple[Extension, Measure]:
    given = replace(extension, state=ExtensionState.GRANTED, granted=extension.asked)
    moved = granted(context.measure, extension.asked, context.tx.today)
    await context.ledger.extensions.put(given)
    await save(context, moved, Verb.EXTEND, words=extension.answers[-1].words, extension=extension.id)
    sentence = {
        "number": moved.number,
        "who": context.tx.by.name,
        "day": day_words(extension.asked),
        "was": day_words(context.measure.due) if context.measure.due else context.measure.deadline.words,
    }
    await _tell_owners(context, given, notice("extensions.granted", sentence, [moved.id]))
    return given, moved


async def _tell_owners(context: MeasureContext, extension: Extension, facts: NoticeContent) -> None:
    to = await with_delegates(context.tx, (extension.by, *await owners_of(context)))
    await notify(context.tx, to, reason=f"extension:{extension.id}:{extension.state}", facts=facts)


async def _bring(context: MeasureContext, extension: Extension) -> Notified:
    """Write to those who may take the step at which the request waits."""
    asked = await asked_to_decide(context, extension)
    reason = f"extension:{extension.id}:{extension.step}"
    facts = ExtensionContent(extension=extension.id, step=extension.step)
    return await notify(context.tx, asked, reason=reason, facts=facts, priority=Priority.RED)
