"""The card of something that was handed in, as whoever asks may see it, the list, and the message that brings it."""

from dataclasses import replace

from bot.domain.acceptance.acceptance import Acceptance, Acceptor
from bot.domain.core.refusal import NotAllowed, NotFound, Unreadable
from bot.domain.outbox.message import Message
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.messages.acceptance.view import (
    MOST,
    ListedAcceptance,
    Preparing,
    ShownAcceptance,
    acceptance_body,
    acceptances_body,
    kind_words,
    none_handed_body,
    prepare_body,
)
from bot.messages.body import LINE, Attachment, MessageBody
from bot.services.acceptance.due import due_subjects, ready_subjects
from bot.services.acceptance.record import Prepared, grades_of, lot_size, marks_of
from bot.services.acceptance.sides import may_call_back, may_judge
from bot.services.acceptance.subject import found_acceptance, handed_in, is_ended, named_subject, subject_of
from bot.services.acceptance.telling import is_hidden, measures_of
from bot.services.core.ledger import ACCEPTANCES_OF, Ledger
from bot.services.core.measure_context import measures_numbered
from bot.services.core.message_content import AcceptanceContent, content_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, transaction_for
from bot.services.reporting.archive import dossier_files

FINDING = "问题"  # before the number of a finding, as it is said
READERS = (Role.OFFICE, Role.SECRETARY)


