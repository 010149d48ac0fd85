"""Proofs: kept outside the ledger under their hash, assigned to a measure, withdrawn but never forgotten."""

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.closing.transitions import demand
from bot.domain.core.filename import file_name
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, TooLarge, Unreadable, WrongStage
from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.evidence.requirement import EVIDENCE_WORDS, Lack, lacking
from bot.domain.history.journal import Head
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.units.unit import MEGABYTE
from bot.services.closing.submission import lack_of
from bot.services.core.ledger import EVIDENCE_BY, EVIDENCE_OF, EVIDENCE_OF_UNIT, EVIDENCE_SENT_IN
from bot.services.core.measure_context import MeasureContext, may, measure_context, require
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, unit_of
from bot.services.units.quota import demand_room


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A proof as it was kept; `first` where the sender has never sent one: warn once (涉密不上传)."""

    evidence: Evidence
    first: bool
    lack: Lack | None = None  # what the measure still needs, None until a measure is chosen
    again: bool = False  # the same content was kept for this measure before
    needed: bool = False  # proofs are required before the measure may be handed in


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something that was sent to prove a measure; `file` is Telegram's id, `message` is "chat:message"."""

    content: bytes
    kind: EvidenceKind
    name: str = ""
    caption: str = ""
    file: str = ""
    message: str = ""


async def keep_evidence(request: RequestContext, by: Person, sent: Sent, measure_id: str = "") -> Kept:
    """Keep a proof, for a measure or until its sender says for which.

    The content is durable before the ledger speaks of it. Raises TooLarge, OverQuota, Unreadable where it is empty,
    NotFound, NotAllowed, or WrongStage.
    """
    await _demand_sound(request, by, sent, measure_id)
    digest = await request.blobs.keep(sent.content)
    async with open_transaction(request, by) as tx:
        return await _kept(tx, sent, digest, measure_id)


async def replace_evidence(request: RequestContext, by: Person, sent: Sent) -> Kept | None:
    """Keep what the file of a message was changed for, and withdraw the old one; None where it is the same file.

    In an album nobody can tell which one was changed: all stay. Raises NotFound where nothing of the message stands,
    and what keeping and withdrawing raise.
    """
    async with request.look() as ledger:
        found = await ledger.evidence.find(EVIDENCE_SENT_IN, sent.message)
        old = [evidence for evidence in found if evidence.by == by.id and evidence.stands]
        if not old:
            raise NotFound(what="edited")
        if len(old) == 1:
            await demand_withdrawable(Transaction(request, ledger, await unit_of(ledger, by.unit), by), old[0])
    await _demand_sound(request, by, sent, old[0].measure)
    digest = await request.blobs.keep(sent.content)
    if any(evidence.digest == digest for evidence in old):
        return None
    async with open_transaction(request, by) as tx:
        if len(old) == 1:
            await _withdraw(tx, old[0])
        return await _kept(tx, sent, digest, old[0].measure)


async def _kept(tx: Transaction, sent: Sent, digest: str, measure_id: str) -> Kept:
    """Keep the record of a proof whose content is on disk."""
    context = await _dossier(tx, measure_id)
    await demand_room(tx.ledger, tx.unit, evidence=len(sent.content))
    head = await tx.ledger.heads.get(tx.unit.id) or Head(tx.unit.id)
    mine = await tx.ledger.evidence.find(EVIDENCE_BY, tx.by.id, limit=1)
    evidence = Evidence(
        id=f"{tx.by.id}/e{head.number + 1}",
        unit=tx.unit.id,
        measure=measure_id,
        by=tx.by.id,
        at=tx.now,
        kind=sent.kind,
        name=file_name(sent.name, EVIDENCE_WORDS[sent.kind]),
        digest=digest,
        size=len(sent.content),
        caption=sent.caption,
        file=sent.file,
        message=sent.message,
    )
    again = context is not None and await _is_there(context, digest)
    await tx.ledger.evidence.put(evidence)
    await note(tx, Verb.KEEP_EVIDENCE, measure_id or evidence.id, words=sent.caption, **facts_of(evidence))
    await tx.request.blobs.keep(sent.content)  # an older proof with this content may have expired just now
    needed = context is not None and bool(lacking(context.policy, ()))
    return Kept(evidence=evidence, first=not mine, lack=await _lack(context), again=again, needed=needed)


async def _lack(context: MeasureContext | None) -> Lack | None:
    return await lack_of(context) if context and context.measure.is_open else None


