"""The recorder: beside whatever a transaction writes it writes down, in the chain of changes, what that changed."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from bot.domain.history.change import ACCOUNTS, EXEMPT, Change, accounts_in, change_id, changed_fields, hidden
from bot.domain.history.journal import Head
from bot.services.core.ledger import SHELVES, Secret
from storage.codec import decode, encode

Written = Mapping[tuple[str, str], tuple[bytes | None, bytes | None]]  # shelf and id: the document before and after
Kept = Mapping[tuple[str, str], bytes | None]  # documents that the recorder asked for
RECORDED = tuple(shelf for shelf in SHELVES if shelf not in EXEMPT)
ACCOUNT_KEY = ("secrets", "account hashes")


class _Owner(msgspec.Struct):
    id: str = ""
    unit: str = ""


_owner = msgspec.json.Decoder(_Owner).decode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def needed(written: Written) -> list[tuple[str, str]]:
    """The documents that the recorder has to know: the ends of the chains, and the key of the accounts."""
    heads = [("heads", unit) for unit in _units(written)]
    return [*heads, ACCOUNT_KEY] if any(shelf in ACCOUNTS for shelf, _ in written) else heads


def _units(written: Written) -> list[str]:
    """The units in which something was written that belongs to their history."""
    units = (_unit_of(shelf, after or before) for (shelf, _), (before, after) in written.items() if _is_kept(shelf))
    return sorted({unit for unit in units if unit})


def _is_kept(shelf: str) -> bool:
    return shelf == "journal" or shelf in RECORDED


def _unit_of(shelf: str, document: bytes | None) -> str:
    if document is None:
        return ""
    owner = _owner(document)
    return owner.id if shelf == "units" else owner.unit


def additions(written: Written, kept: Kept) -> dict[tuple[str, str], bytes]:
    """The documents to be written beside: a change for each unit, and the ends of the chains."""
    records: dict[str, dict[str, dict[str, Any]]] = {unit: {} for unit in _units(written)}
    added: dict[tuple[str, str], bytes] = {}
    for (shelf, id_), (before, after) in written.items():
        unit = _unit_of(shelf, after or before) if shelf in RECORDED else ""
        if not unit:
            continue
        made = changed_fields(_fields(before), _fields(after))
        if made and accounts_in(shelf, made):
            made = hidden(shelf, made, _account_key(kept, added))
        if made or made is None:
            records[unit].setdefault(shelf, {})[id_] = made
    for unit, changed in records.items():
        document = kept.get(("heads", unit))
        head = decode(Head, document) if document else Head(unit)
        change = Change(unit=unit, records=changed).after(head)
        added["changes", change_id(unit, change.number)] = _encoded(change)
        added["heads", unit] = encode(_moved(head, change))
    return added


def _fields(document: bytes | None) -> dict[str, Any] | None:
    return None if document is None else _decode(document)


def _encoded(change: Change) -> bytes:
    """As the codec writes it; what it holds came from documents, so that nothing has to be looked at for its form."""
    return b'{"id":%b,%b' % (msgspec.json.encode(change.id), msgspec.json.encode(change)[1:])


def _moved(head: Head, change: Change) -> Head:
    return Head(head.id, head.number, head.digest, change.number, change.digest)


def _account_key(kept: Kept, added: dict[tuple[str, str], bytes]) -> bytes:
    document = added.get(ACCOUNT_KEY) or kept.get(ACCOUNT_KEY)
    if document is None:
        document = added[ACCOUNT_KEY] = encode(Secret(ACCOUNT_KEY[1], "", secrets.token_hex(16)))
    return decode(Secret, document).value.encode()


def everything(documents: Iterable[tuple[str, str, bytes]]) -> Written:
    """All that is kept, as if it were written now: the first change of a ledger that had none.

    Nothing where the end of a chain says that there were changes: they were taken away, which the check has to find.
    """
    kept = [*documents]
    if any(decode(Head, document).changes for shelf, _, document in kept if shelf == "heads"):
        return {}
    return {(shelf, id_): (None, document) for shelf, id_, document in kept if shelf in RECORDED}
