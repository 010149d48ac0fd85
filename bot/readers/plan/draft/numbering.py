"""Numbers of findings and measures: as written where they are, by order where the file gives none."""

import re

from bot.readers.plan.fields.enumeration import marked
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.extracted import RawFinding, RawMeasure, Section
from bot.readers.plan.layout.running_text import MARK

SEVERAL = 2
QUESTION = re.compile(
    r"^(?:反馈|具体|整改|存在)?问题(?:[（(]?(\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?)[：:、.．\s]+(?=\S)",
)


CODE = re.compile(r"((?=[^\d]*[A-Za-z])[\w\-./〔〕\[\]（）()]*?)0*(\d{1,4})", re.ASCII)
DATED = re.compile(r"(?:19|20)\d\d-(\d{1,2})-(\d{1,2})")  # 1-2 as a program of tables turned it into the 2nd of January


def unmarked(text: str) -> tuple[str, str]:
    """The number that a text begins with, and the text without it: （二）执法不严 → (2, 执法不严)."""
    question = QUESTION.match(text)
    if question:
        return arabic(question[1]), text[question.end() :].strip()
    mark = MARK.match(text)
    if not mark or not text[mark.end() :].strip():
        return "", text.strip()
    number = arabic(mark["mark"])
    inner, rest = unmarked(text[mark.end() :].strip())
    return (inner or number), rest


def number_within(section: Section) -> None:
    """Bring the numbers of one table into the ledger's form; measures keep the part behind their finding's number."""
    marks: list[str] = []
    _codes(section)
    for finding in section.findings:
        mark, rest = unmarked(finding.text) if len(marked(finding.text)) < SEVERAL else ("", finding.text)
        written = arabic(finding.number)
        if finding.number and not written:
            section.problem(finding.where, "unclear_number", number=finding.number)
        finding.number = written or finding.number
        finding.text = rest if not finding.number or mark or not finding.text else finding.text
        finding.marked = mark or arabic(finding.marked)
        if not finding.number:
            finding.number = _prefix(finding)
        marks.append(finding.marked)
    _take_marks(section, marks)
    _gather(section)
    _number_measures(section)


def _codes(section: Section) -> None:
    """YH-01, YH-02: codes that differ only in the figures at their end are numbers by these; it is said."""
    written = [finding for finding in section.findings if finding.number]
    found = [CODE.fullmatch(re.sub(r"\s+", "", finding.number)) for finding in written]
    codes = [one for one in found if one]
    if not codes or len(codes) < len(written) or len({one[1] for one in codes}) > 1:
        return
    figures = [str(int(one[2])) for one in codes]
    if len(set(figures)) < len({finding.number for finding in written}):
        return
    codes_written = tuple(one.number for one in written)
    section.problem(
        written[0].where, "numbers_from_codes", words=written[0].number, number=figures[0], codes=codes_written
    )
    for finding, figure in zip(written, figures, strict=True):
        finding.number = figure


def follow_on(sections: list[Section], main: Section) -> None:
    """Whole lists of one file that each count from the start (one sheet a subject) go on one after another; it is said.

    Lists that only add to one another (问题清单, 任务清单) keep their numbers: by these they are joined.
    """
    lists = [section for section in sections if section.findings]
    if len(lists) < 2 or not all(map(_is_whole, lists)):  # noqa: PLR2004 - one list alone follows nothing
        return
    known: dict[int, str] = {}
    findings: list[RawFinding] = []
    for section in lists:
        if _again(section, findings):
            main.problem(section.name, "numbers_as_before", count=len(section.findings))
            continue
        findings += section.findings
        own = {int(finding.number): finding.text for finding in section.findings}
        common = known.keys() & own.keys()
        if common and not any(known[number] == own[number] for number in common):
            by = max(known)
            for finding in section.findings:
                finding.number = str(int(finding.number) + by)
            first, last = min(own), max(own)
            places = {"first": first, "last": last, "new_first": first + by, "new_last": last + by}
            main.problem(section.name, "numbers_follow_on", **places)
        known |= {int(finding.number): finding.text for finding in section.findings}


def _again(section: Section, findings: list[RawFinding]) -> bool:
    """True for a list that stands in those before it (a sheet of each body behind 汇总): it takes their numbers."""
    found = []
    for finding in section.findings:
        texts = {measure.text for measure in finding.measures}
        same = [one for one in findings if one.text == finding.text and texts <= {m.text for m in one.measures}]
        if len(same) != 1:
            return False
        found.append(same[0])
    if not any(one.number != finding.number for one, finding in zip(found, section.findings, strict=True)):
        return False  # the same numbers: joined as ever
    for one, finding in zip(found, section.findings, strict=True):
        finding.number = one.number
        numbers = {measure.text: measure.number for measure in one.measures}
        for measure in finding.measures:
            measure.number = numbers[measure.text]
    return True


def _is_whole(section: Section) -> bool:
    """True for a list whose findings all have a number, words, and measures with words and no number of another one."""
    return all(
        finding.number.isdecimal()
        and finding.text
        and finding.measures
        and all(measure.text and not measure.is_task and "-" not in measure.number for measure in finding.measures)
        for finding in section.findings
    )


