"""减负账: what each person was asked in a month, read from the outbox, the reminders and the journal."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.documents.word.burden import burden_sheet
from bot.documents.word.paper import word_file
from bot.domain.core.refusal import Unreadable
from bot.domain.evidence.requirement import DEMANDED
from bot.domain.history.journal import Entry
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person, Role
from bot.domain.reminders.ladder import Rule
from bot.domain.reporting.burden import Arrival, Asked, Burden, BurdenLine, asked_in, is_remembered
from bot.domain.reporting.period import DAY, Period, month_of, read_period, week_of
from bot.domain.supervision.letter import LetterState
from bot.domain.units.unit import Unit
from bot.messages.evidence.view import ground_in_words
from bot.services.core.ledger import JOURNAL_SINCE, OUTBOX_BY_STATE, PEOPLE_OF, Ledger, moment
from bot.services.core.measure_context import measure_context
from bot.services.core.message_content import (
    FactsContent,
    InstructionContent,
    LetterContent,
    NoticeContent,
    NudgeContent,
    RemindersContent,
    content_of,
    reminders_in,
)
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.evidence.requirement import grounds_of

SEE_ALL = (Role.OFFICE, Role.SECRETARY)
ASKED = frozenset({Rule.OWN, Rule.INSTEAD})  # reminders of these rules ask for a report
ASSIGNED = frozenset({"aans", "aclr"})  # buttons of a notice that something is to be answered


async def burden_for(request: RequestContext, person: Person, words: str = "") -> Burden:
    """The account of a month: the unit's for office and secretary, one's own for others; raises Unreadable."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        return await burden_of(request, ledger, unit, words, only=None if person.holds(*SEE_ALL) else person.id)


async def burden_of(
    request: RequestContext, ledger: Ledger, unit: Unit, words: str = "", *, only: str | None = None
) -> Burden:
    """The account of the month that the words name, this one without any; of one person with `only`.

    Raises Unreadable for words that name no month, or one whose messages are not remembered any more.
    """
    today = request.today(unit)
    month = read_period(words, today) if words.strip() else month_of(today)
    if month is None or month.kind != "month":
        raise Unreadable(what=words)
    if not is_remembered(month, today):
        raise Unreadable(what="burden")
    before = month_of(month.start - DAY)
    entries = await _entries(ledger, unit, Period(before.start, month.end, "days"))
    tx = Transaction(request, ledger, unit)
    now = asked_in(month, await _arrivals(tx, month), entries, unit.day_of)
    former = None
    if is_remembered(before, today):
        former = asked_in(before, await _arrivals(tx, before), entries, unit.day_of)
    people = [
        one
        for one in await ledger.people.find(PEOPLE_OF, unit.id)
        if (only is None or one.id == only) and (one.active or one.id in now or one.id == only)
    ]
    people.sort(key=lambda one: (one.rank, one.department, one.name))
    return Burden(
        unit=unit.name,
        month=month,
        until=min(month.end, today),
        ceiling=unit.policy.week_ceiling,
        lines=tuple(
            BurdenLine(one, now.get(one.id, Asked()), former.get(one.id, Asked()) if former is not None else None)
            for one in people
        ),
        grounds=await _grounds(tx, month, entries, only),
        whole=only is None,
    )


async def burden_paper(
    request: RequestContext, ledger: Ledger, unit: Unit, words: str
) -> Callable[[], list[tuple[str, bytes]]]:
    """The account of a unit's month as a page for an inspector, to be drawn; raises as `burden_of`."""
    paper, at = burden_sheet(await burden_of(request, ledger, unit, words), request.today(unit)), request.now()
    return lambda: [(f"{paper.name}.docx", word_file(paper, at))]


def _start(unit: Unit, day: dt.date) -> str:
    """The first moment of a day as a word of a key."""
    return moment(dt.datetime.combine(day, dt.time(), ZoneInfo(unit.zone)))


async def _entries(ledger: Ledger, unit: Unit, span: Period) -> list[Entry]:
    since, until = _start(unit, span.start), _start(unit, span.end + DAY)
    return await ledger.journal.find(JOURNAL_SINCE, unit.id, since=since, until=until)


async def _arrivals(tx: Transaction, month: Period) -> list[Arrival]:
    """What arrived from the first day of the month's first week to the last day of its last one."""
    ledger, unit = tx.ledger, tx.unit
    since, until = _start(unit, week_of(month.start).start), _start(unit, week_of(month.end).end + DAY)
    sent = await ledger.outbox.find(OUTBOX_BY_STATE, unit.id, MessageState.SENT, since=since, until=until)
    return [await _arrival(tx, one) for one in sent if one.to]


async def _arrival(tx: Transaction, message: Message) -> Arrival:
    reminders, day = await tx.ledger.reminders.get_many(reminders_in(message)), tx.day_of(message.sent or message.due)
    return Arrival(
        to=message.to,
        day=day,
        resting=not tx.request.calendar.is_working(day),
        daily=message.kind == RemindersContent.kind,
        reports=frozenset(f"{one.measure}:{one.duty}:{one.due}" for one in reminders if one.because in ASKED),
        answers=frozenset(_answers(message)),
    )


def _answers(message: Message) -> Iterator[str]:
    """Ids of what the message asks an answer to."""
    match message.kind:
        case InstructionContent.kind:
            yield content_of(message, InstructionContent).instruction
        case LetterContent.kind:
            letter = content_of(message, LetterContent)
            if letter.state is LetterState.ISSUED:
                yield letter.letter
        case FactsContent.kind:
            yield content_of(message, FactsContent).meeting
        case NudgeContent.kind:
            yield from (f"{message.id}:{measure}" for measure in content_of(message, NudgeContent).measures)
        case NoticeContent.kind:
            rows = content_of(message, NoticeContent).buttons
            yield from (id_ for row in rows for _, action, id_, *_ in row if action in ASSIGNED)


async def _grounds(tx: Transaction, month: Period, entries: Sequence[Entry], only: str | None) -> tuple[str, ...]:
    """On what the evidence of the month was demanded, each ground once."""
    found: dict[str, None] = {}
    for entry in entries:
        settings = [name for name, fact in DEMANDED.items() if entry.after.get(fact)]
        if not settings or only not in {None, entry.by} or not month.start <= tx.day_of(entry.at) <= month.end:
            continue
        context = await measure_context(tx, entry.subject)
        grounds = await grounds_of(context, settings, entry.at)
        found |= dict.fromkeys(ground_in_words(tx.request.wording, one) for one in grounds)
    return tuple(found)
