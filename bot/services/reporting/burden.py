"""减负账: what each person was asked in a month, read from the outbox, the reminders and the journal."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.domain.core.colour import Colour
from bot.domain.core.refusal import Unreadable
from bot.domain.evidence.requirement import DEMANDED
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.reminders.ladder import Rule
from bot.domain.reporting.burden import Arrival, Asked, Burden, BurdenLine, asked_in, is_remembered
from bot.domain.reporting.period import DAY, Period, lies_ahead, month_of, read_period, week_of
from bot.domain.reporting.release import ReleaseState
from bot.domain.supervision.letter import LetterState
from bot.domain.units.unit import Unit
from bot.messages.evidence.view import ground_in_words
from bot.services.core.ledger import (
    JOURNAL_SINCE,
    LETTERS_OF_UNIT,
    OUTBOX_BY_STATE,
    PEOPLE_OF,
    RECHECKS_DUE,
    Ledger,
    moment,
)
from bot.services.core.measure_context import may, measure_context
from bot.services.core.message_content import (
    AcceptanceContent,
    DecisionContent,
    ExtensionContent,
    FactsContent,
    InstructionContent,
    KnockContent,
    LetterContent,
    NoticeContent,
    NudgeContent,
    ProposalContent,
    RecheckContent,
    ReleaseContent,
    RemindersContent,
    ReviewContent,
    WaitContent,
    content_of,
    matter_of,
    reminders_in,
)
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.evidence.requirement import grounds_of

SEE_ALL = (Role.OFFICE, Role.SECRETARY)
ASKED = frozenset({Rule.OWN, Rule.INSTEAD})  # reminders of these rules ask for a report
ASSIGNED = frozenset({"aans", "aclr"})  # buttons of a notice that something is to be answered
SETTLING = frozenset({"iset", "iret"})  # and that an answer is to be judged
CARDS = frozenset(
    content.kind
    for content in (
        *(ReviewContent, DecisionContent, ExtensionContent, RecheckContent),
        *(ProposalContent, KnockContent, AcceptanceContent),
    )
)  # each brings a matter that waits for a decision


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
        raise Unreadable(what=words, why="period_ahead" if lies_ahead(words, today) else "")
    if not is_remembered(month, today):
        raise Unreadable(what="burden")
    before = month_of(month.start - DAY)
    entries = await _entries(ledger, unit, Period(before.start, month.end, "days"))
    tx = Transaction(request, ledger, unit)
    now = asked_in(month, await _arrivals(tx, month), entries, await _waited(tx, month, entries), unit.day_of)
    former = None
    if is_remembered(before, today):
        waited = await _waited(tx, before, entries)
        former = asked_in(before, await _arrivals(tx, before), entries, waited, unit.day_of)
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
    from bot.documents.word.burden import burden_sheet
    from bot.documents.word.paper import word_file

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
        decisions=frozenset(_decisions(message)),
    )


def _decisions(message: Message) -> Iterator[str]:
    """Ids of what the message asks to be decided."""
    if message.kind in CARDS:
        yield matter_of(message)
    match message.kind:
        case LetterContent.kind:
            letter = content_of(message, LetterContent)
            if letter.state is LetterState.DRAFT:
                yield letter.letter
        case ReleaseContent.kind:
            release = content_of(message, ReleaseContent)
            if release.state is ReleaseState.ASKED:
                yield release.release
        case NoticeContent.kind:
            yield from _behind(content_of(message, NoticeContent), SETTLING)


async def _waited(tx: Transaction, month: Period, entries: Sequence[Entry]) -> dict[str, set[str]]:
    """Of each person what waited in the month in the message of the day alone: looks back, and the clock's drafts."""
    found: dict[str, set[str]] = defaultdict(set)
    ledger, unit = tx.ledger, tx.unit.id
    clerks = [one for one in await ledger.people.find(PEOPLE_OF, unit) if one.active and one.holds(Role.OFFICE)]
    until = min(month.end, tx.today)
    for recheck in await ledger.rechecks.find(RECHECKS_DUE, unit, until=(until + DAY).isoformat()):
        context = await measure_context(tx, recheck.measure)
        for clerk in clerks if context.measure.stage is Stage.CLOSED else ():
            if await may(context, Action.RECHECK, clerk):
                found[clerk.id].add(recheck.id)
    drafted = [one for colour in Colour for one in await ledger.letters.find(LETTERS_OF_UNIT, unit, colour)]
    by_the_clock = {one.id for one in drafted if not one.drafted_by}
    for letter in drafted:
        if letter.id in by_the_clock and letter.state is LetterState.DRAFT and tx.day_of(letter.drafted_at) <= until:
            for clerk in clerks:
                found[clerk.id].add(letter.id)
    for entry in entries:
        settled = entry.verb in {Verb.ISSUE_LETTER, Verb.DROP_LETTER} and entry.after.get("letter") in by_the_clock
        if settled and month.start <= tx.day_of(entry.at) <= month.end:
            found[entry.by].add(str(entry.after["letter"]))
    return found


def _behind(notice: NoticeContent, actions: Collection[str]) -> Iterator[str]:
    """Ids behind the buttons of a notice that do one of the actions."""
    yield from (id_ for row in notice.buttons for _, action, id_, *_ in row if action in actions)


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
            yield from _behind(content_of(message, NoticeContent), ASSIGNED)
        case WaitContent.kind:
            yield content_of(message, WaitContent).dependency


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
