"""抹去: of somebody who left, a pseudonym is all that stays: in every record, in the journal, in what waits to be sent.

The links of both chains keep their numbers and digests; what they hold now is vouched for by the entry of the erasure.
"""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bot.domain.core.refusal import NoChange, NotFound
from bot.domain.history.change import Change, account_hash, change_id
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.services.core.draft_content import HandoverRecord
from bot.services.core.ledger import (
    CARDS_AT,
    DRAFTS_OF,
    INVITATIONS_OF,
    JOURNAL_OF_UNIT,
    MEASURES_OF_PERSON,
    OUTBOX_BY_STATE,
    PEOPLE_OF,
    PROPOSALS_OPEN,
    SHELVES,
    Ledger,
)
from bot.services.core.measure_context import numbered
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, require_role
from bot.services.people.asked import asked_of_person, in_words
from bot.services.people.names import person_named
from bot.services.people.pseudonym import ACCOUNTS, BLANK, Pseudonym, mark_of, names_of, pseudonym_of

NUMBERS = re.compile(r"\d+")
Records = dict[str, dict[str, Any]]  # by shelf and id


@dataclass(frozen=True)
class _Past:
    """What the chain of changes tells: itself, every record's shelf and id, and what people were called."""

    changes: tuple[Change, ...]
    ids: dict[str, list[str]]
    names: dict[str, set[str]]

    def of(self, shelf: str, id_: str) -> Iterator[dict[str, Any]]:
        """What was ever written of a record."""
        for change in self.changes:
            if fields := change.records.get(shelf, {}).get(id_):
                yield fields


async def retired_named(request: RequestContext, unit: str, name: str) -> tuple[str, ...]:
    """The id of whoever of that name left; raises NoChange for somebody who did not, or NotFound."""
    async with request.look() as ledger:
        left = [one for one in await ledger.people.find(PEOPLE_OF, unit) if not one.active]
        gone = [one for one in left if name in {one.name, _number(one)}]
        if not gone:
            await person_named(ledger, unit, name)
            raise NoChange(why="not_retired", name=name)
        if len(gone) > 1:
            raise NotFound(what=name, why="several_left", names="、".join(_told(one) for one in gone))
        return (gone[0].id,)


def _number(person: Person) -> str:
    """By which one of several of a name, who all left, is meant: p9."""
    return person.id.rpartition("/")[2]


def _told(person: Person) -> str:
    return f"{_number(person)}（{person.department}）" if person.department else _number(person)


async def erase_within(tx: Transaction, person_id: str) -> None:
    """Put the pseudonym for a person, and forget account, messages and drafts, within a transaction.

    Raises NotAllowed, NotFound, or NoChange for whoever did not leave, has something open, or is erased already.
    """
    require_role(tx, Action.BIND)
    person = await tx.ledger.people.get(person_id)
    if person is None:
        raise NotFound(what=person_id.rpartition("/")[2])
    await _demand_done_with(tx, person)
    past = await _past(tx)
    accounts = await _accounts(tx, person, past)
    pseudonym = Pseudonym(
        person=person.id, name=pseudonym_of(person), names=names_of(person.id, past.names), accounts=accounts
    )
    records = await _rewrite_records(tx, pseudonym, past)
    entries = await _rewrite_entries(tx, pseudonym, accounts)
    unclear = sum(pseudonym.unclear.values())
    changes = await _rewrite_changes(tx, pseudonym, past)
    await _mark(tx, pseudonym)
    await _forget(tx, pseudonym)
    await note(
        tx,
        Verb.ERASE,
        person.id,
        name=pseudonym.name,
        entries=entries,
        changes=changes,
        records=records,
        unclear=unclear,
    )


async def _demand_done_with(tx: Transaction, person: Person) -> None:
    if person.active:
        raise NoChange(why="not_retired", name=person.name)
    if person.name == pseudonym_of(person):
        raise NoChange(why="erased", name=person.name)
    if open_ := [one async for one in _open(tx, person)]:
        raise NoChange(why="open_retired", name=person.name, what="；".join(open_))


