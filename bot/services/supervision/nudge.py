"""催办: a reminder by hand, recorded, to the owners of one measure, of a department, or of all that is overdue."""

from collections import defaultdict
from dataclasses import dataclass

from bot.domain.closing.transitions import possible
from bot.domain.core.refusal import NotFound
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.messages.supervision.nudge import draw_nudge
from bot.services.core.ledger import MEASURES_DUE, MEASURES_NUMBERED, MEASURES_OF_UNIT, Ledger
from bot.services.core.measure_context import measure_context, quoted
from bot.services.core.message_content import NudgeContent, content_of
from bot.services.core.notify import notify
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, require_role, unit_of
from bot.services.reminders.facts import ReminderRun, facts_of_measure

OVERDUE = frozenset({"逾期", "全部逾期", "所有逾期"})


@dataclass(frozen=True)
class Nudged:
    """Which measures, who was written to, and who cannot be reached."""

    measures: tuple[Measure, ...]
    told: tuple[str, ...]
    lost: tuple[str, ...]


async def nudge(request: RequestContext, what: str, words: str = "", *, by: Person) -> Nudged:
    """Write to the owners of `what`: a measure's number, a department, or 逾期; one message a person.

    Raises NotAllowed, or NotFound where nothing of that name waits for its owners.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.NUDGE)
        measures = [one for one in await _meant(tx, what) if possible(Action.NUDGE, one.stage) and one.is_open]
        if not measures:
            raise NotFound(what=what)
        run = ReminderRun(ledger=tx.ledger, unit=tx.unit, calendar=request.calendar, now=tx.now)
        by_owner: dict[str, list[Measure]] = defaultdict(list)
        readers: dict[str, Person] = {}
        lost: dict[str, str] = {}
        for measure in measures:
            case = await facts_of_measure(run, measure)
            for owner in case.owners:
                reader = case.reader(owner, tx.today)
                if not reader.reachable:
                    lost[owner.id] = owner.name
                    continue
                readers[reader.id] = reader
                by_owner[reader.id].append(measure)
            await note(tx, Verb.NUDGE, measure.id, words=words)
        for id_, owned in by_owner.items():
            facts = NudgeContent(measures=[measure.id for measure in owned], words=words)
            reason = f"nudge:{tx.by.id}:{tx.now.isoformat()}"
            await notify(tx, (readers[id_],), reason=reason, facts=facts, priority=Priority.RED)
        return Nudged(tuple(measures), tuple(person.name for person in readers.values()), tuple(lost.values()))


async def _meant(tx: Transaction, what: str) -> list[Measure]:
    shelf, unit = tx.ledger.measures, tx.unit.id
    if what in OVERDUE:
        return await shelf.find(MEASURES_DUE, unit, until=tx.today.isoformat())
    if found := await shelf.find(MEASURES_NUMBERED, unit, what):
        return found
    everything = await shelf.find(MEASURES_OF_UNIT, unit)
    return [measure for measure in everything if what and what in measure.departments]


async def compose_nudge(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """What of it still waits for its owners; None where nothing does."""
    unit = await unit_of(ledger, person.unit)
    content = content_of(message, NudgeContent)
    found = await ledger.measures.get_many(content.measures)
    waiting = [measure for measure in found if measure.is_open]
    if not waiting:
        return None
    tx = Transaction(request, ledger, unit, person)
    first, *others = [await measure_context(tx, measure.id) for measure in waiting]
    return draw_nudge(
        request.wording, waiting, content.words and quoted(first, content.words, *others), request.today(unit)
    )
