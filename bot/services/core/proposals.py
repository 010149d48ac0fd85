"""Two keys: asking for an act that a second person of standing confirms, and telling the secretary of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import BY_THE_WORK, REVERSIBLE, Act, Proposal, ProposalState
from bot.services.core.ledger import JOURNAL_OF, PROPOSALS_OPEN
from bot.services.core.message_content import ProposalContent
from bot.services.core.notify import beyond_reach, notice, notify
from bot.services.core.transaction import Transaction, holders, note, people

GAINS = "gains"  # among the facts: ids of those to whom it gives a say
REDO = ((("imports.redo", "reimp"),),)  # one tap brings an import back that was taken back
BACK = "pending.act.button_back"


@dataclass(frozen=True)
class Proposed:
    """An act that waits for its second key, with the names of those who may confirm it.

    `consents` is who will be able to, once bound, where nobody is.
    """

    proposal: Proposal
    deciders: tuple[str, ...]
    consents: str = ""


def needs_second(tx: Transaction) -> bool:
    """True where a second person is wanted: by the unit's setting, for whoever acts in chat."""
    return tx.person is not None and tx.unit.policy.two_keys


async def propose(
    tx: Transaction, act: Act, subject: str, what: str, *, words: str = "", facts: Mapping[str, str] | None = None
) -> Proposed:
    """Ask for an act; those who may confirm it get a card, and the secretary hears of it whatever is set.

    Raises NoChange where the same waits already.
    """
    kept = dict(facts or {})
    if await is_proposed(tx, act, subject, kept):
        raise NoChange(why="proposed", what=what)
    entry = await note(tx, Verb.PROPOSE, subject, words=words, act=str(act), what=what, **kept)
    proposal = Proposal(
        id=f"{tx.unit.id}/q{entry.number}",
        unit=tx.unit.id,
        act=act,
        subject=subject,
        by=tx.by.id,
        at=tx.now,
        what=what,
        words=words,
        facts=kept,
    )
    await tx.ledger.proposals.put(proposal)
    deciders = await deciders_of(tx, proposal)
    await _send_card(tx, proposal, deciders)
    told = [one for one in await _told_always(tx, proposal) if one not in deciders]
    facts_ = {"who": tx.by.name, "what": what}
    await notify(
        tx, told, reason=f"proposal:{proposal.id}", facts=notice("people.proposal.told", facts_), priority=Priority.RED
    )
    first = await _first_secretary(tx, proposal)
    consents = first.name if first and not deciders and first.id != tx.by.id else ""
    return Proposed(proposal, tuple(person.name for person in deciders), consents)


async def _send_card(tx: Transaction, proposal: Proposal, deciders: Iterable[Person]) -> None:
    content = ProposalContent(proposal=proposal.id)
    await notify(tx, deciders, reason=f"proposal:{proposal.id}", facts=content, priority=Priority.RED)


async def ask_newly_bound(tx: Transaction, person: Person) -> None:
    """Give somebody who is bound now the cards of what waits for their word."""
    for proposal in await tx.ledger.proposals.find(PROPOSALS_OPEN, tx.unit.id):
        if person.id in {one.id for one in await deciders_of(tx, proposal)}:
            await _send_card(tx, proposal, [person])


async def is_proposed(tx: Transaction, act: Act, subject: str, facts: Mapping[str, str]) -> bool:
    """True where the same act waits already."""
    waiting = await tx.ledger.proposals.find(PROPOSALS_OPEN, tx.unit.id)
    subjects = {*str(facts.get("subjects", subject)).split()}
    same = [one for one in waiting if one.act is act and subjects & {*one.subjects}]
    return any(act in {*REVERSIBLE, *BY_THE_WORK} or one.facts == dict(facts) for one in same)


async def deciders_of(tx: Transaction, proposal: Proposal) -> list[Person]:
    """Who may confirm: the secretary; where none but the one who asks is bound, another one of the office.

    Of what concerns the work alone, office and leader may.

    The first secretary consents in person, bound by a link and not by the word of who asks; or the command line does.
    """
    if proposal.act in BY_THE_WORK:
        return await _over_the_work(tx, proposal)
    secretaries = await holders(tx.ledger, tx.unit.id, Role.SECRETARY)
    others = [person for person in secretaries if person.id != proposal.by and _stands(person, proposal)]
    if any(person.chat is not None for person in others):
        return others
    if (first := await _first_secretary(tx, proposal)) is not None:
        return [first] if await _consents(tx, first, proposal) else []
    clerks = await holders(tx.ledger, tx.unit.id, Role.OFFICE)
    gains = proposal.facts.get(GAINS, "").split()
    clerks = [one for one in clerks if one.id != proposal.by and one.id not in gains]
    return [one for one in clerks if one.chat is not None and _stands(one, proposal)]


