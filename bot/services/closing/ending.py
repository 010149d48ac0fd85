"""How a measure and its finding end, under a number that stays theirs, and how they are opened again."""

from dataclasses import replace

from bot.domain.closing.closing import Closing, Step
from bot.domain.closing.transitions import reopen
from bot.domain.core.refusal import Unreadable
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.tally import is_settled
from bot.services.closing.submission import live_proofs
from bot.services.core.ledger import CLOSINGS_OF, JOURNAL_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import Dossier, keep, owners_of, quoted
from bot.services.core.notify import Told, notice, office, secretary, tell, with_delegates
from bot.services.core.numbering import next_number
from bot.services.core.transaction import Sitting, note
from bot.services.rechecks.recheck import drop_rechecks, plan_rechecks

STEPS = frozenset({Verb.SUBMIT, Verb.SKIP, Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING})


async def end(dossier: Dossier, ended: Measure, words: str) -> tuple[Closing, Closing | None, Told]:
    """Number the closing of a measure, plan the looks back, and see whether its finding ends with it.

    Gives the measure's closing, the finding's if there is one, and who was told.
    """
    sitting = dossier.sitting
    year, number = await next_number(sitting, "closing")
    id_ = f"{sitting.unit.id}/c{year}-{number}"
    verb = Verb.CLOSE if ended.stage is Stage.CLOSED else Verb.TURN_STANDING
    entry = await keep(dossier, ended, verb, words=words, step=str(dossier.measure.stage), closing=id_)
    steps = await _steps(sitting, ended.id)
    kept = tuple(proof.id for proof in await live_proofs(dossier))
    closing = Closing(id_, ended.unit, ended.id, year, number, sitting.now, sitting.by.id, steps, kept)
    await sitting.ledger.closings.put(closing)
    if verb is Verb.CLOSE:
        await plan_rechecks(dossier.holding(ended))
    finding = await settle_finding(sitting, ended.finding)
    sentence = {"number": ended.number, "who": sitting.by.name, "title": closing.title}
    key = "closing.closed" if verb is Verb.CLOSE else "closing.now_standing"
    return closing, finding, await tell_people(dossier, key, sentence, entry.id)


async def _steps(sitting: Sitting, measure_id: str) -> tuple[Step, ...]:
    """The steps since the measure was last handed in."""
    entries = await sitting.ledger.journal.find(JOURNAL_OF, measure_id)
    start = max((n for n, entry in enumerate(entries) if entry.verb == Verb.SUBMIT), default=0)
    return tuple(Step(e.verb, e.by, e.at, e.words, e.number) for e in entries[start:] if e.verb in STEPS)


async def settle_finding(sitting: Sitting, finding_id: str, reason: str = "") -> Closing | None:
    """Bring a finding in line with its measures: closed once all are, standing ones apart, open again otherwise.

    Gives the closing where it was closed now.
    """
    measures = await sitting.ledger.measures.find(MEASURES_OF_FINDING, finding_id)
    settled = is_settled({measure.stage for measure in measures})
    closed = await _open_closing(sitting, finding_id)
    if settled and closed is None:
        return await _close_finding(sitting, finding_id)
    if closed is not None and not settled:
        await _mark_reopened(sitting, closed)
        await note(sitting, Verb.REOPEN_FINDING, finding_id, words=reason)
    return None


async def _close_finding(sitting: Sitting, finding_id: str) -> Closing:
    year, number = await next_number(sitting, "closing")
    id_ = f"{sitting.unit.id}/c{year}-{number}"
    who = sitting.person.id if sitting.person else ""
    closing = Closing(id_, sitting.unit.id, finding_id, year, number, sitting.now, who)
    await sitting.ledger.closings.put(closing)
    entry = await note(sitting, Verb.CLOSE_FINDING, finding_id, closing=id_)
    facts = {"number": finding_id.rpartition("/")[2], "title": closing.title}
    to = [*await office(sitting), *await secretary(sitting)]
    await tell(sitting, to, reason=entry.id, facts=notice("closing.finding_closed", facts))
    return closing


async def _open_closing(sitting: Sitting, subject: str) -> Closing | None:
    found = await sitting.ledger.closings.find(CLOSINGS_OF, subject, latest=True, limit=1)
    return found[0] if found and found[0].reopened is None else None


async def open_again(dossier: Dossier, reason: str) -> tuple[Measure, Told]:
    """An ended measure is worked on again, whoever was allowed to cause it; the closings are kept, marked.

    Raises WrongStage, or Unreadable without a reason.
    """
    if not reason.strip():
        raise Unreadable(what="reason")
    sitting = dossier.sitting
    opened = reopen(dossier.measure, today=sitting.today)
    entry = await keep(dossier, opened, Verb.REOPEN, words=reason)
    if closing := await _open_closing(sitting, opened.id):
        await _mark_reopened(sitting, closing)
    await drop_rechecks(sitting, opened.id)
    await settle_finding(sitting, opened.finding, reason)
    sentence = {"number": opened.number, "who": sitting.by.name, "reason": quoted(dossier, reason)}
    return opened, await tell_people(dossier, "closing.reopened", sentence, entry.id)


async def _mark_reopened(sitting: Sitting, closing: Closing) -> None:
    await sitting.ledger.closings.put(replace(closing, reopened=sitting.now))


async def tell_people(dossier: Dossier, key: str, sentence: dict[str, str], reason: str) -> Told:
    """Write to owners, leaders and office of a measure."""
    sitting, measure = dossier.sitting, dossier.measure
    concerned = await with_delegates(sitting, (*await owners_of(dossier), *measure.leaders))
    facts = notice(key, sentence, [measure.id])
    return await tell(sitting, [*concerned, *await office(sitting)], reason=f"told:{reason}", facts=facts)