async def _demand_sound(request: RequestContext, by: Person, sent: Sent, measure_id: str) -> None:
    """Refuse before anything is written: too large, no room, empty, or not the sender's business."""
    if not sent.content:
        raise Unreadable(what="empty_file")
    async with request.look() as ledger:
        unit, person = await ledger.units.get(by.unit), await ledger.people.get(by.id)
        if unit is None or person is None:
            raise NotAllowed
        tx = Transaction(request, ledger, unit, person)
        context = await _dossier(tx, measure_id)
        limit = context.policy.evidence_mb if context else unit.policy.evidence_mb
        if len(sent.content) > limit * MEGABYTE:
            raise TooLarge(limit=limit)
        await demand_room(ledger, unit, evidence=len(sent.content))


async def _dossier(tx: Transaction, measure_id: str) -> MeasureContext | None:
    if not measure_id:
        return None
    context = await measure_context(tx, measure_id)
    await require(context, Action.KEEP_EVIDENCE)
    return context


async def _is_there(context: MeasureContext, digest: str) -> bool:
    kept = await context.ledger.evidence.find(EVIDENCE_OF, context.measure.id)
    return any(evidence.digest == digest and evidence.stands and evidence.expired is None for evidence in kept)


def facts_of(evidence: Evidence) -> dict[str, Any]:
    """A proof as the journal names it."""
    return {
        "evidence": evidence.id,
        "kind": str(evidence.kind),
        "name": evidence.name,
        "digest": evidence.digest,
        "size": evidence.size,
    }


async def assign_evidence(request: RequestContext, by: Person, message: str, measure_id: str) -> tuple[Kept, ...]:
    """Say for which measure the proofs of a message are; raises NotFound, NotAllowed, WrongStage."""
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        await require(context, Action.KEEP_EVIDENCE)
        sent = await tx.ledger.evidence.find(EVIDENCE_SENT_IN, message)
        waiting = [e for e in sent if e.by == tx.by.id and e.stands and not e.measure]
        if not waiting:
            raise NotFound(what=message)
        assigned = [replace(evidence, measure=measure_id) for evidence in waiting]
        for evidence in assigned:
            await tx.ledger.evidence.put(evidence)
            await note(tx, Verb.ASSIGN_EVIDENCE, measure_id, words=evidence.caption, **facts_of(evidence))
        lack = await _lack(context)
        return tuple(Kept(evidence=evidence, first=False, lack=lack) for evidence in assigned)


async def withdraw_evidence(request: RequestContext, by: Person, evidence_id: str) -> Evidence:
    """Take a proof back; it stays in the history. While the measure is with its people, or by the office.

    Raises NotFound, NotAllowed, NoChange or WrongStage.
    """
    async with open_transaction(request, by) as tx:
        evidence = await tx.ledger.evidence.get(evidence_id)
        if evidence is None or evidence.unit != tx.unit.id:
            raise NotFound(what=evidence_id.rpartition("/")[2])
        if not evidence.stands:
            raise NoChange
        return await _withdraw(tx, evidence)


async def _withdraw(tx: Transaction, evidence: Evidence) -> Evidence:
    await demand_withdrawable(tx, evidence)
    gone = replace(evidence, stands=False)
    await tx.ledger.evidence.put(gone)
    await note(tx, Verb.WITHDRAW_EVIDENCE, evidence.measure or evidence.id, **facts_of(evidence))
    return gone


async def demand_withdrawable(tx: Transaction, evidence: Evidence) -> None:
    """Raise NotAllowed or WrongStage where the person may not take the proof back."""
    mine = evidence.by == tx.by.id
    if not evidence.measure:
        if not mine:
            raise NotAllowed
        return
    context = await measure_context(tx, evidence.measure)
    if not mine and not await may(context, Action.CORRECT, tx.by):
        raise NotAllowed(number=context.measure.number)
    demand(Action.CORRECT, context.measure)
    if mine and not context.measure.is_open:
        raise WrongStage(number=context.measure.number, stage=context.measure.stage)


async def is_withdrawable(tx: Transaction, evidence: Evidence) -> bool:
    """True where the person may take the proof back."""
    try:
        await demand_withdrawable(tx, evidence)
    except (NotAllowed, WrongStage):
        return False
    return True


async def damaged_evidence(request: RequestContext, unit: str) -> tuple[Evidence, ...]:
    """Proofs of a unit whose file is missing or no longer what it was, withdrawn ones too; expired ones are not."""
    async with request.look() as ledger:
        kept = await ledger.evidence.find(EVIDENCE_OF_UNIT, unit)
    wanted = [evidence for evidence in kept if evidence.expired is None]
    return tuple([evidence for evidence in wanted if await request.blobs.fetch(evidence.digest) is None])