async def compose_acceptance(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The card for whoever is to accept; none once it is said, or taken back."""
    one = await ledger.acceptances.get(content_of(message, AcceptanceContent).acceptance)
    if one is None or not one.is_open:
        return None
    return await card_of(await transaction_for(request, ledger, person), one)


async def show_acceptance(
    request: RequestContext, by: Person, acceptance: str, given: str = "", marks: str = ""
) -> MessageBody:
    """The card with the grades and marks that its buttons hold so far.

    Raises NotFound, Overtaken, or NotAllowed in the unit that accepts for others than office and secretary.
    """
    async with open_reading(request, by) as tx:
        one = await found_acceptance(tx, acceptance)
        if one.acceptor is Acceptor.SHARE and not allowed(Action.ACCEPT, by):
            raise NotAllowed(action=Action.ACCEPT)
        return await card_of(tx, one, grades_of(one, given), marks_of(one, marks))


async def waits_for(tx: Transaction, id_: str) -> Acceptance | None:
    """The record where it waits for the person; None where it does not."""
    one = await tx.ledger.acceptances.get(id_)
    return one if one and (may_judge(one, tx.by) or must_act(one, tx.by)) else None


def must_act(one: Acceptance, person: Person) -> bool:
    """True for the office while something came back that it is to hand in anew."""
    return one.waits and one.acceptor is not Acceptor.SHARE and allowed(Action.HAND_UP, person)


async def card_of(tx: Transaction, one: Acceptance, given: str = "", marks: str = "") -> MessageBody:
    """The card as the person may see and use it."""
    hidden = await is_hidden(tx, one)
    judges = may_judge(one, tx.by)
    shown = ShownAcceptance(
        one=one,
        sent=tx.day_of(one.at),
        decided=tx.day_of(one.decided_at) if one.decided_at else None,
        text="" if hidden else one.text,
        words=tx.request.wording.word("core.read_in_office") if hidden and one.words else one.words,
        late=days_late(tx, one),
        judges=judges,
        calls_back=may_call_back(one, tx.by),
        reads=not hidden and tx.by.holds(*READERS),
        again=must_act(one, tx.by),
        draws=lot_size(one, tx.unit.policy.recheck_sample) if judges else 0,
        given=given,
        marks=marks,
        measures=tuple(await measures_of(tx, one)),
    )
    return acceptance_body(tx.request.wording, shown)


def days_late(tx: Transaction, one: Acceptance) -> int:
    """How many days it is past the day by which it was to be accepted."""
    return max(0, (tx.today - one.answer_by).days) if one.is_open else 0


def prepared_body(request: RequestContext, prepared: Prepared) -> MessageBody:
    """What would be handed in, for whoever may."""
    subject, above = prepared.subject, prepared.above
    told = Preparing(
        subject=subject.id,
        kind=subject.kind,
        number=subject.number,
        text="" if subject.confidential else subject.text,
        name=above.name,
        days=above.policy.acceptance_days,
        outside=not above.id,
        slips=len(subject.closings),
        measures=tuple(one.id for one in subject.measures),
        indicators=prepared.indicators,
        own=prepared.own,
        times=prepared.times,
    )
    return prepare_body(request.wording, told)


async def list_acceptances(request: RequestContext, person: Person, words: str = "") -> MessageBody:
    """All that was handed in and handed to the unit, the newest first, or of it what holds the words.

    Raises NotFound where nothing holds them. What others handed in is shown to those who accept.
    """
    async with open_reading(request, person) as tx:
        found = await tx.ledger.acceptances.find(ACCEPTANCES_OF, tx.unit.id, latest=True)
        if words:
            found = [one for one in found if not await is_hidden(tx, one) and words in _said(one)]
        listed = [ListedAcceptance(one=one, late=days_late(tx, one)) for one in found]
        own = [each for each in listed if each.one.acceptor is not Acceptor.SHARE]
        shares = [each for each in listed if each.one.acceptor is Acceptor.SHARE and allowed(Action.ACCEPT, person)]
        if words and not own and not shares:
            raise NotFound(what=words)
        hands_in = allowed(Action.HAND_UP, person)
        wording = request.wording
        due, ready = (await due_subjects(tx), await ready_subjects(tx, MOST)) if hands_in else ([], [])
        named = [(one.id, kind_words(wording, one.kind, one.number)) for one in due]
        more = [(one.id, kind_words(wording, one.kind, one.number)) for one in ready]
        more = [] if words else [one for one in more if one not in named]
        return acceptances_body(wording, own, shares, named, more, hands_in=hands_in and not words)


async def card_named(request: RequestContext, person: Person, named: str, *, asks_up: bool) -> MessageBody | None:
    """How what is named stands before the upper unit: the card of its last handing in, or that there was none.

    None for what is no number here, and for what is open and of which only 验收 is said: that may be its own.
    """
    try:
        subject = await named_subject(request, person, named)
    except (NotFound, Unreadable):
        return None
    async with open_reading(request, person) as tx:
        thing = await subject_of(tx, subject) if subject else None
        if thing is None:
            return None
        found = [one for one in await handed_in(tx, thing.id) if one.acceptor is not Acceptor.SHARE]
        if found:
            return await card_of(tx, found[-1])
        if not (asks_up or is_ended(thing)):
            return None
        what = kind_words(request.wording, thing.kind, thing.number)
        ready = [(thing.id, what)] if is_ended(thing) and allowed(Action.HAND_UP, person) else []
        return none_handed_body(request.wording, what, ready)


async def card_to_judge(request: RequestContext, person: Person, number: str) -> MessageBody | None:
    """The card of what waits for the person's word, with a word that only its buttons decide.

    None where nothing waits, or more than one, or where a measure of the unit itself bears that number.
    """
    async with open_reading(request, person) as tx:
        own = number and await measures_numbered(tx.ledger, tx.unit.id, number)
        found = await tx.ledger.acceptances.find(ACCEPTANCES_OF, tx.unit.id)
        bare = number.removeprefix(FINDING)
        waiting = [
            one for one in found if may_judge(one, person) and one.number in {bare, *([] if bare else [one.number])}
        ]
        if own or len(waiting) != 1 or not allowed(Action.ACCEPT, person):
            return None
        return await _by_card(tx, waiting[0])


async def card_replied(request: RequestContext, person: Person, card: str) -> MessageBody | None:
    """The same of the card that words reply to."""
    async with open_reading(request, person) as tx:
        kept = await tx.ledger.cards.get(card) if card else None
        one = await tx.ledger.acceptances.get(kept.matter) if kept and kept.matter else None
        return await _by_card(tx, one) if one and may_judge(one, person) else None


async def _by_card(tx: Transaction, one: Acceptance) -> MessageBody:
    card = await card_of(tx, one)
    return replace(card, text=LINE.join([tx.request.wording.say("acceptance.by_card"), card.text]))


def _said(one: Acceptance) -> str:
    return f"{one.title} {one.number} {one.asker} {one.name} {one.text} {one.words}"


async def dossier_for(request: RequestContext, by: Person, acceptance: str) -> tuple[Acceptance, list[Attachment]]:
    """The record and its dossier.

    Raises NotFound, and NotAllowed but for office and secretary, and where messages carry number and day only.
    """
    async with open_reading(request, by) as tx:
        one = await found_acceptance(tx, acceptance)
        if not by.holds(*READERS):
            raise NotAllowed
        if await is_hidden(tx, one):
            raise NotAllowed(what="confidential")
    files = await dossier_files(request.blobs, one)
    return one, [Attachment(name, content) for name, content in files]
