"""What may be handed in for acceptance: a closing, a finding that is closed, or a round in which nothing is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.acceptance.acceptance import Acceptance, Acceptor, Kind, Verdict
from bot.domain.closing.closing_slip import Closing
from bot.domain.core.refusal import NoChange, NotFound, WrongStage
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import number_order
from bot.domain.plan.round_name import named_round, round_names, shown_number
from bot.services.core.ledger import (
    ACCEPTANCES_OF,
    CLOSINGS_OF,
    MEASURES_OF_FINDING,
    MEASURES_OF_PLAN,
    PLANS_OF,
    Ledger,
)
from bot.services.core.measure_context import measure_context, numbered
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading
from bot.services.replies.named_measure import subject_named
from bot.services.status.answers import is_number


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A measure, finding or round, with its measures, the closings that hold, and what else its story is kept under."""

    id: str
    kind: Kind
    number: str
    text: str
    measures: tuple[Measure, ...]
    closings: tuple[Closing, ...]
    told_under: tuple[str, ...]  # ids of the subjects of its journal entries
    confidential: bool


async def round_named(tx: Transaction, words: str) -> str:
    """The id of the round that the words name; "" where they name none, or something in one."""
    plans = await tx.ledger.plans.find(PLANS_OF, tx.unit.id)
    named, rest = named_round(words.strip(), plans)
    if words.strip() in {"本轮", "轮次"} and len(plans) == 1:
        return plans[0].id
    return named[0] if len(named) == 1 and not rest else ""


async def named_subject(request: RequestContext, person: Person, words: str) -> str:
    """The id of the measure, finding or round that the words name; "" where they are no number.

    Raises NotFound for a number that is none here, or Unreadable where several rounds have it.
    """
    async with open_reading(request, person) as tx:
        if round_ := await round_named(tx, words):
            return round_
    try:
        return (await subject_named(request, person, words)).id
    except NotFound:
        if is_number(words):
            raise
        return ""


async def subject_of(tx: Transaction, id_: str) -> Subject:
    """The subject; raises NotFound for what is none of the unit."""
    ledger = tx.ledger
    names = round_names(await ledger.plans.find(PLANS_OF, tx.unit.id))
    if (finding := await ledger.findings.get(id_)) and finding.unit == tx.unit.id:
        kind, number, text = Kind.FINDING, shown_number(finding.number, finding.plan, names), finding.text
        measures = await ledger.measures.find(MEASURES_OF_FINDING, id_)
        under = (id_, *(one.id for one in measures))
    elif (plan := await ledger.plans.get(id_)) and plan.unit == tx.unit.id:
        kind, number, text = Kind.ROUND, names[id_], plan.title
        measures = await ledger.measures.find(MEASURES_OF_PLAN, id_)
        under = (id_, *dict.fromkeys(one.finding for one in measures), *(one.id for one in measures))
    else:
        measure = (await measure_context(tx, id_)).measure
        kind, text, measures, under = Kind.MEASURE, measure.text, [measure], (id_,)
        number = shown_number(measure.number, measure.plan, names)
    ordered = sorted(measures, key=lambda one: number_order(one.number))
    contexts = [await measure_context(tx, one.id) for one in ordered]
    return Subject(
        id=id_,
        kind=kind,
        number=number,
        text=text,
        measures=await numbered(ledger, *ordered),
        closings=tuple([one for under_id in under for one in await _closings(ledger, under_id)]),
        told_under=under,
        confidential=any(context.policy.confidential for context in contexts),
    )


async def _closings(ledger: Ledger, subject: str) -> list[Closing]:
    """The closing that holds, where there is one."""
    found = await ledger.closings.find(CLOSINGS_OF, subject, latest=True, limit=1)
    return [one for one in found if one.reopened is None]


def is_ended(subject: Subject) -> bool:
    """True where nothing of it is open, and something was closed."""
    over = all(one.is_ended or one.stage is Stage.STANDING for one in subject.measures)
    closed = {one.subject for one in subject.closings}
    return over and (subject.id in closed if subject.kind is not Kind.ROUND else bool(closed))


async def handed_in(tx: Transaction, subject: str) -> list[Acceptance]:
    """All that was ever handed in with it, oldest first."""
    return [one for one in await tx.ledger.acceptances.find(ACCEPTANCES_OF, tx.unit.id) if one.subject == subject]


async def demand_ready(tx: Transaction, subject: Subject) -> Sequence[Acceptance]:
    """What was handed in with it before; raises WrongStage where it is not ended, NoChange where it waits, or holds."""
    if not is_ended(subject):
        raise WrongStage(why="acceptance", number=subject.number, kind=subject.kind)
    before = await handed_in(tx, subject.id)
    if before and before[-1].is_open:
        raise NoChange(why="handed_up", number=subject.number, name=before[-1].name)
    if before and holds(before[-1], subject):
        raise NoChange(why="accepted", number=subject.number, name=before[-1].name)
    return before


def holds(one: Acceptance, subject: Subject) -> bool:
    """True where it was accepted as it is closed now: nothing was closed anew since."""
    return one.verdict is Verdict.ACCEPTED and all(closing.at <= one.at for closing in subject.closings)


async def found_acceptance(tx: Transaction, id_: str) -> Acceptance:
    """A record of the unit; raises NotFound."""
    one = await tx.ledger.acceptances.get(id_)
    if one is None or one.unit != tx.unit.id:
        raise NotFound(what="acceptance")
    return one


def is_share(one: Acceptance) -> bool:
    """True in the unit that accepts."""
    return one.acceptor is Acceptor.SHARE
