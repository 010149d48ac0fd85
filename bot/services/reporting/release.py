"""The way of a paper out of the house: the office's Word is compared, the secretary approves, a clean copy is filed."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken, OwnWork, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.round_name import round_names
from bot.domain.reporting.release import BLOCKING, UNFILLED, Difference, FactKind, Release, ReleaseState
from bot.services.core.ledger import PEOPLE_OF, PLANS_OF, RELEASES_OF, Ledger
from bot.services.core.message_content import ReleaseContent
from bot.services.core.notify import Notified, notify, office
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    holders,
    note,
    occasion,
    open_clock_transaction,
    open_reading,
    open_transaction,
    require_role,
)
from bot.services.reporting.since_drawn import demand_seen, known_names

if TYPE_CHECKING:
    from bot.readers.paper import ReadPaper

BESIDE = {"left_deleted"}  # what a tracked change takes out: the text is read as if it were accepted


@dataclass(frozen=True)
class Returned:
    """What became of a Word that came back: the paper, and whether it was filed already and is that copy."""

    release: Release
    digest: str = ""  # of what was sent
    filed: bool = False
    same: bool = False


async def take_edited(request: RequestContext, by: Person, id_: str, content: bytes, read: "ReadPaper") -> Returned:
    """Compare a Word that came back with its draft, and keep both it and the clean copy made of it.

    Of a paper that is filed it is only said whether it is the same file. Raises NotAllowed but for the office, where
    the unit is confidential too, and NotFound for a mark that is none of this unit.
    """
    from bot.documents.word.paper import DRAFT

    async with request.look() as ledger:
        draft = await _of_unit(ledger, by, id_)
        people = await ledger.people.find(PEOPLE_OF, by.unit)
    digest = hashlib.sha256(content).hexdigest()
    if not draft.is_open:
        return Returned(draft, digest, filed=True, same=digest == draft.final)
    final, differences = await asyncio.to_thread(_worked_out, request, draft, read, people)
    kept = await request.blobs.keep(content), await request.blobs.keep(final)
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.ASK_RELEASE)
        if tx.unit.policy.confidential:
            raise NotAllowed(what="confidential")
        now = await _of_unit(tx.ledger, by, id_)
        if not now.is_open:
            raise Overtaken(number="", why="release")
        left = tuple(one for one in read.left if one[0] not in BESIDE and one[1] != DRAFT)
        back = now.came_back(
            edited=read.lines,
            edited_by=tx.by.id,
            edited_at=tx.now,
            sent=kept[0],
            final=kept[1],
            differences=differences,
            left=(*left, *_unfilled(read.lines)),
        )
        await tx.ledger.releases.put(back)
        changed = len(back.changed)
        await note(tx, Verb.TAKE_EDITED, id_, version=back.version, sha256=back.sent, final=back.final, changed=changed)
        return Returned(back)


def _worked_out(
    request: RequestContext, draft: Release, read: "ReadPaper", people: Sequence[Person]
) -> tuple[bytes, tuple[Difference, ...]]:
    """The clean copy, and every difference with what a person must look at in it."""
    from bot.documents.privacy import public
    from bot.documents.word.paper import word_file
    from bot.documents.word.released import released_paper
    from bot.readers.paper.comparison import compared, places

    names = known_names(people, (*draft.text, *read.lines))
    paper = released_paper(official_name(draft), read.lines, draft=False, mark=draft.id)
    final = word_file(paper, request.now())
    where = places(read.lines)
    private = [
        Difference(kind=FactKind.PRIVATE, place=place, now=doubt.words, about=doubt.kind)
        for place, line in zip(where, read.lines, strict=True)
        for doubt in public(line, (person.name for person in people)).doubts
    ]
    return final, (*compared(draft.text, read.lines, names), *private)


def official_name(release: Release) -> str:
    """What the file of a paper is called."""
    from bot.messages.wording import official

    return official(f"reporting.release.file_{release.kind}", year=release.year, number=release.number)


def _unfilled(lines: Sequence[str]) -> list[tuple[str, str]]:
    return [("unfilled", found) for line in lines for found in UNFILLED.findall(line)]


async def _of_unit(ledger: Ledger, by: Person | None, id_: str) -> Release:
    found = await ledger.releases.get(id_)
    if found is None or (by is not None and found.unit != by.unit):
        raise NotFound(why="paper", what=id_)
    return found


async def paper_by_id(request: RequestContext, by: Person, id_: str) -> Release:
    """The paper; raises NotFound."""
    async with request.look() as ledger:
        return await _of_unit(ledger, by, id_)


async def _at(tx: Transaction, id_: str, version: int, state: ReleaseState) -> Release:
    """The paper, in the version and at the state of the card; raises NotFound or Overtaken."""
    release = await _of_unit(tx.ledger, tx.person, id_)
    if release.version != version or release.state is not state:
        raise Overtaken(number="", why="release")
    return release


async def ask_release(
    request: RequestContext, by: Person, id_: str, version: int, seen: str = ""
) -> tuple[Release, Notified]:
    """Ask the secretary to release the paper as it came back; who was told.

    `seen` is what the card said of how the ledger has moved on. Raises NotFound, NotAllowed, Overtaken, or Unreadable
    where the clean copy would lack something of the Word.
    """
    async with open_reading(request, by) as tx:
        release = await _askable(tx, id_, version)
    await demand_seen(request, release, seen)
    await _demand_final(request, release)
    async with open_transaction(request, by) as tx:
        release = await _askable(tx, id_, version)
        asked = replace(release, state=ReleaseState.ASKED, asked_by=tx.by.id, asked_at=tx.now)
        await tx.ledger.releases.put(asked)
        await note(tx, Verb.ASK_RELEASE, id_, version=version, final=asked.final)
        content = ReleaseContent(release=id_, version=version, state=asked.state)
        reason = f"release:{id_}:{version}:{await occasion(tx)}"
        return asked, await notify(tx, await deciders(tx, asked), reason=reason, facts=content, priority=Priority.RED)


async def _demand_final(request: RequestContext, release: Release) -> None:
    """Raise NotFound where the clean copy is gone, or no longer what it was."""
    if await request.blobs.fetch(release.final) is None:
        raise NotFound(why="final_lost")


async def _askable(tx: Transaction, id_: str, version: int) -> Release:
    require_role(tx, Action.ASK_RELEASE)
    release = await _at(tx, id_, version, ReleaseState.CHECKED)
    if any(what in BLOCKING for what, _ in release.left):
        raise Unreadable(what="release_left")
    return release


async def deciders(tx: Transaction, release: Release) -> list[Person]:
    """The secretaries but for who put it right or asked: two keys, whoever holds two posts."""
    held = await holders(tx.ledger, tx.unit.id, Role.SECRETARY)
    return [one for one in held if one.id not in {release.asked_by, release.edited_by}]


async def withdraw_release(request: RequestContext, by: Person, id_: str, version: int) -> Release:
    """Take back what was asked; any of the office may. Raises NotFound, NotAllowed or Overtaken."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.ASK_RELEASE)
        release = await _at(tx, id_, version, ReleaseState.ASKED)
        back = replace(release, state=ReleaseState.CHECKED, asked_by="", asked_at=None)
        await tx.ledger.releases.put(back)
        await note(tx, Verb.WITHDRAW_RELEASE, id_, version=version)
        return back


