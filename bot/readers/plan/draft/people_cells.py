"""Cells of people and bodies under what they say themselves, before names are read."""

import re
from dataclasses import replace

from bot.domain.imports.draft import Fact
from bot.readers.plan.fields.bodies import duties_in
from bot.readers.plan.fields.names import is_name, persons
from bot.readers.plan.fields.parts_played import parts_played
from bot.readers.plan.layout.extracted import Value, Values
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.running_text import FACTS, split_labels

DIVIDED = (Field.DEPARTMENT, Field.MIXED, Field.OWNER, Field.RESPONSIBLE)
SINGLE = frozenset({Field.LEADER, Field.OWNER, Field.RESPONSIBLE})
BODY = "单位部门科室股"
BOTH = re.compile(rf"领导[^{BODY}]{{0,3}}?(?:经办|承办|具体|直接|责任|落实|联络)[^{BODY}]*$")  # 分管领导/经办人
PAIR = 2
Told = tuple[str, str, dict[str, Fact]]


def by_parts(values: Values, known: frozenset[str]) -> tuple[Values, list[Told]]:
    """The cells of people by the parts that they or their head say, and what is to be said of it.

    分管领导：甲；经办：乙 are a leader and a clerk; so are two people below 分管领导/经办人.
    Who only helps is no owner.
    """
    kept: Values = {kind: list(cells) for kind, cells in values.items() if kind not in SINGLE}
    told: list[Told] = []
    for kind in sorted(SINGLE & values.keys()):
        for value in values[kind]:
            if pair := _pair(value, known):
                kept.setdefault(Field.LEADER, []).append(replace(value, text=pair[0]))
                kept.setdefault(Field.OWNER, []).append(replace(value, text=pair[1]))
                told.append((value.where, "leader_and_owner", {"leader": pair[0], "owner": pair[1]}))
                continue
            played = parts_played(value.text, known)
            if played.column or not (played.leading or played.doing or played.helping):
                kept.setdefault(kind, []).append(replace(value, text=played.column))
            if played.leading:
                kept.setdefault(Field.LEADER, []).append(replace(value, text=played.leading))
            if played.doing:
                kept.setdefault(Field.OWNER, []).append(replace(value, text=played.doing))
            if played.helping:
                told.append((value.where, "helps_only", {"words": played.words, "names": played.helping}))
    cells = [value for kind in DIVIDED for value in kept.get(kind, [])]
    parts = [(value.where, "，".join(duties_in(value.text, known))) for value in cells]
    told += [(where, "duties", {"words": words}) for where, words in parts if words]
    return kept, told


def _pair(value: Value, known: frozenset[str]) -> tuple[str, str] | None:
    """The leader and the clerk of a cell whose head names both, in the head's order."""
    names = persons(value.text, known) if BOTH.search(value.label) else ()
    plain = parts_played(value.text, known).column == value.text
    fits = plain and len(names) == PAIR and all(is_name(name, known) for name in names)
    return (names[0], names[1]) if fits else None


def relabelled(values: Values) -> Values:
    """Cells with labels of their own (牵头单位：… 配合单位：…) under those labels."""
    sorted_out: Values = {}
    for kind, cells in values.items():
        for value in cells:
            before, labels = (
                split_labels(value.text)
                if kind in FACTS and kind is not Field.DEADLINE and re.search("[:：]", value.text)
                else ("", [])
            )
            named = [found for found in labels if found.kind in FACTS]
            if named and before:
                sorted_out.setdefault(kind, []).append(replace(value, text=before, day=None))
            if not named:
                sorted_out.setdefault(kind, []).append(value)
            for found in named:
                sorted_out.setdefault(found.kind, []).append(Value(found.text, value.where, None, found.name))
    return sorted_out
