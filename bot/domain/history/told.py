"""What the entries of the journal say of measures and people: neither may be otherwise without a word of it.

The chain of changes holds whatever was written; who has the program at hand could write with it and say nothing. So a
measure must be what the last entries that name its fields say, and people hold the roles, and the account, that
somebody gave them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.domain.history.change import Difference, Fields, RecordKey
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.person import digits

SILENT = frozenset({"wake", "policy"})  # of a measure: when the clock looks next, and settings, told by their names


class Said(NamedTuple):
    """What a field became, and the number of the entry that says so."""

    value: Any
    entry: int


class Told:
    """What the entries after a number say, the last of each field; before it nobody wrote changes down."""

    def __init__(self, entries: Iterable[Entry], since: int) -> None:
        """Read the entries in their order."""
        self._fields: dict[str, dict[str, Said]] = defaultdict(dict)  # by subject
        self._roles: dict[str, Said] = {}  # by person of whom all is told
        self._accounts: dict[str, Said] = {}  # by person: the last digits, empty where there is none
        for entry in entries:
            if entry.number > since:
                self._fields[entry.subject].update({name: Said(one, entry.number) for name, one in entry.after.items()})
                self._read(entry)

    def _read(self, entry: Entry) -> None:
        after, person = entry.after, entry.subject
        held = self._roles.get(person)
        match entry.verb:
            case Verb.KNOW:
                given = {*(held.value if held else ()), *after.get("roles", ())}
                self._roles[person] = Said(given, entry.number)
            case Verb.APPOINT if held:
                self._roles[person] = Said({*held.value, after.get("role")}, entry.number)
            case Verb.DISMISS if held:
                self._roles[person] = Said(held.value - {after.get("role")}, entry.number)
            case Verb.BIND:
                self._accounts[person] = Said(after.get("account", ""), entry.number)
            case Verb.UNBIND | Verb.RETIRE:
                self._accounts[person] = Said("", entry.number)
                if held and entry.verb == Verb.RETIRE:
                    self._roles[person] = Said(set[str](), entry.number)
            case Verb.TAKE_BACK | Verb.ERASE:  # what they were before is told by the changes alone
                self._roles.pop(person, None)
                self._accounts.pop(person, None)

    def differences(self, unit: str, key: RecordKey, record: Fields) -> Iterator[Difference]:
        """Every field of a record, in plain values, that is not what the journal says of it."""
        for name, said in self._known(key, record):
            yield Difference(
                what="field",
                unit=unit,
                entry=said.entry,
                shelf=key[0],
                record=key[1],
                name=name,
                recorded=said.value,
                found=record[name],
            )

    def _known(self, key: RecordKey, record: Fields) -> Iterator[tuple[str, Said]]:
        shelf, id_ = key
        if shelf == "measures":
            for name, said in self._fields.get(id_, {}).items():
                if name in record and name not in SILENT and not _same(said.value, record[name]):
                    yield name, said
        elif shelf == "people":
            roles, account = self._roles.get(id_), self._accounts.get(id_)
            if roles and roles.value != {*record["roles"]}:
                yield "roles", Said(sorted(roles.value), roles.entry)
            if account and record["chat"] is not None and account.value != digits(record["chat"]):
                yield "chat", account


def _same(said: Any, found: Any) -> bool:
    """True where both say the same, as far as both know of it: a later version may know more."""
    if isinstance(said, dict) and isinstance(found, dict):
        return all(_same(said[name], found[name]) for name in said.keys() & found.keys())
    if isinstance(said, list) and isinstance(found, list):
        return len(said) == len(found) and all(_same(a, b) for a, b in zip(said, found, strict=True))
    return bool(said == found)
