"""Drawing up the cards of closing-out from the ledger as it is when they are sent; none where its reason is gone."""

import datetime as dt

from bot.domain.closing.transitions import CHECKING, step_due
from bot.domain.core.refusal import NotFound
from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.extensions.extension import Extension, ExtensionState, moves
from bot.domain.outbox.message import Message
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure, Stage
from bot.domain.rechecks.recheck import RecheckState
from bot.messages.body import Attachment, MessageBody
from bot.messages.closing.view import (
    About,
    ExtensionCard,
    ReviewCard,
    Said,
    ShownProof,
    extension_body,
    proofs_body,
    recheck_body,
    review_body,
)
from bot.services.closing.submission import live_proofs
from bot.services.core.ledger import EVIDENCE_OF, EXTENSIONS_OF, PROGRESS_OF, Ledger
from bot.services.core.measure_context import MeasureContext, may, measure_context, quoted, require
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.evidence.evidence import is_withdrawable
from bot.services.history.history import story_of

ALBUM = 10  # pictures that one card carries, Telegram's limit of an album
ALBUM_BYTES = 30 << 20
ENDINGS = {EvidenceKind.PHOTO: ".jpg", EvidenceKind.VOICE: ".ogg", EvidenceKind.VIDEO: ".mp4"}


async def compose_review(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A submission for whoever may take its step; none once it has moved on."""
    context = await _opened(request, ledger, person, str(message.facts["measure"]))
    measure = context.measure
    current = (str(measure.stage), measure.submissions) == (message.facts["stage"], message.facts["round"])
    if not current or measure.stage not in CHECKING or not await may(context, CHECKING[measure.stage], person):
        return None
    return await review_of(context)


async def review_of(context: MeasureContext) -> MessageBody:
    """The card of a measure that waits."""
    request, measure = context.tx.request, context.measure
    proofs = tuple(await live_proofs(context))
    card = ReviewCard(
        about=await about(context),
        said=await _last_words(context),
        proofs=proofs,
        album=await _album(context, proofs),
        story=await story_of(context),
        act_by=step_due(measure, context.policy, request.calendar),
    )
    return review_body(request.wording, card)


async def compose_extension(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A request for more time for whoever may take its step; none once it was answered."""
    extension = await ledger.extensions.get(str(message.facts["extension"]))
    if extension is None or extension.state is not ExtensionState.ASKED or extension.step != message.facts["step"]:
        return None
    context = await _opened(request, ledger, person, extension.measure)
    return await extension_of(context, extension) if context.measure.is_open else None


async def extension_of(context: MeasureContext, extension: Extension) -> MessageBody:
    """The card of a request that waits."""
    agreed = [await _said(context, answer.by, answer.at, answer.words) for answer in extension.answers]
    asked = await _said(context, extension.by, extension.at, extension.words)
    card = ExtensionCard(await about(context), extension, asked, tuple(agreed))
    return extension_body(context.tx.request.wording, card)


async def compose_recheck(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A look back that is due; none once somebody looked, or the measure is open again."""
    recheck = await ledger.rechecks.get(str(message.facts["recheck"]))
    if recheck is None or recheck.state is not RecheckState.PLANNED:
        return None
    context = await _opened(request, ledger, person, recheck.measure)
    if context.measure.stage is not Stage.CLOSED or not await may(context, Action.RECHECK, person):
        return None
    return recheck_body(request.wording, await about(context), recheck)


async def review_card(request: RequestContext, by: Person, measure_id: str) -> MessageBody:
    """The card of a measure that waits, asked for by somebody who may take its step; raises as `agree` does."""
    async with request.look() as ledger:
        context = await _opened(request, ledger, by, measure_id)
        if context.measure.stage not in CHECKING:
            raise NotFound(what=context.measure.number)
        await require(context, CHECKING[context.measure.stage])
        return await review_of(context)


async def proofs(request: RequestContext, by: Person, measure_id: str) -> MessageBody:
    """All proofs of a measure that stand, with their files; raises NotFound or NotAllowed."""
    async with request.look() as ledger:
        context = await _opened(request, ledger, by, measure_id)
        await require(context, Action.READ)
        kept = await ledger.evidence.find(EVIDENCE_OF, measure_id)
        rows = [await _shown(context, proof) for proof in kept if proof.stands]
        return proofs_body(request.wording, await about(context), rows)


async def _shown(context: MeasureContext, proof: Evidence) -> ShownProof:
    said = await _said(context, proof.by, proof.at, proof.caption)
    attachment = None if proof.expired else await _attachment(context, proof)
    return ShownProof(proof, said, attachment, withdrawable=await is_withdrawable(context.tx, proof))


async def _opened(request: RequestContext, ledger: Ledger, person: Person, measure_id: str) -> MeasureContext:
    return await measure_context(Transaction(request, ledger, await unit_of(ledger, person.unit), person), measure_id)


async def about(context: MeasureContext) -> About:
    """A measure as a card shows it."""
    measure: Measure = context.measure
    given = await context.ledger.extensions.find(EXTENSIONS_OF, measure.id)
    return About(measure, "" if context.policy.confidential else measure.text, moves(measure, given))


async def _last_words(context: MeasureContext) -> Said | None:
    said = await context.ledger.progress.find(PROGRESS_OF, context.measure.id, latest=True)
    last = next((progress for progress in said if progress.stands and progress.speakers), None)
    return await _said(context, last.by, last.at, last.words) if last else None


async def _said(context: MeasureContext, by: str, at: dt.datetime, words: str) -> Said:
    person = await context.ledger.people.get(by)
    shown = quoted(context, words) if words else ""
    return Said(person.name if person else by, context.tx.day_of(at), shown)


async def _album(context: MeasureContext, proofs: tuple[Evidence, ...]) -> tuple[Attachment, ...]:
    """As many proofs as a card can carry, the latest rather than the first."""
    album: list[Attachment] = []
    room = ALBUM_BYTES
    for proof in reversed(proofs):
        if len(album) < ALBUM and proof.size <= room and (attachment := await _attachment(context, proof)):
            album.append(attachment)
            room -= proof.size
    return tuple(reversed(album))


async def _attachment(context: MeasureContext, proof: Evidence) -> Attachment | None:
    content = await context.tx.request.blobs.fetch(proof.digest)
    if content is None:
        return None
    ending = ENDINGS.get(proof.kind, "")
    name = proof.name if "." in proof.name else proof.name + ending
    caption = "" if context.policy.confidential else proof.caption
    return Attachment(name, content, picture=proof.kind is EvidenceKind.PHOTO, caption=caption)
