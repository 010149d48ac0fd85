"""Deadlines that a newer file puts off: a second person decides on them, the rest of the file comes in."""

import datetime as dt
from dataclasses import replace

from bot.domain.imports.revision import Change, Revision
from bot.domain.settings.policy import Policy
from bot.domain.status.postponed import puts_off

DEADLINE = "deadline"


def is_put_off(change: Change, policy: Policy, today: dt.date) -> bool:
    """True where the file gives more time than the ledger."""
    return DEADLINE in change.what and puts_off(change.before, change.after, policy, today)


def held_back(revision: Revision, policy: Policy, today: dt.date) -> tuple[Revision, tuple[Change, ...]]:
    """The revision without the deadlines that are put off, and those by themselves, under the file's numbers."""
    kept: list[Change] = []
    moves: list[Change] = []
    for one in revision.changed:
        if not is_put_off(one, policy, today):
            kept.append(one)
            continue
        moved = replace(one.before, deadline=one.after.deadline, number=one.after.number)
        moves.append(Change(one.before, moved, (DEADLINE,)))
        rest = tuple(name for name in one.what if name != DEADLINE)
        if rest:
            kept.append(Change(one.before, replace(one.after, deadline=one.before.deadline), rest))
    same = revision.same + len(revision.changed) - len(kept)
    return replace(revision, changed=tuple(kept), same=same), tuple(moves)
