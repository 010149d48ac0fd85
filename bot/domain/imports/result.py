"""What taking in a plan would do, did, and what taking it back did."""

import datetime as dt
from dataclasses import dataclass, field

from bot.domain.imports.draft import MeasureDraft, PlanDraft, Problem
from bot.domain.imports.namesakes import LEFT, name_questions
from bot.domain.imports.revision import Revision
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.status.support import UnsettledShare

NUMBERS = frozenset({"number", "finding_number", "task_number", "measure_number"})


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an import would do, for a person to confirm; `draft` names it until then.

    `plan` is the round it would change, None for a new one; `rounds` are the others to choose from.
    """

    draft: str
    name: str
    read: PlanDraft
    plan: Plan | None
    rounds: tuple[Plan, ...]
    revision: Revision
    strangers: tuple[str, ...]  # people named in measures whom nobody knows yet
    open_deadlines: tuple[MeasureDraft, ...]  # for which a person must decide
    past: tuple[str, ...] = ()  # numbers whose day is over when they come in
    by_file: frozenset[str] = frozenset()  # measures in which the file counts, not the ledger
    revived: bool | None = None  # whether cancelled measures come back, None until somebody said
    reason: str = ""
    file: str = ""  # the file's id at Telegram
    names: dict[str, str] = field(default_factory=dict)  # of people, by id
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = ()  # that people would get, with their names
    confirmed: frozenset[Role] = frozenset()  # roles on which a second person decides
    put_off: tuple[str, ...] = ()  # numbers of measures to which the file gives more time
    repeated: tuple[tuple[str, str], ...] = ()  # numbers of findings, each with that of a closed one of its kind
    known: tuple[str, ...] = ()  # of a new round: numbers of measures of others that it has word for word
    twice: tuple[str, ...] = ()  # numbers that stand twice: such a file is not taken in

    @property
    def needs_reason(self) -> bool:
        """True where days or people change, for which the chat asks a reason too."""
        named = {"deadline", "leaders", "owners"}
        return any(named & set(change.what) for change in self.revision.changed)

    @property
    def only_guessed(self) -> bool:
        """True where no head of the file is known: somebody must say what its columns are about."""
        read = [column for column in self.read.columns if column.field and column.field not in NUMBERS]
        return bool(read) and all(column.ask for column in read)

    @property
    def is_foreign(self) -> bool:
        """True where the file is of another round than the one that it would change."""
        return self.plan is not None and self.revision.is_foreign

    @property
    def is_settled(self) -> bool:
        """True where nothing is left that must be answered first."""
        undecided = bool(self.revision.cancelled) and self.revived is None
        open_ = self.revision.doubts or undecided or self.left or self.twice
        return not (open_ or self.only_guessed or self.is_foreign)

    @property
    def left(self) -> tuple[Problem, ...]:
        """Names of people who left, of which somebody must say whether they are meant."""
        return tuple(one for one in name_questions(self.read) if one.what == LEFT)


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What an import did; `moves` deadlines wait for a second person, `asked` where they did not before."""

    plan: Plan
    revision: Revision
    people: tuple[Person, ...]  # new ones
    unbound: int
    told: tuple[str, ...] = ()
    moves: int = 0
    asked: bool = False
    deciders: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()  # who would lead for the first time: a second person decides
    lent: tuple[tuple[str, str, dt.date], ...] = ()  # shares of supporting bodies: of which measure, whose, by when
    unsettled: tuple[UnsettledShare, ...] = ()  # those that nobody was given


@dataclass(frozen=True)
class UndoneImport:
    """What taking an import back does or did: measures that end, and those that are as before.

    Where it was brought back, `asked` are the requests that were withdrawn with it and wait again.
    """

    plan: Plan
    removed: tuple[Measure, ...]
    restored: tuple[Measure, ...]
    asked: tuple[str, ...] = ()
