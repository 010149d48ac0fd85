"""Archives, in one file or as many as it takes: of a round that is over (归档), and a sealed dossier (卷宗)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from bot.domain.acceptance.acceptance import SUMS, Acceptance
from bot.domain.core.filename import apart, file_name
from bot.domain.core.refusal import NotFound
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import named_round
from bot.domain.status.register import Register
from bot.services.core.ledger import EVIDENCE_OF, BlobStore, Ledger

MOST = 45_000_000  # bytes of one archive: Telegram carries fifty megabytes
File = tuple[str, bytes]


@dataclass(frozen=True)
class ArchivedProof:
    """A proof in the archive: under which name, and its content, None where the file is kept no longer."""

    name: str
    content: bytes | None


def closed_round(register: Register, words: str) -> Plan:
    """The round that the words name, or the only one; raises NotFound where it is none, or has something open yet."""
    if not register.plans:
        raise NotFound(what="plan")
    named, rest = named_round(words, register.plans)
    meant = [plan for plan in register.plans if plan.id in named or not words]
    if rest or len(meant) != 1:
        raise NotFound(why="which_round", what="、".join(register.rounds.values()))
    (plan,) = meant
    left = sum(not settled(measure) for measure in register.measures if measure.plan == plan.id)
    if left:
        raise NotFound(why="round_open", what=register.rounds[plan.id], count=left)
    return plan


def settled(measure: Measure) -> bool:
    """True where nothing of it is open: it is ended, or goes on for good."""
    return measure.is_ended or measure.stage is Stage.STANDING


async def proofs_of(ledger: Ledger, blobs: BlobStore, measures: Sequence[Measure]) -> list[ArchivedProof]:
    """All proofs that stand, by measure, in the order in which they came."""
    found = []
    for measure in measures:
        kept = [one for one in await ledger.evidence.find(EVIDENCE_OF, measure.id) if one.stands]
        for place, one in enumerate(kept, 1):
            name = f"佐证/{measure.number}/{place:02d}_{file_name(one.name, one.kind)}"
            found.append(ArchivedProof(name, None if one.expired else await blobs.fetch(one.digest)))
    return found


def packed(name: str, files: Sequence[File], proofs: Sequence[ArchivedProof]) -> list[File]:
    """The archives: registers and slips in the first, proofs behind them; what is kept no longer is listed."""
    gone = [proof.name for proof in proofs if proof.content is None]
    listing = "\r\n".join(gone).encode("utf-8-sig")
    whole = [
        *files,
        *((proof.name, proof.content) for proof in proofs if proof.content is not None),
        *([("缺失的佐证.txt", listing)] if gone else []),
    ]
    names = apart(name for name, _ in whole)
    split = list(parts([(name, content) for name, (_, content) in zip(names, whole, strict=True)]))
    number = "" if len(split) == 1 else "（{}）"
    return [(f"{name}{number.format(place)}.zip", zipped(part)) for place, part in enumerate(split, 1)]


def parts(files: Sequence[File]) -> Iterator[list[File]]:
    """The files in as many lots as it takes for each to be sent."""
    part: list[File] = []
    for one in files:
        if part and sum(len(content) for _, content in part) + len(one[1]) > MOST:
            yield part
            part = []
        part.append(one)
    yield part


def zipped(files: Sequence[File]) -> bytes:
    """The files as an archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def sums(files: Sequence[File], proofs: Sequence[tuple[str, str]]) -> bytes:
    """The list of files and proofs, the latter by their digests: a line each, as sha256sum -c reads it."""
    listed = [*((name, hashlib.sha256(content).hexdigest()) for name, content in files), *proofs]
    return "".join(f"{digest}  {name}\n" for name, digest in listed).encode()


async def dossier_files(blobs: BlobStore, one: Acceptance) -> list[File]:
    """The dossier as it was sealed, with the proofs that are kept yet; each archive bears the list of all files.

    Raises NotFound where it is lost or is not what was sealed.
    """
    core = await blobs.fetch(one.core)
    if core is None:
        raise NotFound(why="dossier_lost")
    with ZipFile(BytesIO(core)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    listed = dict(files)[SUMS]
    proofs = [(proof.name, content) for proof in one.proofs if (content := await blobs.fetch(proof.digest)) is not None]
    split = list(parts([*(file for file in files if file[0] != SUMS), *proofs]))
    number = "" if len(split) == 1 else "（{}）"
    name = f"卷宗（{one.title}）"
    return [
        (f"{name}{number.format(place)}.zip", zipped([(SUMS, listed), *part])) for place, part in enumerate(split, 1)
    ]
