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

ALBUM = 10  # pictures of one card, Telegram's limit of an album
ALBUM_BYTES = 30 << 20
ENDINGS = {EvidenceKind.PHOTO: ".jpg", EvidenceKind.VOICE: ".ogg", EvidenceKind.VIDEO: ".mp4"}


async def evidence_list(request: RequestContext, by: Person, measure_id: str) -> MessageBody:
    """All evidence of a measure that stands, with their files; raises NotFound or NotAllowed."""
    async with request.look() as ledger:
        context = await context_for(request, ledger, by, measure_id)
        await require(context, Action.READ)
        kept = await ledger.evidence.find(EVIDENCE_OF, measure_id)
        rows = [await _shown(context, evidence) for evidence in kept if evidence.stands]
        return evidence_body(request.wording, await about(context), rows)


async def _shown(context: MeasureContext, evidence: Evidence) -> ShownEvidence:
    said = await said_by(context, evidence.by, evidence.at, evidence.caption)
    attachment = None if evidence.expired else await attachment_of(context, evidence)
    return ShownEvidence(evidence, said, attachment, withdrawable=await is_undoable(context.tx, evidence))


async def album(context: MeasureContext, found: tuple[Evidence, ...]) -> tuple[Attachment, ...]:
    """As many files as a card can hold, the latest rather than the first."""
    pictures: list[Attachment] = []
    room = ALBUM_BYTES
    for evidence in reversed(found):
        if len(pictures) < ALBUM and evidence.size <= room and (attachment := await attachment_of(context, evidence)):
            pictures.append(attachment)
            room -= evidence.size
    return tuple(reversed(pictures))


async def attachment_of(context: MeasureContext, evidence: Evidence) -> Attachment | None:
    """The file of a piece of evidence under its name; None where it is missing or no longer what it was."""
    content = await context.tx.request.blobs.fetch(evidence.digest)
    if content is None:
        return None
    ending = ENDINGS.get(evidence.kind, "")
    name = evidence.name if "." in evidence.name else evidence.name + ending
    caption = "" if context.policy.confidential else evidence.caption
    return Attachment(name, content, picture=evidence.kind is EvidenceKind.PHOTO, caption=caption)
