"""Which measure of a newer file is which of the ledger: by their words and people first, by their numbers second.

A pair is certain where the words are the same and so is the finding, or one of the people. Words that only resemble
one another are asked about; a number alone says nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from bot.domain.plan.measure import Measure, Stage

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
) -> Pairs:
    """Pair the measures; `texts` are those of findings by id, `answers` what was said: number → ledger's id or NEW.

    `former` are words, by the measure's id, that somebody in the ledger has put others for: a file may still have them.
    """
    known: dict[str, Measure] = {}
    left = {measure.id: measure for measure in kept}
    for one in read:
        if answers.get(one.number) in left:
            known[one.number] = left.pop(answers[one.number])
    open_ = {one.number: one for one in read if one.number not in known and answers.get(one.number) != NEW}
    now = _by_words((measure, (measure.text,)) for measure in kept)
    before = _by_words((measure, former.get(measure.id, ())) for measure in kept)
    rivals_of = _by_words((one, (one.text,)) for one in open_.values())
    for worded, certain in product((now, before), (_same_finding_and_people, _same_finding, _same_people)):
        for one in list(open_.values()):
            found = [m for m in worded.get(bare(one.text), ()) if m.id in left and certain(m, one, texts)]
            others = [
                other for other in rivals_of.get(bare(one.text), ()) if other.number in open_ and other is not one
            ]
            rivals = [other for other in others if any(certain(m, other, texts) for m in found)]
            best = _one(found, one, rivals)
            if best:
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


def _one(found: list[Measure], read: Measure, rivals: list[Measure]) -> Measure | None:
    """The only measure that it can be; of several twins that of its own number, living ones before cancelled ones."""
    living = [measure for measure in found if measure.stage is not Stage.CANCELLED] or found
    if len(living) == 1 and not rivals:
        return living[0]
    numbered = [measure for measure in living if measure.number == read.number]
    return numbered[0] if len(numbered) == 1 else None


def _finding(measure: Measure, texts: Mapping[str, str]) -> str:
    return bare(texts.get(measure.finding, ""))


def _share_people(kept: Measure, read: Measure) -> bool:
    return bool({*kept.owners, *kept.leaders} & {*read.owners, *read.leaders}) or bool(
        not read.owners and not read.leaders and {*kept.departments} & {*read.departments}
    )


def _same_finding(kept: Measure, read: Measure, texts: Mapping[str, str]) -> bool:
    return _finding(kept, texts) == _finding(read, texts)


def _same_people(kept: Measure, read: Measure, _: Mapping[str, str]) -> bool:
    return _share_people(kept, read)


def _same_finding_and_people(kept: Measure, read: Measure, texts: Mapping[str, str]) -> bool:
    return _same_finding(kept, read, texts) and _share_people(kept, read)


def _candidates(
    read: Measure, left: Iterable[Measure], texts: Mapping[str, str], former: Mapping[str, Sequence[str]]
) -> tuple[Measure, ...]:
    """What the measure may be: the same words elsewhere, resembling ones, parts of one another."""
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
    least = ALIKE_AT_ITS_NUMBER if here else ALIKE
    matcher.set_seq1(one)
    may_be = matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least  # cheap, and never below the ratio
    ratio = matcher.ratio() if may_be else 0.0
    if one in other or other in one:
        ratio = max(ratio, ALIKE)
    return ratio if ratio >= least else 0.0


def _may_be_one(one: str, other: str) -> bool:
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
