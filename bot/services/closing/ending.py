"""How a measure and its finding end, under a number that stays theirs, and how they are opened again."""

import datetime as dt
from dataclasses import replace

from bot.domain.closing.closing_slip import Closing, ClosingStep
from bot.domain.closing.transitions import LADDER, reopen
from bot.domain.core.refusal import Unreadable
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.tally import is_settled
from bot.messages.text import day as day_words
from bot.readers.report_day import report_day
from bot.services.closing.planned_rechecks import drop_rechecks, plan_rechecks
from bot.services.core.ledger import CLOSINGS_OF, JOURNAL_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import MeasureContext, owners_of, quoted, save
from bot.services.core.notify import Notified, notice, notify, office, secretary, with_delegates
from bot.services.core.transaction import Transaction, next_number, note
from bot.services.evidence.requirement import live_evidence

LEFT_OUT = "left_out"
STEPS = frozenset({Verb.SUBMIT, Verb.SKIP, Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING})


async def close_measure(
    context: MeasureContext, ended: Measure, words: str
) -> tuple[Closing, Closing | None, Notified]:
    """Number the closing of a measure, plan the looks back, and see whether its finding ends with it.

    Gives the measure's closing, the finding's if there is one, and who was told.
    """
    tx = context.tx
    year, number = await next_number(tx, "closing")
    id_ = f"{tx.unit.id}/c{year}-{number}"
    verb = Verb.CLOSE if ended.stage is Stage.CLOSED else Verb.TURN_STANDING
    entry = await save(context, ended, verb, words=words, step=str(context.measure.stage), closing=id_)
    steps = await _steps(context)
    kept = tuple(evidence.id for evidence in await live_evidence(context))
    closing = Closing(
        id=id_,
        unit=ended.unit,
        subject=ended.id,
        year=year,
        number=number,
        at=tx.now,
        by=tx.by.id,
        steps=steps,
        evidence=kept,
    )
    await tx.ledger.closings.put(closing)
    if verb is Verb.CLOSE:
        await plan_rechecks(context.holding(ended))
    finding = await settle_finding(tx, ended.finding)
    sentence = {"number": ended.number, "who": tx.by.name, "title": closing.title}
    key = "closing.closed" if verb is Verb.CLOSE else "closing.now_standing"
    return closing, finding, await notify_concerned(context, key, sentence, entry.id)


async def _steps(context: MeasureContext) -> tuple[ClosingStep, ...]:
    """The steps since the measure was last handed in, behind those that a setting left out."""
    entries = await context.ledger.journal.find(JOURNAL_OF, context.measure.id)
    start = max((n for n, entry in enumerate(entries) if entry.verb == Verb.SUBMIT), default=0)
    taken = (
        ClosingStep(verb=e.verb, by=e.by, at=e.at, words=e.words, entry=e.number, role=e.after.get("role", ""))
        for e in entries[start:]
        if e.verb in STEPS
    )
    return (*await _left_out(context), *taken)


async def _left_out(context: MeasureContext) -> list[ClosingStep]:
    """The steps that the way of this measure does not have, with who set it so, as the journal tells."""
    missing = [role for role in LADDER if role not in context.policy.steps]
    if not missing:
        return []
    measure, journal = context.measure, context.ledger.journal
    written = [
        entry for one in (measure.unit, measure.plan, measure.id) for entry in await journal.find(JOURNAL_OF, one)
    ]
    sets = [entry for entry in written if entry.verb == Verb.SET_POLICY and entry.after.get("setting") == "steps"]
    last = max(sets, key=lambda entry: entry.number, default=None)
    by, at, number = (last.by, last.at, last.number) if last else ("", context.tx.now, 0)
    words = last.words if last else ""
    return [ClosingStep(verb=LEFT_OUT, by=by, at=at, words=words, entry=number, role=str(role)) for role in missing]


async def settle_finding(tx: Transaction, finding_id: str, reason: str = "") -> Closing | None:
    """Bring a finding in line with its measures: closed once all are, standing ones apart, open again otherwise.

    Gives the closing where it was closed now.
    """
    measures = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding_id)
    settled = is_settled({measure.stage for measure in measures})
    closed = await _open_closing(tx, finding_id)
    if settled and closed is None:
        return await _close_finding(tx, finding_id)
    if closed is not None and not settled:
        await _mark_reopened(tx, closed)
        await note(tx, Verb.REOPEN_FINDING, finding_id, words=reason)
    return None


async def _close_finding(tx: Transaction, finding_id: str) -> Closing:
    year, number = await next_number(tx, "closing")
    id_ = f"{tx.unit.id}/c{year}-{number}"
    who = tx.person.id if tx.person else ""
    closing = Closing(id=id_, unit=tx.unit.id, subject=finding_id, year=year, number=number, at=tx.now, by=who)
    await tx.ledger.closings.put(closing)
    entry = await note(tx, Verb.CLOSE_FINDING, finding_id, closing=id_)
    facts = {"number": finding_id.rpartition("/")[2], "title": closing.title}
    to = [*await office(tx), *await secretary(tx)]
    await notify(tx, to, reason=entry.id, facts=notice("closing.finding_closed", facts))
    return closing


async def _open_closing(tx: Transaction, subject: str) -> Closing | None:
    found = await tx.ledger.closings.find(CLOSINGS_OF, subject, latest=True, limit=1)
    return found[0] if found and found[0].reopened is None else None


async def reopen_within(context: MeasureContext, reason: str) -> tuple[Measure, Notified]:
    """An ended measure is worked on again, whoever was allowed to cause it; the closings are kept, marked.

    Raises WrongStage, or Unreadable without a reason.
    """
    if not reason.strip():
        raise Unreadable(what="reason")
    tx = context.tx
    again = report_anew_by(context, reason)
    opened = reopen(context.measure, today=tx.today, report_by=again)
    entry = await save(context, opened, Verb.REOPEN, words=reason)
    if closing := await _open_closing(tx, opened.id):
        await _mark_reopened(tx, closing)
    await drop_rechecks(tx, opened.id)
    await settle_finding(tx, opened.finding, reason)
    sentence = {"number": opened.number, "who": tx.by.name, "reason": quoted(context, reason), "day": day_words(again)}
    key = "closing.reopened_until" if opened.report_by else "closing.reopened"  # as earlier notices say it
    return opened, await notify_concerned(context, key, sentence, entry.id)


def report_anew_by(context: MeasureContext, reason: str) -> dt.date:
    """The day that the reason sets, unless that is more time than a returned measure has; else what is usual."""
    tx = context.tx
    usual = tx.request.calendar.plus(tx.today, context.policy.return_days)
    said = report_day(reason, tx.today)
    return said if said and said <= max(filter(None, (usual, context.measure.due))) else usual


async def _mark_reopened(tx: Transaction, closing: Closing) -> None:
    await tx.ledger.closings.put(replace(closing, reopened=tx.now))


async def notify_concerned(context: MeasureContext, key: str, sentence: dict[str, str], reason: str) -> Notified:
    """Write to owners, leaders and office of a measure, with the way to its card: what one may do now stands there."""
    tx, measure = context.tx, context.measure
    concerned = await with_delegates(tx, (*await owners_of(context), *measure.leaders))
    facts = notice(key, sentence, [measure.id], [[["closing.button_card", "card", measure.id]]])
    return await notify(tx, [*concerned, *await office(tx)], reason=f"told:{reason}", facts=facts)
