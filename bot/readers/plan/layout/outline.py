"""Labels and their values one after another (forms, running text) into findings and measures."""

import re
from dataclasses import dataclass, field

from bot.readers.plan.fields.enumeration import tidy
from bot.readers.plan.layout.extracted import (
    ATTRIBUTES,
    RawFinding,
    RawMeasure,
    Section,
    Value,
    Values,
    add,
    raw_measures,
    shares_of,
)
from bot.readers.plan.layout.headings import ROUND_FIELDS, Field
from bot.readers.plan.layout.skipped_rows import DITTO

FRAGMENT = re.compile(r"[（(【\[；;，,、\s]+$")


@dataclass(kw_only=True)
class Outline:
    """Builds findings from what is fed to it in the order of the document."""

    section: Section
    category: str = ""
    finding: RawFinding | None = None
    number: str = ""
    measure_number: str = ""
    group: list[RawMeasure] = field(default_factory=list)  # measures of one line or cell
    run: list[RawMeasure] = field(default_factory=list)  # measures since somebody was named on a line of their own
    run_ends: bool = False
    buffer: list[Value] = field(default_factory=list)
    label: str = ""
    mode: Field | None = None
    complete: bool = False
    line: Value | None = None  # who is charged with all that follows
    waiting: Values = field(default_factory=dict)  # who and when, said before anything of which it could be

    def feed(self, kind: Field, value: Value, number: str = "", *, inline: bool = False) -> None:
        """Take the next label with its value; `number` is the label's own figure, `inline` means behind a measure."""
        self.section.fields.add(kind)
        if kind in ROUND_FIELDS and (self.finding is None or kind is not Field.UNIT):
            self.section.basics.setdefault(kind, value)
        elif kind in {Field.FINDING_NUMBER, Field.NUMBER}:
            self._numbered(value)
        elif kind is Field.CATEGORY:
            self._categorised(value)
        elif kind is Field.FINDING:
            self.open(value, number, shape=value.label)
        elif kind is Field.MEASURE_NUMBER:
            self.flush()
            self.measure_number = value.text
        elif kind is Field.MEASURE:
            self._measure(value, number)
        elif kind is Field.TASK:
            self._task(value)
        elif kind is Field.STATUS:
            self._stated(value)
        elif kind in ATTRIBUTES or kind is Field.UNIT:
            self.attribute(Field.DEPARTMENT if kind is Field.UNIT else kind, value, inline=inline)
        self.mode = kind

    def open(self, value: Value, number: str = "", *, shape: str = "", marked: str = "") -> None:
        """Begin a finding; a labelled one that is followed at once by another kind of label was a category."""
        self.flush()
        before = self.finding
        bare_before = before and not (
            before.measures or before.statement or before.values or before.task or before.number
        )
        if before and bare_before and self.label and shape and self.label != shape and before in self.section.findings:
            self.section.findings.remove(before)
            self.category = before.text
        text = tidy(value.text)
        if before and not before.text and not self.complete and before in self.section.findings:
            before.text, before.where = text, value.where
            before.number = before.number or number
        else:
            self.finding = RawFinding(
                number=number or self.number, text=text, where=value.where, category=self.category, marked=marked
            )
            self.section.findings.append(self.finding)
        self.number, self.label, self.complete = "", shape, False
        self.group, self.run = [], []

    def more(self, value: Value) -> None:
        """A further line of what the last label began."""
        if self.mode is Field.MEASURE:
            self.buffer.append(value)
        elif self.finding is None:
            return
        elif self.mode is Field.STATUS and not self.finding.measures:
            self.finding.statement = f"{self.finding.statement}\n{value.text}".strip()
        elif self.mode is Field.FINDING and not self.finding.measures:
            self.finding.text = tidy(f"{self.finding.text}\n{value.text}")
        elif self.mode is Field.TASK:
            self._more_of_task(value)

    def _more_of_task(self, value: Value, joint: str = "\n") -> None:
        """A further line of a task, or a further task of a finding; one that stands there again says nothing new."""
        finding, text = self.finding, tidy(value.text)
        if finding is None or text in {tidy(finding.said), *finding.task.split(joint)}:
            return
        if finding.is_task:
            finding.text = tidy(f"{finding.text}{joint}{text}")
            finding.said = f"{finding.said}{joint}{text}"
        else:
            finding.task = tidy(f"{finding.task}{joint if finding.task else ''}{text}")

    def attribute(self, kind: Field, value: Value, *, inline: bool = False) -> None:
        """Keep leaders, a deadline …: for the measures just read, or for the whole finding where none were."""
        self.flush()
        if value.text.strip() in DITTO or not value.text.strip():
            return
        meant = self.group if inline else [raw for raw in self.run if raw in self.group or kind not in raw.values]
        self.run_ends = self.run_ends or not inline
        if meant:
            for raw, share in zip(meant, shares_of({kind: [value]}, len(meant), self.section), strict=True):
                for part in share.get(kind, []):
                    add(raw.values, kind, part)
            self.complete = True
        else:
            add(self.finding.values if self.finding else self.waiting, kind, value)

    def close(self) -> None:
        """At the end: what was said first belongs to the one finding, or task, where there is no other."""
        self.flush()
        if len(self.section.findings) == 1:
            for kind, values in self.waiting.items():
                self.section.findings[0].values.setdefault(kind, values)

    def flush(self) -> None:
        """Turn the lines of a measure into measures."""
        lines, self.buffer = self.buffer, []
        text = "\n".join(FRAGMENT.sub("", line.text) for line in lines).strip()
        if not text:
            return
        if self.finding is None:
            self.finding = RawFinding(number=self.number, text="", where=lines[0].where, category=self.category)
            self.section.findings.append(self.finding)
            self.number = ""
        self.group = raw_measures(text, self.measure_number, lines[0].where, {}, self.section)
        self.measure_number = ""
        for raw in self.group:
            raw.line = self.line
        self.run, self.run_ends = ([] if self.run_ends else self.run) + self.group, False
        self.finding.measures.extend(self.group)

    def _measure(self, value: Value, number: str) -> None:
        if number or self.measure_number or self.mode is not Field.MEASURE:
            self.flush()
        if number and not self.measure_number:
            self.measure_number = number
        if value.text:
            self.buffer.append(value)

    def _numbered(self, value: Value) -> None:
        self.flush()
        if (
            self.finding
            and not self.finding.number
            and not self.finding.measures
            and self.finding.text
            and not self.complete
        ):
            self.finding.number = value.text
            return
        self.number, self.finding, self.group, self.run = value.text, None, [], []

    def _categorised(self, value: Value) -> None:
        self.flush()
        if self.finding and self.finding.text and not self.finding.category and not self.finding.measures:
            self.finding.category = value.text
        else:
            self.finding = None
        self.category = value.text

    def _task(self, value: Value) -> None:
        self.flush()
        if self.finding is None:
            self.open(value)
            self.section.findings[-1].is_task = True
            self.section.findings[-1].said = value.text
        else:
            self._more_of_task(value, "；")

    def _stated(self, value: Value) -> None:
        self.flush()
        if self.finding and not self.finding.measures:
            self.finding.statement = f"{self.finding.statement}\n{value.text}".strip()
        elif self.group:
            self.attribute(Field.STATUS, value)
