"""What a paper that came back says otherwise than its draft: fact by fact, with the place where it stands."""

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher

from bot.domain.reporting.release import Difference, FactKind
from bot.readers.paper.facts import Fact, Read, flat, read_facts

ALIKE = 0.4  # share of pairs of signs by which a paragraph is another one that was rewritten
SHOWN = 60  # signs of words that are quoted
HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,3}[.．])")
PROBLEM = re.compile(r"问题(?:（[一二三四五六七八九十百\d]+）|[A-Za-z]?/?\d+(?!\d*[个条项]))")
LONG = 24  # signs of a heading that names a place
START = "开头"


def compared(draft: Sequence[str], edited: Sequence[str], names: Collection[str] = ()) -> tuple[Difference, ...]:
    """Every difference of two papers, paragraph by paragraph; what was only moved within its place is none."""
    known = {name for one in names if (name := flat(one))}
    old, new = [read_facts(text, known) for text in draft], [read_facts(text, known) for text in edited]
    where, there = places(draft), places(edited)
    pairs = _pairs(old, new)
    gone = [place for place in range(len(old)) if place not in pairs]
    found: list[tuple[int, Difference]] = [
        (_after(pairs, place), one) for place in gone for one in _whole(old[place], where[place], dropped=True)
    ]
    origin = {there_: here for here, there_ in pairs.items()}
    for place, read in enumerate(new):
        if place not in origin:
            found += [(place, one) for one in _whole(read, there[place], dropped=False)]
            continue
        was = old[origin[place]]
        if was.text != read.text:
            found += [(place, one) for one in _changed(was, read, there[place])]
        elif where[origin[place]].split("，")[0] != there[place].split("，")[0] and read.facts:
            moved = Difference(
                kind=FactKind.WORDS, place=there[place], was=where[origin[place]], now=_cut(read.text), about="moved"
            )
            found.append((place, moved))
    return tuple(one for _, one in sorted(found, key=lambda one: one[0]))


def places(lines: Sequence[str]) -> list[str]:
    """Where each paragraph stands, as an office says it: 问题（三）, “一、组织整改落实情况”，第2段."""
    found, heading, count = [], START, 0
    for line in lines:
        text = flat(line)
        if HEADING.match(text):
            problem = PROBLEM.search(text)
            heading = problem[0] if problem and problem.start() < LONG else f"“{text[:LONG].rstrip('，。；：')}”"
            count = 0
            found.append(heading)
            continue
        count += 1
        found.append(f"{heading}，第{count}段")
    return found


def _pairs(old: Sequence[Read], new: Sequence[Read]) -> dict[int, int]:
    """Which paragraph became which: the same ones first, in their order, then the most alike."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for place, read in enumerate(new):
        waiting[read.text].append(place)
    pairs = {}
    for place, read in enumerate(old):
        if waiting[read.text]:
            pairs[place] = waiting[read.text].popleft()
    left = sorted({*range(len(new))} - {*pairs.values()})
    signs = {place: _signs(new[place].text) for place in left}
    scored = []
    for place, read in enumerate(old):
        if place not in pairs:
            own = _signs(read.text)
            alike = [(-_alike(own, signs[one]), abs(place - one), place, one) for one in left]
            scored += [one for one in alike if one[0] <= -ALIKE]
    taken: set[int] = set()
    for _, _, place, one in sorted(scored):
        if place not in pairs and one not in taken:
            pairs[place] = one
            taken.add(one)
    return pairs


def share_of(draft: Sequence[str], lines: Sequence[str]) -> float:
    """Which share of a draft's longer paragraphs a text has as they were."""
    wanted = {flat(line) for line in draft if len(line) > LONG}
    return len(wanted & {flat(line) for line in lines}) / len(wanted) if wanted else 0.0


def _signs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(max(1, len(text) - 1)))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _after(pairs: dict[int, int], place: int) -> int:
    """Behind which paragraph of the edited paper something that is gone would stand."""
    return max((there for here, there in pairs.items() if here < place), default=-1)


def _whole(read: Read, place: str, *, dropped: bool) -> Iterator[Difference]:
    side = "was" if dropped else "now"
    yield Difference(kind=FactKind.WORDS, place=place, about="paragraph", **{side: _cut(read.text)})
    for fact in read.facts:
        yield Difference(kind=fact.kind, place=place, **{side: fact.shown})


def _changed(was: Read, now: Read, place: str) -> Iterator[Difference]:
    old, new = ([f"{fact.kind}:{fact.same}" for fact in read.facts] for read in (was, now))
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from _matched(was.facts[a:b], list(now.facts[c:d]), place)
    if was.rest.replace("▢", "") != now.rest.replace("▢", ""):
        before, after = _differing(was.rest, now.rest)
        yield Difference(kind=FactKind.WORDS, place=place, was=_cut(before), now=_cut(after))


def _matched(gone: Sequence[Fact], come: list[Fact], place: str) -> Iterator[Difference]:
    """What stands in the place of what, kind by kind; the rest was dropped or added."""
    for fact in gone:
        other = next((one for one in come if one.kind is fact.kind), None)
        if other is not None:
            come.remove(other)
        yield Difference(kind=fact.kind, place=place, was=fact.shown, now=other.shown if other else "")
    for fact in come:
        yield Difference(kind=fact.kind, place=place, now=fact.shown)


def _differing(was: str, now: str) -> tuple[str, str]:
    """The two without what they begin and end with alike, a few signs before it kept."""
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    begin = max(0, start - 4)
    return was[begin : len(was) - end].replace("▢", "…"), now[begin : len(now) - end].replace("▢", "…")


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
