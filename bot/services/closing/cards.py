"""Drawing up the cards of closing-out from the ledger as it is when they are sent; none where its reason is gone."""

import datetime as dt

from bot.domain.closing.transitions import CHECKING, step_due
from bot.domain.core.refusal import NotFound
from bot.domain.extensions.extension import Extension, ExtensionState, moves
from bot.domain.outbox.message import Message
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure, Stage
from bot.domain.progress.progress import Evidence, EvidenceKind
from bot.domain.rechecks.recheck import RecheckState
from bot.messages.body import Attachment, Sheet
from bot.messages.closing.view import (
    About,
    ExtensionCard,
    ReviewCard,
    Said,
    ShownProof,
    extension_sheet,
    proofs_sheet,
    recheck_sheet,
    review_sheet,
)
from bot.services.closing.submission import live_proofs
from bot.services.core.ledger import EVIDENCE_OF, EXTENSIONS_OF, PROGRESS_OF, Ledger
from bot.services.core.measure_context import Dossier, may, open_dossier, quoted, require
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, unit_of
from bot.services.evidence.evidence import is_withdrawable
from bot.services.history.history import story_of

ALBUM = 10  # pictures that one card carries, Telegram's limit of an album
ALBUM_BYTES = 30 << 20
ENDINGS = {EvidenceKind.PHOTO: ".jpg", EvidenceKind.VOICE: ".ogg", EvidenceKind.VIDEO: ".mp4"}


async def compose_review(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet | None:
    """A submission for whoever may take its step; none once it has moved on."""
    dossier = await _opened(desk, ledger, person, str(message.facts["measure"]))
    measure = dossier.measure
    current = (str(measure.stage), measure.submissions) == (message.facts["stage"], message.facts["round"])
    if not current or measure.stage not in CHECKING or not await may(dossier, CHECKING[measure.stage], person):
        return None
    return await review_of(dossier)


async def review_of(dossier: Dossier) -> Sheet:
    """The card of a measure that waits."""
    desk, measure = dossier.sitting.desk, dossier.measure
    proofs = tuple(await live_proofs(dossier))
    card = ReviewCard(
        await about(dossier),
        await _last_words(dossier),
        proofs,
        await _album(dossier, proofs),
        await story_of(dossier),
        step_due(measure, dossier.policy, desk.calendar),
    )
    return review_sheet(desk.wording, card)


async def compose_extension(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet | None:
    """A request for more time for whoever may take its step; none once it was answered."""
    extension = await ledger.extensions.get(str(message.facts["extension"]))
    if extension is None or extension.state is not ExtensionState.ASKED or extension.step != message.facts["step"]:
        return None
    dossier = await _opened(desk, ledger, person, extension.measure)
    return await extension_of(dossier, extension) if dossier.measure.is_open else None


async def extension_of(dossier: Dossier, extension: Extension) -> Sheet:
    """The card of a request that waits."""
    agreed = [await _said(dossier, answer.by, answer.at, answer.words) for answer in extension.answers]
    asked = await _said(dossier, extension.by, extension.at, extension.words)
    card = ExtensionCard(await about(dossier), extension, asked, tuple(agreed))
    return extension_sheet(dossier.sitting.desk.wording, card)


async def compose_recheck(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet | None:
    """A look back that is due; none once somebody looked, or the measure is open again."""
    recheck = await ledger.rechecks.get(str(message.facts["recheck"]))
    if recheck is None or recheck.state is not RecheckState.PLANNED:
        return None
    dossier = await _opened(desk, ledger, person, recheck.measure)
    if dossier.measure.stage is not Stage.CLOSED or not await may(dossier, Action.RECHECK, person):
        return None
    return recheck_sheet(desk.wording, await about(dossier), recheck)


async def review_card(desk: Desk, by: Person, measure_id: str) -> Sheet:
    """The card of a measure that waits, asked for by somebody who may take its step; raises as `agree` does."""
    async with desk.look() as ledger:
        dossier = await _opened(desk, ledger, by, measure_id)
        if dossier.measure.stage not in CHECKING:
            raise NotFound(what=dossier.measure.number)
        await require(dossier, CHECKING[dossier.measure.stage])
        return await review_of(dossier)


async def proofs(desk: Desk, by: Person, measure_id: str) -> Sheet:
    """All proofs of a measure that stand, with their files; raises NotFound or NotAllowed."""
    async with desk.look() as ledger:
        dossier = await _opened(desk, ledger, by, measure_id)
        await require(dossier, Action.READ)
        kept = await ledger.evidence.find(EVIDENCE_OF, measure_id)
        rows = [await _shown(dossier, proof) for proof in kept if proof.stands]
        return proofs_sheet(desk.wording, await about(dossier), rows)


async def _shown(dossier: Dossier, proof: Evidence) -> ShownProof:
    said = await _said(dossier, proof.by, proof.at, proof.caption)
    attachment = None if proof.expired else await _attachment(dossier, proof)
    return ShownProof(proof, said, attachment, withdrawable=await is_withdrawable(dossier.sitting, proof))


async def _opened(desk: Desk, ledger: Ledger, person: Person, measure_id: str) -> Dossier:
    return await open_dossier(Sitting(desk, ledger, await unit_of(ledger, person.unit), person), measure_id)


async def about(dossier: Dossier) -> About:
    """A measure as a card shows it."""
    measure: Measure = dossier.measure
    given = await dossier.ledger.extensions.find(EXTENSIONS_OF, measure.id)
    return About(measure, "" if dossier.policy.confidential else measure.text, moves(measure, given))


async def _last_words(dossier: Dossier) -> Said | None:
    said = await dossier.ledger.progress.find(PROGRESS_OF, dossier.measure.id, latest=True)
    last = next((progress for progress in said if progress.stands and progress.speakers), None)
    return await _said(dossier, last.by, last.at, last.words) if last else None


async def _said(dossier: Dossier, by: str, at: dt.datetime, words: str) -> Said:
    person = await dossier.ledger.people.get(by)
    shown = quoted(dossier, words) if words else ""
    return Said(person.name if person else by, dossier.sitting.day_of(at), shown)


async def _album(dossier: Dossier, proofs: tuple[Evidence, ...]) -> tuple[Attachment, ...]:
    """As many proofs as a card can carry, the latest rather than the first."""
    album: list[Attachment] = []
    room = ALBUM_BYTES
    for proof in reversed(proofs):
        if len(album) < ALBUM and proof.size <= room and (attachment := await _attachment(dossier, proof)):
            album.append(attachment)
            room -= proof.size
    return tuple(reversed(album))


async def _attachment(dossier: Dossier, proof: Evidence) -> Attachment | None:
    content = await dossier.sitting.desk.cabinet.fetch(proof.digest)
    if content is None:
        return None
    ending = ENDINGS.get(proof.kind, "")
    name = proof.name if "." in proof.name else proof.name + ending
    caption = "" if dossier.policy.confidential else proof.caption
    return Attachment(name, content, picture=proof.kind is EvidenceKind.PHOTO, caption=caption)
