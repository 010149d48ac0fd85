"""The share of a supporting body as a plan writes it beside the name: 执法大队（10月底前提供清单）."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

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
    from bot.domain.plan.deadline import ReadingKind
    from bot.readers.deadline import read_deadline

    found = []
    for share in filter(None, map(_SHARE.match, names)):
        reading = read_deadline(share["words"], today)
        if reading.kind in {ReadingKind.DATE, ReadingKind.RECURRING, ReadingKind.INVALID}:
            day = reading.date if reading.certain and reading.date and reading.date >= today else None
            found.append(SupportShare(share["body"].strip(), share["words"].strip(), day))
    return tuple(found)
