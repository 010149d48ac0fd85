"""Deadlines that a newer file puts off: a second person decides on them, the rest of the file comes in."""

from dataclasses import replace

from bot.domain.imports.revision import Change, Revision

DEADLINE = "deadline"


def puts_off(change: Change) -> bool:
    """True where the file names a later day than the ledger, or none any more."""
    before, after = change.before.deadline.date, change.after.deadline.date
    return DEADLINE in change.what and before is not None and (after is None or after > before)


def held_back(revision: Revision) -> tuple[Revision, tuple[Change, ...]]:
    """The revision without the deadlines that are put off, and those by themselves."""
    kept: list[Change] = []
    moves: list[Change] = []
    for one in revision.changed:
        if not puts_off(one):
            kept.append(one)
            continue
        moves.append(Change(one.before, replace(one.before, deadline=one.after.deadline), (DEADLINE,)))
        rest = tuple(name for name in one.what if name != DEADLINE)
        if rest:
            kept.append(Change(one.before, replace(one.after, deadline=one.before.deadline), rest))
    same = revision.same + len(revision.changed) - len(kept)
    return replace(revision, changed=tuple(kept), same=same), tuple(moves)
