"""Charts on demand, as the person who asks may see them."""

import asyncio
import datetime as dt
from collections.abc import Mapping

from bot.domain.core.refusal import Unreadable
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Person
from bot.domain.status.register import Register
from bot.domain.status.tally import Tally
from bot.messages.body import Attachment, MessageBody
from bot.services.core.ledger import JOURNAL_SINCE, Ledger, moment
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reporting.digest import scope
from bot.services.status.register import end_of, open_register, register_before

Past = Mapping[dt.date, Tally]
CHARTS = ("findings", "departments", "burn_down")
CHOICES = {
    "": ("findings", "burn_down"),
    "问题": ("findings",),
    "科室": ("departments",),
    "进度": ("burn_down",),
    "燃尽": ("burn_down",),
    "全部": CHARTS,
}


async def chart(request: RequestContext, person: Person, words: str = "") -> MessageBody:
    """The pictures that the words name (问题, 科室, 进度, 全部), of a round too; raises Unreadable for other words."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        whole = await open_register(ledger, unit.id, request.today(unit), request.calendar)
        asked, rest = whole.in_round(words)
        kinds = CHOICES.get(rest.strip())
        if kinds is None:
            raise Unreadable(what=words)
        register = scope(asked, person)
        past = await past_tallies(ledger, register, request.calendar) if "burn_down" in kinds else {}
    if not register.measures:
        return MessageBody(request.wording.say("reporting.chart.none"))
    drawn = [(kind, await asyncio.to_thread(_drawn, kind, register, past)) for kind in kinds]
    of_round = f"（{register.of_round}）" if register.of_round else ""
    titles = [request.wording.word(f"reporting.chart.{kind}") + of_round for kind in kinds]
    pictures = tuple(
        Attachment(f"{kind}{of_round}.png", content, picture=True, caption=title)
        for (kind, content), title in zip(drawn, titles, strict=True)
    )
    return MessageBody(request.wording.say("reporting.chart.head", names="、".join(titles)), attachments=pictures)


def _drawn(kind: str, register: Register, past: Past) -> bytes:
    """One of the pictures; of many findings only the worst: nothing is added up on the same axis."""
    from bot.documents import chart as charts

    if kind == "burn_down":
        return charts.draw_burn_down(charts.burn_down(register, past))
    if kind == "departments":
        return charts.draw_bars(charts.departments_chart(register))
    few = len(register.findings) <= charts.WORST
    return charts.draw_bars((charts.findings_chart if few else charts.worst_findings)(register))


async def past_tallies(ledger: Ledger, register: Register, calendar: WorkCalendar) -> Past:
    """The counts at the end of each day of the burn-down before today, as the pages of those days gave them."""
    from bot.documents.chart import burn_days

    days = [day for day in burn_days(register) if day < register.today]
    ends = [end_of(day, register) for day in days]
    later = await ledger.journal.find(JOURNAL_SINCE, register.unit.id, since=moment(ends[0])) if ends else []
    return {
        day: (await register_before(ledger, register, [e for e in later if e.at >= end], end, calendar)).tally
        for day, end in zip(days, ends, strict=True)
    }
