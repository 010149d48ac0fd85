"""The papers that tell of all measures: weekly brief, report of progress, public notice, and the annex behind them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.documents.word.block import Paper
from bot.documents.word.paper import word_file
from bot.documents.word.statement import AllGrounds
from bot.domain.core.refusal import NotFound
from bot.domain.reporting.release import Released
from bot.messages.text import full_day
from bot.services.reporting.acts import acts_on, held_on
from bot.services.reporting.digest_data import compile_digest, waits_on
from bot.services.reporting.drafting import drafted, ids_taken
from bot.services.reporting.grounds import all_grounds
from bot.services.reporting.job import File, Finish, Job
from bot.services.supervision.followed import followed_by_plan

Draw = Callable[[], list[Paper]]


async def weekly(job: Job) -> Finish:
    """The brief of a week or of some days."""
    from bot.documents.word.weekly import weekly_brief

    told = job.told
    page = await compile_digest(job.ledger, job.register, told.since, job.request.calendar, told.end, past=told.past)
    grounds = await all_grounds(job.ledger, job.register)
    return lambda: _papers(job, [weekly_brief(job.register, page, grounds)], grounds)


async def _reports(job: Job, grounds: AllGrounds) -> Draw:
    """The report that goes up, one a round."""
    from bot.documents.word.monthly import progress_report

    plans = job.plans()
    counted = await held_on(job.ledger, job.register)
    acts = {plan.id: await acts_on(job.ledger, register, job.told.end) for plan, register in plans}
    followed = await followed_by_plan(job.ledger, plans, job.request.calendar)
    waits = {} if job.told.past else {plan.id: await waits_on(job.ledger, register) for plan, register in plans}
    return lambda: [
        progress_report(
            register,
            plan,
            grounds,
            counted[plan.id],
            acts=acts[plan.id],
            followed=followed[plan.id],
            waits=waits.get(plan.id, ()),
        )
        for plan, register in plans
    ]


async def _notices(job: Job, grounds: AllGrounds) -> Draw:
    """The notice for the public, one a round."""
    from bot.documents.word.notice import public_notice

    counted = await held_on(job.ledger, job.register)
    plans = [(plan, register, await acts_on(job.ledger, register, job.told.end)) for plan, register in job.plans()]
    told = await followed_by_plan(job.ledger, job.plans(), job.request.calendar)
    return lambda: [
        public_notice(register, plan, grounds, counted[plan.id], acts=acts, followed=told[plan.id])
        for plan, register, acts in plans
    ]


DRAWN: dict[Released, Callable[[Job, AllGrounds], Awaitable[Draw]]] = {
    Released.MONTHLY: _reports,
    Released.NOTICE: _notices,
}


async def outward(job: Job, kind: Released) -> Finish:
    """What may leave the house, one a round; each is entered as a draft. Raises NotFound where the unit has no plan."""
    if not job.plans():
        raise NotFound(what="plan")
    grounds = await all_grounds(job.ledger, job.register)
    draw = await DRAWN[kind](job, grounds)
    taken = await ids_taken(job.ledger, job.register.unit.id)
    return lambda: _papers(job, _marked(job, kind, draw(), taken), grounds)


def _marked(job: Job, kind: Released, papers: Sequence[Paper], taken: frozenset[str]) -> list[Paper]:
    """The papers with the marks by which they are known when they come back; each is entered as a draft."""
    plans = [plan for plan, _ in job.plans()]
    drafts = [drafted(job, kind, plan, paper, taken) for plan, paper in zip(plans, papers, strict=True)]
    job.drawn.extend(drafts)
    return [replace(paper, mark=draft.id) for paper, draft in zip(papers, drafts, strict=True)]


def _papers(job: Job, papers: list[Paper], grounds: AllGrounds) -> list[File]:
    """Word files and the annex that traces them, named by kind and period, and by round where there are several."""
    from bot.documents.workbook.trace import trace_book

    several = [register.of_round for _, register in job.plans()] if len(papers) > 1 else []
    rounds = several or [job.register.of_round]
    named = [replace(paper, name=_named(job, paper, name)) for paper, name in zip(papers, rounds, strict=True)]
    files = [(f"{paper.name}.docx", word_file(paper, job.request.now())) for paper in named]
    annex = f"{_named(job, papers[0], job.register.of_round)}依据清单.xlsx" if papers else ""
    return [*files, (annex, trace_book(job.register, named, grounds))] if files else []


def _named(job: Job, paper: Paper, of_round: str) -> str:
    """整改工作周报（2025年6月2日至6月8日）（第一轮): the period as it was asked for, or the day."""
    kind, period = paper.name.removesuffix(f"（{full_day(job.register.today)}）"), job.told.period
    time = full_day(job.register.today)
    if job.about:
        time = f"{full_day(period.start)}至{full_day(period.end)}"
        time = f"{period.start.year}年{period.start.month}月" if period.kind == "month" else time
    return f"{kind}（{time}）{f'（{of_round}）' if of_round else ''}"
