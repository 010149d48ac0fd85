"""Words that are kept until their sender has chosen what is meant, and what they meant by a wording the last time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import NotFound
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.replies.reply import Intent, ReplyReading
from bot.services.core.draft_content import MeantBefore, PendingReply, draft_of, fresh_name, new_draft
from bot.services.core.ledger import DRAFTS_OF, PLANS_OF, Ledger
from bot.services.core.measure_context import may, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import transaction_for
from bot.services.replies.named_measure import numbers_there
from bot.services.replies.rounds import read_parts
from bot.services.replies.understood import Clarify, Clear, Statement

REMEMBERED = 40  # wordings of one person
JUST = dt.timedelta(minutes=15)  # how long 第二个 is of what was offered last


async def keep_reply(
    request: RequestContext, person: Person, words: str, message: str, measures: tuple[Measure, ...]
) -> str:
    """Keep what was said, in which message ("chat:message") and of which measures; the name of the draft."""
    number = fresh_name()
    kept = PendingReply(words=words, message=message, measures=[m.id for m in measures])
    async with request.open() as ledger:
        await ledger.drafts.add(new_draft(kept, person.unit, person.id, request.said_at(), number))
    return number


async def resume(
    request: RequestContext, person: Person, draft: str, measure: str, intent: Intent | None = None
) -> Clear | Clarify:
    """Go on with what was said, once the measure, or the meaning, was chosen; raises NotFound for old drafts."""
    async with request.look() as ledger:
        kept = await ledger.drafts.get(f"{person.id}:{draft}")
        found = await ledger.measures.get(measure)
        if kept is None or found is None:
            raise NotFound(what="reply")
        words = draft_of(kept, PendingReply).words
        reading = await _said_of(ledger, person, words, found)
        before = await meant_before(ledger, person, words)
        reports = await reports_on(ledger, request, person, found)
    if intent is not None:
        keeps = intent in {Intent.PROGRESS, Intent.BLOCKED}
        percent = reading.percent if keeps and reading.intent is not Intent.DONE else None
        reading = replace(reading, intent=intent, percent=percent, doubt=None)
    if reading.doubt:
        return Clarify(draft, words, found, reading, before, reports)
    return Clear((Statement(found, words, reading, kept.at),))


async def _said_of(ledger: Ledger, person: Person, words: str, measure: Measure) -> ReplyReading:
    """What kept words say of a measure: the part that bears its number, else the first."""
    from bot.readers.reply import read_reply

    there = await numbers_there(ledger, person, words)
    parts = read_parts(words, await ledger.plans.find(PLANS_OF, person.unit), there)[1]
    readings = [part.reading for part, _ in parts if part.number == measure.number]
    return readings[0] if readings else parts[0][0].reading if len(parts) == 1 else read_reply(words, there)


async def of_others(request: RequestContext, person: Person, draft: str, finding: str) -> Clear:
    """What was said of all but some, of those of one finding or of all where none is named; raises NotFound if old."""
    from bot.readers.reply import left_out

    async with request.look() as ledger:
        kept = await ledger.drafts.get(f"{person.id}:{draft}")
        content = draft_of(kept, PendingReply) if kept else None
        measures = await ledger.measures.get_many(content.measures) if content else []
    wanted = [one for one in measures if not finding or one.finding == finding]
    if kept is None or content is None or not wanted:
        raise NotFound(what="reply")
    reading = replace(left_out(content.words)[1], doubt=None)
    return Clear(tuple(Statement(one, content.words, reading, kept.at) for one in wanted))


async def offered_last(request: RequestContext, person: Person) -> tuple[str, tuple[str, ...]] | None:
    """The draft of what was just asked about, and the measures that were offered; none where these stand otherwise.

    None where nothing was asked just now, or two things at once.
    """
    from bot.readers.reply.plain_text import normalised
    from bot.readers.reply.together import left_out_in

    async with request.look() as ledger:
        found = await ledger.drafts.find(DRAFTS_OF, person.id, PendingReply.kind)
    just = [one for one in found if one.at >= request.said_at() - JUST]
    last = [one for one in just if one.at == max(another.at for another in just)]
    if len(last) != 1:
        return None
    kept = draft_of(last[0], PendingReply)
    as_shown = len(kept.measures) > 1 and left_out_in(normalised(kept.words).text) is None
    return last[0].id.removeprefix(f"{person.id}:"), tuple(kept.measures) if as_shown else ()


async def drop_draft(request: RequestContext, person: Person, draft: str) -> None:
    """What was kept until somebody chose is recorded: a second choice finds nothing."""
    async with request.store.open() as ledger:
        await ledger.drafts.drop(f"{person.id}:{draft}")


async def said_in(request: RequestContext, person: Person, draft: str) -> str:
    """The "chat:message" of the message that a draft keeps."""
    async with request.look() as ledger:
        kept = await ledger.drafts.get(f"{person.id}:{draft}")
    return draft_of(kept, PendingReply).message if kept else ""


async def reports_on(ledger: Ledger, request: RequestContext, person: Person, measure: Measure) -> bool:
    """True where the measure is the person's to report, or that of somebody for whom the person stands in."""
    context = await measure_context(await transaction_for(request, ledger, person), measure.id)
    return await may(context, Action.REPORT, person)


async def reports_on_any(request: RequestContext, person: Person, measures: Sequence[Measure]) -> bool:
    """True where one of the measures is the person's to report."""
    async with request.look() as ledger:
        return any([await reports_on(ledger, request, person, one) for one in measures])


async def meant_before(ledger: Ledger, person: Person, words: str) -> Intent | None:
    """What the person meant by the same wording the last time that it was asked."""
    kept = await ledger.drafts.get(f"{person.id}:{MeantBefore.kind}")
    return dict(draft_of(kept, MeantBefore).meanings).get(_wording(words)) if kept else None


async def remember_meaning(request: RequestContext, person: Person, draft: str, intent: Intent) -> None:
    """Remember what the person means by the wording of a draft, to offer it first the next time."""
    async with request.open() as ledger:
        said = await ledger.drafts.get(f"{person.id}:{draft}")
        if said is None:
            return
        wording = _wording(draft_of(said, PendingReply).words)
        kept = await ledger.drafts.get(f"{person.id}:{MeantBefore.kind}")
        others = [one for one in draft_of(kept, MeantBefore).meanings if one[0] != wording] if kept else []
        content = MeantBefore(meanings=[*others, (wording, intent)][-REMEMBERED:])
        await ledger.drafts.put(new_draft(content, person.unit, person.id, request.now()))


def _wording(words: str) -> str:
    from bot.readers.reply.plain_text import normalised
    from bot.readers.reply.reply_text import wording_of

    return wording_of(normalised(words).text)
