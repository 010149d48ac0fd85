"""The one folded message of a person and day, drawn up from the ledger as it is when it is looked at."""

import datetime as dt
from collections.abc import Iterable

from bot.domain.core.refusal import NotFound
from bot.domain.outbox.message import Message, Reminder
from bot.domain.people.person import Person
from bot.domain.plan.measure import STAGE_WORDS
from bot.domain.reminders.ladder import Call, Case, Rule, calls
from bot.messages.body import Sheet
from bot.messages.reminders.view import Folded, Line, draw
from bot.services.core.ledger import Ledger
from bot.services.core.request import Desk
from bot.services.reminders.facts import Round, arrived_below, case_of

KIND = "reminders"
AFTERNOON = 14  # o'clock


async def compose_reminders(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet | None:
    """What of the message's reminders still holds; None where nothing does, or its day has passed."""
    return await _page(desk, ledger, message, person, 1, fresh=True)


async def reminder_page(desk: Desk, person: Person, tail: str, page: int) -> Sheet:
    """A page of a folded message that the person has; raises NotFound where there is none, or nothing of it is left."""
    async with desk.look() as ledger:
        message = await ledger.outbox.get(f"{KIND}:{person.id}:{tail}")
        sheet = await _page(desk, ledger, message, person, page, fresh=False) if message else None
        if sheet is None:
            raise NotFound(what=tail)
        return sheet


async def _page(
    desk: Desk, ledger: Ledger, message: Message, person: Person, page: int, *, fresh: bool
) -> Sheet | None:
    unit = await ledger.units.get(message.unit)
    if unit is None or (fresh and message.facts["day"] != desk.today(unit).isoformat()):
        return None
    round_ = Round(ledger, unit, desk.calendar, desk.now())
    rows = await ledger.reminders.get_many(message.facts["reminders"])
    lines = await lines_of(round_, (row for row in rows if not (fresh and _asleep(row, round_.now))))
    if not lines:
        return None
    tail = message.id.removeprefix(f"{KIND}:{person.id}:")
    missed = message.facts.get("missed", 0)
    uncovered = None if desk.calendar.covers(round_.today) else round_.today.year
    afternoon = desk.local(unit).hour < AFTERNOON
    return draw(desk.wording, Folded(round_.today, tail, lines, missed, uncovered, afternoon), page)


def _asleep(row: Reminder, now: dt.datetime) -> bool:
    return row.snoozed_until is not None and row.snoozed_until > now


async def lines_of(round_: Round, rows: Iterable[Reminder]) -> tuple[Line, ...]:
    """The reminders whose reason still holds, as they are said today."""
    lines = []
    reasons: dict[str, tuple[Case, dict[str, Call]] | None] = {}
    for row in rows:
        if row.measure not in reasons:
            reasons[row.measure] = await _reasons(round_, row.measure)
        reason = reasons[row.measure]
        if reason and row.id in reason[1]:
            lines.append(await _line(round_, reason[0], reason[1][row.id], row))
    return tuple(lines)


async def _reasons(round_: Round, measure_id: str) -> tuple[Case, dict[str, Call]] | None:
    measure = await round_.ledger.measures.get(measure_id)
    if measure is None:
        return None
    case = await case_of(round_, measure)
    (below,) = await arrived_below(round_, [case])
    return case, {call.id: call for call in calls(case, round_.calendar, round_.today, below)}


async def _line(round_: Round, case: Case, call: Call, row: Reminder) -> Line:
    measure, due = case.measure, case.duty.due if case.duty else None
    shown = case.owners if call.rule in {Rule.LED, Rule.HEAD} else await round_.people(row.about or call.about)
    below = (await arrived_below(round_, [case]))[0] if call.rule is Rule.CHASE else None
    silent = round_.calendar.between(max(below, case.answered or below), round_.today) if below else 0
    return Line(
        measure.id,
        measure.number,
        measure.deadline.words if call.rule is Rule.UNCLEAR else measure.text,
        call.rule,
        call.mark.colour,
        call.duty or "",
        due,
        (due - round_.today).days if due else 0,
        max(round_.calendar.between(round_.today, due), 0) if due else 0,
        STAGE_WORDS[measure.stage],
        tuple(person.name for person in shown),
        hidden=case.policy.confidential,
        silent=silent,
    )
