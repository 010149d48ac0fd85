"""Health as the office reads it: first whether all is well, then one line for each thing that was looked at."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from bot.domain.outbox.message import MessageState
from bot.domain.units.unit import MEGABYTE, Quota, Use
from bot.messages.body import LINE, MessageBody
from bot.messages.operations.jobs import Jobs, job_names, jobs_lines
from bot.messages.text import day, size, span
from bot.messages.wording import Wording

LATE = dt.timedelta(minutes=5)  # after which a due message should have gone
STALE = 180.0  # seconds without a tick, or without an answer of Telegram
BACKUP_AGE = dt.timedelta(hours=36)
ROOM = 1 << 30  # bytes that should be free
RECENT = 3600.0  # seconds for which a refusal of Telegram is still told
SHOWN = 8


@dataclass(frozen=True)
class Archive:
    """An archive that was made, and how many older ones went; `trouble` says in words why there is none."""

    path: str = ""
    size: int = 0
    removed: tuple[str, ...] = ()
    trouble: str = ""
    unsigned: str = ""  # why it could not be signed, in words
    anchors: tuple[str, ...] = ()  # the ends of the units' chains in it
    missing: int = 0  # files of evidence that could not be taken into it


@dataclass(frozen=True)
class Space:
    """Bytes of the ledger (None where a database keeps it) and of the evidence, and bytes that are free."""

    ledger: int | None
    evidence: int
    free: int


@dataclass(frozen=True)
class InTray:
    """What lies in the inbox: how many updates, how long the oldest, and when the last one came."""

    waiting: int = 0
    oldest: dt.timedelta | None = None
    came: dt.datetime | None = None
    aside: int = 0  # set aside because they could not be read


@dataclass(frozen=True)
class ProcessRecord:
    """A process at work: its name, its roles, the seats that it holds, when it was last seen."""

    id: str
    roles: tuple[str, ...]
    seats: tuple[str, ...]
    seen: dt.datetime


@dataclass(frozen=True)
class Team:
    """Where several processes share the work: how many are at each obligation now, and what lies in their inbox."""

    roles: Mapping[str, int]
    tray: InTray = InTray()

    @property
    def missing(self) -> tuple[str, ...]:
        """The roles that nobody has."""
        return tuple(obligation for obligation, count in self.roles.items() if not count)

    @property
    def keeps_up(self) -> bool:
        """True where nothing has waited in the inbox for long."""
        return self.tray.oldest is None or self.tray.oldest < LATE


@dataclass(frozen=True)
class Outbox:
    """What waits and what became of the rest: `late` is the age of the oldest message that is due and not sent."""

    late: dt.timedelta | None = None
    due: int = 0
    tried: int = 0  # waiting again after a failure
    counts: Mapping[MessageState, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Pulse:
    """The clock's last round: when, seconds since, seconds that it came late, what failed in it."""

    at: dt.datetime | None = None
    age: float | None = None
    lag: float = 0.0
    failed: tuple[str, ...] = ()

    @property
    def fresh(self) -> bool:
        """True where the clock has done its round lately."""
        return self.age is not None and self.age < STALE


@dataclass(frozen=True)
class LineHealth:
    """The line to Telegram: why it refuses now, seconds since it answered, seconds since it refused, by reason."""

    refused: str = ""
    age: float | None = None
    complaints: Mapping[str, float] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """True where Telegram has handed out updates lately."""
        return not self.refused and self.age is not None and self.age < STALE


@dataclass(frozen=True, kw_only=True)
class Health:
    """Everything that was looked at, in the unit's own zone."""

    now: dt.datetime
    outbox: Outbox = Outbox()
    blocked: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()  # of secretary and office whom nobody is
    unled: tuple[str, ...] = ()  # numbers of measures that nobody leads
    backup: dt.datetime | None = None
    proved: dt.datetime | None = None  # when the ledger was last compared with its history
    differs: bool = False  # True where it was not what its history says
    suspect: dt.date | None = None  # the day since which nobody of the office answers the message that tries the line
    daily: bool = True
    uncovered: tuple[int, ...] = ()  # years whose days of rest are needed and not known
    space: Space | None = None
    pulse: Pulse = Pulse()
    line: LineHealth = LineHealth()
    team: Team | None = None  # None where one process does everything
    tray: InTray = InTray()
    jobs: Jobs = field(default_factory=Jobs)
    quota: Quota = field(default_factory=Quota)
    use: Use = field(default_factory=Use)  # counted only where there is a quota


Found = tuple[bool, Markup]  # whether it is well, and the words


def draw_health(wording: Wording, health: Health) -> MessageBody:
    """The office's page of health."""
    found = [*_messages(wording, health), *_running(wording, health), *_kept(wording, health), *_known(wording, health)]
    bad = sum(not good for good, _ in found)
    head = wording.say("operations.head_bad", count=bad) if bad else wording.say("operations.head_good")
    lines = [wording.say("operations.good" if good else "operations.bad", words=words) for good, words in found]
    return MessageBody(LINE.join([head, *lines]))


