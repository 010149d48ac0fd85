"""What the rounds of a unit are called: 第一轮、第二轮 in the order of their feedback, or as the office calls them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.domain.core.numerals import chinese
from bot.domain.plan.plan import Plan

KINDS = ("巡视", "巡察")  # inspections that are not one another's next round
BEHIND = re.compile(r"[\s/／·:：的]*")
LETTER = re.compile(r"(?<![A-Za-z])([A-Za-z])(?:轮|\s?[/／]|-?(?=\d)|(?=\s|问题|第|$))")  # A/3-2, a3-2, A问题2, A
ORDINAL = re.compile(r"第[一二三四五六七八九十]+轮$")
UNKNOWN = dt.date(9999, 12, 31)
Called = tuple[str, tuple[str, ...]]  # what rounds are called, and the ids of those that it may mean


def round_names(plans: Sequence[Plan]) -> Mapping[str, str]:
    """The name of each plan by its id; 巡视 and 巡察 are counted apart, a list of tasks keeps its letter."""
    rounds = sorted((plan for plan in plans if not plan.kind), key=_since)
    apart = len({_kind(plan) for plan in rounds}) > 1
    names = {plan.id: plan.letter for plan in plans}
    counted: dict[str, int] = {}
    for plan in rounds:
        kind = _kind(plan) if apart else ""
        counted[kind] = counted.get(kind, 0) + 1
        names[plan.id] = f"{kind}第{chinese(counted[kind])}轮"
    return names | {plan.id: plan.name for plan in plans if plan.name}


def shown_number(number: str, plan: str, names: Mapping[str, str]) -> str:
    """A number as people see it: behind the name of its round where the unit has several."""
    if len(names) < 2 or plan not in names:  # noqa: PLR2004 - several
        return number
    return f"{names[plan]}{'/' if len(names[plan]) == 1 else ''}{number}"


def named_round(words: str, plans: Sequence[Plan]) -> tuple[tuple[str, ...], str]:
    """Ids of the rounds that the beginning of the words may mean, none where none is named, and what follows."""
    ids, end = _at(words, 0, plans, _called(plans))
    behind = BEHIND.match(words, end) if ids else None
    return ids, words[behind.end() :] if behind else words


def split_rounds(words: str, plans: Sequence[Plan]) -> tuple[tuple[str, ...], str]:
    """Ids of the rounds that are named in words of their own (逾期 第二轮), and the other words."""
    found: list[str] = []
    others: list[str] = []
    for word in words.split():
        ids, rest = named_round(word, plans)
        if ids and not rest:
            found += ids
        else:
            others.append(word)
    return tuple(dict.fromkeys(found)), " ".join(others) if found else words


def rounds_in(words: str, plans: Sequence[Plan]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where rounds are named in the words, the place behind each name, and the rounds that it may mean."""
    place, called = 0, _called(plans)
    if not any(name in words for name, _ in called) and not LETTER.search(words):
        return
    while place < len(words):
        ids, end = _at(words, place, plans, called)
        if ids:
            behind = BEHIND.match(words, end)
            yield place, behind.end() if behind else end, ids
        place = max(end, place + 1)


def _at(words: str, place: int, plans: Sequence[Plan], called: Sequence[Called]) -> tuple[tuple[str, ...], int]:
    for name, ids in called:
        if words.startswith(name, place):
            return ids, place + len(name)
    letter = LETTER.match(words, place)
    ids = tuple(plan.id for plan in plans if letter and plan.letter == letter[1].upper())
    return ids, letter.end() if letter and ids else place


def _called(plans: Sequence[Plan]) -> list[Called]:
    """Everything that rounds are called, the longest first; a bare 第一轮 may mean one of each kind."""
    found: dict[str, list[str]] = {}
    for id_, name in round_names(plans).items():
        ordinal = ORDINAL.search(name)
        for said in {name, ordinal[0] if ordinal else name} - {plan.letter for plan in plans}:
            found.setdefault(said, []).append(id_)
    for id_, name in round_names([replace(plan, name="") for plan in plans]).items():
        if len(name) > 1 and name not in found:
            found[name] = [id_]
    for name in [name for name in found if ORDINAL.search(name)]:
        for number in range(1, len(plans) + 1):
            if name.endswith(f"第{chinese(number)}轮"):
                found[name.replace(f"第{chinese(number)}轮", f"第{number}轮")] = found[name]
    return sorted(((name, tuple(ids)) for name, ids in found.items()), key=lambda one: -len(one[0]))


def _since(plan: Plan) -> tuple[dt.date, str]:
    imported = plan.imported_at.date() if plan.imported_at else UNKNOWN
    return plan.feedback or imported, plan.letter


def _kind(plan: Plan) -> str:
    named = [kind for kind in KINDS if kind in plan.title]
    return named[0] if len(named) == 1 else ""
