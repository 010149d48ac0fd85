"""Charts on demand, as the person who asks may see them."""

import asyncio
from collections.abc import Callable

from bot.documents.chart import (
    burn_down,
    departments_chart,
    draw_bars,
    draw_burn_down,
    findings_chart,
)
from bot.domain.core.refusal import Unreadable
from bot.domain.people.person import Person
from bot.domain.status.register import Register
from bot.messages.body import Attachment, MessageBody
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reporting.digest import scope
from bot.services.status.register import open_register

CHARTS: dict[str, Callable[[Register], bytes]] = {
    "findings": lambda register: draw_bars(findings_chart(register)),
    "departments": lambda register: draw_bars(departments_chart(register)),
    "burn_down": lambda register: draw_burn_down(burn_down(register)),
}
CHOICES = {
    "": ("findings", "burn_down"),
    "问题": ("findings",),
    "科室": ("departments",),
    "进度": ("burn_down",),
    "燃尽": ("burn_down",),
    "全部": tuple(CHARTS),
}


async def chart(request: RequestContext, person: Person, words: str = "") -> MessageBody:
    """The pictures that the words name (问题, 科室, 进度, 全部); raises Unreadable for other words."""
    kinds = CHOICES.get(words.strip())
    if kinds is None:
        raise Unreadable(what=words)
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        register = scope(await open_register(ledger, unit.id, request.today(unit), request.calendar), person)
    if not register.measures:
        return MessageBody(request.wording.say("reporting.chart.none"))
    drawn = [(kind, await asyncio.to_thread(CHARTS[kind], register)) for kind in kinds]
    titles = [request.wording.word(f"reporting.chart.{kind}") for kind in kinds]
    pictures = tuple(
        Attachment(f"{kind}.png", content, picture=True, caption=title)
        for (kind, content), title in zip(drawn, titles, strict=True)
    )
    return MessageBody(request.wording.say("reporting.chart.head", names="、".join(titles)), attachments=pictures)
