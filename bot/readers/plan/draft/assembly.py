"""From the sections of all tables to one draft, counted against the document."""

import datetime as dt
from dataclasses import replace

from bot.domain.imports.draft import FindingDraft, PlanDraft, RowCount, UnreadablePlan
from bot.readers.plan.containers.document import Document, row_of
from bot.readers.plan.draft.account import Account
from bot.readers.plan.draft.builder import DraftBuilder
from bot.readers.plan.draft.common_limit import common_limits
from bot.readers.plan.draft.joining import UNJOINED, join
from bot.readers.plan.draft.numbering import check, follow_on, number_the_rest, number_within
from bot.readers.plan.draft.round_facts import counts_in, round_facts_of
from bot.readers.plan.draft.tasks import as_task_list, kind_of, kind_of_tasks, settle_tasks
from bot.readers.plan.fields.deadlines import DeadlineCells
from bot.readers.plan.layout.extracted import RawFinding, RawMeasure, Section
from bot.readers.plan.layout.headings import Field


def assemble(document: Document, sections: list[Section], today: dt.date) -> PlanDraft:
    """The draft of everything extracted; raises UnreadablePlan where there is neither a finding nor a measure."""
    main = Section(name=document.name)
    for section in sections:
        number_within(section)
    follow_on(sections, main)
    findings = join(sections, main)
    settle_tasks(findings, main)
    findings = [finding for finding in findings if finding.text or finding.measures or finding.values]
    if not findings:
        raise UnreadablePlan("nothing_found")
    kind = kind_of(findings, sections)
    findings = as_task_list(findings) if kind_of_tasks(findings) else findings
    _findings_as_measures(findings, main)
    number_the_rest(findings, main, quiet=kind_of_tasks(findings))
    basics = round_facts_of(sections, today, main)
    people = tuple(person for section in sections for person in section.people)
    builder = DraftBuilder(
        DeadlineCells(
            today=today,
            feedback=basics.feedback,
            drawn_up=basics.drawn_up,
            concentrated_until=basics.concentrated_until,
        ),
        people,
        _fields(sections),
        main,
        common_limits(sections, document.name),
    )
    drafts = tuple(builder.finding(finding) for finding in findings)
    check(findings, main)
    builder.missing(drafts, document.name)
    _count(sections, drafts, main)
    problems = [*document.problems, *(problem for section in sections for problem in section.problems), *main.problems]
    draft = PlanDraft(
        title=basics.title,
        unit=basics.unit,
        team=basics.team,
        feedback=basics.feedback,
        report_by=basics.report_by,
        concentrated_until=basics.concentrated_until,
        findings=drafts,
        people=people,
        problems=tuple(dict.fromkeys(problems)),
        kind=kind,
        columns=tuple(column for section in sections for column in section.columns),
    )
    account = Account(draft, sections, document)
    left = dict.fromkeys((*document.left, *account.left, *account.unread()))
    return replace(draft, left=tuple(left), rows=_rows(document, sections, main))


def _rows(document: Document, sections: list[Section], main: Section) -> RowCount:
    """The rows of all lists, also those that are hidden, struck out or deleted, or belong to nothing that was read."""
    rows = [place for section in sections for place in section.rows]
    unseen = [problem.where for problem in document.left if problem.where.endswith("行")]
    lost = list(dict.fromkeys(place for place in unseen if place not in rows))
    loose = [row_of(problem.where) for problem in main.problems if problem.what in UNJOINED]
    left = (*lost, *(place for section in sections for place in section.rows_left))
    left += tuple(place for place in dict.fromkeys(loose) if place in rows and place not in left)
    return RowCount(rows=len(rows) + len(lost), left=left)


def _fields(sections: list[Section]) -> set[Field]:
    return {kind for section in sections for kind in section.fields}


def _findings_as_measures(findings: list[RawFinding], main: Section) -> None:
    """People and days that stand at a finding without measures are those of what it needs, in its own words."""
    alone = [finding for finding in findings if not finding.measures and finding.values]
    for finding in alone:
        finding.measures = [RawMeasure(number="1", text="", where=finding.where, values=finding.values)]
    if alone:
        main.problem(main.name, "findings_as_measures", count=len(alone))


def _count(sections: list[Section], drafts: tuple[FindingDraft, ...], main: Section) -> None:
    """Compare with the figures that the document gives of itself."""
    read = {"findings": len(drafts), "measures": sum(len(draft.measures) for draft in drafts)}
    for what, (number, where) in counts_in([value for section in sections for value in section.prose]).items():
        if number != read[what]:
            main.problem(where, f"stated_{what}", stated=number, read=read[what])
