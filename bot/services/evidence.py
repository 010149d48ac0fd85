"""Proofs: kept outside the ledger under their hash, assigned to a measure, withdrawn but never forgotten."""

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.evidence import EVIDENCE_WORDS, Lack
from bot.domain.filename import file_name
from bot.domain.journal import Head
from bot.domain.permission import Action
from bot.domain.person import Person
from bot.domain.progress import Evidence, EvidenceKind
from bot.domain.refusal import NoChange, NotAllowed, NotFound, TooLarge, Unreadable, WrongStage
from bot.domain.stage import demand
from bot.domain.verb import Verb
from bot.services.desk import Desk
from bot.services.dossier import Dossier, may, open_dossier, require
from bot.services.ledger import EVIDENCE_BY, EVIDENCE_OF, EVIDENCE_OF_UNIT, EVIDENCE_SENT_IN
from bot.services.sitting import Sitting, note, sit
from bot.services.submission import lack_of

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A proof as it was kept; `first` where the sender has never sent one: warn once (涉密不上传)."""

    evidence: Evidence
    first: bool
    lack: Lack | None = None  # what the measure still needs, None until a measure is chosen
    again: bool = False  # the same content was kept for this measure before


@dataclass(frozen=True)
class Sent:
    """Something that was sent to prove a measure; `file` is Telegram's id, `message` is "chat:message"."""

    content: bytes
    kind: EvidenceKind
    name: str = ""
    caption: str = ""
    file: str = ""
    message: str = ""


async def keep_evidence(desk: Desk, by: Person, sent: Sent, measure_id: str = "") -> Kept:
    """Keep a proof, for a measure or until its sender says for which.

    The content is durable before the ledger speaks of it. Raises TooLarge, Unreadable where it is empty, NotFound,
    NotAllowed, or WrongStage.
    """
    await _demand_sound(desk, by, sent, measure_id)
    digest = await desk.cabinet.keep(sent.content)
    async with sit(desk, by) as sitting:
        dossier = await _dossier(sitting, measure_id)
        head = await sitting.ledger.heads.get(sitting.unit.id) or Head(sitting.unit.id)
        mine = await sitting.ledger.evidence.find(EVIDENCE_BY, sitting.by.id, limit=1)
        evidence = Evidence(
            f"{sitting.by.id}/e{head.number + 1}",
            sitting.unit.id,
            measure_id,
            sitting.by.id,
            sitting.now,
            sent.kind,
            file_name(sent.name, EVIDENCE_WORDS[sent.kind]),
            digest,
            len(sent.content),
            sent.caption,
            sent.file,
            sent.message,
        )
        again = dossier is not None and await _is_there(dossier, digest)
        await sitting.ledger.evidence.put(evidence)
        await note(sitting, Verb.KEEP_EVIDENCE, measure_id or evidence.id, words=sent.caption, **_facts(evidence))
        return Kept(evidence, not mine, await lack_of(dossier) if dossier else None, again)


async def _demand_sound(desk: Desk, by: Person, sent: Sent, measure_id: str) -> None:
    """Refuse before anything is written: too large, empty, or not the sender's business."""
    if not sent.content:
        raise Unreadable(what="empty_file")
    async with desk.look() as ledger:
        unit, person = await ledger.units.get(by.unit), await ledger.people.get(by.id)
        if unit is None or person is None:
            raise NotAllowed
        sitting = Sitting(desk, ledger, unit, person)
        dossier = await _dossier(sitting, measure_id)
        limit = dossier.policy.evidence_mb if dossier else unit.policy.evidence_mb
        if len(sent.content) > limit * MEGABYTE:
            raise TooLarge(limit=limit)


async def _dossier(sitting: Sitting, measure_id: str) -> Dossier | None:
    if not measure_id:
        return None
    dossier = await open_dossier(sitting, measure_id)
    await require(dossier, Action.KEEP_EVIDENCE)
    return dossier


async def _is_there(dossier: Dossier, digest: str) -> bool:
    kept = await dossier.ledger.evidence.find(EVIDENCE_OF, dossier.measure.id)
    return any(evidence.digest == digest and evidence.stands for evidence in kept)


def _facts(evidence: Evidence) -> dict[str, Any]:
    return {
        "evidence": evidence.id,
        "kind": str(evidence.kind),
        "name": evidence.name,
        "digest": evidence.digest,
        "size": evidence.size,
    }


async def assign_evidence(desk: Desk, by: Person, message: str, measure_id: str) -> tuple[Kept, ...]:
    """Say for which measure the proofs of a message are; raises NotFound, NotAllowed, WrongStage."""
    async with sit(desk, by) as sitting:
        dossier = await open_dossier(sitting, measure_id)
        await require(dossier, Action.KEEP_EVIDENCE)
        sent = await sitting.ledger.evidence.find(EVIDENCE_SENT_IN, message)
        waiting = [e for e in sent if e.by == sitting.by.id and e.stands and not e.measure]
        if not waiting:
            raise NotFound(what=message)
        assigned = [replace(evidence, measure=measure_id) for evidence in waiting]
        for evidence in assigned:
            await sitting.ledger.evidence.put(evidence)
            await note(sitting, Verb.ASSIGN_EVIDENCE, measure_id, words=evidence.caption, **_facts(evidence))
        lack = await lack_of(dossier)
        return tuple(Kept(evidence, first=False, lack=lack) for evidence in assigned)


async def withdraw_evidence(desk: Desk, by: Person, evidence_id: str) -> Evidence:
    """Take a proof back; it stays in the history. Only while the measure is with its people, or by the office.

    Raises NotFound, NotAllowed, NoChange or WrongStage.
    """
    async with sit(desk, by) as sitting:
        evidence = await sitting.ledger.evidence.get(evidence_id)
        if evidence is None or evidence.unit != sitting.unit.id:
            raise NotFound(what=evidence_id.rpartition("/")[2])
        if not evidence.stands:
            raise NoChange
        await _demand_may_withdraw(sitting, evidence)
        gone = replace(evidence, stands=False)
        await sitting.ledger.evidence.put(gone)
        await note(sitting, Verb.WITHDRAW_EVIDENCE, evidence.measure or evidence.id, **_facts(evidence))
        return gone


async def _demand_may_withdraw(sitting: Sitting, evidence: Evidence) -> None:
    mine = evidence.by == sitting.by.id
    if not evidence.measure:
        if not mine:
            raise NotAllowed
        return
    dossier = await open_dossier(sitting, evidence.measure)
    if not mine and not await may(dossier, Action.CORRECT, sitting.by):
        raise NotAllowed(number=dossier.measure.number)
    demand(Action.KEEP_EVIDENCE, dossier.measure)
    if mine and not dossier.measure.is_open:
        raise WrongStage(number=dossier.measure.number, stage=dossier.measure.stage)


async def damaged_evidence(desk: Desk, unit: str) -> tuple[Evidence, ...]:
    """Proofs of a unit whose file is missing or no longer what it was, withdrawn ones too."""
    async with desk.look() as ledger:
        kept = await ledger.evidence.find(EVIDENCE_OF_UNIT, unit)
    return tuple([evidence for evidence in kept if await desk.cabinet.fetch(evidence.digest) is None])
