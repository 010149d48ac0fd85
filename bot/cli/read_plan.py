"""A draft as the command line prints it: as JSON for programs, as lines for people."""

import datetime as dt
import json
from typing import Any

from bot.cli.read_lines import recurring_fields
from bot.domain.imports.draft import FindingDraft, MeasureDraft, PlanDraft
from bot.domain.plan.deadline import DeadlineKind, ReadingKind
from bot.messages.imports.problems import problem_words
from bot.messages.wording import Wording

KINDS = {DeadlineKind.AT_ONCE: "immediate", DeadlineKind.STANDING: "ongoing", DeadlineKind.BY_DATE: "date"}
SHORT = 44


def kind_of(measure: MeasureDraft) -> str:
    """What a deadline is: date, immediate, ongoing, none, invalid, or unclear where a person must decide."""
    if measure.deadline.recurrence and measure.reading and measure.reading.kind is ReadingKind.RECURRING:
        return "recurring"
    if measure.deadline.kind in KINDS:
        return KINDS[measure.deadline.kind]
    nothing = measure.reading and measure.reading.kind in {ReadingKind.NONE, ReadingKind.INVALID}
    return measure.reading.kind.value if measure.reading and nothing else "unclear"


def plan_as_json(wording: Wording, draft: PlanDraft) -> str:
    """The draft with its findings, measures and problems as indented JSON."""
    plan = {
        "title": draft.title,
        "unit": draft.unit,
        "team": draft.team,
        "feedback": _iso(draft.feedback),
        "report_by": _iso(draft.report_by),
        "concentrated_until": _iso(draft.concentrated_until),
        "people": [
            {"name": person.name, "post": person.post, "department": person.department, "role": person.role}
            for person in draft.people
        ],
    }
    whole = {
        "plan": plan,
        "findings": [_finding(finding) for finding in draft.findings],
        "kind": str(draft.kind),
        "problems": [{"where": problem.where, "what": problem_words(wording, problem)} for problem in draft.problems],
        "left": [{"where": problem.where, "what": problem_words(wording, problem)} for problem in draft.left],
        "columns": [
            {"where": column.where, "head": column.head, "field": column.field or None, "ask": column.ask}
            for column in draft.columns
        ],
        "rows": {"rows": draft.rows.rows, "read": draft.rows.read, "left": list(draft.rows.left)},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _finding(finding: FindingDraft) -> dict[str, Any]:
    shown: dict[str, Any] = {"number": finding.number, "category": finding.category, "text": finding.text}
    if finding.task:
        shown["task"] = finding.task
    if finding.statement:
        shown["statement"] = finding.statement
    shown["measures"] = [_measure(measure) for measure in finding.measures]
    return shown


def _measure(measure: MeasureDraft) -> dict[str, Any]:
    return {
        "number": measure.number,
        "text": measure.text,
        "leaders": list(measure.leaders),
        "departments": list(measure.departments),
        "support": list(measure.support),
        "owners": list(measure.owners),
        "owner_departments": list(measure.owner_departments),
        "deadline": _deadline(measure),
        "status": measure.status,
    }


def _deadline(measure: MeasureDraft) -> dict[str, Any]:
    due = measure.deadline
    shown = {"raw": due.words or None, "kind": kind_of(measure), "date": _iso(due.date or _first_due(measure))}
    return shown | ({"first": _iso(due.first)} if due.first != due.date else {}) | _series(measure)


def _first_due(measure: MeasureDraft) -> dt.date | None:
    """The first day of a duty that recurs."""
    return measure.reading.date if kind_of(measure) == "recurring" and measure.reading else None


def _series(measure: MeasureDraft) -> dict[str, Any]:
    """What recurs, what follows the day, and the stages, as `read deadlines` gives them."""
    taken = measure.deadline.recurrence or measure.deadline.nodes
    return recurring_fields(measure.reading) if taken and measure.reading else {}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def plan_as_text(wording: Wording, draft: PlanDraft) -> str:
    """The draft in lines for a person at a terminal: counts, findings with their measures, problems by place."""
    facts = (
        ("方案", draft.title),
        ("单位", draft.unit),
        ("巡察组", draft.team),
        ("反馈日期", _iso(draft.feedback)),
        ("集中整改截止", _iso(draft.concentrated_until)),
        ("报告期限", _iso(draft.report_by)),
    )
    lines = [f"{label}：{words}" for label, words in facts if words]
    lines.append(
        f"读到{len(draft.findings)}个问题、{len(draft.measures)}条措施、{len(draft.people)}名人员，{len(draft.problems)}处需要看一看。"
    )
    lines += _columns(draft)
    for finding in draft.findings:
        category = f"〔{finding.category}〕" if finding.category else ""
        lines += ["", f"问题{finding.number} {category}{finding.text}"]
        if finding.statement:
            lines.append(f"  整改情况：{_short(finding.statement)}")
        lines += [_line(measure) for measure in finding.measures]
    if draft.problems:
        lines += ["", "需要看一看："]
        lines += [f"  {problem.where}  {problem_words(wording, problem)}" for problem in draft.problems]
    if draft.left:
        lines += ["", "没有读入："]
        lines += [f"  {problem.where}  {problem_words(wording, problem)}" for problem in draft.left]
    return "\n".join(lines) + "\n"


def _columns(draft: PlanDraft) -> list[str]:
    asked = [column.head for column in draft.columns if column.ask]
    unread = [column.head for column in draft.columns if not column.field and not column.ask]
    shown = (
        [f"表里{draft.rows.rows}行，读入{draft.rows.read}行，未读{len(draft.rows.left)}行。"] if draft.rows.rows else []
    )
    shown += [f"待确认的栏目：{'、'.join(asked)}。"] if asked else []
    return shown + ([f"不读的栏目：{'、'.join(unread)}。"] if unread else [])


def _line(measure: MeasureDraft) -> str:
    people = "、".join(measure.leaders) or "缺责任领导"
    offices = "、".join(measure.departments) or "缺责任科室"
    due = _iso(measure.deadline.date) or measure.deadline.words or "缺完成时限"
    owners = f"，经办{'、'.join(measure.owners)}" if measure.owners else ""
    return f"  {measure.number} {_short(measure.text)}（{people}，{offices}{owners}，{due}）"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHORT else flat[: SHORT - 1] + "…"