def _messages(wording: Wording, health: Health) -> Iterator[Found]:
    outbox = health.outbox
    if outbox.late is None:
        yield True, wording.say("operations.none_late")
    else:
        age = span(wording, outbox.late.total_seconds())
        yield outbox.late < LATE, wording.say("operations.late", age=age, count=outbox.due)
    counts = {state.value: outbox.counts.get(state, 0) for state in MessageState}
    yield not outbox.counts.get(MessageState.GIVEN_UP, 0), wording.say("operations.outbox", **counts)
    if outbox.tried:
        yield False, wording.say("operations.tried", count=outbox.tried)
    if health.blocked:
        yield False, wording.say("operations.blocked", names=_names(wording, health.blocked))
    yield from ((False, wording.say(f"operations.no_{role}")) for role in health.lacking)
    if health.unled:
        numbers = _names(wording, health.unled)
        yield False, wording.say("operations.unled", count=len(health.unled), numbers=numbers)
    if health.unbound:
        yield False, wording.say("operations.unbound", names=_names(wording, health.unbound))


def _running(wording: Wording, health: Health) -> Iterator[Found]:
    pulse, line = health.pulse, health.line
    if pulse.at is None or pulse.age is None:
        yield False, wording.say("operations.no_tick")
    else:
        age, lag = span(wording, pulse.age), span(wording, pulse.lag)
        yield pulse.fresh, wording.say("operations.tick", time=f"{pulse.at:%H:%M:%S}", age=age, lag=lag)
    if pulse.failed:
        yield False, wording.say("operations.tick_failed", names=job_names(wording, pulse.failed))
    if health.team:
        yield from _shared(wording, health.team)
    if health.tray.aside:
        yield False, wording.say("operations.tray_aside", count=health.tray.aside)
    yield from ((True, line) for line in jobs_lines(wording, health.jobs))
    if line.age is not None:
        yield line.good, wording.say("operations.line", age=span(wording, line.age))
    if health.suspect:
        yield False, wording.say("operations.suspect", day=day(health.suspect))
    for reason, ago in line.complaints.items():
        if ago < RECENT:
            yield False, wording.say(f"operations.refused_{reason}", age=span(wording, ago))


def _shared(wording: Wording, team: Team) -> Iterator[Found]:
    at_work = "、".join(f"{role} {count}" for role, count in team.roles.items() if count)
    yield not team.missing, wording.say("operations.team", roles=at_work)
    if team.missing:
        yield False, wording.say("operations.team_missing", roles="、".join(team.missing))
    if team.tray.oldest is None:
        yield True, wording.say("operations.tray_empty")
    else:
        age = span(wording, team.tray.oldest.total_seconds())
        yield team.keeps_up, wording.say("operations.tray", count=team.tray.waiting, age=age)


def _kept(wording: Wording, health: Health) -> Iterator[Found]:
    if health.backup is None:
        yield not health.daily, wording.say("operations.no_backup")
    else:
        made = wording.say("operations.backup", day=day(health.backup.date()), time=f"{health.backup:%H:%M}")
        yield not health.daily or health.now - health.backup < BACKUP_AGE, made
    if not health.daily:
        yield True, wording.say("operations.no_daily")
    if health.proved:
        proved = {"day": day(health.proved.date()), "time": f"{health.proved:%H:%M}"}
        key = "operations.proved_differs" if health.differs else "operations.proved"
        yield not health.differs, wording.say(key, **proved)
    if space := health.space:
        ledger = size(space.ledger) if space.ledger is not None else wording.word("operations.database")
        sizes = {"ledger": ledger, "evidence": size(space.evidence), "free": size(space.free)}
        yield space.free >= ROOM, wording.say("operations.space", **sizes)
    if health.quota:
        yield _use(wording, health.quota, health.use)


def _use(wording: Wording, quota: Quota, use: Use) -> Found:
    rows = (
        ("people", use.people, quota.people, str(use.people)),
        ("measures", use.measures, quota.measures, str(use.measures)),
        ("evidence", use.evidence, quota.evidence_mb * MEGABYTE, size(use.evidence)),
    )
    words = {}
    for name, _, limit, used in rows:
        most = size(limit) if name == "evidence" else str(limit)
        words[name] = wording.word("operations.of_limit", used=used, limit=most) if limit else used
    return not any(limit and used >= limit for _, used, limit, _ in rows), wording.say("operations.use", **words)


def _known(wording: Wording, health: Health) -> Iterator[Found]:
    if health.uncovered:
        yield False, wording.say("operations.uncovered", years="、".join(map(str, health.uncovered)))
    else:
        yield True, wording.say("operations.covered")


def draw_archive(wording: Wording, made: Archive) -> MessageBody:
    """What became of a backup: where it lies and how big it is, never what is in it."""
    if made.trouble:
        return MessageBody(wording.say("operations.backup_failed", why=made.trouble))
    lines = [wording.say("operations.archived", path=escape(made.path), size=size(made.size))]
    if made.anchors:
        lines.append(wording.say("operations.anchors", anchors=Markup("、").join(made.anchors)))
    if made.missing:
        lines.append(wording.say("operations.backup_missing", count=made.missing))
    if made.unsigned:
        lines.append(wording.say("operations.unsigned", why=made.unsigned))
    if made.removed:
        lines.append(wording.say("operations.removed", count=len(made.removed)))
    return MessageBody(LINE.join(lines))


def _names(wording: Wording, names: tuple[str, ...]) -> str:
    more = wording.word("operations.more", count=len(names)) if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more