async def demand_returnable(request: RequestContext, by: Person, id_: str, version: int) -> Release:
    """The paper; raises what `decide_release` would raise."""
    async with open_reading(request, by) as tx:
        return await _decidable(tx, id_, version)


async def decide_release(
    request: RequestContext, by: Person, id_: str, version: int, *, agree: bool, words: str = "", seen: str = ""
) -> tuple[Release, Notified]:
    """Release the paper, whose clean copy is filed, or send it back with a reason; who of the office was told.

    `seen` is what the card said of how the ledger has moved on. Raises NotFound, NotAllowed, OwnWork, Overtaken, or
    Unreadable without a reason.
    """
    if agree:
        await _demand_decidable(request, await demand_returnable(request, by, id_, version), seen)
    async with open_transaction(request, by) as tx:
        return await _decided(tx, await _decidable(tx, id_, version), agree=agree, words=words)


async def decide_release_on_command_line(
    request: RequestContext, unit: str, number: str, *, agree: bool, words: str = "", seen: str = ""
) -> Release:
    """The same by whoever runs the machine, by the paper's title or id: where there is no other second key."""
    if agree:
        await _demand_decidable(request, await waiting_paper(request, unit, number), seen)
    async with open_clock_transaction(request, unit) as tx:
        return (await _decided(tx, await _waiting(tx.ledger, unit, number), agree=agree, words=words))[0]


async def _demand_decidable(request: RequestContext, release: Release, seen: str) -> None:
    await demand_seen(request, release, seen)
    await _demand_final(request, release)


async def waiting_paper(request: RequestContext, unit: str, number: str) -> Release:
    """The paper that waits under a title or id; raises NotFound."""
    async with request.look() as ledger:
        return await _waiting(ledger, unit, number)


async def _waiting(ledger: Ledger, unit: str, number: str) -> Release:
    kept = await ledger.releases.find(RELEASES_OF, unit)
    asked = [one for one in kept if one.state is ReleaseState.ASKED]
    found = [one for one in asked if number in {one.id.rpartition("/")[2], official_name(one)}]
    if len(found) != 1:
        raise NotFound(why="paper", what=number)
    return found[0]


async def _decidable(tx: Transaction, id_: str, version: int) -> Release:
    require_role(tx, Action.RELEASE)
    release = await _at(tx, id_, version, ReleaseState.ASKED)
    if tx.by.id in {release.asked_by, release.edited_by}:
        raise OwnWork(why="release")
    return release


async def _decided(tx: Transaction, release: Release, *, agree: bool, words: str) -> tuple[Release, Notified]:
    if not agree and not words.strip():
        raise Unreadable(what="empty")
    done = replace(
        release,
        state=ReleaseState.APPROVED if agree else ReleaseState.RETURNED,
        decided_by=tx.person.id if tx.person else "",
        decided_at=tx.now,
        reason="" if agree else words.strip(),
    )
    await tx.ledger.releases.put(done)
    verb = Verb.RELEASE if agree else Verb.RETURN_RELEASE
    entry = await note(tx, verb, done.id, words=done.reason, version=done.version, sha256=done.final)
    content = ReleaseContent(release=done.id, version=done.version, state=done.state)
    return done, await notify(tx, await office(tx), reason=f"release:{entry.id}", facts=content, priority=Priority.RED)


async def releases_of(request: RequestContext, unit: str) -> tuple[Release, ...]:
    """All papers of a unit, the latest first."""
    async with request.look() as ledger:
        return tuple(await ledger.releases.find(RELEASES_OF, unit, latest=True))


async def damaged_papers(request: RequestContext, unit: str) -> tuple[Release, ...]:
    """Papers of which a file that was filed, or waits to be, is missing or no longer what it was."""
    kept = await releases_of(request, unit)
    return tuple([one for one in kept if any([await request.blobs.fetch(digest) is None for digest in one.files])])


async def names_of_rounds(ledger: Ledger, unit: str) -> dict[str, str]:
    """The name of each round where there are several."""
    plans = await ledger.plans.find(PLANS_OF, unit)
    return dict(round_names(plans)) if len(plans) > 1 else {}
