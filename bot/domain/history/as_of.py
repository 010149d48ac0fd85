"""The measures as they stood at a moment: what the journal says was changed since is put back."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.domain.history.journal import Entry
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.plan.recurrence import Cycle, Recurrence

PEOPLE = ("leaders", "departments", "owners", "support")


def as_of(measures: Iterable[Measure], later: Iterable[Entry]) -> tuple[Measure, ...]:
    """The measures before the entries, which are given oldest first; those that the entries created are left out."""
    before: dict[str, dict[str, Any]] = {}
    created = set()
    for entry in later:
        if not entry.before and "number" in entry.after:
            created.add(entry.subject)
        was = before.setdefault(entry.subject, {})
        before[entry.subject] = entry.before | was
    return tuple(put_back(m, before.get(m.id, {})) for m in measures if m.id not in created)


def put_back(measure: Measure, before: dict[str, Any]) -> Measure:
    """The measure with the plain values of earlier times, as far as counts and documents read them."""
    facts: dict[str, Any] = {name: tuple(before[name]) for name in PEOPLE if name in before}
    facts |= {name: before[name] for name in ("text", "percent", "result", "interim") if name in before}
    if "stage" in before:
        facts["stage"] = Stage(before["stage"])
    if "since" in before:
        facts["since"] = _date(before["since"])
    if "reported" in before:
        facts["reported"] = dt.datetime.fromisoformat(before["reported"]) if before["reported"] else None
    if "deadline" in before:
        facts["deadline"] = _deadline(before["deadline"])
    facts |= {name: _date(before[name]) for name in ("report_by", "counted_from") if name in before}
    if "periods" in before:
        facts["periods"] = tuple(map(_period, before["periods"]))
    return replace(measure, **facts) if facts else measure


def _date(words: str | None) -> dt.date | None:
    return dt.date.fromisoformat(words) if words else None


def _period(plain: dict[str, Any]) -> PeriodReport:
    known = {name: plain.get(name, "") for name in ("key", "by", "progress", "words")}
    due, on = dt.date.fromisoformat(plain["due"]), dt.date.fromisoformat(plain["on"])
    return PeriodReport(due=due, on=on, state=PeriodState(plain["state"]), **known)


def _deadline(plain: dict[str, Any]) -> Deadline:
    return Deadline(
        DeadlineKind(plain["kind"]),
        plain["words"],
        _date(plain["date"]),
        _date(plain["first"]),
        recurrence=_recurrence(plain.get("recurrence")),
        nodes=tuple(Node(dt.date.fromisoformat(node["date"]), node["words"]) for node in plain.get("nodes", ())),
    )


def _recurrence(plain: dict[str, Any] | None) -> Recurrence | None:
    if not plain:
        return None
    days = {name: _date(plain[name]) for name in ("from_", "until", "anchor")}
    several = {name: tuple(plain[name]) for name in ("weekday", "day")}
    return Recurrence(**plain | days | several | {"unit": Cycle(plain["unit"])})
