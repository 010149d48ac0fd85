"""The evidence of a measure as its readers get it: the list, and the files of a card's album."""

from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.messages.body import Attachment, MessageBody
from bot.messages.evidence.view import ShownEvidence, evidence_body
from bot.services.core.ledger import EVIDENCE_OF
from bot.services.core.measure_card import about, context_for, said_by
from bot.services.core.measure_context import MeasureContext, require
from bot.services.core.request import RequestContext
from bot.services.evidence.undo import is_undoable

ALBUM = 10  # pictures that one card carries, Telegram's limit of an album
ALBUM_BYTES = 30 << 20
ENDINGS = {EvidenceKind.PHOTO: ".jpg", EvidenceKind.VOICE: ".ogg", EvidenceKind.VIDEO: ".mp4"}


async def evidence_list(request: RequestContext, by: Person, measure_id: str) -> MessageBody:
    """All proofs of a measure that stand, with their files; raises NotFound or NotAllowed."""
    async with request.look() as ledger:
        context = await context_for(request, ledger, by, measure_id)
        await require(context, Action.READ)
        kept = await ledger.evidence.find(EVIDENCE_OF, measure_id)
        rows = [await _shown(context, proof) for proof in kept if proof.stands]
        return evidence_body(request.wording, await about(context), rows)


async def _shown(context: MeasureContext, proof: Evidence) -> ShownEvidence:
    said = await said_by(context, proof.by, proof.at, proof.caption)
    attachment = None if proof.expired else await attachment_of(context, proof)
    return ShownEvidence(proof, said, attachment, withdrawable=await is_undoable(context.tx, proof))


async def album(context: MeasureContext, evidence_list: tuple[Evidence, ...]) -> tuple[Attachment, ...]:
    """As many proofs as a card can carry, the latest rather than the first."""
    album: list[Attachment] = []
    room = ALBUM_BYTES
    for proof in reversed(evidence_list):
        if len(album) < ALBUM and proof.size <= room and (attachment := await attachment_of(context, proof)):
            album.append(attachment)
            room -= proof.size
    return tuple(reversed(album))


async def attachment_of(context: MeasureContext, proof: Evidence) -> Attachment | None:
    """The file of a piece of evidence under its name; None where it is missing or no longer what it was."""
    content = await context.tx.request.blobs.fetch(proof.digest)
    if content is None:
        return None
    ending = ENDINGS.get(proof.kind, "")
    name = proof.name if "." in proof.name else proof.name + ending
    caption = "" if context.policy.confidential else proof.caption
    return Attachment(name, content, picture=proof.kind is EvidenceKind.PHOTO, caption=caption)
