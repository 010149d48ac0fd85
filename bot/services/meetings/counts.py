"""Meetings and their decisions in figures, for the digest and for papers."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain.meetings.count import Counted
from bot.domain.meetings.meeting import Meeting
from bot.domain.status.register import Register
from bot.services.core.ledger import MEETINGS_OF, Ledger


async def count_meetings(
    ledger: Ledger, register: Register, since: dt.date | None = None, until: dt.date | None = None, *, plan: str = ""
) -> Counted:
    """The meetings held from a day to another, both included; with a `plan` those that spoke of, or decided on, it."""
    first = since.isoformat() if since else ""
    last = (until + dt.timedelta(1)).isoformat() if until else None
    found = await ledger.meetings.find(MEETINGS_OF, register.unit.id, since=first, until=last)
    held = [one for one in found if one.took_place]
    if plan:
        held = [one for one in held if speaks_of(plan, one)]
    names: dict[str, int] = {}
    for one in held:
        names[one.title] = names.get(one.title, 0) + 1
    ids = [id_ for one in held for id_ in one.resolutions if not plan or id_.startswith(f"{plan}/")]
    return await count_decisions(ledger, register, names, ids)


async def count_decisions(ledger: Ledger, register: Register, held: Mapping[str, int], ids: Sequence[str]) -> Counted:
    """What became of what was decided or demanded, by the day of the register, whatever ended since."""
    given = await ledger.instructions.get_many(ids)
    fresh = await ledger.measures.get_many(ids)
    then = [register.measure[one.id] for one in fresh if one.id in register.measure]
    ended = sum(_by_then(register, one.ended_at) for one in given) + sum(one.is_ended for one in then)
    late = sum(one.answer_by < register.today and not _by_then(register, one.answered_at) for one in given)
    late += sum(not one.is_ended and register.standings[one.id].late > 0 for one in then)
    return Counted(held=held, decided=len(given) + len(fresh), done=ended, late=late)


def _by_then(register: Register, moment: dt.datetime | None) -> bool:
    return moment is not None and register.unit.day_of(moment) <= register.today


def speaks_of(plan: str, meeting: Meeting) -> bool:
    """True for a meeting that named nothing, too: it was held on the whole."""
    named = (*meeting.resolutions, *(item.measure for item in meeting.agenda))
    return not named or any(one.startswith(f"{plan}/") for one in named)
