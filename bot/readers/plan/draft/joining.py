"""Several lists of one plan (问题清单, 任务清单, 责任清单) joined by number; nothing is merged that says two things."""

import re

from bot.domain.imports.draft import Fact
from bot.readers.plan.fields.enumeration import tidy
from bot.readers.plan.layout.extracted import RawFinding, RawMeasure, Section, Values
from bot.readers.plan.layout.headings import Field

WHO = {Field.LEADER, Field.RESPONSIBLE, Field.OWNER, Field.DEPARTMENT, Field.MIXED}
ABOUT = re.compile("问题|对应|所属|措施")
UNJOINED = frozenset(
    {"no_such_finding", "no_such_measure", "unmatched_row"}
)  # what is said of a row that adds to nothing


def join(sections: list[Section], into: Section) -> list[RawFinding]:
    """The findings of all tables; a list without texts of its own adds to what stands in the others."""
    findings: list[RawFinding] = []
    ordered = sorted(
        (section for section in sections if section.findings),
        key=lambda section: not any(f.text for f in section.findings),
    )
    for section in ordered:
        rows = [
            measure
            for finding in section.findings
            if not finding.text and not finding.number
            for measure in finding.measures
        ]
        if findings and rows and not any(measure.text for measure in rows):
            _by_order(findings, rows, into)
            continue
        if findings and _is_work_of_its_own(section) and all(map(_is_whole, findings)):
            _stand_alone(section, findings, into)
            continue
        before = list(findings)
        for finding in section.findings:
            _place(finding, findings, before, into)
    return findings


def _has_who_and_when(finding: RawFinding) -> bool:
    """True where each measure says who does it and until when."""
    said = [{*finding.values, *measure.values} for measure in finding.measures]
    return bool(said) and all(kinds & WHO and kinds & {Field.DEADLINE, Field.EXTENDED} for kinds in said)


def _is_whole(finding: RawFinding) -> bool:
    """True for a finding with measures, not tasks, that need nothing from another list."""
    return (
        bool(finding.text) and _has_who_and_when(finding) and not any(measure.is_task for measure in finding.measures)
    )


def _is_work_of_its_own(section: Section) -> bool:
    """True for a list of tasks with people and days of its own that names no finding, as 三张清单 would."""
    heads = [column.head for column in section.columns if column.field == Field.FINDING_NUMBER]
    return not any(ABOUT.search(head) for head in heads) and all(
        not finding.text and _has_who_and_when(finding) and all(measure.is_task for measure in finding.measures)
        for finding in section.findings
    )


def _stand_alone(section: Section, findings: list[RawFinding], into: Section) -> None:
    """Tasks beside a ledger that is whole without them: measures under a heading of their own, and it is said."""
    head = next((column.head for column in section.columns if column.field == Field.TASK), section.name)
    groups: dict[str, RawFinding] = {}
    for finding in section.findings:
        words = finding.category or head
        if words not in groups:
            numbers = [int(one.number) for one in findings if one.number.isdecimal()]
            number = str(max(numbers, default=0) + 1)
            groups[words] = RawFinding(number=number, text=words, where=finding.where)
            findings.append(groups[words])
        for measure in finding.measures:
            measure.values = {**finding.values, **measure.values}
            measure.number, measure.is_task = str(len(groups[words].measures) + 1), False
            groups[words].measures.append(measure)
    for words, group in groups.items():
        facts: dict[str, Fact] = {"count": len(group.measures), "number": group.number, "words": words}
        into.problem(group.where, "tasks_of_their_own", **facts)


def _place(finding: RawFinding, findings: list[RawFinding], before: list[RawFinding], into: Section) -> None:
    if before and not finding.number and not finding.text:
        _by_words(finding, before, into)
    match = _match(finding, before)
    if match:
        _merge_finding(match, finding, into)
    elif finding.text or any(measure.text for measure in finding.measures):
        findings.append(finding)
    elif finding.number or finding.measures:
        into.problem(finding.where, "no_such_finding", number=finding.number)


