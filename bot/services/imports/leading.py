"""Whom a file would make lead for the first time: that waits for a second person, as it does in chat."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from bot.domain.imports.leading import Led, held_back, led_now
from bot.domain.imports.revision import Change, Revision
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act, Proposal
from bot.domain.plan.plan import Plan
from bot.services.core.notify import notice, notify, office, secretary
from bot.services.core.proposals import Proposed, is_proposed, propose
from bot.services.core.transaction import Transaction, people
from bot.services.imports.postponed import FILE, SHOWN
from bot.services.people.staff import in_words, set_role

ROLE, PLAN = "role", "plan"  # among the facts of a request, beside the file and the measures' ids
APART = frozenset({ROLE, PLAN, FILE})


def without_leads(revision: Revision, newcomers: Iterable[Person]) -> tuple[Revision, tuple[Led, ...]]:
    """What comes in at once, and which measures wait for a leader who leads nothing so far."""
    return held_back(revision, frozenset(person.id for person in newcomers))


async def ask_to_lead(
    tx: Transaction, plan: Plan, newcomers: Sequence[Person], led: Sequence[Led], about: tuple[str, str]
) -> tuple[Proposed, ...]:
    """Ask for each who would lead for the first time; what is asked for already is not asked anew.

    `about` is the file's name and the reason.
    """
    name, reason = about
    found = []
    for person in newcomers:
        theirs = [one for one in led if person.id in one.after]
        facts = {ROLE: str(Role.LEADER), PLAN: plan.id, FILE: name}
        facts |= {one.measure: msgspec.json.encode(one).decode() for one in theirs}
        if not await is_proposed(tx, Act.APPOINT, person.id, facts):
            what = _said(tx, person, theirs, name)
            found.append(await propose(tx, Act.APPOINT, person.id, what, words=reason, facts=facts))
    return tuple(found)


def _said(tx: Transaction, person: Person, led: Sequence[Led], name: str) -> str:
    if not led:
        return in_words(tx, Act.APPOINT, person, Role.LEADER)
    wording = tx.request.wording
    more = wording.word("imports.more", count=len(led) - SHOWN) if len(led) > SHOWN else ""
    numbers = "、".join(one.number for one in led[:SHOWN]) + more
    facts = {"file": name, "name": person.name, "role": wording.word(f"people.role.{Role.LEADER}"), "numbers": numbers}
    return wording.word("people.proposal.what_lead_by_file", **facts)


async def lead_within(tx: Transaction, proposal: Proposal) -> tuple[Change, ...]:
    """Let somebody lead what a file gives them, within a transaction; whom somebody else leads since stays with them.

    Raises NotFound where the person has left.
    """
    person = await tx.ledger.people.get(proposal.subject)
    if person is None or not person.holds(Role.LEADER):
        await set_role(tx, proposal.subject, Role.LEADER, give=True)
    changes, stays = [], []
    for led in _led(proposal.facts):
        measure = await tx.ledger.measures.get(led.measure)
        if measure is None:
            continue
        named = await people(tx.ledger, led.after)
        leaders = led_now(led, {one.id for one in named if one.holds(Role.LEADER, Role.SECRETARY)})
        if measure.is_ended or not led.holds(measure):
            stays.append(measure.number)
        elif measure.leaders != leaders:
            changes.append(Change(measure, replace(measure, leaders=leaders, wake=tx.today), ("leaders",)))
    if stays:
        told = notice("imports.leads_stay", {"numbers": "、".join(stays), "what": proposal.what})
        to = [*await office(tx), *await secretary(tx)]
        await notify(replace(tx, person=None), to, reason=f"stay:{proposal.id}", facts=told)
    return tuple(changes)


def _led(facts: Mapping[str, str]) -> list[Led]:
    return [msgspec.json.decode(text, type=Led) for id_, text in facts.items() if id_ not in APART]
