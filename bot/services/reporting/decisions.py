"""What the page asks the secretary to decide, each as a short message of its own."""

import datetime as dt
from collections.abc import Iterable

from bot.domain.closing.transitions import CHECKING
from bot.domain.extensions.extension import STEP_ACTIONS, ExtensionState
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.reporting.digest import PendingExtension
from bot.domain.status.register import Register
from bot.messages.body import MessageBody
from bot.messages.reporting.decision import closing_body, extension_body
from bot.services.core.ledger import EXTENSIONS_OPEN, Ledger
from bot.services.core.measure_card import context_for
from bot.services.core.measure_context import may
from bot.services.core.message_content import DecisionContent, content_of, facts_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.status.register import open_register, with_words

MOST = 3
APART = dt.timedelta(seconds=1)  # they come after the page, one after the other


async def decisions_for(request: RequestContext, person: Person) -> list[MessageBody]:
    """The first of what waits for the person who decides, as it stands now; none for others."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
        found = [await _body(request, ledger, register, person, one) for one in await waiting(ledger, register, person)]
    return [body for body in found if body]


async def waiting(ledger: Ledger, register: Register, person: Person) -> list[str]:
    """Ids of the measures and requests that wait for the secretary, the longest first, at most three."""
    if not person.holds(Role.SECRETARY):
        return []
    closings = [(m.since or dt.date.min, m.id) for m in register.measures if m.stage is Stage.DECIDE]
    asked = await ledger.extensions.find(EXTENSIONS_OPEN, register.unit.id)
    extensions = [
        (register.unit.day_of(one.waits_since), one.id)
        for one in asked
        if one.step is Role.SECRETARY and one.measure in register.measure
    ]
    return [id_ for _, id_ in sorted((*closings, *extensions))[:MOST]]


async def write_decisions(
    request: RequestContext, ledger: Ledger, register: Register, readers: Iterable[Person], week: str
) -> None:
    """Write the messages behind the page of a week, e.g. 2026-W48."""
    for person in readers:
        for place, one in enumerate(await waiting(ledger, register, person), 1):
            message = Message(
                id=f"{DecisionContent.kind}:{week}:{one}:{person.id}",
                unit=register.unit.id,
                to=person.id,
                kind=DecisionContent.kind,
                due=request.now() + APART * place,
                facts=facts_of(DecisionContent(matter=one)),
                priority=Priority.DIGEST,
                created=request.now(),
                bot=register.unit.bot,
            )
            await ledger.outbox.add(message)


async def compose_decision(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """What waits, with its buttons; None once it was decided, or where the person may not decide it."""
    unit = await unit_of(ledger, message.unit)
    register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    return await _body(request, ledger, register, person, content_of(message, DecisionContent).matter)


async def _body(
    request: RequestContext, ledger: Ledger, register: Register, person: Person, matter: str
) -> MessageBody | None:
    if measure := register.measure.get(matter):
        context = await context_for(request, ledger, person, matter)
        if measure.stage is not Stage.DECIDE or not await may(context, CHECKING[measure.stage], person):
            return None
        (row,) = await with_words(ledger, register, register.rows([measure]))
        return closing_body(request.wording, row)
    extension = await ledger.extensions.get(matter)
    if extension is None or extension.state is not ExtensionState.ASKED or extension.step is not Role.SECRETARY:
        return None
    measure = register.measure.get(extension.measure)
    if measure is None or not measure.is_open:
        return None
    context = await context_for(request, ledger, person, measure.id)
    if not await may(context, STEP_ACTIONS[extension.step], person):
        return None
    asked = PendingExtension(register.row(measure), extension, register.names([extension.by])[0])
    return extension_body(request.wording, asked)
