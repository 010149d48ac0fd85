"""From the notebooks of all tables to one draft, counted against the document."""

import datetime as dt

from bot.domain.imports.draft import FindingDraft, PersonDraft, PlanDraft, Problem
from bot.readers.plan.basics import Basics, basics_of, counts_in
from bot.readers.plan.due import Due
from bot.readers.plan.heading import Field
from bot.readers.plan.joining import join
from bot.readers.plan.notes import FindingNote, Notebook, measure_notes
from bot.readers.plan.numbering import check, number_the_rest, number_within
from bot.readers.plan.refusal import UnreadablePlan
from bot.readers.plan.sheet import Document
from bot.readers.plan.writing import Writer


def assemble(document: Document, books: list[Notebook], today: dt.date) -> PlanDraft:
    """The draft of everything noted; raises UnreadablePlan where there is neither a finding nor a measure."""
    main = Notebook(document.name)
    for book in books:
        number_within(book)
    findings = join(books, main)
    findings = [finding for finding in findings if finding.text or finding.measures]
    if not findings:
        raise UnreadablePlan("没有在文件里读到问题或整改措施。请确认表头里有“反馈问题”“整改措施”等字样。")
    _tasks_as_measures(findings, main)
    number_the_rest(findings, main)
    basics = basics_of(books, today, main)
    people = tuple(person for book in books for person in book.people)
    writer = Writer(
        Due(today, basics.feedback, basics.drawn_up, basics.concentrated_until), people, _fields(books), main
    )
    drafts = tuple(writer.finding(finding) for finding in findings)
    check(findings, main)
    writer.missing(drafts, document.name)
    _count(books, drafts, main)
    problems = [*document.problems, *(problem for book in books for problem in book.problems), *main.problems]
    return _plan(basics, drafts, people, problems)


def _plan(
    basics: Basics, drafts: tuple[FindingDraft, ...], people: tuple[PersonDraft, ...], problems: list[Problem]
) -> PlanDraft:
    return PlanDraft(
        basics.title,
        basics.unit,
        basics.team,
        basics.feedback,
        basics.report_by,
        basics.concentrated_until,
        drafts,
        people,
        tuple(dict.fromkeys(problems)),
    )


def _fields(books: list[Notebook]) -> set[Field]:
    return {kind for book in books for kind in book.fields}


def _tasks_as_measures(findings: list[FindingNote], main: Notebook) -> None:
    """A plan that has tasks with people and days but no measures means the tasks by measures."""
    if any(finding.measures for finding in findings) or not any(
        finding.task and finding.values for finding in findings
    ):
        return
    for finding in findings:
        if finding.task:
            finding.measures = measure_notes(finding.task, "", finding.where, finding.values, main)
            for position, measure in enumerate(finding.measures, 1):
                measure.number = measure.marked or str(position)
    main.problem(main.name, "文件没有“整改措施”一栏，已把整改任务当作措施读取。")


def _count(books: list[Notebook], drafts: tuple[FindingDraft, ...], main: Notebook) -> None:
    """Compare with the figures that the document gives of itself."""
    read = {"问题": len(drafts), "措施": sum(len(draft.measures) for draft in drafts)}
    for what, (number, where) in counts_in([value for book in books for value in book.prose]).items():
        if number != read[what]:
            unit = "个" if what == "问题" else "条"
            main.problem(where, f"文中说有{number}{unit}{what}，读到{read[what]}{unit}，请核对。")
