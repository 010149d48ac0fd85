"""The papers that somebody's words mean: those on their way, those that were filed."""

from collections.abc import Callable, Iterable

from bot.domain.core.refusal import NotAllowed, NotFound, Unreadable
from bot.domain.people.person import Person
from bot.domain.reporting.release import Release, Released, ReleaseState
from bot.messages.body import MessageBody
from bot.messages.reporting.release import titled
from bot.services.core.ledger import RELEASES_OF
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading
from bot.services.reporting.release import names_of_rounds
from bot.services.reporting.release_card import card_of

KINDS = {"公开稿": Released.NOTICE, "月报": Released.MONTHLY}
AT = {
    "提请": ReleaseState.CHECKED,
    "撤回": ReleaseState.ASKED,
    "同意": ReleaseState.ASKED,
    "通过": ReleaseState.ASKED,
    "退回": ReleaseState.ASKED,
    "不同意": ReleaseState.ASKED,
}
MOST = 5  # cards that are shown at once
Named = tuple[str, str]  # kind and number as they were written, "" where they were not


def _is(release: Release, named: Named) -> bool:
    kind, number = named
    return (not kind or KINDS[kind] is release.kind) and (not number or release.number == int(number))


async def meant(request: RequestContext, person: Person, named: Named, verb: str) -> Release:
    """The one paper with which that can be done now; raises Unreadable where there is none, or several."""
    async with request.look() as ledger:
        kept = await ledger.releases.find(RELEASES_OF, person.unit)
    found = [one for one in kept if one.state is AT[verb] and _is(one, named)]
    if len(found) != 1:
        raise Unreadable(what="which_release")
    return found[0]


async def open_cards(request: RequestContext, person: Person, named: Named = ("", "")) -> list[MessageBody]:
    """The cards of what is on its way, the latest first; of drafts to which nothing came back the latest of a kind."""
    return await _cards(request, person, lambda kept: _live(one for one in kept if one.is_open and _is(one, named)))


async def any_open(request: RequestContext, person: Person) -> bool:
    """True while a paper is on its way."""
    async with request.look() as ledger:
        return any(one.is_open for one in await ledger.releases.find(RELEASES_OF, person.unit))


def _live(kept: Iterable[Release]) -> list[Release]:
    """What came back, and of each kind and round the draft that was drawn up last."""
    found, seen = [], set()
    for one in kept:
        key = one.kind, one.plan
        if one.state is not ReleaseState.DRAFTED or key not in seen:
            found.append(one)
        seen.add(key)
    return found[:MOST]


async def filed_cards(request: RequestContext, person: Person, about: str) -> list[MessageBody]:
    """The cards of what was filed, with the clean copies; raises NotFound, NotAllowed in a confidential unit."""
    kind, number = next((word for word in KINDS if word in about), ""), "".join(filter(str.isdecimal, about))

    def latest(kept: Iterable[Release]) -> list[Release]:
        found = [one for one in kept if not one.is_open and _is(one, (kind, number))]
        return list({(one.kind, one.plan): one for one in reversed(found)}.values()) if not number else found[:MOST]

    cards = await _cards(request, person, latest)
    if not cards:
        raise NotFound(why="final")
    return cards


async def _cards(
    request: RequestContext, person: Person, choose: Callable[[Iterable[Release]], list[Release]]
) -> list[MessageBody]:
    async with open_reading(request, person) as tx:
        chosen = choose(await tx.ledger.releases.find(RELEASES_OF, person.unit, latest=True))
        if chosen and tx.unit.policy.confidential:
            raise NotAllowed(what="confidential")
        return [await card_of(tx, one) for one in chosen]


async def drafts_titled(request: RequestContext, person: Person, kind: str) -> tuple[str, ...]:
    """The titles of what was drawn up last of a kind, one a round; none for papers that do not leave the house."""
    async with request.look() as ledger:
        kept = await ledger.releases.find(RELEASES_OF, person.unit, latest=True)
        rounds = await names_of_rounds(ledger, person.unit)
    latest = {(one.kind, one.plan): one for one in reversed(kept) if one.kind == kind}
    return tuple(titled(request.wording, one, rounds.get(one.plan, "")) for one in latest.values())


async def round_of(request: RequestContext, release: Release) -> str:
    """The name of its round, "" where there is only one."""
    async with request.look() as ledger:
        return (await names_of_rounds(ledger, release.unit)).get(release.plan, "")
