"""The card of a paper on its way out, for whoever asks to see it, and as it is brought to those who must act."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.filename import file_name
from bot.domain.core.refusal import NotFound, Overtaken
from bot.domain.outbox.message import Message
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.reporting.release import Difference, Release, ReleaseState
from bot.messages.body import Attachment, MessageBody
from bot.messages.reporting.release import ReleaseView, release_body, titled
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import ReleaseContent, content_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, transaction_for
from bot.services.reporting.release import deciders, names_of_rounds, official_name
from bot.services.reporting.since_drawn import seen_of, since_drawn

READERS = (Role.OFFICE, Role.SECRETARY)


async def release_card(request: RequestContext, person: Person, id_: str) -> MessageBody | None:
    """The card as things are now; None where there is no such paper, or it is none of the person's."""
    async with open_reading(request, person) as tx:
        release = await release_for(tx, id_)
        return await card_of(tx, release) if release else None


async def release_for(tx: Transaction, id_: str) -> Release | None:
    """The paper, where whoever asks may see it."""
    release = await tx.ledger.releases.get(id_)
    return release if release and release.unit == tx.unit.id and tx.by.holds(*READERS) else None


async def card_of(tx: Transaction, release: Release) -> MessageBody:
    """The card with what its reader may do; with the differences, and for who decides the paper as it would be."""
    rounds = await names_of_rounds(tx.ledger, tx.unit.id)
    of_round = rounds.get(release.plan, "")
    names = {one.id: one.name for one in await tx.ledger.people.get_many([release.asked_by, release.decided_by])}
    line = tx.request.wording.word("people.proposal.command_line")
    decides = allowed(Action.RELEASE, tx.by) and tx.by.id in {one.id for one in await deciders(tx, release)}
    at = release.decided_at or release.asked_at
    weighed = release.state in {ReleaseState.CHECKED, ReleaseState.ASKED}
    moved = await since_drawn(tx.request, tx.ledger, release) if weighed else ()
    view = ReleaseView(
        release=release,
        of_round=of_round,
        asker=names.get(release.asked_by, ""),
        decider=names.get(release.decided_by, line if release.decided_at else ""),
        day=tx.day_of(at) if at else None,
        asks=allowed(Action.ASK_RELEASE, tx.by),
        decides=decides,
        moved=moved,
        seen=seen_of(moved),
        files=await _files(tx, release, of_round, moved, decides=decides),
    )
    body = release_body(tx.request.wording, view)
    return replace(body, matter=release.id) if decides and release.state is ReleaseState.ASKED else body


async def waits(tx: Transaction, id_: str) -> bool | None:
    """True where the paper waits for the person's word; None where the id is none of a paper."""
    release = await tx.ledger.releases.get(id_)
    if release is None:
        return None
    if release.unit != tx.unit.id or not release.is_open:
        return False
    asked = release.state is ReleaseState.ASKED and tx.by.id in {one.id for one in await deciders(tx, release)}
    return asked or allowed(Action.ASK_RELEASE, tx.by)


async def answered_paper(request: RequestContext, person: Person, card: str) -> Release | None:
    """The paper whose card is answered; raises Overtaken where the card is of an earlier asking."""
    async with request.look() as ledger:
        kept = await ledger.cards.get(card)
        release = await ledger.releases.get(kept.matter) if kept and kept.matter else None
    if kept is None or release is None or release.unit != person.unit:
        return None
    if release.state is not ReleaseState.ASKED or (release.asked_at and kept.at < release.asked_at):
        raise Overtaken(number="", why="release")
    return release


async def _files(
    tx: Transaction, release: Release, of_round: str, moved: Sequence[Difference], *, decides: bool
) -> tuple[Attachment, ...]:
    from bot.documents.word.paper import word_file
    from bot.documents.word.released import released_paper
    from bot.documents.workbook.differences import differences_book

    if release.state is ReleaseState.APPROVED:
        return (await final_copy(tx, release, of_round),)
    if release.state not in {ReleaseState.CHECKED, ReleaseState.ASKED}:
        return ()
    title = titled(tx.request.wording, release, of_round)
    found = []
    if decides and release.state is ReleaseState.ASKED:
        paper = released_paper(official_name(release), release.edited, draft=True, mark="")
        review = await asyncio.to_thread(word_file, paper, tx.now)
        name = tx.request.wording.word("reporting.release.file_review", title=title)
        found.append(Attachment(file_name(name, title), review))
    if release.differences or moved:
        book = await asyncio.to_thread(differences_book, tx.unit.name, title, release.differences, moved)
        name = tx.request.wording.word("reporting.release.file_differences", title=title)
        found.append(Attachment(file_name(name, title), book))
    return tuple(found)


async def final_copy(tx: Transaction, release: Release, of_round: str = "") -> Attachment:
    """The clean copy that was filed; raises NotFound where the file is gone or another by now."""
    content = await tx.request.blobs.fetch(release.final)
    if content is None:
        raise NotFound(why="final_lost")
    title = titled(tx.request.wording, release, of_round)
    name = tx.request.wording.word("reporting.release.file_final", unit=tx.unit.name, title=title)
    return Attachment(file_name(name, title), content)


async def final_of(request: RequestContext, person: Person, id_: str) -> MessageBody:
    """The clean copy of a paper that was filed, with its hash; raises NotFound."""
    card = await release_card(request, person, id_)
    if card is None or not card.attachments:
        raise NotFound(why="final")
    return card


async def compose_release(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The card of what waits, was decided or is asked for; none where the paper that was brought has gone on since."""
    content = content_of(message, ReleaseContent)
    tx = await transaction_for(request, ledger, person)
    release = await release_for(tx, content.release)
    if release is None or (content.state and (release.version, release.state) != (content.version, content.state)):
        return None
    return await card_of(tx, release)
