"""A sentence that says who and by when: 张三 12月5日."""

import datetime as dt
import re

from bot.domain.core.refusal import NotFound, Unreadable
from bot.services.people.names import person_named
from handlers.core.context import Context

PARTS = re.compile(r"[\s，,、；;]+")
EDGE = re.compile(r"^(?:改由|由|请|交)|(?:来?查|来?办|答复)$")


async def person_and_day(context: Context, words: str) -> tuple[str, dt.date | None, str]:
    """The name of somebody of the unit, "" where none is named; the day, None where none is said; and what is left.

    Raises Unreadable for a day that is in doubt, and NotFound for a single word that names nobody and no day.
    """
    from bot.readers.deadline import read_deadline

    unit = await context.unit()
    name, day, left = "", None, []
    for part in filter(None, PARTS.split(words.strip())):
        bare = EDGE.sub("", part)
        if not name and await _names(context, unit.id, bare):
            name = bare
            continue
        reading = read_deadline(part, context.request.day_said(unit), calendar=context.request.calendar)
        if day is None and reading.date is not None:
            if not reading.certain:
                raise Unreadable(what=part)
            day = reading.date
            continue
        left.append(part)
    return name, day, " ".join(left)


async def _names(context: Context, unit: str, word: str) -> bool:
    async with context.request.look() as ledger:
        try:
            await person_named(ledger, unit, word)
        except NotFound:
            return False
    return True