async def is_left_alone(tx: Transaction, proposal: Proposal) -> bool:
    """True where no message reaches who asked or anybody who may confirm it: the office may take it back."""
    return beyond_reach([*await people(tx.ledger, [proposal.by]), *await deciders_of(tx, proposal)])


async def _over_the_work(tx: Transaction, proposal: Proposal) -> list[Person]:
    """The office, and who leads the measure, but for who asks."""
    measure = await tx.ledger.measures.get(proposal.subject)
    found = [*await holders(tx.ledger, tx.unit.id, Role.OFFICE)]
    found += await people(tx.ledger, measure.leaders) if measure else []
    apart = {one.id: one for one in found if one.id != proposal.by and one.active and one.chat is not None}
    return list(apart.values())


async def _told_always(tx: Transaction, proposal: Proposal) -> list[Person]:
    """The secretary, of whatever concerns somebody's standing, or what is late."""
    return [] if proposal.act in BY_THE_WORK else [*await holders(tx.ledger, tx.unit.id, Role.SECRETARY)]


async def _first_secretary(tx: Transaction, proposal: Proposal) -> Person | None:
    """Whom a request would make the first secretary of the unit."""
    first = proposal.act is Act.APPOINT and proposal.facts.get("role") == Role.SECRETARY
    if not first or await holders(tx.ledger, tx.unit.id, Role.SECRETARY):
        return None
    return await tx.ledger.people.get(proposal.subject)


async def _consents(tx: Transaction, person: Person, proposal: Proposal) -> bool:
    """True for whoever opened a link of their own, and asks for nothing themselves."""
    if not person.active or person.chat is None or person.id == proposal.by:
        return False
    bindings = [one for one in await tx.ledger.journal.find(JOURNAL_OF, person.id) if one.verb == Verb.BIND]
    return not bindings or bindings[-1].by != proposal.by


def _stands(person: Person, proposal: Proposal) -> bool:
    """Nobody confirms what is asked for themselves, save that it may be taken from them."""
    gets = proposal.facts.get("taker") if proposal.act is Act.HAND_OVER and "role" in proposal.facts else ""
    return person.id != (proposal.subject if proposal.act is Act.APPOINT else gets)


async def announce(tx: Transaction, what: str, *, reason: str, but: str = "") -> None:
    """Tell the secretary of such an act that was done with one key; no setting suppresses it.

    `but` has heard of it already, in words of their own.
    """
    if needs_second(tx):
        return  # it was confirmed, and told with that
    facts = notice("people.proposal.done", {"who": _name(tx), "what": what})
    to = [one for one in await holders(tx.ledger, tx.unit.id, Role.SECRETARY) if one.id != but]
    await notify(tx, to, reason=f"act:{reason}", facts=facts, priority=Priority.RED)


def _name(tx: Transaction) -> str:
    return tx.person.name if tx.person else tx.request.wording.word("people.proposal.command_line")


async def settled(tx: Transaction, proposal: Proposal, state: ProposalState, words: str = "") -> Proposal:
    """The proposal as decided by whoever acts, with its entry; the one who asked, and the secretary, hear of it."""
    who = tx.person.id if tx.person else ""
    decided = replace(proposal, state=state, decided_by=who, decided_at=tx.now)
    await tx.ledger.proposals.put(decided)
    verb = {ProposalState.CONFIRMED: Verb.CONFIRM, ProposalState.REFUSED: Verb.REFUSE}.get(state, Verb.WITHDRAW)
    about = {"act": str(proposal.act), "what": proposal.what, "proposal": proposal.id}
    entry = await note(tx, verb, proposal.subject, words=words, **about)
    asker = await tx.ledger.people.get(proposal.by)
    to = await _told_always(tx, proposal)
    if who == proposal.subject:  # the first secretary: whoever else is of standing hears of it
        to += [one for role in (Role.OFFICE, Role.LEADER) for one in await holders(tx.ledger, tx.unit.id, role)]
    sentence = {"who": _name(tx), "what": proposal.what, "asker": asker.name if asker else ""}
    if proposal.act is Act.APPOINT:  # who is appointed hears it in words of their own
        to = [one for one in to if one.id != proposal.subject]
    undone = proposal.act is Act.UNDO_IMPORT and state is ProposalState.CONFIRMED
    back = (((BACK, "unact", proposal.done),),) if proposal.done else ()
    to_asker = notice(f"people.proposal.{state}_told", sentence, buttons=REDO if undone else back)
    facts = notice(f"people.proposal.{state}_told", sentence)
    if asker and asker.active:
        await notify(tx, [asker], reason=f"told:{entry.id}", facts=to_asker, priority=Priority.RED)
    await notify(tx, to, reason=f"told:{entry.id}", facts=facts, priority=Priority.RED)
    return decided
