"""The closing slip and the closing register: what was closed, by whose steps, on which evidence."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.closing.closing_slip import Closing, ClosingSlip, SlipEvidence, SlipMeasure, SlipStep
from bot.domain.extensions.extension import deadline_history
from bot.domain.history.anchor import anchor_of
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import number_order
from bot.messages.wording import official
from bot.services.core.ledger import CLOSINGS_OF, EXTENSIONS_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import numbered
from bot.services.core.transaction import Transaction, people


async def slip_of(tx: Transaction, closing: Closing) -> ClosingSlip:
    """A closing with the names and words behind its ids."""
    measure = await tx.ledger.measures.get(closing.subject)
    found = [measure] if measure else await _measures(tx, closing.subject)
    measures = await numbered(tx.ledger, *found)
    closings = [closing] if measure else await _closings(tx, measures)
    finding = await tx.ledger.findings.get(measures[0].finding if measures else closing.subject)
    steps = [step for one in closings for step in await _steps(tx, one)]
    standing = [evidence for one in closings for evidence in await _evidence(tx, one)]
    zone = ZoneInfo(tx.unit.zone)
    return ClosingSlip(
        title=closing.title,
        unit=tx.unit.name,
        number=measures[0].number if measure else (finding.number if finding else ""),
        finding=finding.text if finding else "",
        task=finding.task if finding else "",
        measures=tuple([await _measure(tx, one) for one in measures]),
        steps=tuple(sorted(steps, key=lambda step: step.entry)),
        evidence=tuple(standing),
        closed=closing.at.astimezone(zone),
        reopened=closing.reopened.astimezone(zone) if closing.reopened else None,
        anchor=anchor_of(await tx.ledger.heads.get(tx.unit.id)),
    )


async def _measures(tx: Transaction, finding_id: str) -> list[Measure]:
    found = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding_id)
    return sorted(found, key=lambda measure: number_order(measure.number))


async def _closings(tx: Transaction, measures: Sequence[Measure]) -> list[Closing]:
    """The closing that holds of each measure that has one."""
    found = [await tx.ledger.closings.find(CLOSINGS_OF, m.id, latest=True, limit=1) for m in measures]
    return [one for some in found for one in some if one.reopened is None]


async def _measure(tx: Transaction, measure: Measure) -> SlipMeasure:
    moved = deadline_history(measure, await tx.ledger.extensions.find(EXTENSIONS_OF, measure.id))
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
        stage=official(f"status.stage.{measure.stage}"),
        result=measure.result,
    )


async def _steps(tx: Transaction, closing: Closing) -> list[SlipStep]:
    zone = ZoneInfo(tx.unit.zone)
    found = []
    for step in closing.steps:
        person = await tx.ledger.people.get(step.by)
        name, post = (person.name, person.post) if person else ("", "")
        role = official(f"people.role.{step.role}") if step.role else ""
        key = f"closing.step.{step.verb}_role" if role else f"closing.step.{step.verb}"
        found.append(
            SlipStep(
                what=official(key, role=role),
                name=name if step.by else official("closing.step.configured"),
                post=post,
                at=step.at.astimezone(zone),
                words=step.words,
                entry=step.entry,
            )
        )
    return found


async def _evidence(tx: Transaction, closing: Closing) -> list[SlipEvidence]:
    zone = ZoneInfo(tx.unit.zone)
    found = []
    for id_ in closing.evidence:
        evidence = await tx.ledger.evidence.get(id_)
        if evidence is not None:
            sender = await tx.ledger.people.get(evidence.by)
            kind, name = official(f"evidence.kind.{evidence.kind}"), sender.name if sender else ""
            at = evidence.at.astimezone(zone)
            expired = evidence.expired is not None
            found.append(
                SlipEvidence(
                    kind=kind,
                    name=evidence.name,
                    caption=evidence.caption,
                    sender=name,
                    at=at,
                    digest=evidence.digest,
                    expired=expired,
                )
            )
    return found
