"""The share of a supporting body as a plan writes it beside the name: 执法大队（10月底前提供清单）."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.plan.deadline import Flag, ReadingKind

TIMED = frozenset({ReadingKind.DATE, ReadingKind.RECURRING, ReadingKind.INVALID, ReadingKind.IMMEDIATE})
DOUBTFUL = frozenset({Flag.NEEDS_ANCHOR, Flag.VAGUE, Flag.PAST_EVENT})
_LOOKS_LIKE_A_TIME = re.compile(
    r"[\d一二三四五六七八九十]\s*(?:月|日|号|周|天|季度|工作日)|[年月季周]底|前后|节前|[今明后昨]天"
)
_SHARE = re.compile(r"^(?P<body>[^（()）]+)[（(](?P<words>[^（()）]+)[)）]$")
_APART = re.compile(r"[、，,；;\s]+(?![^（(]*[)）])")


@dataclass(frozen=True)
class SupportShare:
    """What a body is to do, and by when; None where the day is not certain."""

    body: str
    words: str
    day: dt.date | None


def bodies_in(words: str) -> tuple[str, ...]:
    """The names of a cell or an answer, each with the brackets behind it."""
    return tuple(one for one in _APART.split(words) if one)


def shares_in(names: Iterable[str], today: dt.date) -> tuple[SupportShare, ...]:
    """The shares with a day; a bracket in which no time is named is a part of the name."""
    return tuple(share for name in names if (share := _share_in(name, today)))


@lru_cache(4096)
def _share_in(name: str, today: dt.date) -> SupportShare | None:
    from bot.readers.deadline import read_deadline

    share = _SHARE.match(name)
    reading = read_deadline(share["words"], today) if share else None
    if share is None or reading is None:
        return None
    timed = reading.kind in TIMED or DOUBTFUL & reading.flags or _LOOKS_LIKE_A_TIME.search(share["words"])
    if not timed or reading.kind is ReadingKind.ONGOING:
        return None
    day = reading.date if reading.certain and reading.date and reading.date >= today else None
    return SupportShare(share["body"].strip(), share["words"].strip(), day)
