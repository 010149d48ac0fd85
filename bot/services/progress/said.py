"""What somebody reported in a time, or said last: answered from what stands recorded."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.core.working_calendar import DAY
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.messages.body import MessageBody
from bot.messages.progress.said import SaidLine, said_body
from bot.readers.reply.idle import result_draft
from bot.services.core.ledger import JOURNAL_SINCE, MEASURES_OF_PERSON, PROGRESS_OF, moment
from bot.services.core.measure_context import measure_context, numbered, quoted
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading

SPOKEN = frozenset({Verb.REPORT, Verb.SUBMIT, Verb.NOTE, Verb.COMMENT})
SEARCHED = 60  # of one measure
SHOWN = 15
READY = 2  # reports that lie ready as an answer
Span = tuple[dt.date, dt.date]


async def what_was_said(
    request: RequestContext, person: Person, span: Span | None, about: Sequence[Measure], when: str
) -> MessageBody:
    """What the person reported within the days of `span`, or without one what was said last; of `about`, or of all.

    Of measures that are named the last word is that of an owner, whoever he is. `when` is the time as it was asked.
    """
    async with open_reading(request, person) as tx:
        measures = about or await _spoken_of(tx, span)
        found = [one for measure in measures for one in await _of(tx, measure, span, anybody=bool(about and not span))]
        found.sort(key=lambda one: (one.at, one.entry))
        if not span and found:
            found = _last(found, each=bool(about))
        shown = [await _line(tx, one) for one in found[-SHOWN:]]
        numbers = [one.number for one in await numbered(tx.ledger, *about)] if about else []
    return said_body(request.wording, when, shown, len(found) - len(shown), about=numbers)


async def own_words(
    request: RequestContext, person: Person, measures: Sequence[str], since: dt.datetime
) -> tuple[str, ...]:
    """What the person has reported of the measures since a moment, without their numbers: an answer that stands.

    The newest first; words that say no more than that it is done are left out, as are those of a confidential unit.
    """
    async with open_reading(request, person) as tx:
        found = []
        for one in await tx.ledger.measures.get_many(measures):
            if not (await measure_context(tx, one.id)).policy.confidential:
                found += [(said, one.number) for said in await _of(tx, one, None, anybody=False) if said.at >= since]
    found.sort(key=lambda one: (one[0].at, one[0].entry), reverse=True)
    words = dict.fromkeys(result_draft(said.words, number) for said, number in found if said.tells)
    return tuple(one for one in words if one)[:READY]


async def own_additions(request: RequestContext, person: Person, measure_id: str) -> tuple[str, ...]:
    """What the person added to a measure last, today and as no report of an owner, without its number."""
    async with open_reading(request, person) as tx:
        measure = await tx.ledger.measures.get(measure_id)
        if measure is None or (await measure_context(tx, measure_id)).policy.confidential:
            return ()
        said = await _of(tx, measure, (tx.today, tx.today), anybody=False)
    return tuple([result_draft(one.words, measure.number) for one in said if not one.tells][:1])


async def _spoken_of(tx: Transaction, span: Span | None) -> Sequence[Measure]:
    """The measures on which the person had a word, also those that are another's by now."""
    if span is None:
        return await tx.ledger.measures.find(MEASURES_OF_PERSON, tx.by.id)
    start, end = (dt.datetime.combine(day, dt.time(), ZoneInfo(tx.unit.zone)) for day in (span[0], span[1] + DAY))
    entries = await tx.ledger.journal.find(JOURNAL_SINCE, tx.unit.id, since=moment(start), until=moment(end))
    return await tx.ledger.measures.get_many(
        dict.fromkeys(entry.subject for entry in entries if entry.by == tx.by.id and entry.verb in SPOKEN)
    )


async def _of(tx: Transaction, measure: Measure, span: Span | None, *, anybody: bool) -> list[Progress]:
    told = await tx.ledger.progress.find(PROGRESS_OF, measure.id, latest=True, limit=SEARCHED)
    return [
        one
        for one in told
        if one.stands
        and one.intent is not Intent.QUERY
        and (one.by == tx.by.id or (anybody and one.tells))
        and (span is None or span[0] <= tx.unit.day_of(one.at) <= span[1])
    ]


def _last(found: Sequence[Progress], *, each: bool) -> list[Progress]:
    """The last word of each measure, or all that the last message said."""
    if each:
        return list({one.measure: one for one in found}.values())
    return [one for one in found if one is found[-1] or (one.message and one.message == found[-1].message)]


async def _line(tx: Transaction, one: Progress) -> SaidLine:
    context = await measure_context(tx, one.measure)
    (shown,) = await numbered(tx.ledger, context.measure)
    return SaidLine(
        day=tx.unit.day_of(one.at),
        number=shown.number,
        words=quoted(context, one.words),
        percent=one.percent,
        measure=one.measure,
    )