async def _open(tx: Transaction, person: Person) -> AsyncIterator[str]:
    """What is still open in the name of somebody who left, in words."""
    say = tx.request.wording.word
    measures = [one for one in await tx.ledger.measures.find(MEASURES_OF_PERSON, person.id) if not one.is_ended]
    for measure in await numbered(tx.ledger, *measures):
        yield measure.number
    for words in await in_words(tx, await asked_of_person(tx.ledger, person), person):
        yield words
    for proposal in await tx.ledger.proposals.find(PROPOSALS_OPEN, tx.unit.id):
        if person.id == proposal.by:
            yield say("people.handover.asked", what=proposal.what)


async def _past(tx: Transaction) -> _Past:
    """Read the chain of changes, which begins with all that was there."""
    head = await tx.ledger.heads.get(tx.unit.id)
    numbers = range(1, head.changes + 1 if head else 1)
    changes = await tx.ledger.changes.get_many([change_id(tx.unit.id, number) for number in numbers])
    ids: dict[str, dict[str, None]] = defaultdict(dict)
    names: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        for shelf, records in change.records.items():
            ids[shelf] |= dict.fromkeys(records)
        for id_, fields in change.records.get("people", {}).items():
            names[id_] |= {fields["name"]} if fields and fields.get("name") else set()
    for person in await tx.ledger.people.find(PEOPLE_OF, tx.unit.id):
        names[person.id].add(person.name)
        ids["people"][person.id] = None
    return _Past(tuple(changes), {shelf: [*found] for shelf, found in ids.items() if shelf in SHELVES}, dict(names))


async def _accounts(tx: Transaction, person: Person, past: _Past) -> frozenset[int]:
    """Every account that the person had, as far as it stands anywhere in clear."""
    key = await tx.ledger.secrets.get(ACCOUNTS)
    hashes = {fields["chat"] for fields in past.of("people", person.id) if fields.get("chat")}
    if key is None or not hashes:
        return frozenset()
    seen = {int(one) async for text in _places(tx, past) for one in NUMBERS.findall(text)}
    return frozenset(one for one in seen if account_hash(one, key.value.encode()) in hashes)


async def _places(tx: Transaction, past: _Past) -> AsyncIterator[str]:
    """Wherever an account may stand in clear."""
    for message in await _messages(tx):
        yield str(message.chat)
    for card in await tx.ledger.cards.find(CARDS_AT):
        yield card.id
    for draft in await _drafts(tx):
        yield msgspec.json.encode(draft.facts).decode()
    for change in past.changes:
        for fields in _fields(change.records):
            yield f"{fields.get('message', '')} {fields.get('claimed', '')}"


def _fields(records: Records) -> Iterator[dict[str, Any]]:
    for shelf in records.values():
        yield from filter(None, shelf.values())


async def _messages(tx: Transaction) -> list[Any]:
    return [one for unit in (tx.unit.id, "") for one in await tx.ledger.outbox.find(OUTBOX_BY_STATE, unit)]


async def _drafts(tx: Transaction) -> list[Any]:
    owners = [tx.unit.id, *(one.id for one in await tx.ledger.people.find(PEOPLE_OF, tx.unit.id))]
    return [one for owner in owners for one in await tx.ledger.drafts.find(DRAFTS_OF, owner)]


async def _rewrite_records(tx: Transaction, pseudonym: Pseudonym, past: _Past) -> int:
    """Every record of the unit that names the person; how many."""
    count = 0
    for invitation in await tx.ledger.invitations.find(INVITATIONS_OF, pseudonym.person):
        await tx.ledger.invitations.drop(invitation.id)
    for shelf, ids in past.ids.items():
        for record in await getattr(tx.ledger, shelf).get_many(ids):
            count += await _put(tx.ledger, shelf, record, _record(pseudonym, shelf, record.id, _plain(record)))
    return count


