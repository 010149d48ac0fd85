"""The week's page: on demand at any time, and written to its readers once an ISO week."""

import asyncio
import datetime as dt
from dataclasses import replace

from bot.documents.chart import draw_bars, findings_chart
from bot.domain.core.refusal import Unreadable
from bot.domain.core.slot import Slot
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.person import Person, Role
from bot.domain.reporting.period import last_days, read_period
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit
from bot.messages.body import Attachment, MessageBody
from bot.messages.reporting.digest import digest_body
from bot.services.core.job_runs import last_run, record_run
from bot.services.core.ledger import PEOPLE_BOUND, Ledger, moment
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reporting.digest_data import compile_digest
from bot.services.status.register import end_of, open_register, register_as_of

KIND = "digest"
WEEK = dt.timedelta(7)
MOMENT = dt.timedelta(microseconds=1)
SEES_ALL = (Role.SECRETARY, Role.OFFICE, Role.OBSERVER)


async def on_demand(request: RequestContext, person: Person, words: str = "") -> MessageBody:
    """The last seven days, or what the words name (上周, 4月), as the person may see it; raises Unreadable."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        today = request.today(unit)
        period = read_period(words, today)
        if period is None:
            raise Unreadable(what=words)
        past = period.end < today
        laid = await (register_as_of if past else open_register)(ledger, unit.id, min(period.end, today))
        end = end_of(period.end, laid) - MOMENT if past else request.now()
        since = request.now() - WEEK if period == last_days(today) else end_of(period.start - dt.timedelta(1), laid)
        own = scope(laid, person)
        page = await compile_digest(ledger, own, since, request.calendar, end, past=past)
    body = digest_body(request.wording, page, past=past, part=own is not laid, decides=not past and decides(person))
    return await with_chart(request, body, own)


async def digest(request: RequestContext, unit_id: str) -> int:
    """Write the week's page to everybody who has not got it this ISO week; how many were written.

    The moment is the unit's weekday and time; one that was missed is made up once. Raises NotFound.
    """
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        due = latest_week(request, unit)
        if await is_written(ledger, unit, KIND, due.date()):
            return 0
        laid = await open_register(ledger, unit_id, request.today(unit))
        await record_run(ledger, KIND, unit_id, due.date(), request.now())
        if not began_before(laid, due):
            return 0
        year, week, _ = due.isocalendar()
        reasons = {p: f"{KIND}:{year}-W{week:02}:{unit_id}:{p.id}" for p in readers(laid)}
        facts = {"since": (due - WEEK).isoformat()}
        messages = [
            Message(
                id=reason,
                unit=unit_id,
                to=p.id,
                kind=KIND,
                due=request.now(),
                facts=facts,
                priority=Priority.DIGEST,
                created=request.now(),
                bot=unit.bot,
            )
            for p, reason in reasons.items()
        ]
        return sum([await ledger.outbox.add(message) for message in messages])


def began_before(laid: Register, moment: dt.datetime) -> bool:
    """True where a plan was there at the moment: nobody gets a page about weeks before it."""
    return any(plan.imported_at and plan.imported_at <= moment for plan in laid.plans)


async def is_written(ledger: Ledger, unit: Unit, kind: str, day: dt.date) -> bool:
    """True where the regular messages of a day's slot were written, and nobody was bound since."""
    run = await last_run(ledger, kind, unit.id)
    if run is None or run.day != day:
        return False
    return not await ledger.people.find(PEOPLE_BOUND, unit.id, since=moment(run.at + MOMENT), limit=1)


def readers(laid: Register) -> tuple[Person, ...]:
    """Those who get the week: secretary, office, and leaders who lead something; reachable and not switched off."""
    leading = {leader for m in laid.measures for leader in m.leaders}
    return tuple(
        p
        for p in laid.people.values()
        if p.reachable and KIND not in p.muted and (p.holds(Role.SECRETARY, Role.OFFICE) or p.id in leading)
    )


def week_slot(unit: Unit) -> Slot:
    """When a unit's week is due."""
    return Slot(unit.zone, unit.policy.digest_at, unit.policy.digest_weekday)


def latest_week(request: RequestContext, unit: Unit) -> dt.datetime:
    """The last moment until now at which the week was due, in the unit's zone."""
    return request.runtime.slots.latest(week_slot(unit), request.now())


def decides(person: Person) -> bool:
    """True for the one whose decisions the page waits for."""
    return person.holds(Role.SECRETARY)


def scope(laid: Register, person: Person) -> Register:
    """What the person's page is about: all of it, or what they lead, own, or their department is responsible for."""
    if person.holds(*SEES_ALL):
        return laid
    return laid.only(lambda m: person.id in {*m.leaders, *m.owners} or person.department in m.departments)


async def compose_digest(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The week's page as it stands when it is sent; None for one who may no longer have it."""
    laid = await open_register(ledger, message.unit, request.today(await unit_of(ledger, message.unit)))
    if person.id not in {p.id for p in readers(laid)}:
        return None
    own = scope(laid, person)
    page = await compile_digest(
        ledger, own, dt.datetime.fromisoformat(message.facts["since"]), request.calendar, request.now()
    )
    body = digest_body(request.wording, page, part=own is not laid, decides=decides(person))
    return await with_chart(request, body, own)


async def with_chart(request: RequestContext, body: MessageBody, laid: Register) -> MessageBody:
    """The body with the state of the findings as a picture."""
    if not laid.measures:
        return body
    picture = await asyncio.to_thread(draw_bars, findings_chart(laid))
    chart = Attachment("整改进展.png", picture, picture=True, caption=request.wording.word("reporting.chart.digest"))
    return replace(body, attachments=(*body.attachments, chart))
