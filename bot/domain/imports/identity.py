"""Which measure of a newer file is which of the ledger: by their words and people first, by their numbers second.

A pair is certain where the words are the same and so is the finding, or one of the people. Words that only resemble
one another are asked about; a number alone says nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.plan.measure import Measure, Stage

if TYPE_CHECKING:
    from difflib import SequenceMatcher

SIGNS = re.compile(r"[\W_]+")
ALIKE = 0.5  # share of the words from which on two texts may be one
ALIKE_AT_ITS_NUMBER = 0.3
MOST_OFFERED = 3
NEW = "new"


@dataclass(frozen=True)
class Doubt:
    """A measure of the file, by its number, that may be one of these of the ledger, the likeliest first."""

    number: str
    candidates: tuple[Measure, ...]


@dataclass(frozen=True)
class Pairs:
    """Ledger measures by the number that they have in the file, and what must be asked."""

    known: Mapping[str, Measure]
    doubts: tuple[Doubt, ...]


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """A text without spaces and signs, by which it is the same."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", text))


def pair(
    kept: Sequence[Measure],
    read: Sequence[Measure],
    texts: Mapping[str, str],
    answers: Mapping[str, str],
    former: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    filed: Mapping[str, Measure] = MappingProxyType({}),
) -> Pairs:
    """Pair the measures; `texts` are those of findings by id, `answers` what was said: number → ledger's id or NEW.

    `former` are words, by the measure's id, that somebody in the ledger has put others for: a file may still have them.
    `filed` are measures, by their ids, as the last file had them, where somebody has given them to others since.
    """
    known: dict[str, Measure] = {}
    left = {measure.id: measure for measure in kept}
    for one in read:
        if answers.get(one.number) in left:
            known[one.number] = left.pop(answers[one.number])
    open_ = {one.number: one for one in read if one.number not in known and answers.get(one.number) != NEW}
    now = _by_words((measure, (measure.text,)) for measure in kept)
    before = _by_words((measure, former.get(measure.id, ())) for measure in kept)
    fresh = _by_words((one, (one.text,)) for one in open_.values())
    for (ground, tells), worded in product(GROUNDS, (now, before)):
        twins = _by_keys({words: _living(found) for words, found in worded.items()}, ground, texts, filed)
        others = _by_keys(fresh, ground, texts, None)
        for one in list(open_.values()):
            near = twins.beside(one, others.keys_of([one]))
            found = [m for m in near if m.id in left]
            rivals = [o for o in others.beside(one, twins.keys_of(found)) if o is not one]
            if tells:
                rivals = [rival for rival in rivals if rival.number in open_]
            elif taken := {m.id for m in near} - {m.id for m in found}:
                moved = any(number != m.number for number, m in known.items() if m.id in taken)
                found = [m for m in found if m.number == one.number and not moved]  # who is left over is not certain
            if best := _one(found, one, rivals, found if tells else near):
                known[one.number] = left.pop(best.id)
                del open_[one.number]
    doubts = [
        Doubt(one.number, candidates)
        for one in open_.values()
        if (candidates := _candidates(one, left.values(), texts, former))
    ]
    return Pairs(known, tuple(doubts))


def _by_words(measures: Iterable[tuple[Measure, Sequence[str]]]) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for measure, words in measures:
        for word in dict.fromkeys(map(bare, words)):
            if word:
                found.setdefault(word, []).append(measure)
    return found


def _living(measures: Sequence[Measure]) -> Sequence[Measure]:
    """Living measures go before cancelled ones of the same words."""
    return [measure for measure in measures if measure.stage is not Stage.CANCELLED] or measures


def _one(found: list[Measure], read: Measure, rivals: list[Measure], twins: list[Measure]) -> Measure | None:
    """The only measure that it can be; of several `twins` that of its own number, where all of them kept theirs."""
    if len(found) == 1 and not rivals:
        return found[0]
    if {measure.number for measure in twins} != {read.number, *(rival.number for rival in rivals)}:
        return None  # one came or went: whose number it has now nobody knows
    numbered = [measure for measure in found if measure.number == read.number]
    return numbered[0] if len(numbered) == 1 else None


def _finding(measure: Measure, texts: Mapping[str, str]) -> str:
    return bare(texts.get(measure.finding, ""))


Keys = frozenset[Hashable]
Ground = Callable[[Measure, str, bool], Keys]  # of a measure, the words of its finding, whether the file has it


@dataclass(frozen=True)
class _Index:
    """Measures by their words and by what else they have; two fit where they share one of these keys."""

    by_key: Mapping[tuple[str, Hashable], Sequence[Measure]]
    keys: Mapping[str, Keys]

    def keys_of(self, measures: Iterable[Measure]) -> Keys:
        """All keys that one of the measures has."""
        return frozenset[Hashable]().union(*(self.keys.get(measure.id, ()) for measure in measures))

    def beside(self, one: Measure, keys: Keys) -> list[Measure]:
        """Those with the words of the measure and one of the keys, each once."""
        words = bare(one.text)
        return list({id(m): m for key in keys for m in self.by_key.get((words, key), ())}.values())


