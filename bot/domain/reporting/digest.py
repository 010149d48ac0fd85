"""The week of a unit as a value: bad news first, and the rows behind every figure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.extensions.extension import Extension
from bot.domain.history.journal import Entry
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import OPEN, WAITING, Stage
from bot.domain.plan.part import Part
from bot.domain.reporting.reductions import Reduction
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.tally import Tally
from bot.domain.supervision.instruction import Instruction

SOON = 14  # days: "within two weeks"
TAKEN_BACK = frozenset({"undo", "withdraw"})  # the reporter took it back, nobody returned it


@dataclass(frozen=True, kw_only=True)
class MovedDeadline:
    """A deadline that was moved within the week: the first one is shown for ever."""

    row: RegisterRow
    first: dt.date | None
    old: dt.date
    new: dt.date
    by: str

    @property
    def total(self) -> int | None:
        """Days from the first deadline to the present one."""
        return (self.new - self.first).days if self.first else None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What became different since a moment."""

    closed: tuple[RegisterRow, ...] = ()
    overdue: tuple[RegisterRow, ...] = ()
    sent_back: tuple[RegisterRow, ...] = ()
    reopened: tuple[RegisterRow, ...] = ()
    moved: tuple[MovedDeadline, ...] = ()


@dataclass(frozen=True)
class SilentPerson:
    """A person who was asked and has not answered: since when, in working days, and on which measures."""

    person: Person
    working_days: int
    measures: tuple[RegisterRow, ...]


@dataclass(frozen=True)
class Gaps:
    """What the ledger itself lacks."""

    unowned: tuple[RegisterRow, ...] = ()
    unclear: tuple[RegisterRow, ...] = ()
    unbound: tuple[Person, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unowned or self.unclear or self.unbound)


@dataclass(frozen=True)
class PendingExtension:
    """More time that somebody asked for, and that waits for the secretary."""

    row: RegisterRow
    extension: Extension
    by: str


@dataclass(frozen=True, kw_only=True)
class OpenInstruction:
    """An instruction that nobody has answered yet."""

    number: str  # of the measure or finding
    instruction: Instruction
    to: tuple[str, ...]
    overdue: int  # days past the day for the answer, 0 before it
    redacted: bool


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One page for the person who decides."""

    unit: str
    at: dt.datetime  # in the unit's zone
    since: dt.datetime
    tally: Tally
    changes: Changes
    overdue: tuple[RegisterRow, ...]  # longest overdue first
    secretary: tuple[RegisterRow, ...]  # led by the secretary and not ended
    soon: tuple[RegisterRow, ...]
    decisions: tuple[RegisterRow, ...]
    asked: tuple[PendingExtension, ...]
    instructions: tuple[OpenInstruction, ...]
    silent: tuple[SilentPerson, ...]
    chase_after: int  # working days without an answer that are reported
    gaps: Gaps
    reduced: tuple[Reduction, ...] = ()  # what made the work less, or moved who decides it
    anchor: str = ""  # the end of the unit's chain when the page was made


def overdue_rows(register: Register) -> tuple[RegisterRow, ...]:
    """Late measures, the longest first."""
    return tuple(sorted(register.rows(register.tally.of(Part.OVERDUE)), key=lambda row: row.days or 0))


def soon_rows(register: Register, days: int = SOON) -> tuple[RegisterRow, ...]:
    """Open measures due from today within that many days, the nearest first."""
    rows = register.rows(m for m in register.measures if m.is_open or m.stage is Stage.STANDING)
    near = (row for row in rows if row.days is not None and 0 <= row.days <= days)
    return tuple(sorted(near, key=lambda row: row.days or 0))


def led_by(register: Register, role: Role) -> tuple[RegisterRow, ...]:
    """Measures not ended whose leader holds the role."""
    heads = {person.id for person in register.holding(role)}
    return register.rows(m for m in register.measures if heads & set(m.leaders) and not m.is_ended)


def gaps(register: Register) -> Gaps:
    """Measures without owner or clear deadline, and people of open measures whose account is not bound."""
    named = {person for m in register.measures if not m.is_ended for person in (*m.owners, *m.leaders)}
    people = (register.people[i] for i in named if i in register.people)
    unbound = sorted((p for p in people if p.active and p.chat is None), key=lambda p: (p.rank, p.name))
    return Gaps(register.rows(register.tally.unowned), register.rows(register.tally.unclear), tuple(unbound))


def changes(register: Register, entries: Iterable[Entry], since: dt.date) -> Changes:
    """What the journal's entries, oldest first, changed in the register's measures."""
    measures = {m.id: m for m in register.measures}
    written = [e for e in entries if e.subject in measures and e.before]
    stages = _first(written, "stage")
    dates = _first(written, "deadline")
    back = {e.subject for e in written if _returned(e)}
    return Changes(
        closed=_rows(
            register, (m for m, was in stages.items() if was != Stage.CLOSED and measures[m].stage is Stage.CLOSED)
        ),
        overdue=tuple(row for row in overdue_rows(register) if _since_overdue(row) >= since),
        sent_back=_rows(register, back),
        reopened=_rows(register, (m for m, was in stages.items() if was == Stage.CLOSED and not measures[m].is_ended)),
        moved=tuple(_moves(register, dates, written)),
    )


def _since_overdue(row: RegisterRow) -> dt.date:
    """The first day on which it was late."""
    return (row.standing.due or dt.date.max) + dt.timedelta(1)


def _first(entries: Iterable[Entry], field: str) -> dict[str, object]:
    """The value that each measure's field had before the first of the entries."""
    found: dict[str, object] = {}
    for entry in entries:
        if field in entry.before:
            found.setdefault(entry.subject, entry.before[field])
    return found


def _returned(entry: Entry) -> bool:
    was, became = entry.before.get("stage"), entry.after.get("stage")
    return was in WAITING and became in OPEN and entry.verb not in TAKEN_BACK


def _rows(register: Register, ids: Iterable[str]) -> tuple[RegisterRow, ...]:
    wanted = set(ids)
    return register.rows(m for m in register.measures if m.id in wanted) if wanted else ()


def _moves(register: Register, dates: dict[str, object], entries: list[Entry]) -> Iterable[MovedDeadline]:
    mover = {e.subject: e.by for e in entries if "deadline" in e.before}
    for measure in register.measures:
        was = dates.get(measure.id)
        if not isinstance(was, dict) or not was.get("date"):
            continue
        old = dt.date.fromisoformat(was["date"])
        if measure.due and measure.due != old:
            by = register.names([mover[measure.id]])[0]
            yield MovedDeadline(
                row=register.row(measure), first=measure.deadline.first, old=old, new=measure.due, by=by
            )