def _record(pseudonym: Pseudonym, shelf: str, id_: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record, or those of them that a change holds, as they are from now on."""
    own = shelf == "people" and id_ == pseudonym.person
    if own:
        fields = fields | {name: value for name, value in BLANK.items() if name in fields}
    kept: dict[str, Any] = pseudonym.in_value(fields, theirs=own or fields.get("subject") == pseudonym.person)
    return kept


def _plain(record: Any) -> Any:
    return msgspec.to_builtins(record)


async def _put(ledger: Ledger, shelf: str, record: Any, fields: dict[str, Any]) -> bool:
    """Keep a record with its new fields, where any is another; True then."""
    changed: bool = fields != _plain(record)
    if changed:
        await getattr(ledger, shelf).put(msgspec.convert(fields, SHELVES[shelf]))
    return changed


async def _mark(tx: Transaction, pseudonym: Pseudonym) -> None:
    """Keep of the names what tells them when a file brings them back, and no more."""
    key, person = await tx.ledger.secrets.get(ACCOUNTS), await tx.ledger.people.get(pseudonym.person)
    if key is not None and person is not None:
        names = sorted({*pseudonym.names.own, *pseudonym.names.shared})
        marks = tuple(mark_of(name, key.value.encode()) for name in names)
        await tx.ledger.people.put(replace(person, marks=marks))


async def _rewrite_entries(tx: Transaction, pseudonym: Pseudonym, accounts: Iterable[int]) -> dict[str, str]:
    """The journal's entries that name the person, or the end of the account; the hashes over what they hold now."""
    tails = {str(account)[-4:] for account in accounts}
    made = {}
    for entry in await tx.ledger.journal.find(JOURNAL_OF_UNIT, tx.unit.id):
        theirs = entry.subject == pseudonym.person
        after = dict(entry.after)
        if "account" in after and (theirs or (entry.verb == Verb.KNOCK and after["account"] in tails)):
            after["account"] = ""
        rewritten = replace(
            entry,
            before=pseudonym.in_value(entry.before, theirs=theirs),
            after=pseudonym.in_value(after, theirs=theirs),
            words=pseudonym.in_value(entry.words, "words", theirs=theirs),
        )
        if _plain(rewritten) != _plain(entry) and entry.verb != Verb.ERASE:
            await tx.ledger.journal.put(rewritten)
            made[str(entry.number)] = rewritten.computed()
    return made


async def _rewrite_changes(tx: Transaction, pseudonym: Pseudonym, past: _Past) -> dict[str, str]:
    """The changes that hold the name, the account, or the person's own record; the hashes over what they hold now."""
    made = {}
    for change in past.changes:
        records = {
            shelf: {id_: fields and _record(pseudonym, shelf, id_, fields) for id_, fields in records.items()}
            for shelf, records in change.records.items()
        }
        if records != change.records:
            rewritten = replace(change, records=records)
            await tx.ledger.changes.put(rewritten)
            made[str(change.number)] = rewritten.computed()
    return made


async def _forget(tx: Transaction, pseudonym: Pseudonym) -> None:
    """What was sent to the person, asked of them, or shown on their phone goes; what others have is rewritten."""
    for message in await _messages(tx):
        if message.to == pseudonym.person or message.chat in pseudonym.accounts:
            await tx.ledger.outbox.drop(message.id)
        else:
            facts = pseudonym.in_value(message.facts, free=())
            await _put(tx.ledger, "outbox", message, _plain(message) | {"facts": facts})
    for draft in await _drafts(tx):
        own = draft.person == pseudonym.person or draft.facts.get("account") in pseudonym.accounts
        own |= pseudonym.person in draft.facts.get("before", {}).get("people", {})  # an act that nobody can take back
        if own and draft.kind != HandoverRecord.kind:
            await tx.ledger.drafts.drop(draft.id)
        else:
            await _put(tx.ledger, "drafts", draft, _plain(draft) | {"facts": pseudonym.in_value(draft.facts)})
    for card in await tx.ledger.cards.find(CARDS_AT):
        if pseudonym.accounts & {int(one) for one in NUMBERS.findall(card.id)}:
            await tx.ledger.cards.drop(card.id)
