"""A Word that bears no mark: which papers it may be, kept until its sender says so."""

import hashlib

from bot.domain.core.refusal import NotFound
from bot.domain.imports.draft import UnreadablePlan
from bot.domain.people.person import Person
from bot.domain.reporting.release import Release
from bot.services.core.draft_content import UnmarkedPaper, draft_of
from bot.services.core.ledger import DRAFTS_OF, RELEASES_OF, Draft
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_transaction
from bot.services.reporting.release import names_of_rounds

KIND = UnmarkedPaper.kind
ENOUGH = 0.3  # of a draft's paragraphs, that the file has as they were
MOST = 6
DIGITS = 12


async def likely(request: RequestContext, person: Person, content: bytes) -> tuple[tuple[Release, str], ...]:
    """The papers on their way that the file may be, with their rounds; none where it was said that it is none."""
    from bot.readers.paper import read_paper_safely
    from bot.readers.paper.comparison import share_of

    async with request.look() as ledger:
        kept = [one for one in await ledger.releases.find(RELEASES_OF, person.unit, latest=True) if one.is_open]
        rounds = await names_of_rounds(ledger, person.unit)
        said = await ledger.drafts.find(DRAFTS_OF, person.id, KIND)
    digest = hashlib.sha256(content).hexdigest()
    if not kept or any(draft_of(one, UnmarkedPaper).none and one.id == _id(person, digest) for one in said):
        return ()
    try:
        lines = (await read_paper_safely(content)).lines
    except UnreadablePlan:
        return ()
    alike = [(one, share_of(one.text, lines)) for one in kept]
    found = sorted((pair for pair in alike if pair[1] >= ENOUGH), key=lambda pair: -pair[1])
    return tuple((one, rounds.get(one.plan, "")) for one, _ in found[:MOST])


def _id(person: Person, digest: str) -> str:
    return f"{person.id}:{KIND}:{digest[:DIGITS]}"


async def keep_unmarked(request: RequestContext, by: Person, content: bytes) -> str:
    """Keep the file until it is said which paper it is; gives the id under which."""
    digest = await request.blobs.keep(content)
    async with open_transaction(request, by) as tx:
        await tx.ledger.drafts.put(_draft(tx.by, UnmarkedPaper(digest=digest), request))
    return digest[:DIGITS]


def _draft(by: Person, content: UnmarkedPaper, request: RequestContext) -> Draft:
    return Draft(
        id=_id(by, content.digest), unit=by.unit, person=by.id, kind=KIND, at=request.now(), facts=facts_of(content)
    )


async def sent_as(request: RequestContext, by: Person, sent: str) -> bytes:
    """The content of a file that was kept so; raises NotFound."""
    async with request.look() as ledger:
        draft = await ledger.drafts.get(_id(by, sent))
    content = await request.blobs.fetch(draft_of(draft, UnmarkedPaper).digest) if draft else None
    if content is None:
        raise NotFound(why="paper", what=sent)
    return content


async def none_of_them(request: RequestContext, by: Person, sent: str) -> None:
    """Keep that the file is none of ours: sent again it is read as any other; raises NotFound."""
    async with open_transaction(request, by) as tx:
        draft = await tx.ledger.drafts.get(_id(tx.by, sent))
        if draft is None:
            raise NotFound(why="paper", what=sent)
        content = draft_of(draft, UnmarkedPaper)
        await tx.ledger.drafts.put(_draft(tx.by, UnmarkedPaper(digest=content.digest, none=True), request))
