"""Evidence that is sent in: kept outside the ledger under its hash, and assigned to a measure."""

from dataclasses import dataclass, replace

from bot.domain.core.filename import file_name
from bot.domain.core.refusal import NotAllowed, NotFound, TooLarge, Unreadable
from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.evidence.requirement import KeptEvidence, Lack, lacking
from bot.domain.history.journal import Head
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.units.unit import MEGABYTE
from bot.messages.wording import official
from bot.services.core.ledger import EVIDENCE_BY, EVIDENCE_OF, EVIDENCE_SENT_IN
from bot.services.core.measure_context import MeasureContext, measure_context, require
from bot.services.core.quota import demand_few_loose, demand_room
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, transaction_for
from bot.services.evidence.journal import facts_of
from bot.services.evidence.requirement import lack_of
from bot.services.evidence.undo import require_undoable, undo_within


@dataclass(frozen=True, kw_only=True)
class Upload:
    """Something that was sent to prove a measure; `file` is Telegram's id, `message` is "chat:message"."""

    content: bytes
    kind: EvidenceKind
    name: str = ""
    caption: str = ""
    file: str = ""
    message: str = ""


async def keep_evidence(request: RequestContext, by: Person, sent: Upload, measure_id: str = "") -> KeptEvidence:
    """Keep a piece of evidence, for a measure or until its sender says for which.

    The content is durable before the ledger speaks of it. Raises TooLarge, OverQuota, TooManyLoose, Unreadable where
    it is empty, NotFound, NotAllowed, or WrongStage.
    """
    await demand_sound(request, by, sent, measure_id)
    digest = await request.blobs.keep(sent.content)
    async with open_transaction(request, by) as tx:
        return await _kept(tx, sent, digest, measure_id)


async def replace_evidence(request: RequestContext, by: Person, sent: Upload) -> KeptEvidence | None:
    """Keep what the file of a message was changed for, and undo the old one; None where it is the same file.

    In an album nobody can tell which one was changed: all stay. Raises NotFound where nothing of the message stands,
    and what keeping and undoing raise.
    """
    async with request.look() as ledger:
        found = await ledger.evidence.find(EVIDENCE_SENT_IN, sent.message)
        old = [evidence for evidence in found if evidence.by == by.id and evidence.stands]
        if not old:
            raise NotFound(what="edited")
        if len(old) == 1:
            await require_undoable(await transaction_for(request, ledger, by), old[0])
    await demand_sound(request, by, sent, old[0].measure)
    digest = await request.blobs.keep(sent.content)
    if any(evidence.digest == digest for evidence in old):
        return None
    async with open_transaction(request, by) as tx:
        if len(old) == 1:
            await undo_within(tx, old[0])
        return await _kept(tx, sent, digest, old[0].measure)


async def _kept(tx: Transaction, sent: Upload, digest: str, measure_id: str) -> KeptEvidence:
    """Keep the record of evidence whose content is on disk."""
    context = await _context(tx, measure_id)
    mine = await tx.ledger.evidence.find(EVIDENCE_BY, tx.by.id, limit=1)
    again = context is not None and await _is_there(context, digest)
    evidence = await put_evidence(tx, sent, digest, measure_id)
    needed = context is not None and bool(lacking(context.policy, ()))
    return KeptEvidence(evidence=evidence, first=not mine, lack=await _lack(context), again=again, needed=needed)


async def put_evidence(tx: Transaction, sent: Upload, digest: str, subject: str) -> Evidence:
    """Put the record of a file whose content is on disk, of a measure, a visit, or nothing yet; raises OverQuota."""
    await demand_room(tx.ledger, tx.unit, evidence=len(sent.content))
    head = await tx.ledger.heads.get(tx.unit.id) or Head(tx.unit.id)
    evidence = Evidence(
        id=f"{tx.by.id}/e{head.number + 1}",
        unit=tx.unit.id,
        measure=subject,
        by=tx.by.id,
        at=tx.now,
        kind=sent.kind,
        name=file_name(sent.name, official(f"evidence.kind.{sent.kind}")),
        digest=digest,
        size=len(sent.content),
        caption=sent.caption,
        file=sent.file,
        message=sent.message,
    )
    await tx.ledger.evidence.put(evidence)
    await note(tx, Verb.KEEP_EVIDENCE, subject or evidence.id, words=sent.caption, **facts_of(evidence))
    if not await tx.request.blobs.is_there(digest):  # older evidence with this content may have expired just now
        await tx.request.blobs.keep(sent.content)
    return evidence


async def _lack(context: MeasureContext | None) -> Lack | None:
    return await lack_of(context) if context and context.measure.is_open else None


async def demand_sound(request: RequestContext, by: Person, sent: Upload, measure_id: str) -> None:
    """Refuse before anything is written: too large, no room, empty, or not the sender's business."""
    if not sent.content:
        raise Unreadable(what="empty_file")
    async with request.look() as ledger:
        unit, person = await ledger.units.get(by.unit), await ledger.people.get(by.id)
        if unit is None or person is None:
            raise NotAllowed
        tx = Transaction(request, ledger, unit, person)
        context = await _context(tx, measure_id)
        limit = context.policy.evidence_mb if context else unit.policy.evidence_mb
        if len(sent.content) > limit * MEGABYTE:
            raise TooLarge(limit=limit)
        await demand_room(ledger, unit, evidence=len(sent.content))
        if not measure_id:
            await demand_few_loose(ledger, person, len(sent.content), tx.now)


async def _context(tx: Transaction, measure_id: str) -> MeasureContext | None:
    if not measure_id:
        return None
    context = await measure_context(tx, measure_id)
    await require(context, Action.KEEP_EVIDENCE)
    return context


async def _is_there(context: MeasureContext, digest: str) -> bool:
    kept = await context.ledger.evidence.find(EVIDENCE_OF, context.measure.id)
    return any(evidence.digest == digest and evidence.stands and evidence.expired is None for evidence in kept)


async def album_of(request: RequestContext, by: Person, message: str) -> dict[str, list[Evidence]]:
    """What somebody sent in an album and still stands, by the id of its measure; "" for what has none yet."""
    async with request.look() as ledger:
        found: dict[str, list[Evidence]] = {}
        for evidence in await ledger.evidence.find(EVIDENCE_SENT_IN, message):
            if evidence.by == by.id and evidence.stands:
                found.setdefault(evidence.measure, []).append(evidence)
    return found


async def assign_evidence(
    request: RequestContext, by: Person, message: str, measure_id: str
) -> tuple[KeptEvidence, ...]:
    """Say for which measure the evidence of a message is; raises NotFound, NotAllowed, WrongStage."""
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        await require(context, Action.KEEP_EVIDENCE)
        sent = await tx.ledger.evidence.find(EVIDENCE_SENT_IN, message)
        waiting = [e for e in sent if e.by == tx.by.id and e.stands and not e.measure]
        if not waiting:
            raise NotFound(what="evidence")
        assigned = [replace(evidence, measure=measure_id) for evidence in waiting]
        for evidence in assigned:
            await tx.ledger.evidence.put(evidence)
            await note(tx, Verb.ASSIGN_EVIDENCE, measure_id, words=evidence.caption, **facts_of(evidence))
        lack = await _lack(context)
        return tuple(KeptEvidence(evidence=evidence, first=False, lack=lack) for evidence in assigned)