def _by_words(finding: RawFinding, before: list[RawFinding], into: Section) -> None:
    """A list that names the measures by their words adds to them, whatever finding they stand under."""
    known = [measure for one in before for measure in one.measures]
    for measure in list(finding.measures):
        same = [one for one in known if measure.text and _same(one.text, measure.text)]
        if len(same) == 1:
            _fill(same[0].values, measure.values, into)
            finding.measures.remove(measure)


def _match(finding: RawFinding, before: list[RawFinding]) -> RawFinding | None:
    if finding.number:
        same = [known for known in before if known.number == finding.number and not _other_tasks(known, finding)]
        agreeing = [known for known in same if not finding.text or not known.text or _same(known.text, finding.text)]
        return agreeing[0] if agreeing else None
    if not finding.text:
        tasked = [known for known in before if finding.task and _same(known.task, finding.task)]
        return tasked[0] if len(tasked) == 1 else before[0] if len(before) == 1 else None
    same = [known for known in before if _same(known.text, finding.text)]
    return same[0] if len(same) == 1 else None


def _other_tasks(one: RawFinding, other: RawFinding) -> bool:
    """True for rows of two lists of tasks that each count from the start: equal numbers of different tasks."""
    if one.text or other.text or one.category == other.category:
        return False
    own, others = ([m.text for m in finding.measures if m.is_task] for finding in (one, other))
    return bool(own and others) and not any(_same(a, b) for a in own for b in others)


def _same(one: str, other: str) -> bool:
    return tidy(one).rstrip("。；;.") == tidy(other).rstrip("。；;.")


def _merge_finding(known: RawFinding, other: RawFinding, into: Section) -> None:
    known.text = known.text or other.text
    known.category = known.category or other.category
    known.task = known.task or other.task
    known.statement = known.statement or other.statement
    _fill(known.values, other.values, into)
    for measure in other.measures:
        match = _match_measure(measure, known.measures)
        if match:
            match.text = match.text or measure.text
            _fill(match.values, measure.values, into)
        elif measure.text:
            known.measures.append(measure)
        elif not known.measures:
            _fill(known.values, measure.values, into)
        else:
            into.problem(measure.where, "no_such_measure", number=f"{known.number}-{measure.number}")


def _match_measure(measure: RawMeasure, known: list[RawMeasure]) -> RawMeasure | None:
    same = [
        m
        for m in known
        if m.number == measure.number and (not m.text or not measure.text or _same(m.text, measure.text))
    ]
    return same[0] if same else None


def _fill(values: Values, more: Values, into: Section) -> None:
    """Add what another list says; where it says otherwise, two days are one too many, and people are told of."""
    for kind, cells in more.items():
        known = {tidy(value.text) for value in values.setdefault(kind, cells)}
        fresh = [value for value in cells if tidy(value.text) not in known]
        if fresh and kind in {Field.DEADLINE, Field.EXTENDED}:
            values[kind] = [*values[kind], *fresh]
        elif fresh and kind not in {Field.STATUS, Field.TYPE}:
            into.problem(fresh[0].where, "says_otherwise", words=tuple(value.text for value in fresh))


def _by_order(findings: list[RawFinding], rows: list[RawMeasure], into: Section) -> None:
    """A list that only counts its rows: one row a measure or one row a finding, by their order."""
    measures = [measure for finding in findings for measure in finding.measures]
    if len(rows) == len(measures):
        counted = sorted(rows, key=lambda row: int(row.number) if row.number.isdecimal() else 0)
        if [row.number for row in counted] == [str(n) for n in range(1, len(rows) + 1)]:
            rows = counted  # the list is sorted by something else, its numbers say which is which
        for measure, row in zip(measures, rows, strict=True):
            _fill(measure.values, row.values, into)
        return
    by_number = {finding.number: finding for finding in findings}
    for row in rows:
        if row.number in by_number:
            _fill(by_number[row.number].values, row.values, into)
        else:
            into.problem(row.where, "unmatched_row", number=row.number)
