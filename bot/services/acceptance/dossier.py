"""卷宗: slips, the slice of the journal and the list of all files with their SHA-256, whose own SHA-256 is the seal.

It is sealed when it is handed in. Proofs stay where proofs are kept, and are put beside when it is sent.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.acceptance.acceptance import JOURNAL, PROOFS, SUMS, DossierFile
from bot.domain.core.filename import file_name
from bot.domain.history.journal import Entry, Head
from bot.domain.history.verb import Verb
from bot.messages.text import full_day
from bot.messages.wording import official
from bot.services.acceptance.subject import Subject
from bot.services.closing.slip import slip_of
from bot.services.core.ledger import EVIDENCE_OF, JOURNAL_OF, PEOPLE_OF
from bot.services.core.transaction import Transaction
from bot.services.reporting.archive import File, sums, zipped

GUIDE = "说明.txt"


@dataclass(frozen=True)
class Sealed:
    """A dossier: its seal, the digest of the archive of all but its proofs, and these."""

    seal: str
    core: str
    proofs: tuple[DossierFile, ...]


async def seal(tx: Transaction, subject: Subject, own: Sequence[tuple[str, str]]) -> Sealed:
    """Draw the dossier up and keep it; `own` are the indicators with the grades that the unit gives itself."""
    from bot.documents.journal_file import journal_file
    from bot.documents.word.paper import word_file
    from bot.documents.word.slip import closing_slip

    slips = [await slip_of(tx, closing) for closing in subject.closings]
    entries = await _slice(tx, subject)
    head = await tx.ledger.heads.get(tx.unit.id) or Head(tx.unit.id)
    proofs = await _proofs(tx, subject)
    guide = official(
        "acceptance.guide",
        unit=tx.unit.name,
        what=official(f"acceptance.kind.{subject.kind}", number=subject.number),
        text=subject.text,
        day=full_day(tx.today),
        slips=len(slips),
        entries=len(entries),
        proofs=len(proofs),
        own="；".join(f"{name}：{grade}" for name, grade in own) or official("acceptance.none"),
    )

    def drawn() -> tuple[bytes, bytes]:
        papers = [closing_slip(slip) for slip in slips]
        files: list[File] = [
            (GUIDE, guide.replace("\n", "\r\n").encode("utf-8-sig")),
            (JOURNAL, journal_file(entries, head)),
            *((f"销号单/{file_name(f'{one.name}.docx', 'slip')}", word_file(one, tx.now)) for one in papers),
        ]
        listed = sums(files, [(one.name, one.digest) for one in proofs])
        return listed, zipped([*files, (SUMS, listed)])

    listed, core = await asyncio.to_thread(drawn)
    return Sealed(hashlib.sha256(listed).hexdigest(), await tx.request.blobs.keep(core), proofs)


async def _slice(tx: Transaction, subject: Subject) -> list[Entry]:
    """The entries of it, and those of erasures, by which entries that name nobody any more still prove themselves."""
    gone = [one.id for one in await tx.ledger.people.find(PEOPLE_OF, tx.unit.id) if not one.active]
    erased = [one for id_ in gone for one in await tx.ledger.journal.find(JOURNAL_OF, id_) if one.verb == Verb.ERASE]
    told = [one for id_ in subject.told_under for one in await tx.ledger.journal.find(JOURNAL_OF, id_)]
    return sorted({one.number: one for one in (*told, *erased)}.values(), key=lambda one: one.number)


async def _proofs(tx: Transaction, subject: Subject) -> tuple[DossierFile, ...]:
    """The proofs that stand and whose files are kept yet, by measure, in the order in which they came."""
    found = []
    for measure in subject.measures:
        kept = [one for one in await tx.ledger.evidence.find(EVIDENCE_OF, measure.id) if one.stands and not one.expired]
        for place, one in enumerate(kept, 1):
            name = f"{PROOFS}{file_name(measure.number, 'm')}/{place:02d}_{file_name(one.name, one.kind)}"
            found.append(DossierFile(name, one.digest))
    return tuple(found)
