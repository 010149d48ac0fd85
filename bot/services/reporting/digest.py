"""The week's page: on demand at any time, and written to its readers once an ISO week."""

import asyncio
import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.filename import file_name
from bot.domain.core.refusal import Unreadable
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Person, Role
from bot.domain.plan.round_name import split_rounds
from bot.domain.reporting.digest import Digest
from bot.domain.reporting.period import Period, last_days, lies_ahead, read_period
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit
from bot.messages.body import Attachment, MessageBody, plain
from bot.messages.reporting.digest import digest_body, kinds, others
from bot.messages.text import full_day
from bot.services.core.job_runs import record_run
from bot.services.core.ledger import OUTBOX_ARRIVED, OUTBOX_BY_STATE, PLANS_OF, Ledger
from bot.services.core.message_content import DigestContent, content_of, facts_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.core.weekly_slot import due_week, is_written
from bot.services.reporting.decisions import write_decisions
from bot.services.reporting.digest_data import compile_digest
from bot.services.status.register import end_of, open_register, register_as_of

KIND = "digest"
WEEK = dt.timedelta(7)
LOST = (MessageState.GIVEN_UP, MessageState.SUPERSEDED)
ON_ITS_WAY = dt.timedelta(seconds=30)
MOMENT = dt.timedelta(microseconds=1)
SEES_ALL = (Role.SECRETARY, Role.OFFICE, Role.OBSERVER)


async def digest_for(request: RequestContext, person: Person, words: str = "") -> MessageBody:
    """The last seven days, or what the words name (上周, 4月, 第二轮), as the person may see it; raises Unreadable."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        register, told = await span_of(request, ledger, unit, words)
        own = scope(register, person)
        page = await compile_digest(ledger, own, told.since, request.calendar, told.end, past=told.past)
    marks = {"part": own is not register, "decides": not told.past and decides(person)}
    body = await asyncio.to_thread(digest_body, request.wording, page, **marks)
    return await with_picture(request, body, page, own)


@dataclass(frozen=True)
class Span:
    """What a page or paper tells of: from when until when, and whether that is over."""

    period: Period
    since: dt.datetime
    end: dt.datetime
    past: bool


async def span_of(request: RequestContext, ledger: Ledger, unit: Unit, words: str) -> tuple[Register, Span]:
    """The register at the end of what the words name, of the round they name, and its span.

    Raises Unreadable, also for a time before the first plan.
    """
    today = request.today(unit)
    asked = split_rounds(words, await ledger.plans.find(PLANS_OF, unit.id))[1]
    period, ahead = read_period(asked, today), lies_ahead(asked, today)
    if period is None:
        raise Unreadable(what=asked, why="period_ahead" if ahead else "period")
    past = period.end < today
    register = await (register_as_of if past else open_register)(
        ledger, unit.id, min(period.end, today), request.calendar
    )
    taken = [unit.day_of(plan.imported_at) for plan in register.plans if plan.imported_at]
    if past and taken and period.end < (first := min(taken)):
        raise Unreadable(what=asked, why="period_ahead" if ahead else "period_before", day=full_day(first))
    end = end_of(period.end, register) - MOMENT if past else request.now()
    since = request.now() - WEEK if period == last_days(today) else end_of(period.start - dt.timedelta(1), register)
    return register.in_round(words)[0], Span(period, since, end, past)


async def write_digest(request: RequestContext, unit_id: str) -> int:
    """Write the week's page to everybody who has not got it this ISO week; how many were written.

    The moment is the unit's weekday and time, on a day of rest the next working day; one that was missed is made up
    once. Raises NotFound.
    """
    async with request.store.open() as ledger:
        unit = await unit_of(ledger, unit_id)
        due = due_week(request, unit)
        if due is None or await is_written(ledger, unit, KIND, due.date()):
            return 0
        register = await open_register(ledger, unit_id, request.today(unit), request.calendar)
        await record_run(ledger, KIND, unit_id, due.date(), request.now())
        if not began_before(register, due):
            return 0
        year, week, _ = due.isocalendar()
        reasons = {p: f"{KIND}:{year}-W{week:02}:{unit_id}:{p.id}" for p in readers(register)}
        facts = facts_of(DigestContent(since=due - WEEK))
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
        await write_decisions(request, ledger, register, readers(register), f"{year}-W{week:02}")
        return sum([await ledger.outbox.add(message) for message in messages])


def began_before(register: Register, moment: dt.datetime) -> bool:
    """True where a plan was there at the moment: nobody gets a page about weeks before it."""
    return any(plan.imported_at and plan.imported_at <= moment for plan in register.plans)


def readers(register: Register) -> tuple[Person, ...]:
    """Those who get the week: secretary, office, and leaders who lead something; reachable and not switched off."""
    leading = {leader for m in register.measures for leader in m.leaders}
    return tuple(
        p
        for p in register.people.values()
        if p.reachable and KIND not in p.muted and (p.holds(Role.SECRETARY, Role.OFFICE) or p.id in leading)
    )


def decides(person: Person) -> bool:
    """True for the one whose decisions the page waits for."""
    return person.holds(Role.SECRETARY)


def scope(register: Register, person: Person) -> Register:
    """What the person's page is about: all of it, or what they lead, own, or their department is responsible for."""
    if person.holds(*SEES_ALL) or person.foremost is Role.SUPPORT:  # nothing is a supporter's own
        return register
    return register.only(lambda m: person.id in {*m.leaders, *m.owners} or person.department in m.departments)


async def compose_digest(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The week's page as it stands when it is sent; None for one who may no longer have it."""
    register = await open_register(
        ledger, message.unit, request.today(await unit_of(ledger, message.unit)), request.calendar
    )
    if person.id not in {p.id for p in readers(register)}:
        return None
    own = scope(register, person)
    since = await _told_until(ledger, message)
    page = await compile_digest(ledger, own, since, request.calendar, request.now())
    body = digest_body(request.wording, page, part=own is not register, decides=decides(person))
    return await with_picture(request, body, page, own)


async def _told_until(ledger: Ledger, message: Message) -> dt.datetime:
    """The moment of the last page that reached the person; where none did, from when on the first of them was to tell.

    A page is drawn up some seconds before it is known to be delivered: what happened meanwhile is told once more.
    """
    last = await ledger.outbox.find(OUTBOX_ARRIVED, message.to, KIND, latest=True, limit=1)
    if last and last[0].sent:
        return last[0].sent - ON_ITS_WAY
    lost = [one for state in LOST for one in await ledger.outbox.find(OUTBOX_BY_STATE, message.unit, state)]
    own = [message, *(one for one in lost if (one.to, one.kind) == (message.to, KIND))]
    return min(content_of(one, DigestContent).since for one in own)


async def with_picture(request: RequestContext, body: MessageBody, page: Digest, register: Register) -> MessageBody:
    """The body with the same page as a picture."""
    from bot.documents.chart import worst_findings
    from bot.documents.week_picture import week_picture

    if not register.measures:
        return body
    words = kinds(request.wording, page), [plain(line) for line in others(request.wording, page)]
    picture = await asyncio.to_thread(week_picture, page, *words, worst_findings(register))
    day = page.at.date()
    of_round = f"（{page.of_round}）" if page.of_round else ""
    kind = "整改周报" if page.of_a_week else "整改情况"
    name = file_name(f"{page.unit}{kind}{of_round}{day:%Y%m%d}", kind)
    caption = request.wording.word("reporting.chart.digest")
    chart = Attachment(f"{name}.png", picture, picture=True, caption=caption)
    return replace(body, attachments=(*body.attachments, chart))
