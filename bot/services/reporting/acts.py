"""What was done to bring the work forward: in figures for papers, and the papers of meetings and visits."""

import datetime as dt
from dataclasses import replace

from bot.documents.word.minutes import meeting_minutes
from bot.documents.word.paper import word_file
from bot.documents.word.statement import Acts
from bot.documents.word.visit import visit_record
from bot.documents.workbook.acts import meetings_book, visits_book
from bot.domain.history.verb import Verb
from bot.domain.inspections.visit import Visit
from bot.domain.meetings.count import Counted
from bot.domain.meetings.meeting import Meeting
from bot.domain.status.register import Register
from bot.services.core.ledger import INSTRUCTIONS_ON, JOURNAL_OF, LETTERS_OF_UNIT, MEETINGS_OF, VISITS_OF, Ledger
from bot.services.core.transaction import Transaction
from bot.services.inspections.record import count_visits, record_of
from bot.services.meetings.counts import count_meetings, speaks_of
from bot.services.meetings.minutes import minutes_of
from bot.services.meetings.outcome import outcomes_of
from bot.services.reporting.job import Finish, Job


async def held_on(ledger: Ledger, register: Register) -> dict[str, tuple[Counted, Counted]]:
    """The meetings and the visits on each plan until the day of the register."""
    return {
        plan.id: (
            await count_meetings(ledger, register, until=register.today, plan=plan.id),
            await count_visits(ledger, register, until=register.today, plan=plan.id),
        )
        for plan in register.plans
    }


async def acts_on(ledger: Ledger, register: Register, end: dt.datetime) -> Acts:
    """What was done on the register's measures until a moment; what meetings and visits demand counts with those."""
    own = {*register.measure, *register.finding}
    given = {one.id: one for id_ in own for one in await ledger.instructions.find(INSTRUCTIONS_ON, id_)}
    letters = await ledger.letters.find(LETTERS_OF_UNIT, register.unit.id)
    entries = [one for id_ in register.measure for one in await ledger.journal.find(JOURNAL_OF, id_)]
    return Acts(
        instructions=sum(one.at <= end for one in given.values() if not one.source),
        letters=sum(bool(one.issued_at and one.issued_at <= end and own & {*one.measures}) for one in letters),
        returned=sum(one.verb == Verb.SEND_BACK and one.at <= end for one in entries),
        key=len({one.subject for one in entries if one.verb == Verb.MARK_KEY and one.at <= end}),
    )


async def _meetings(job: Job) -> list[Meeting]:
    """Those that are over, the first first; of one round those that spoke of it, or of the whole."""
    found = [one for one in await job.ledger.meetings.find(MEETINGS_OF, job.register.unit.id) if one.number]
    plans = _asked(job)
    return [one for one in found if not plans or any(speaks_of(plan, one) for plan in plans)]


async def _visits(job: Job) -> list[Visit]:
    """The same of visits: of one round those on its measures."""
    found = [one for one in await job.ledger.visits.find(VISITS_OF, job.register.unit.id) if one.number]
    plans = tuple(f"{plan}/" for plan in _asked(job))
    return [one for one in found if not plans or any(measure.startswith(plans) for measure in one.measures)]


def _asked(job: Job) -> list[str]:
    """The rounds that alone were asked for; none where all were."""
    return [plan.id for plan, _ in job.plans()] if job.register.of_round else []


async def meetings(job: Job) -> Finish:
    """The register of meetings, with what became of their decisions."""
    tx = Transaction(job.request, job.ledger, job.register.unit)
    held = [(one, await outcomes_of(tx, one.resolutions)) for one in await _meetings(job)]
    return lambda: [(job.named("会议登记表"), meetings_book(job.register, held))]


async def visits(job: Job) -> Finish:
    """The register of visits, with what became of their demands."""
    tx = Transaction(job.request, job.ledger, job.register.unit)
    made = [(one, await outcomes_of(tx, one.resolutions)) for one in await _visits(job)]
    return lambda: [(job.named("督办登记表"), visits_book(job.register, made))]


async def records(job: Job) -> Finish:
    """The registers of meetings and of visits where there are any, and behind each the paper of every one."""
    made: list[tuple[str, Finish]] = []
    if held := await _meetings(job):
        made += [("", await meetings(job)), *[("会议纪要/", await minutes(replace(job, about=m.id))) for m in held]]
    if seen := await _visits(job):
        made += [("", await visits(job)), *[("督办记录/", await visit(replace(job, about=v.id))) for v in seen]]
    return lambda: [(f"{folder}{name}", content) for folder, finish in made for name, content in finish()]


async def minutes(job: Job) -> Finish:
    """The minutes of the meeting that is named, or else of the last one; raises NotFound."""
    tx = Transaction(job.request, job.ledger, job.register.unit)
    held = [one for one in await job.ledger.meetings.find(MEETINGS_OF, tx.unit.id) if one.number]
    told = await minutes_of(tx, job.about or (held[-1].id if held else ""))
    paper, at = meeting_minutes(told, _over_on(job, told.meeting)), job.request.now()
    return lambda: [(f"{paper.name}.docx", word_file(paper, at))]


async def visit(job: Job) -> Finish:
    """The record of the visit that is named, or else of the last one; raises NotFound."""
    tx = Transaction(job.request, job.ledger, job.register.unit)
    held = [one for one in await job.ledger.visits.find(VISITS_OF, tx.unit.id) if one.number]
    told = await record_of(tx, job.about or (held[-1].id if held else ""))
    paper, at = visit_record(told, _over_on(job, told.page.visit)), job.request.now()
    return lambda: [(f"{paper.name}.docx", word_file(paper, at))]


def _over_on(job: Job, event: Meeting | Visit) -> dt.date:
    """The day that its document bears, however much later it is printed again: that of its end, or its own."""
    if event.is_ahead:
        return job.register.today
    return job.register.unit.day_of(event.closed) if event.closed else event.day