def _by_keys(
    worded: Mapping[str, Sequence[Measure]],
    ground: Ground,
    texts: Mapping[str, str],
    filed: Mapping[str, Measure] | None,
) -> _Index:
    """By what they have, and had in the last file; `filed` is None for those of the file itself."""
    found: dict[tuple[str, Hashable], list[Measure]] = {}
    keys: dict[str, Keys] = {}
    for words, measures in worded.items():
        for measure in measures:
            versions = (measure,) if filed is None else (measure, filed.get(measure.id, measure))
            own = (ground(one, _finding(measure, texts), filed is None) for one in versions)
            keys[measure.id] = frozenset[Hashable]().union(*own)
            for key in keys[measure.id]:
                found.setdefault((words, key), []).append(measure)
    return _Index(found, keys)


def _people(one: Measure, _: str, read: bool) -> Keys:  # noqa: FBT001 - as every ground
    """Who does it; of a file that names nobody for that who leads it, or else its departments.

    A leader has many measures: where owners are named, that he is the same says nothing.
    """
    owners: Keys = frozenset(("owner", name) for name in one.owners)
    leaders: Keys = frozenset(("leader", name) for name in one.leaders)
    departments: Keys = frozenset(("body", name) for name in one.departments)
    return (owners or leaders or departments) if read else owners | leaders | departments


def _finding_and_people(one: Measure, finding: str, read: bool) -> Keys:  # noqa: FBT001 - as every ground
    return frozenset((finding, key) for key in _people(one, finding, read))


def _only_finding(_: Measure, finding: str, __: bool) -> Keys:  # noqa: FBT001 - as every ground
    return frozenset({finding})


def _bodies(one: Measure, finding: str, _: bool) -> Keys:  # noqa: FBT001 - as every ground
    return frozenset({(finding, frozenset(one.departments))} if one.departments else ())


def _an_owner(one: Measure, finding: str, _: bool) -> Keys:  # noqa: FBT001 - as every ground
    return frozenset((finding, owner) for owner in one.owners)


def _owners(one: Measure, finding: str, _: bool) -> Keys:  # noqa: FBT001 - as every ground
    return frozenset({(finding, frozenset(one.owners))} if one.owners else ())


def _owners_and_bodies(one: Measure, finding: str, read: bool) -> Keys:  # noqa: FBT001 - as every ground
    return frozenset((frozenset(one.departments), key) for key in _owners(one, finding, read))


def _all(one: Measure, finding: str, read: bool) -> Keys:  # noqa: FBT001 - as every ground
    rest = (frozenset(one.leaders), one.deadline.kind, one.deadline.date)
    return frozenset((rest, key) for key in _owners_and_bodies(one, finding, read))


GROUNDS: tuple[tuple[Ground, bool], ...] = (  # the nearest first, each with whether it tells twins apart
    (_all, True),
    (_owners_and_bodies, True),
    (_owners, False),
    (_an_owner, False),
    (_bodies, False),
    (_finding_and_people, False),
    (_only_finding, False),
    (_people, False),
)


def _candidates(
    read: Measure, left: Iterable[Measure], texts: Mapping[str, str], former: Mapping[str, Sequence[str]]
) -> tuple[Measure, ...]:
    """What the measure may be: the same words elsewhere, resembling ones, parts of one another."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, b=bare(read.text), autojunk=False)  # which keeps what it learns of the second text
    scored = [(score, one) for one in left if (score := _most_alike(one, read, texts, former, matcher))]
    scored.sort(key=lambda pair: (-pair[0], pair[1].number))
    return tuple(measure for _, measure in scored[:MOST_OFFERED])


def _most_alike(
    kept: Measure,
    read: Measure,
    texts: Mapping[str, str],
    former: Mapping[str, Sequence[str]],
    matcher: "SequenceMatcher[str]",
) -> float:
    here = kept.number == read.number and _finding(kept, texts) == _finding(read, texts)
    return max(
        _likeness(bare(words), bare(read.text), matcher, here=here) for words in (kept.text, *former.get(kept.id, ()))
    )


def _likeness(one: str, other: str, matcher: "SequenceMatcher[str]", *, here: bool) -> float:
    """How much of one text is in the other; `matcher` has the other one, 0 stands for too little."""
    if not one or not other:
        return 1.0 if here else 0.0
    if one == other:
        return 1.0
    least = ALIKE_AT_ITS_NUMBER if here else ALIKE
    matcher.set_seq1(one)
    may_be = matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least  # cheap, and never below the ratio
    ratio = matcher.ratio() if may_be else 0.0
    if one in other or other in one:
        ratio = max(ratio, ALIKE)
    return ratio if ratio >= least else 0.0


def _may_be_one(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return not one or not other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def findings_in(
    pairs: Mapping[str, Measure],
    read: Sequence[tuple[str, str]],
    kept: Sequence[tuple[str, str, str]],
    numbers: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Ledger ids by the numbers that findings have in the file; what has no id there is not in it.

    `read` are (number, text), `kept` (id, number, text), `numbers` the numbers of the measures under each of `read`.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()

    def claim(number: str, id_: str) -> None:
        if number not in found and id_ not in taken:
            found[number] = id_
            taken.add(id_)

    for number, text in read:
        same = [id_ for id_, _, known in kept if bare(text) and bare(known) == bare(text) and id_ not in taken]
        at_home = [id_ for id_, old, known in kept if old == number and id_ in same]
        for id_ in (*at_home, *same)[:1]:
            claim(number, id_)
    for number, _ in read:
        theirs = [pairs[one].finding for one in numbers.get(number, ()) if one in pairs]
        for id_ in sorted(set(theirs), key=lambda one: -theirs.count(one)):
            claim(number, id_)
    for number, text in read:
        for id_, old, known in kept:
            if old == number and _may_be_one(bare(known), bare(text)):
                claim(number, id_)
    return found
