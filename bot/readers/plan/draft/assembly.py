"""From the sections of all tables to one draft, counted against the document."""

import datetime as dt

from bot.domain.imports.draft import FindingDraft, PersonDraft, PlanDraft, Problem, UnreadablePlan
from bot.readers.plan.containers.document import Document
from bot.readers.plan.draft.builder import DraftBuilder
from bot.readers.plan.draft.joining import join
from bot.readers.plan.draft.numbering import check, number_the_rest, number_within
from bot.readers.plan.draft.round_facts import RoundFacts, counts_in, round_facts_of
from bot.readers.plan.fields.deadlines import DeadlineCells
from bot.readers.plan.layout.extracted import RawFinding, Section, raw_measures
from bot.readers.plan.layout.headings import Field


def assemble(document: Document, sections: list[Section], today: dt.date) -> PlanDraft:
    """The draft of everything extracted; raises UnreadablePlan where there is neither a finding nor a measure."""
    main = Section(name=document.name)
    for section in sections:
        number_within(section)
    findings = join(sections, main)
    findings = [finding for finding in findings if finding.text or finding.measures]
    if not findings:
        raise UnreadablePlan("nothing_found")
    _tasks_as_measures(findings, main)
    number_the_rest(findings, main)
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
    )
    drafts = tuple(builder.finding(finding) for finding in findings)
    check(findings, main)
    builder.missing(drafts, document.name)
    _count(sections, drafts, main)
    problems = [*document.problems, *(problem for section in sections for problem in section.problems), *main.problems]
    return _plan(basics, drafts, people, problems)


def _plan(
    basics: RoundFacts, drafts: tuple[FindingDraft, ...], people: tuple[PersonDraft, ...], problems: list[Problem]
) -> PlanDraft:
    return PlanDraft(
        title=basics.title,
        unit=basics.unit,
        team=basics.team,
        feedback=basics.feedback,
        report_by=basics.report_by,
        concentrated_until=basics.concentrated_until,
        findings=drafts,
        people=people,
        problems=tuple(dict.fromkeys(problems)),
    )


def _fields(sections: list[Section]) -> set[Field]:
    return {kind for section in sections for kind in section.fields}


def _tasks_as_measures(findings: list[RawFinding], main: Section) -> None:
    """A plan that has tasks with people and days but no measures means the tasks by measures."""
    if any(finding.measures for finding in findings) or not any(
        finding.task and finding.values for finding in findings
    ):
        return
    for finding in findings:
        if finding.task:
            finding.measures = raw_measures(finding.task, "", finding.where, finding.values, main)
            for position, measure in enumerate(finding.measures, 1):
                measure.number = measure.marked or str(position)
    main.problem(main.name, "tasks_as_measures")


def _count(sections: list[Section], drafts: tuple[FindingDraft, ...], main: Section) -> None:
    """Compare with the figures that the document gives of itself."""
    read = {"findings": len(drafts), "measures": sum(len(draft.measures) for draft in drafts)}
    for what, (number, where) in counts_in([value for section in sections for value in section.prose]).items():
        if number != read[what]:
            main.problem(where, f"stated_{what}", stated=number, read=read[what])
