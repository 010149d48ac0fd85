"""A pseudonym for somebody, in plain values: wherever the name stands as theirs, and nowhere else."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.people.names import plain_name
from bot.domain.people.person import Person
from bot.messages.wording import official

ACCOUNTS = "account hashes"  # the key with which the chain keeps accounts, and names of people erased
FREE = frozenset({"words", "text", "task", "caption", "answer", "result", "interim", "short"})  # what people wrote
ACCOUNT = frozenset({"chat", "former", "claimed", "account"})  # fields that hold an account
APART = re.compile(r"[\s、，。；：:;,（）()“”\"<>/]")  # what parts a name from the rest of a sentence of ours
BLANK: Mapping[str, Any] = {
    "post": "",
    "department": "",
    "chat": None,
    "former": None,
    "bound_at": None,
    "send_at": None,
    "absences": [],
    "muted": [],
}  # what is left of a person's own record


def pseudonym_of(person: Person) -> str:
    """离任人员3, for good."""
    return official("people.erased.name", number=person.id.rpartition("/p")[2])


def mark_of(name: str, key: bytes) -> str:
    """A name, so that it is known when it comes again and cannot be read; its length stands before it."""
    return f"{len(name)}:{hashlib.blake2b(name.encode(), key=key, digest_size=8).hexdigest()}"


@dataclass(frozen=True, kw_only=True)
class Names:
    """Every name that somebody ever bore: theirs alone, and plain ones that others bear or bore too.

    `others` are those of other people that hold one of them, as 王磊磊 holds 王磊.
    """

    own: frozenset[str]
    shared: frozenset[str]
    others: frozenset[str]


def names_of(person: str, borne: Mapping[str, Collection[str]]) -> Names:
    """Whose names are whose, by all that people bore by their ids."""
    theirs = {*borne[person]}
    told_apart = any(name != plain_name(name) for name in theirs)
    elsewhere = {name for id_, names in borne.items() if id_ != person for name in names}
    plain = {plain_name(name) for name in theirs}
    shared = {name for name in plain if told_apart or name in {plain_name(one) for one in elsewhere}}
    own = (theirs | plain) - shared
    return Names(
        own=frozenset(own),
        shared=frozenset(shared),
        others=frozenset(one for one in elsewhere if any(name in one and name != one for name in own | shared)),
    )


@dataclass(kw_only=True)
class Pseudonym:
    """What stands for somebody from now on; `unclear` are places at which it is not said who is meant, which stay."""

    person: str
    name: str
    names: Names
    accounts: frozenset[int]
    unclear: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._any = _any_of([*self.names.own, *self.names.shared, *self.names.others])
        self._places = _any_of(map(str, self.accounts))

    def in_value(self, value: Any, key: str = "", *, theirs: bool = False, free: Collection[str] = FREE) -> Any:
        """The value with the pseudonym; `theirs` where it is about the person, so that a shared name is meant."""
        match value:
            case str() if key == "message" or key in ACCOUNT:
                return re.sub(rf"(?<!\d)(?:{self._places})(?!\d)", "0", value) if self.accounts else value
            case str():
                return self.in_words(value, theirs=theirs, free=key in free)
            case int() if key in ACCOUNT and value in self.accounts:
                return 0 if key == "account" else None
            case dict():
                return {name: self.in_value(one, name, theirs=theirs, free=free) for name, one in value.items()}
            case list() | tuple():
                return [self.in_value(one, key, theirs=theirs, free=free) for one in value]
        return value

    def in_words(self, text: str, *, theirs: bool, free: bool) -> str:
        """A sentence with the pseudonym; of people's own words a name of two signs may be a word like any other."""
        from bot.documents.privacy import stands_as_name

        def instead(found: re.Match[str]) -> str:
            name, before, after = found[0], text[: found.start()], text[found.end() :]
            if name in self.names.others:
                return name
            alone = not free and (not before or APART.match(before[-1])) and (not after or APART.match(after[0]))
            ours = name in self.names.own or theirs
            if ours and (alone or (len(name) > 1 and stands_as_name(name, before, after))):
                return self.name
            self.unclear[text] += 1
            return name

        return re.sub(self._any, instead, text)


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted({*words}, key=lambda word: (-len(word), word)))
