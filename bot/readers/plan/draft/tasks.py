"""Lists of tasks: beside measures they only say what the measures are for, without them they are what is to be done."""

import re

from bot.domain.imports.draft import PlanKind
from bot.readers.plan.layout.extracted import RawFinding, Section, raw_measures
from bot.readers.plan.layout.headings import Field

TEXTS = frozenset({Field.FINDING, Field.TASK, Field.MEASURE})
KINDS: tuple[tuple[PlanKind, re.Pattern[str]], ...] = (
    (PlanKind.DELIBERATION, re.compile("审议意见|人大.{0,6}(意见|建议)|代表建议|政协提案")),
    (PlanKind.MEETING, re.compile("会议.{0,4}(议定|决定|纪要)|议定事项|纪要.{0,4}(分解|落实|任务)|决定事项")),
    (PlanKind.SUPERVISION, re.compile("督办|交办|批示|督查事项")),
    (PlanKind.HAZARDS, re.compile("隐患")),
    (PlanKind.AUDIT, re.compile("审计")),
)

DISTRIBUTED = re.compile("任务分(解|工)|重点工作")


def settle_tasks(findings: list[RawFinding], main: Section) -> None:
    """Decide what the tasks of a file are, once all its lists are joined."""
    for finding in [one for one in findings if one.is_task and not one.measures]:
        if finding.values:
            words, finding.text = finding.text, ""
            finding.measures = raw_measures(finding.said or words, "", finding.where, finding.values, main)
            for measure in finding.measures:
                measure.is_task = True
        elif not finding.statement and len(findings) > 1:
            findings.remove(finding)  # the head of a form above the list
    if any(not measure.is_task and measure.text for finding in findings for measure in finding.measures):
        for finding in findings:
            _beside_measures(finding)
    elif any(finding.text for finding in findings) and any(m.is_task for f in findings for m in f.measures):
        main.problem(main.name, "tasks_as_measures")
    for finding in findings:
        if not finding.text and finding.task and any(measure.text for measure in finding.measures):
            finding.text, finding.task = finding.task, ""


def _beside_measures(finding: RawFinding) -> None:
    tasks = [measure for measure in finding.measures if measure.is_task]
    finding.measures = [measure for measure in finding.measures if not measure.is_task]
    for task in tasks:
        finding.task = "；".join(dict.fromkeys((*filter(None, finding.task.split("；")), task.text)))
        for kind, values in task.values.items():
            finding.values.setdefault(kind, values)


def kind_of_tasks(findings: list[RawFinding]) -> bool:
    """True for a list of tasks without any finding."""
    return not any(finding.text for finding in findings) and any(m.is_task for f in findings for m in f.measures)


def as_task_list(findings: list[RawFinding]) -> list[RawFinding]:
    """Tasks under their categories; the numbers that the list gives its rows are theirs."""
    groups: dict[str, RawFinding] = {}
    for finding in findings:
        group = groups.setdefault(finding.category, RawFinding(number="", text=finding.category, where=finding.where))
        for measure in finding.measures:
            if finding.number and len(finding.measures) == 1 and not measure.number:
                measure.number = finding.number
            group.measures.append(measure)
    for group in groups.values():
        numbers = [measure.number for measure in group.measures]
        if not all(number.isdecimal() for number in numbers) or len(set(numbers)) < len(numbers):
            for position, measure in enumerate(group.measures, 1):
                measure.number = str(position)
    return list(groups.values())


MINUTES = "read_from_minutes"  # what is said of decisions that were read from sentences


def kind_of(findings: list[RawFinding], sections: list[Section]) -> PlanKind:
    """What kind of list it is, by its titles, its sheets and its heads."""
    if any(problem.what == MINUTES for section in sections for problem in section.problems):
        return PlanKind.MEETING
    heads = [column.head for section in sections for column in section.columns if column.field in TEXTS]
    words = " ".join((*(value.text for s in sections for value in s.prose[:6]), *(s.name for s in sections), *heads))
    if re.search("巡[察视]|整改方案", words):
        return PlanKind.LEDGER
    found = next((kind for kind, pattern in KINDS if pattern.search(words)), None)
    tasks = kind_of_tasks(findings) or (
        DISTRIBUTED.search(words) and not any(Field.FINDING in s.fields for s in sections)
    )
    return found or (PlanKind.TASKS if tasks else PlanKind.LEDGER)
