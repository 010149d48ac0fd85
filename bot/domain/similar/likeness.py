"""Which findings are of one kind: by what they are about, in whatever words, and by the words themselves.

A topic is known by the words in which it is written. Two findings that share a topic are alike the more, the rarer the
topic is among those that are compared; pairs of characters tell those of one topic apart, and find what no topic holds.
Where a finding has none of a topic's words, the characters of these words still say to which topics it is near; and
what stands in the same surroundings as a topic's words in other texts says so too, where that may be a mere hint.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

MOST = 3  # proposals
SURE = 0.45  # of a likeness, from which on it is said that the same was there before: seldom where it was not
AGAIN = 0.34  # from which on somebody is asked to hold a new finding against a closed one
LEAST, LOOKED = 0.05, 0.02  # of a likeness, below which nothing is proposed; where each is looked at by a person
BROAD = 0.8  # of a matter's weight, where it says rather where something is
MATTER, AREA, FAULT, LAW, PAIR, SIGN, HEADING = 3.0, 0.9, 0.4, 3.0, 0.9, 0.35, 0.4  # what each kind of feature weighs
SIGNS = re.compile(r"[\W\d_]+")
LAWS = re.compile(r"《([^《》]{2,40})》")
HINT, CLEAR, AROUND, SHARP = 0.3, 0.1, 12, 1.5  # what surroundings weigh beside words, alone, of how many topics
NEAR, NEAREST, SINGLE = 2.2, 5, 0.2  # what being near to topics weighs, to how many, and what a character is to a pair
GROUNDS = ("matter ", "law ", "pair ", "sign ", "near ")  # without one of these in common nothing is alike
COMMON = re.compile(
    r"工作|落实|整改|问题|情况|管理|制度|长期|单位|干部|领导|组织|开展|没有|存在|部分|人员|执行|进行|相关|有关|机制|力度|作用|意识|要求|监督|检查"
    r"|责任|建立|加强|推进|完善|使用|发放|标准|手续|措施|主要|负责|规定|程序|审批|群众|企业|乡镇|科室|部门|机关|重点|日常|不足|差距|短板|及时"
    r"|严格|规范|全面|深入|有效|质量|水平|能力|范围|超过|未能|仍然|多年|一些|个别|少数|普遍|突出|明显|较大|较多|方面|过程|环节|监管"
)  # stand in findings of every kind
PLAIN = re.compile(r"[的了和与及对在有是不未等为也而中上下个各其些较很更就都又把被将]")  # say nothing about a matter


@dataclass(frozen=True, eq=False)
class Topics:
    """The words of each topic, as a pattern; `faults` are topics of how something is done, not of what."""

    matters: Mapping[str, re.Pattern[str]]
    faults: Mapping[str, re.Pattern[str]]
    areas: Mapping[str, str] = field(default_factory=dict)  # of a matter: the field to which it belongs
    near: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # of characters and pairs: what they tell
    around: Mapping[str, Mapping[str, float]] = field(
        default_factory=dict
    )  # of pairs: what stands in like surroundings
    broad: frozenset[str] = frozenset()  # matters that say where something is rather than what


@dataclass(frozen=True, kw_only=True)
class Described:
    """A finding as it is compared: its words, the heading under which it stands, and the objects that it names."""

    id: str
    words: str
    heading: str = ""
    objects: tuple[str, ...] = ()  # departments, enterprises


@dataclass(frozen=True)
class Likeness:
    """How alike another finding is, from 0 to 1, and the topics or laws that both have."""

    id: str
    degree: float
    shared: tuple[str, ...] = field(default=())


@lru_cache(maxsize=4096)
def features(described: Described, topics: Topics) -> Mapping[str, float]:
    """What a finding is known by, with what each weighs before its rarity."""
    text = unicodedata.normalize("NFKC", described.words)
    found = _matters(text, topics) | {f"law {law}": LAW for law in LAWS.findall(text)}
    found |= {f"object {thing}": PAIR for thing in described.objects}
    if heading := SIGNS.sub("", described.heading):
        found[f"heading {heading}"] = HEADING
    for name, pattern in topics.faults.items():
        if pattern.search(text):
            found[f"fault {name}"] = FAULT
        text = pattern.sub(" ", text)
    return found | _signs(text) | _near(text, topics)


def _matters(text: str, topics: Topics) -> dict[str, float]:
    """The topics, and the fields to which they belong."""
    found: dict[str, float] = {}
    for name, pattern in topics.matters.items():
        hits = {hit[0] for hit in pattern.finditer(text)}
        if hits:
            found[f"matter {name}"] = MATTER * sure(hits) * (BROAD if name in topics.broad else 1)
            if name in topics.areas:
                found[f"area {topics.areas[name]}"] = AREA
    return found


def _signs(text: str) -> dict[str, float]:
    """Characters, and pairs of them, of words that tell something."""
    found: dict[str, float] = {}
    for run in SIGNS.split(COMMON.sub(" ", text)):
        found |= {f"sign {sign}": SIGN for sign in run if not PLAIN.match(sign)}
        found |= {f"pair {first}{second}": PAIR for first, second in pairwise(run) if not PLAIN.search(first + second)}
    return found


def _near(text: str, topics: Topics) -> dict[str, float]:
    """The topics whose words have most in common with a text, each by its part of that."""
    told: dict[str, float] = {}
    for run in SIGNS.split(COMMON.sub(" ", text)):
        for stretch in _stretches(run):
            for name, weight in topics.near.get(stretch, {}).items():
                told[name] = told.get(name, 0.0) + weight
    nearest = sorted(told.items(), key=lambda one: (-one[1], one[0]))[:NEAREST]
    whole = math.sqrt(sum(weight**2 for _, weight in nearest))
    return {f"near {name}": NEAR * weight / whole for name, weight in nearest if weight}


@lru_cache(maxsize=4096)
def surroundings(described: Described, topics: Topics) -> Mapping[str, float]:
    """The topics in whose surroundings the words of a finding stand elsewhere, the strongest of them."""
    told: dict[str, float] = {}
    for run in SIGNS.split(COMMON.sub(" ", unicodedata.normalize("NFKC", described.words))):
        for pair in sorted({first + second for first, second in pairwise(run)}):
            for name, weight in {} if PLAIN.search(pair) else topics.around.get(pair, {}).items():
                told[name] = told.get(name, 0.0) + weight**SHARP
    strongest = sorted(told.items(), key=lambda one: (-one[1], one[0]))[:AROUND]
    return {f"near {name}": weight for name, weight in strongest}


def _stretches(run: str) -> set[str]:
    """The characters of a run, and the pairs of them."""
    return {*run, *(first + second for first, second in pairwise(run))}


def sure(hits: Collection[str]) -> float:
    """How sure a topic is by the words that were found: the longer they are, and the more, the surer."""
    longest = max(map(len, hits))
    return min(1.0, 0.4 + 0.2 * longest) * (1 + 0.25 * (len(hits) - 1))


def alike(
    asked: Described, others: Sequence[Described], topics: Topics, *, most: int = MOST, least: float = LEAST
) -> tuple[Likeness, ...]:
    """Those of the others that are of one kind with the one that is asked about, the likest first, at most so many."""
    return _best(_degrees(asked, others, topics, features), most, least)


def maybe_alike(
    asked: Described, others: Sequence[Described], topics: Topics, *, most: int = MOST, least: float = 0.0
) -> tuple[Likeness, ...]:
    """The same where each is looked at by a person: surroundings count too, so that other words are found as well."""
    words = _degrees(asked, others, topics, features)
    around = _degrees(asked, others, topics, surroundings)
    both = [
        Likeness(id_, (one.degree + HINT * around[id_].degree) / (1 + HINT), one.shared)
        for id_, one in words.items()
        if one.degree >= LOOKED or around[id_].degree >= CLEAR
    ]
    return _best({one.id: one for one in both}, most, least)


def _best(degrees: Mapping[str, Likeness], most: int, least: float) -> tuple[Likeness, ...]:
    near = sorted((one for one in degrees.values() if one.degree >= least), key=lambda one: (-one.degree, one.id))
    return tuple(near[:most])


def _degrees(
    asked: Described,
    others: Sequence[Described],
    topics: Topics,
    known_by: Callable[[Described, Topics], Mapping[str, float]],
) -> dict[str, Likeness]:
    known = {one.id: known_by(one, topics) for one in others if one.id != asked.id}
    own = known_by(asked, topics)
    rare = _rarity([own, *known.values()])
    return {id_: _likeness(own, id_, theirs, rare) for id_, theirs in known.items()}


def _rarity(all_: Collection[Mapping[str, float]]) -> dict[str, float]:
    """How much a feature tells: the less, the more findings have it."""
    counts = Counter(name for one in all_ for name in one)
    return {
        name: 1 + math.log((1 + len(all_)) / (1 + count)) / math.log(1 + len(all_)) for name, count in counts.items()
    }


def _likeness(own: Mapping[str, float], id_: str, theirs: Mapping[str, float], rare: Mapping[str, float]) -> Likeness:
    both = sorted(own.keys() & theirs.keys())
    if not any(name.startswith(GROUNDS) for name in both):
        return Likeness(id_, 0.0)
    top = sum(own[name] * theirs[name] * rare[name] ** 2 for name in both)
    size = _size(own, rare) * _size(theirs, rare)
    shared = sorted(name.partition(" ")[2] for name in both if name.startswith(("matter ", "law ")))
    return Likeness(id_, top / size if size else 0.0, tuple(shared))


def _size(one: Mapping[str, float], rare: Mapping[str, float]) -> float:
    return math.sqrt(sum((weight * rare[name]) ** 2 for name, weight in one.items()))


def topics_of(
    matters: Mapping[str, Iterable[str]],
    faults: Mapping[str, Iterable[str]],
    areas: Mapping[str, Iterable[str]],
    around: Mapping[str, Mapping[str, float]],
    *,
    broad: Iterable[str] = (),
) -> Topics:
    """Topics by their words; a … between two of them stands for at most six characters."""
    return Topics(
        matters={name: _pattern(words) for name, words in matters.items()},
        faults={name: _pattern(words) for name, words in faults.items()},
        areas={matter: area for area, of in areas.items() for matter in of},
        near=_telling(matters),
        around=around,
        broad=frozenset(broad),
    )


def _telling(matters: Mapping[str, Iterable[str]]) -> dict[str, dict[str, float]]:
    """How much each character, and each pair, of the topics' words tells of a topic: the more, the fewer have it."""
    held: dict[str, dict[str, float]] = {}
    for name, words in matters.items():
        for stretch, times in Counter(one for word in words for one in _stretches(SIGNS.sub("", word))).items():
            held.setdefault(stretch, {})[name] = 1 + math.log(times)
    return {
        stretch: {
            name: share
            / sum(of.values())
            * math.log(len(matters) / len(of)) ** 2
            * (SINGLE if len(stretch) == 1 else 1)
            for name, share in of.items()
        }
        for stretch, of in held.items()
    }


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word).replace("…", ".{0,6}?") for word in longest_first))
