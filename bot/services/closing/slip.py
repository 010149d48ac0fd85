"""The closing slip and the closing register: what was closed, by whose steps, on which proofs."""

from zoneinfo import ZoneInfo

from bot.domain.closing.closing import Closing, ClosingSlip, SlipEvidence, SlipMeasure, SlipStep
from bot.domain.core.refusal import NotFound
from bot.domain.evidence.requirement import EVIDENCE_WORDS
from bot.domain.extensions.extension import moves
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import STAGE_WORDS, Measure
from bot.domain.plan.plan import place
from bot.services.core.ledger import CLOSINGS_OF, CLOSINGS_OF_UNIT, EXTENSIONS_OF, MEASURES_OF_FINDING
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, people, require_role, unit_of

STEP_WORDS = {
    Verb.SUBMIT: "报告完成",
    Verb.SKIP: "回避",
    Verb.AGREE: "同意",
    Verb.CLOSE: "同意销号",
    Verb.TURN_STANDING: "同意转入长期坚持",
}


async def closing_slip(request: RequestContext, by: Person, subject: str) -> ClosingSlip:
    """The latest closing slip of a measure or a finding; raises NotFound or NotAllowed."""
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, by.unit), by)
        require_role(tx, Action.READ)
        found = await ledger.closings.find(CLOSINGS_OF, subject, latest=True, limit=1)
        if not found or found[0].unit != tx.unit.id:
            raise NotFound(what=subject.rpartition("/")[2])
        return await slip_of(tx, found[0])


async def closing_register(request: RequestContext, by: Person, year: int | None = None) -> tuple[ClosingSlip, ...]:
    """All closings of the unit in the order of their numbers, of one year or all; raises NotAllowed."""
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, by.unit), by)
        require_role(tx, Action.READ)
        prefix = (tx.unit.id,) if year is None else (tx.unit.id, str(year))
        closings = await ledger.closings.find(CLOSINGS_OF_UNIT, *prefix)
        return tuple([await slip_of(tx, closing) for closing in closings])


async def slip_of(tx: Transaction, closing: Closing) -> ClosingSlip:
    """A closing with the names and words behind its ids."""
    measure = await tx.ledger.measures.get(closing.subject)
    measures = [measure] if measure else await _measures(tx, closing.subject)
    closings = [closing] if measure else await _closings(tx, measures)
    finding = await tx.ledger.findings.get(measures[0].finding if measures else closing.subject)
    steps = [step for one in closings for step in await _steps(tx, one)]
    proofs = [proof for one in closings for proof in await _proofs(tx, one)]
    zone = ZoneInfo(tx.unit.zone)
    return ClosingSlip(
        title=closing.title,
        unit=tx.unit.name,
        number=measure.number if measure else (finding.number if finding else ""),
        finding=finding.text if finding else "",
        task=finding.task if finding else "",
        measures=tuple([await _measure(tx, one) for one in measures]),
        steps=tuple(sorted(steps, key=lambda step: step.entry)),
        evidence=tuple(proofs),
        closed=closing.at.astimezone(zone),
        reopened=closing.reopened.astimezone(zone) if closing.reopened else None,
    )


async def _measures(tx: Transaction, finding_id: str) -> list[Measure]:
    found = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding_id)
    return sorted(found, key=lambda measure: place(measure.number))


async def _closings(tx: Transaction, measures: list[Measure]) -> list[Closing]:
    """The closing that holds of each measure that has one."""
    found = [await tx.ledger.closings.find(CLOSINGS_OF, m.id, latest=True, limit=1) for m in measures]
    return [one for some in found for one in some if one.reopened is None]


async def _measure(tx: Transaction, measure: Measure) -> SlipMeasure:
    moved = moves(measure, await tx.ledger.extensions.find(EXTENSIONS_OF, measure.id))
    leaders = await people(tx.ledger, measure.leaders)
    owners = await people(tx.ledger, measure.owners)
    return SlipMeasure(
        number=measure.number,
        text=measure.text,
        departments=measure.departments,
        leaders=tuple(person.name for person in sorted(leaders, key=lambda p: p.rank)),
        owners=tuple(person.name for person in owners),
        first=moved.first,
        due=moved.current,
        extended=moved.days,
        stage=STAGE_WORDS[measure.stage],
    )


async def _steps(tx: Transaction, closing: Closing) -> list[SlipStep]:
    zone = ZoneInfo(tx.unit.zone)
    found = []
    for step in closing.steps:
        person = await tx.ledger.people.get(step.by)
        name, post = (person.name, person.post) if person else ("", "")
        what = STEP_WORDS.get(Verb(step.verb), step.verb)
        found.append(
            SlipStep(what=what, name=name, post=post, at=step.at.astimezone(zone), words=step.words, entry=step.entry)
        )
    return found


async def _proofs(tx: Transaction, closing: Closing) -> list[SlipEvidence]:
    zone = ZoneInfo(tx.unit.zone)
    found = []
    for id_ in closing.evidence:
        proof = await tx.ledger.evidence.get(id_)
        if proof is not None:
            sender = await tx.ledger.people.get(proof.by)
            kind, name = EVIDENCE_WORDS[proof.kind], sender.name if sender else ""
            at = proof.at.astimezone(zone)
            expired = proof.expired is not None
            found.append(
                SlipEvidence(
                    kind=kind,
                    name=proof.name,
                    caption=proof.caption,
                    sender=name,
                    at=at,
                    digest=proof.digest,
                    expired=expired,
                )
            )
    return found
