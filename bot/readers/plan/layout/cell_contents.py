"""What stands in a cell, without its head: a day, names of people, bodies."""

import re

from bot.readers.plan.fields.names import ORGANISATION, SEPARATORS, looks_like_a_name
from bot.readers.plan.fields.parts_played import ALONE
from bot.readers.plan.layout.headings import Field, label
from bot.readers.plan.layout.known import KNOWN

DAYLIKE = re.compile(
    r"\d{4}\s*[年./-]|\d{1,2}\s*[月./-]|月底|年底|季度|立行立改|立即|即知即改|长期|持续|常态|每[天日周月季半年]|日前|\d{5}$|待定|个月内"
)
LONGEST_DAY = 12
LONGEST_BODY = 12


def only_names(text: str, kind: Field) -> bool:
    """True for 措施一, 举措2: the name of a thing with its number, and not a word of its own."""
    found, number = label(text)
    return found is kind and bool(number)


def length(texts: list[str]) -> float:
    """How long texts are on average."""
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def is_day(text: str) -> bool:
    """True for a short text that looks like a day."""
    return len(text) <= LONGEST_DAY and bool(DAYLIKE.search(text))


def names_only(text: str) -> bool:
    """True for a text that holds names of people and nothing else."""
    people = KNOWN.get().people
    words = [word.strip() for word in SEPARATORS.split(text) if word.strip()]
    return bool(words) and all(word in people or looks_like_a_name(word) for word in words)


def bodies_only(text: str) -> bool:
    """True for a text that holds bodies and nothing else."""
    bodies = KNOWN.get().departments
    words = [word.strip() for word in SEPARATORS.split(text) if word.strip()]
    return bool(words) and all(word in bodies or _is_body(word) for word in words)


def with_bodies(text: str) -> bool:
    """True for a text that holds bodies, each with its people, and nothing else: 督查室 某某."""
    words = [word for word in re.split(rf"{SEPARATORS.pattern}|[\s:：（()）]+", text) if word]
    named = [looks_like_a_name(word) or word in KNOWN.get().people for word in words]
    others = [word for word, is_name in zip(words, named, strict=True) if not is_name]
    return any(named) and bool(others) and all(_is_body(word) and not ALONE.fullmatch(word) for word in others)


def _is_body(word: str) -> bool:
    return len(word) <= LONGEST_BODY and not re.search(r"\d", word) and bool(ORGANISATION.search(word))
