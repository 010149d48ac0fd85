"""What `check` looks at: everything that keeps an office from relying on the bot, as codes and facts."""

import datetime as dt
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.clock import utc_now
from bot.config import Config, StoreSettings, read_token
from bot.domain.core.refusal import BadUnit
from bot.domain.core.store_error import StoreError
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.evidence.evidence import Evidence
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.reporting.release import Release
from bot.domain.status.tally import unled_among
from bot.domain.units.unit import Unit
from bot.messages.operations.store_error import store_error_here
from bot.messages.wording import load_wording
from bot.scheduling.clock import is_right
from bot.services.core.ledger import (
    JOURNAL_OF_UNIT,
    MEASURES_OF_UNIT,
    MEASURES_TO_WAKE,
    OUTBOX_BY_STATE,
    PEOPLE_OF,
    TO_SEND,
)
from bot.services.core.request import RequestContext
from bot.services.evidence.damaged import damaged_evidence
from bot.services.history.verification import Verified, verify
from bot.services.reporting.release import damaged_papers, official_name
from storage.archive.backup import listed_archives
from storage.opening import DATABASES, backup_folder, is_new, public_address

LATE = dt.timedelta(hours=1)
SHOWN = 8
POLICIES = ("confidential", "evidence_months")  # of a unit's policy what concerns who sees and keeps what


class Severity(StrEnum):
    """How it is with one thing; the names of its marks in the wording."""

    GOOD = "good"
    BAD = "bad"
    NOTE = "note"


@dataclass(frozen=True)
class CheckResult:
    """One thing that was looked at: its sentences stand under `operations.check`, filled with the facts.

    Where `found` is "", the words are among the facts.
    """

    severity: Severity
    what: str
    found: str
    facts: Mapping[str, object]


def good(what: str, found: str, **facts: object) -> CheckResult:
    """That something is well."""
    return CheckResult(Severity.GOOD, what, found, facts)


def bad(what: str, found: str, **facts: object) -> CheckResult:
    """That something must be mended."""
    return CheckResult(Severity.BAD, what, found, facts)


def note(what: str, found: str, **facts: object) -> CheckResult:
    """That something should be known."""
    return CheckResult(Severity.NOTE, what, found, facts)


def setting(name: str, value: object, source: str) -> CheckResult:
    """How something is set, and where."""
    shown = load_wording().word(f"operations.check.source_{source}")
    return note("setting", "setting_is", name=name, value=value, source=shown)