def _gather(section: Section) -> None:
    """Rows of one finding that stand apart (a ledger sorted by day) come together: same number and same words."""
    kept: dict[tuple[str, str], RawFinding] = {}
    for finding in list(section.findings):
        key = (finding.number, finding.text)
        known = kept.setdefault(key, finding)
        if known is finding or not finding.number or not finding.text:
            continue
        own = {measure.text for measure in known.measures}
        if finding.measures and not own & {measure.text for measure in finding.measures}:
            known.measures.extend(finding.measures)
            section.findings.remove(finding)


def _prefix(finding: RawFinding) -> str:
    prefixes = {
        arabic(DATED.sub(r"\1-\2", measure.number)).partition("-")[0]
        for measure in finding.measures
        if "-" in arabic(measure.number)
    }
    return prefixes.pop() if len(prefixes) == 1 else ""


def _take_marks(section: Section, marks: list[str]) -> None:
    """Numbers at the header of the texts count where no finding has another one and none comes twice."""
    if any(finding.number for finding in section.findings) or not all(marks):
        return
    if len(set(marks)) < len(marks):
        section.problem(section.name, "numbers_restart")
        return
    for finding, mark in zip(section.findings, marks, strict=True):
        finding.number = mark


def _number_measures(section: Section) -> None:
    running = _counts_on(section.findings)
    for finding in section.findings:
        texts = [measure for measure in finding.measures if measure.text]
        for measure in finding.measures:
            _strip(measure)
        marked = [measure.marked for measure in texts]
        by_mark = all(marked) and len(set(marked)) == len(marked)
        for position, measure in enumerate(finding.measures, 1):
            if dated := DATED.fullmatch(measure.number):
                number = f"{int(dated[1])}-{int(dated[2])}"
                section.problem(measure.where, "number_was_a_day", number=number, words=measure.number)
                measure.number = number
            written = arabic(measure.number)
            prefix, dash, rest = written.partition("-")
            if dash and prefix == finding.number:
                measure.number = rest
            elif dash or (written and not running):
                measure.number = written
            elif measure.number and not written:
                section.problem(measure.where, "unclear_measure_number", number=measure.number)
            elif measure.text:
                mark = measure.marked.rpartition("-")[2]
                measure.number = mark if by_mark and mark else str(position)


def _strip(measure: RawMeasure) -> None:
    """Take the number off the text where it only repeats the measure's own."""
    mark, rest = unmarked(measure.text)
    if mark and (not measure.number or arabic(measure.number).endswith(mark)) and not measure.marked:
        measure.marked, measure.text = mark, rest


def _counts_on(findings: list[RawFinding]) -> bool:
    """True where bare measure numbers run on from finding to finding instead of starting at 1 in each."""
    bare = [[arabic(measure.number) for measure in finding.measures] for finding in findings if finding.measures]
    numbers = [int(number) for group in bare for number in group if number.isdecimal()]
    if len(bare) < 2 or len(numbers) < sum(map(len, bare)):  # noqa: PLR2004 - one finding alone shows nothing
        return False
    return numbers == list(range(1, len(numbers) + 1))


def number_the_rest(findings: list[RawFinding], section: Section, *, quiet: bool = False) -> None:
    """Give findings without a number their place in the order, and say so."""
    without = [finding for finding in findings if not finding.number]
    if not without:
        return
    taken = {finding.number for finding in findings if finding.number}
    for position, finding in enumerate(findings, 1):
        if finding.number:
            continue
        number = position
        while str(number) in taken:
            number += 1
        finding.number = str(number)
        taken.add(finding.number)
    if quiet:
        return
    if len(without) == len(findings):
        section.problem(section.name, "numbered_by_order", count=len(findings))
    else:
        for finding in without:
            section.problem(finding.where, "numbered_for_now", number=finding.number)


def full(finding: RawFinding, measure: RawMeasure) -> str:
    """The measure's whole number: 3-2."""
    return measure.number if "-" in measure.number else f"{finding.number}-{measure.number}"


def check(findings: list[RawFinding], section: Section) -> None:
    """List duplicates, gaps and measures that stand under another finding than their number says."""
    _duplicates([(finding.number, finding.where) for finding in findings], "finding_twice", section)
    _duplicates([(full(f, m), m.where) for f in findings for m in f.measures], "measure_twice", section)
    gaps = _gaps([finding.number for finding in findings])
    if gaps:
        section.problem(section.name, "missing_findings", numbers=tuple(gaps))
    for finding in findings:
        own = [measure.number for measure in finding.measures if "-" not in measure.number]
        missing = _gaps(own)
        if missing:
            numbers = tuple(f"{finding.number}-{number}" for number in missing)
            section.problem(finding.where, "missing_measures", numbers=numbers)
        for measure in finding.measures:
            if "-" in measure.number:
                section.problem(measure.where, "under_other_finding", number=measure.number, finding=finding.number)


def _duplicates(numbered: list[tuple[str, str]], what: str, section: Section) -> None:
    seen: dict[str, str] = {}
    for number, where in numbered:
        if number in seen:
            section.problem(where, what, number=number, other=seen[number])
        else:
            seen[number] = where


def _gaps(numbers: list[str]) -> list[str]:
    counted = {int(number) for number in numbers if number.isdecimal()}
    if not counted or max(counted) > len(numbers) * 3 + 10:
        return []
    return [str(number) for number in range(1, max(counted)) if number not in counted]
