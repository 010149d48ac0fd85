"""The share (分工) that one of several owners has of a measure: his last word, and whether he has handed it in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Share:
    """An owner's part of a measure by his id: when he last spoke of it, and whether he said that it is done."""

    owner: str
    said: dt.datetime
    done: bool = False


def spoken(shares: Iterable[Share], owners: Iterable[str], at: dt.datetime) -> tuple[Share, ...]:
    """The shares after a word of some owners; what was handed in stays so."""
    known = {share.owner: share for share in shares}
    for owner in owners:
        known[owner] = replace(known[owner], said=at) if owner in known else Share(owner=owner, said=at)
    return tuple(known.values())


def handed_in(shares: Iterable[Share], owners: Iterable[str]) -> tuple[Share, ...]:
    """The shares after some owners said that theirs are done."""
    done = set(owners)
    return tuple(replace(share, done=True) if share.owner in done else share for share in shares)


def asked_anew(shares: Iterable[Share]) -> tuple[Share, ...]:
    """The shares of a measure that is worked on again."""
    return tuple(replace(share, done=False) for share in shares)
