"""The closing slip and the closing register: what was closed, by whose steps, on which evidence."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.documents.thumbnail import thumbnail
from bot.domain.closing.closing_slip import (
    Closing,
    ClosingSlip,
    ClosingStep,
    SlipEvidence,
    SlipMeasure,
    SlipStep,
)
from bot.domain.closing.transitions import CHECKING
from bot.domain.extensions.extension import deadline_history
from bot.domain.history.anchor import anchor_of
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import number_order
from bot.messages.wording import official
from bot.services.core.ledger import CLOSINGS_OF, EXTENSIONS_OF, JOURNAL_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import numbered
from bot.services.core.transaction import Transaction, people

AT_A_STEP = frozenset({Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING, Verb.SEND_BACK})
PICTURES = 4  # that a slip shows


async def slip_of(tx: Transaction, closing: Closing) -> ClosingSlip:
    """A closing with the names and words behind its ids, and small pictures of its evidence."""
    measure = await tx.ledger.measures.get(closing.subject)
    found = [measure] if measure else await _measures(tx, closing.subject)
    measures = await numbered(tx.ledger, *found)
    closings = [closing] if measure else await _closings(tx, measures)
    finding = await tx.ledger.findings.get(measures[0].finding if measures else closing.subject)
    steps = [step for one in closings for step in await _steps(tx, one)]
    standing = await _pictured(tx, [evidence for one in closings for evidence in await _evidence(tx, one)])
    zone = ZoneInfo(tx.unit.zone)
    return ClosingSlip(
        title=closing.title,
        unit=tx.unit.name,
        number=measures[0].number if measure else (finding.number if finding else ""),
        finding=finding.text if finding else "",
        task=finding.task if finding else "",
        measures=tuple([await _measure(tx, one, closings) for one in measures]),
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


async def _measure(tx: Transaction, measure: Measure, closings: Sequence[Closing]) -> SlipMeasure:
    moved = deadline_history(measure, await tx.ledger.extensions.find(EXTENSIONS_OF, measure.id))
    leaders = await people(tx.ledger, measure.leaders)
    owners = await people(tx.ledger, measure.owners)
    closing = next((one for one in closings if one.subject == measure.id), None)
    handed_in = [step.at for step in closing.steps if step.verb == Verb.SUBMIT] if closing else []
    reported = tx.day_of(handed_in[-1]) if handed_in else None
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
        reported=reported,
        late=max(0, (reported - moved.current).days) if reported and moved.current else 0,
        returned=len(await _returns(tx, closing)) if closing else 0,
        closing=closing.title if closing else "",
    )


async def _returns(tx: Transaction, closing: Closing) -> list[ClosingStep]:
    """How the measure was sent back since it was opened, before it was handed in for the last time."""
    entries = await tx.ledger.journal.find(JOURNAL_OF, closing.subject)
    before = [entry for entry in entries if entry.at <= closing.at]
    opened = max((n for n, entry in enumerate(before) if entry.verb == Verb.REOPEN), default=-1)
    return [
        ClosingStep(verb=entry.verb, by=entry.by, at=entry.at, words=entry.words, entry=entry.number)
        for entry in before[opened + 1 :]
        if entry.verb == Verb.SEND_BACK
    ]


async def _steps(tx: Transaction, closing: Closing) -> list[SlipStep]:
    zone = ZoneInfo(tx.unit.zone)
    found = []
    for step in (*await _returns(tx, closing), *closing.steps):
        person = await tx.ledger.people.get(step.by)
        name, post = (person.name, person.post) if person else ("", "")
        found.append(
            SlipStep(
                what=await _what(tx, step),
                name=name if step.by else official("closing.step.configured"),
                post=post,
                at=step.at.astimezone(zone),
                words=step.words,
                entry=step.entry,
            )
        )
    return found


async def _what(tx: Transaction, step: ClosingStep) -> str:
    """The step in words: 核验同意 and not 同意 alone, as the journal has where the measure waited."""
    if step.role:
        return official(f"closing.step.{step.verb}_role", role=official(f"people.role.{step.role}"))
    entry = await tx.ledger.journal.get(f"{tx.unit.id}/{step.entry:09d}") if step.verb in AT_A_STEP else None
    stage = entry.before.get("stage") if entry else None
    return official(f"closing.step.{step.verb}_{stage}" if stage in CHECKING else f"closing.step.{step.verb}")


async def _pictured(tx: Transaction, found: Sequence[SlipEvidence]) -> list[SlipEvidence]:
    """The evidence, the first of it that are pictures with what they show."""
    shown: dict[str, bytes] = {}
    for one in found:
        content = None if one.expired or len(shown) == PICTURES else await tx.request.blobs.fetch(one.digest)
        if content and (small := await asyncio.to_thread(thumbnail, content)):
            shown.setdefault(one.digest, small)
    return [replace(one, picture=shown.pop(one.digest, b"")) for one in found]


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