async def diagnose(
    config: Config, unit_id: str = "", sources: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[CheckResult]:
    """Look at configuration, clock, font, calendar, ledger, people, next reminders and the token."""
    yield good("config", "config_good", unit=config.unit.name, zone=config.unit.zone)
    yield _clock(config)
    yield _font()
    try:
        async with _opened(config) as (request, place):
            results = [*place, *await _ledger(request, unit_id or config.unit.id, sources)]
    except StoreError as error:
        results = [bad("ledger", "", words=store_error_here(load_wording(), error))]
    for result in (*results, *_rows(config.store.url)):
        yield result
    for result in _archives(config):
        yield result
    yield await _token(config)


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[tuple[RequestContext, tuple[CheckResult, ...]]]:
    """The ledger, and what is to be said of it before; one that nobody has begun stays so, for a backup to come."""
    from bot.installation import open_context

    address, evidence = config.store.url, Path(config.store.evidence)
    place: tuple[CheckResult, ...] = ()
    with tempfile.TemporaryDirectory(prefix="duban-check-") as scratch:
        if is_new(address, evidence, backup_folder(address, evidence, config.backup.folder)):
            place = (_place_of(address),)
            config = replace(config, store=StoreSettings(f"{scratch}/ledger.json", f"{scratch}/evidence"))
        request = await open_context(config)
        try:
            yield request, place
        finally:
            await request.store.close()


def _place_of(address: str) -> CheckResult:
    """Whether a ledger can be made there."""
    file = Path(public_address(address))
    folder = next(one for one in file.parents if one.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return bad("ledger", "", words=load_wording().say("operations.start.no_right", path=folder))
    return note("ledger", "ledger_new", path=file)


def _rows(address: str) -> Iterator[CheckResult]:
    """Whether the database keeps the units apart as well, where there is one."""
    if address.startswith(DATABASES):
        from storage.postgres.schema import is_walled

        if (walled := is_walled(address)) is not None:
            yield good("rows", "rows_good") if walled else bad("rows", "rows_bad")


def _clock(config: Config) -> CheckResult:
    now = utc_now()
    shown = f"{now.astimezone(ZoneInfo(config.unit.zone)):%Y-%m-%d %H:%M}"
    return (good if is_right(now) else bad)("clock", "clock_now", now=shown, zone=config.unit.zone)


def _font() -> CheckResult:
    from pylopdf_fonts_zh_cn import sans_path

    return good("font", "font_good") if Path(sans_path()).is_file() else bad("font", "font_bad")


async def _ledger(request: RequestContext, unit: str, sources: Mapping[str, str]) -> list[CheckResult]:
    async with request.look() as ledger:
        kept = await ledger.units.get(unit)
        if kept is None:
            raise BadUnit(what="unknown", name=unit)
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, unit)
        people = [p for p in await ledger.people.find(PEOPLE_OF, unit) if p.active]
        measures = await ledger.measures.find(MEASURES_OF_UNIT, unit)
        waking = await ledger.measures.find(MEASURES_TO_WAKE, unit, limit=SHOWN)
        ready = [m for state in TO_SEND for m in await ledger.outbox.find(OUTBOX_BY_STATE, unit, state)]
    damaged, papers = await damaged_evidence(request, unit), await damaged_papers(request, unit)
    checked = next((one for one in await verify(request) if one.unit == unit), None)
    return [
        good("unit", "unit_good", id=kept.id, name=kept.name),
        *(_policy(kept, name, sources) for name in POLICIES),
        *_calendar(request.calendar, request.today(kept).year),
        _history(checked, len(entries)),
        _evidence(damaged),
        _papers(papers),
        *_people(people, unit),
        _leaders(people, measures),
        _outbox(ready, request.now()),
        _canary(kept),
        _next(waking),
    ]


def _policy(unit: Unit, name: str, sources: Mapping[str, str]) -> CheckResult:
    source = "chat" if name in unit.changes else sources.get(f"policy.{name}", "default")
    return setting(f"policy.{name}", getattr(unit.policy, name), source)


def _calendar(calendar: WorkCalendar, this_year: int) -> Iterator[CheckResult]:
    for year in (this_year, this_year + 1):
        if year in calendar.years:
            yield good("calendar", "calendar_good", year=year)
        else:
            yield (bad if year == this_year else note)("calendar", "calendar_missing", year=year)


def _history(checked: Verified | None, count: int) -> CheckResult:
    if checked and not checked.holds:
        return bad("history", "history_bad", count=len(checked.breaks) + len(checked.differences))
    return good("history", "history_good", count=count)


def _evidence(damaged: Sequence[Evidence]) -> CheckResult:
    if damaged:
        names = "、".join(f"{evidence.measure.rpartition('/')[2]} {evidence.name}" for evidence in damaged[:SHOWN])
        return bad("evidence", "evidence_bad", count=len(damaged), names=names)
    return good("evidence", "evidence_good")


def _papers(damaged: Sequence[Release]) -> CheckResult:
    if damaged:
        names = "、".join(official_name(one) for one in damaged[:SHOWN])
        return bad("papers", "papers_bad", count=len(damaged), names=names)
    return good("papers", "papers_good")


def _archives(config: Config) -> Iterator[CheckResult]:
    """The latest backup; and those that cannot be read, which no rotation deletes, so that somebody must."""
    folder = backup_folder(config.store.url, Path(config.store.evidence), config.backup.folder)
    found = listed_archives(folder)
    read = [path.name for path, manifest in found.items() if manifest]
    if read:
        yield good("archives", "archives_good", count=len(read), latest=read[-1], folder=folder)
    else:
        yield note("archives", "archives_none", folder=folder)
    if spoilt := [path.name for path, manifest in found.items() if not manifest]:
        yield bad("archives", "archives_bad", count=len(spoilt), names="、".join(spoilt[:SHOWN]), folder=folder)


def _canary(unit: Unit) -> CheckResult:
    """Whether anybody would notice that messages are taken by Telegram and reach no phone."""
    return good("canary", "canary_on") if unit.policy.canary else note("canary", "canary_off")


def _people(people: Sequence[Person], unit: str) -> Iterator[CheckResult]:
    if any(person.holds(Role.OFFICE) for person in people):
        yield good("office", "office_good")
    else:
        yield bad("office", "office_bad", unit=unit)
    if any(person.holds(Role.SECRETARY) for person in people):
        yield good("secretary", "secretary_good")
    else:
        yield bad("secretary", "secretary_bad", unit=unit)
    unbound = [person.name for person in people if person.chat is None]
    counts = {"bound": len(people) - len(unbound), "all": len(people)}
    if unbound:
        found = "binding_more" if len(unbound) > SHOWN else "binding_note"
        yield note("binding", found, names="、".join(unbound[:SHOWN]), **counts)
    else:
        yield good("binding", "binding_good", **counts)
    blocked = [person.name for person in people if person.blocked]
    if blocked:
        yield bad("blocked", "blocked_bad", names="、".join(blocked))


def _leaders(people: Sequence[Person], measures: Sequence[Measure]) -> CheckResult:
    """Whether every measure that is not ended has somebody who leads it."""
    unled = unled_among(measures, people)
    if unled:
        return bad("leaders", "leaders_bad", count=len(unled), numbers="、".join(unled[:SHOWN]))
    return good("leaders", "leaders_good")


def _outbox(ready: Sequence[Message], now: dt.datetime) -> CheckResult:
    late = sum(message.due < now - LATE for message in ready)
    if late:
        return bad("outbox", "outbox_late", count=len(ready), late=late)
    return good("outbox", "outbox_good", count=len(ready))


def _next(waking: Sequence[Measure]) -> CheckResult:
    days = [(measure.number, measure.wake) for measure in waking if measure.wake]
    if not days:
        return note("next", "next_none")
    return note("next", "", words="、".join(f"{number}（{wake:%m-%d}）" for number, wake in days))


async def _token(config: Config) -> CheckResult:
    from telegram.error import InvalidToken, TelegramError

    from bot.app import build_bot

    if not read_token(config):
        return bad("token", "token_none")
    try:
        async with build_bot(config) as bot:
            return good("token", "token_good", name=bot.username)
    except InvalidToken:
        return bad("token", "token_refused")
    except TelegramError as error:
        return note("token", "token_unknown", why=type(error).__name__)
