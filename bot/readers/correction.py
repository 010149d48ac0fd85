"""Corrections as the office types them: 3-2 经办人 翁苇、祁川 理由 调岗."""

import re
from dataclasses import dataclass

FIELDS = {
    "经办人": "owners",
    "责任领导": "leaders",
    "领导": "leaders",
    "责任科室": "departments",
    "科室": "departments",
    "配合单位": "support",
    "配合": "support",
    "完成时限": "due",
    "时限": "due",
    "措施内容": "text",
    "内容": "text",
    "简称": "short",
    "阶段进展": "interim",
}
REASON = re.compile(r"\s*(?:理由|原因)\s*[:：]?\s*(?P<reason>.+)$", re.DOTALL)
HEAD = re.compile(
    rf"^\s*(?P<number>\S*?\d+-\d+(?!\d)|\S+(?=\s))\s*(?P<field>{'|'.join(FIELDS)})\s*[:：为]?\s*(?P<value>.+)$",
    re.DOTALL,
)
PARTS = re.compile(r"[、，,；;\s]+")
SEVERAL = re.compile(r"[、，,；;和与\s]+")
ROUND = re.compile(r"(轮)\s+(?=\d)")
NUMBERED = re.compile(
    r"(?P<numbers>(?:(?:[A-Za-z]{1,2}/|第?[一二三四五六七八九十]+轮\s*)?\d{1,3}(?:[-－—.]\d{1,3})+[、，,；;和与\s]*)+)(?P<why>(?:(?<=[\s，,])\d{1,2}月|[^\d\s、，,；;：:和与－—.-]).*)$",
    re.DOTALL,
)
HALVES = re.compile(r"\s*[|｜]\s*")


@dataclass(frozen=True)
class CorrectionWords:
    """What was typed: which measure, which field of it, what it is to be, and why ("" where no reason is given)."""

    number: str
    field: str  # owners, leaders, departments, support, due, text, short, interim
    value: str
    reason: str

    @property
    def names(self) -> tuple[str, ...]:
        """The value as several names."""
        return tuple(part for part in PARTS.split(self.value) if part)


def with_reason(words: str) -> tuple[str, str]:
    """What is wanted and why: the reason follows the word 理由 or 原因, "" where there is none."""
    found = REASON.search(words)
    return (words[: found.start()].strip(), found["reason"].strip()) if found else (words.strip(), "")


def numbers_with_reason(words: str) -> tuple[str, str]:
    """Numbers of measures and why: behind 理由 or 原因, or whatever stands behind the numbers: 3-2，现场复查有反弹."""
    wanted, reason = with_reason(words)
    found = None if reason else NUMBERED.match(wanted)
    return (found["numbers"], found["why"].strip()) if found else (wanted, reason)


def numbers_in(words: str) -> tuple[str, ...]:
    """The numbers of measures that are named: "3-1、3-2 3-3"; the name of a round stays with its number."""
    return tuple(part for part in SEVERAL.split(ROUND.sub(r"\1", words)) if part)


def read_correction(words: str) -> CorrectionWords | None:
    """A correction, None where number, field or value is missing."""
    wanted, reason = with_reason(words)
    found = HEAD.match(wanted)
    if not found:
        return None
    return CorrectionWords(found["number"], FIELDS[found["field"]], found["value"].strip(), reason)


def read_split(words: str) -> tuple[str, str, str, str] | None:
    """Number, both halves and the reason of "3-2 清理河道｜建立台账 理由 两件事"; None where a half is missing."""
    wanted, reason = with_reason(words)
    number, _, text = wanted.partition(" ")
    halves = HALVES.split(text.strip())
    if len(halves) != 2 or not all(halves):  # noqa: PLR2004 - a measure is parted in two
        return None
    return number, halves[0], halves[1], reason


def read_merge(words: str) -> tuple[tuple[str, ...], str]:
    """The numbers, the one that stays the last, and the reason of "3-1、3-3 并入 3-2 理由 同一件事"."""
    wanted, reason = with_reason(words)
    wanted = re.sub("并入|到", " ", wanted)
    numbers, why = (wanted, reason) if reason else numbers_with_reason(wanted)
    return numbers_in(numbers), why
