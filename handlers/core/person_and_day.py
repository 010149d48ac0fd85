"""A sentence that says who and by when: 张三 12月5日."""

import datetime as dt
import re

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.people.names import plain_name
from bot.services.core.ledger import PEOPLE_OF
from bot.services.people.names import person_named
from handlers.core.context import Context

PARTS = re.compile(r"[\s，,、；;]+|(?<=前)(?=请?由)")
GIVES = re.compile(r"^(?:改?由|交)")
DAY = re.compile(
    r"(?:于|在)?(?:[\d〇零一二三四五六七八九十]+(?:[年月日号.\-/]|个?工作日|天|周)|[本下这今明后大去]|周|星期|月[底末初]|年[底末])"
)
SOMEBODY = re.compile(rf"(?!{DAY.pattern})(\S{{2,5}}?)(?={DAY.pattern})")
EDGE = re.compile(r"^(?:改由|由|请|交)|(?:来?查|来?办|答复|回复|办结|办理)$")


async def person_and_day(context: Context, words: str) -> tuple[str, dt.date | None, str]:
    """The name of somebody of the unit, "" where none is named; the day, None where none is said; and what is left.

    The day may follow the name at once, 由张三3月28日前. Raises Unreadable for a day that is in doubt, and NotFound
    for a name that several bear, or somebody whom nobody knows, to whom it is given by a day: 由张三3月28日前.
    """
    from bot.readers.deadline import read_deadline

    unit = await context.unit()
    name, day, left = "", None, []
    for part in filter(None, PARTS.split(words.strip())):
        bare = EDGE.sub("", part)
        meant, said = ("", part) if name else await _named(context, unit.id, bare)
        name = name or meant
        if not said:
            continue
        if not meant and GIVES.match(part) and (unknown := SOMEBODY.match(bare)):
            raise NotFound(what=unknown[1])
        reading = read_deadline(said, context.request.day_said(unit), calendar=context.request.calendar)
        if day is None and reading.date is not None:
            if not reading.certain:
                raise Unreadable(what=said)
            day = reading.date
            continue
        left.append(part)
    return name, day, " ".join(left)


async def _named(context: Context, unit: str, words: str) -> tuple[str, str]:
    """The name at the beginning of the words, alone or with a day at once behind it, and what is behind it."""
    async with context.request.look() as ledger:
        known = {name for one in await ledger.people.find(PEOPLE_OF, unit) for name in (one.name, plain_name(one.name))}
        for name in (words, *sorted((one for one in known if words.startswith(one)), key=len, reverse=True)):
            rest = words.removeprefix(name)
            if not rest or DAY.match(rest):
                try:
                    await person_named(ledger, unit, name)
                except NotFound as refusal:
                    if refusal.facts.get("why") == "namesakes":
                        raise
                else:
                    return name, rest
    return "", words
