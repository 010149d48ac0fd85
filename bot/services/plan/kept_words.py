"""Measures from before periods were kept: the series that their kept words name is made theirs, once, and told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.history.verb import Verb
from bot.domain.plan.deadline import Deadline, DeadlineKind, ReadingKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan, number_order
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.status.coverage import recounted
from bot.messages.plan.recurrence import made_of
from bot.services.core.job_runs import last_run, record_run
from bot.services.core.ledger import MEASURES_OF_UNIT, PLANS_OF
from bot.services.core.measure_context import MeasureContext
from bot.services.core.notify import notice, notify, office
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, change, open_clock_transaction
from bot.services.status.coverage import coverage_of

JOB = "periods"
SHOWN = 30  # measures of each list that are named


@dataclass(frozen=True)
class KeptWords:
    """A measure with the words that name a period, and the deadline that they clearly make; None where they do not."""

    measure: Measure
    words: str
    deadline: Deadline | None = None


async def give_periods(request: RequestContext, unit: str) -> int:
    """Read the kept words of a unit's measures once; how many measures got a series. For the clock; raises NotFound."""
    async with open_clock_transaction(request, unit) as tx:
        if await last_run(tx.ledger, JOB, unit) or not request.calendar.is_working(tx.today):
            return 0  # the office hears of it at once, and not on a day of rest
        await record_run(tx.ledger, JOB, unit, tx.today, tx.now)
        plans = {plan.id: plan for plan in await tx.ledger.plans.find(PLANS_OF, unit)}
        old = [one for one in await tx.ledger.measures.find(MEASURES_OF_UNIT, unit) if _is_old(one)]
        found = [one for measure in old if (one := _read(tx, measure, plans.get(measure.plan)))]
        given = [one for one in found if one.deadline]
        for one in given:
            await _give(tx, one, plans.get(one.measure.plan))
        if found:
            text = _told(tx, plans, given, [one for one in found if not one.deadline])
            reason, numbers = f"{JOB}:{unit}", [one.measure.id for one in found]
            await notify(tx, await office(tx), reason=reason, facts=notice("plan.series.told", {"text": text}, numbers))
        return len(given)


def _is_old(measure: Measure) -> bool:
    return measure.counted_from is None and measure.deadline.recurrence is None and not measure.is_ended


def _read(tx: Transaction, measure: Measure, plan: Plan | None) -> KeptWords | None:
    """What the words of a measure say of a period; None where they say nothing of one."""
    from bot.readers.deadline import read_deadline
    from bot.readers.plan.fields.deadlines import DeadlineCells

    feedback, words = plan.feedback if plan else None, measure.deadline.words
    imported = tx.day_of(plan.imported_at) if plan and plan.imported_at else tx.today
    reading = read_deadline(words, feedback or imported, feedback=feedback)
    made = reading.as_deadline(words)
    if made.recurrence or reading.kind is ReadingKind.RECURRING:
        return KeptWords(measure, words, _kept(tx, measure, made))
    if measure.deadline.kind is not DeadlineKind.STANDING:
        return None
    said, _ = DeadlineCells(today=imported, feedback=feedback).period_in(measure.text)
    return KeptWords(measure, said) if said else None


def _kept(tx: Transaction, measure: Measure, made: Deadline) -> Deadline | None:
    """The deadline with its series; None where it was another kind of deadline so far, or the series is over."""
    series = made.recurrence
    over = series is None or (series.until is not None and series.until < tx.today)
    if over or made.kind is not measure.deadline.kind or made.kind is DeadlineKind.BY_DATE:
        return None
    return replace(measure.deadline, recurrence=series)


async def _give(tx: Transaction, one: KeptWords, plan: Plan | None) -> None:
    before, after = one.measure, replace(one.measure, deadline=one.deadline or one.measure.deadline, wake=tx.today)
    covered = coverage_of(MeasureContext(tx, before, plan))
    reason = tx.request.wording.word("plan.series.reason")
    await change(tx, before, recounted(before, after, covered, tx.today), Verb.CORRECT, words=reason)


def _told(tx: Transaction, plans: dict[str, Plan], given: list[KeptWords], asked: list[KeptWords]) -> str:
    wording, names = tx.request.wording, round_names(list(plans.values()))

    def lines(found: Iterable[KeptWords], key: str) -> str:
        ordered = sorted(found, key=lambda one: (one.measure.plan, number_order(one.measure.number)))
        said = [
            wording.word(
                f"plan.series.{key}",
                number=shown_number(one.measure.number, one.measure.plan, names),
                words=one.words,
                series=made_of(wording, one.deadline) if one.deadline else "",
            )
            for one in ordered[:SHOWN]
        ]
        more = [wording.word("plan.series.more", count=len(ordered) - SHOWN)] if len(ordered) > SHOWN else []
        return "\n".join((*said, *more))

    parts = [("given", given, "given_line"), ("asked", asked, "asked_line")]
    return "\n\n".join(
        wording.word(f"plan.series.{key}", count=len(found), lines=lines(found, line))
        for key, found, line in parts
        if found
    )
