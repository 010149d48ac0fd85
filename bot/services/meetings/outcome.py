"""What became of what was decided: instructions and new measures as they stand today, by the ledger."""

from collections.abc import Iterable

from bot.domain.imports.draft import PlanKind
from bot.domain.meetings.meeting import Item, Meeting, MeetingState
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan, number_order
from bot.domain.supervision.instruction import Instruction
from bot.messages.meetings.view import AgendaLine, Outcome
from bot.services.core.ledger import MEASURES_OF_PLAN, MEETINGS_OF, Ledger
from bot.services.core.measure_card import about, waits_of
from bot.services.core.measure_context import measure_context, numbered, owners_of, quoted
from bot.services.core.transaction import Transaction, people
from bot.services.meetings.agenda import filled, told
from bot.services.status.coverage import standing_of


async def outcomes_of(tx: Transaction, resolutions: Iterable[str]) -> tuple[Outcome, ...]:
    """Each of the decisions with how it stands, in order; what is not there any more is left out."""
    ids = list(resolutions)
    given = {one.id: one for one in await tx.ledger.instructions.get_many(ids)}
    measures = {one.id: one for one in await tx.ledger.measures.get_many(ids)}
    found = []
    for one in ids:
        if one in given:
            found.append(await outcome_of(tx, given[one]))
        elif one in measures:
            found.append(await _of_measure(tx, measures[one]))
    return tuple(found)


async def outcome_of(tx: Transaction, one: Instruction) -> Outcome:
    """An instruction of a meeting or a visit as it stands today."""
    contexts = [await measure_context(tx, measure) for measure in one.measures]
    state = "settled" if one.is_settled else "answered" if one.waits else "open"
    late = max(0, (tx.today - one.answer_by).days) if one.is_open else 0
    return Outcome(
        id=one.id,
        number=await number_of(tx, one.subject),
        matter="、".join(dict.fromkeys([(await about(context)).measure.called for context in contexts[:1]]))
        if not any(context.policy.confidential for context in contexts)
        else "",
        words=quoted(contexts[0], one.words, *contexts[1:]),
        who=tuple(person.name for person in await people(tx.ledger, one.to)),
        due=one.answer_by,
        state="late" if late else state,
        days=late,
        answer=quoted(contexts[0], one.answer, *contexts[1:]) if one.answer else "",
    )


async def _of_measure(tx: Transaction, measure: Measure) -> Outcome:
    context = await measure_context(tx, measure.id)
    standing = standing_of(context)
    state = {Part.CLOSED: "settled", Part.CANCELLED: "cancelled"}.get(
        standing.part, "waiting" if measure.submitted_by else "open"
    )
    late = standing.late if state in {"open", "waiting"} else 0
    return Outcome(
        id=measure.id,
        number=(await numbered(tx.ledger, measure))[0].number,
        matter="",
        words=quoted(context, measure.text),
        who=tuple(person.name for person in await people(tx.ledger, await owners_of(context))),
        due=measure.due,
        state="late" if late else state,
        days=late,
        fresh=True,
    )


async def number_of(tx: Transaction, subject: str) -> str:
    """The number of a measure or a finding as people see it."""
    if measure := await tx.ledger.measures.get(subject):
        return (await numbered(tx.ledger, measure))[0].number
    finding = await tx.ledger.findings.get(subject)
    number = finding.number if finding else subject.rpartition("/")[2]
    return tx.request.wording.word("meetings.of_finding", number=number)


async def last_meeting(tx: Transaction, before: Meeting) -> Meeting | None:
    """The last meeting that was held before this one."""
    held = [
        one
        for one in await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id, until=f"{before.day.isoformat()}~")
        if one.state is MeetingState.HELD and one.id != before.id
    ]
    return held[-1] if held else None


async def lines_of(tx: Transaction, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """The matters of the agenda as they stand today."""
    return tuple([await line_of(tx, meeting, item) for item in meeting.agenda])


async def line_of(tx: Transaction, meeting: Meeting, item: Item) -> AgendaLine:
    """A matter of the agenda as it stands today."""
    context = await measure_context(tx, item.measure)
    item = await told(tx, meeting, item) if meeting.state is MeetingState.PLANNED else item
    summary, standing, now = await about(context), standing_of(context), await filled(tx.ledger, item)
    who = await people(tx.ledger, [one for one in (item.reporter, item.confirmed_by, item.told_by) if one])
    names = {person.id: person.name for person in who}
    owners = await people(tx.ledger, await owners_of(context))
    leaders = await people(tx.ledger, context.measure.leaders)
    return AgendaLine(
        summary=summary,
        item=item,
        late=standing.late,
        due=context.measure.due,
        owners=tuple(person.name for person in owners) or context.measure.departments,
        leaders=tuple(person.name for person in leaders),
        facts=tuple(quoted(context, words) if words else "" for words in (now.progress, now.difficulty, now.request)),
        waits=() if context.policy.confidential else await waits_of(tx.ledger, tx.unit, item.measure, tx.today),
        reporter=names.get(item.reporter, ""),
        confirmed_by=names.get(item.confirmed_by, ""),
        confirmed_on=tx.day_of(item.confirmed_at) if item.confirmed_at else None,
        told_by=names.get(item.told_by, ""),
        told_on=tx.day_of(item.told_at) if item.told_at else None,
    )


async def decisions_in(ledger: Ledger, plan: Plan) -> list[Measure]:
    """The measures of a round that files of decisions brought, by their numbers; what was taken back is none."""
    measures = await ledger.measures.find(MEASURES_OF_PLAN, plan.id)
    brought = [one for one in measures if plan.kind == PlanKind.MEETING or one.id in plan.decided]
    return sorted(
        (one for one in brought if one.stage is not Stage.CANCELLED), key=lambda one: number_order(one.number)
    )
