"""Several things in one cell: 1. 2. / ① ② / （一）（二） / one on each line, and what belongs to which."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.core.numerals import chinese

MOST_ITEMS = 60
EDGE = r"(?:^|(?<=[\s。；;！!，,、）)\]】：:]))"
END = "。；;！!"
GOES_ON = re.compile("并|且|其中|此后|之后|然后|同时|以后|完成后|后续")
SHORT_PREFACE = 24


@dataclass(frozen=True)
class Item:
    """One of several things in a cell; `number` is its figure as counted there, "" where none stands."""

    number: str
    text: str


def _circled(number: int) -> str:
    return chr(0x245F + number) if number <= 20 else "(?!)"  # noqa: PLR2004 - Unicode has ① to ⑳ in one row


STYLES: tuple[Callable[[int], str], ...] = (
    lambda n: EDGE + rf"(?:整改)?(?:措施|举措|任务)(?:{n}|{chinese(n)})(?:[：:、.．]\s*|\s+)",
    lambda n: EDGE + rf"第(?:{n}|{chinese(n)})[项条点][：:、，,\s]*",
    lambda n: EDGE + rf"[（(]\s*{chinese(n)}\s*[)）][、.．]?\s*",
    lambda n: EDGE + rf"[（(]\s*{n}\s*[)）][、.．]?\s*",
    lambda n: _circled(n) + r"[、.．]?\s*",
    lambda n: EDGE + rf"{n}[.．](?:(?![\d])|(?=\d{{4}}\D)|(?=\d{{1,2}}月))\s*",
    lambda n: EDGE + rf"{n}[、]\s*",
    lambda n: EDGE + rf"{n}[)）][、.．]?\s*",
    lambda n: EDGE + rf"{n}[：:]\s*",
    lambda n: EDGE + rf"{chinese(n)}[、.．]\s*",
)
PAIR = re.compile(r"(\d{1,3})\s*[-－—–.．]\s*(\d{1,3})(?:[、.．:：\s]+|(?=[^\d\s年月日%％倍万亿元个台米吨]))")
FIRST = re.compile(
    r"^(?:(?:整改)?(?:措施|举措|任务)(\d{1,2}|[一二三四五六七八九十]{1,3})[：:、.．\s]|第(\d{1,2}|[一二三四五六七八九十]{1,3})[项条点]"
    r"|[（(]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|([①-⑳])|(\d{1,2})[.．、)）：:]|([一二三四五六七八九十]{1,3})[、.．])",
)


def first_number(text: str) -> int | None:
    """The number that the text begins with, in whatever sign."""
    from bot.readers.plan.fields.item_number import arabic

    found = FIRST.match(text)
    if not found:
        return None
    value = arabic(unicodedata.normalize("NFKC", next(group for group in found.groups() if group)))
    return int(value) if value.isdecimal() and 0 < int(value) < MOST_ITEMS else None


def marked(text: str) -> list[Item]:
    """The numbered items of a text, [] where it does not begin with a number."""
    pairs = _pairs(text)
    if pairs:
        return pairs
    start = first_number(text)
    if start is None:
        return _after_preface(text)
    for style in STYLES:
        first = re.match(style(start), text)
        if first:
            return _follow(text, style, start, first)
    return []


def _pairs(text: str) -> list[Item]:
    """Items with their whole number: 3-1 …；3-2 …."""
    first = PAIR.match(text)
    if not first:
        return []
    spots = [(first.start(), first.end(), int(first[2]))]
    while True:
        pattern = re.compile(
            EDGE + rf"{first[1]}\s*[-－—–.．]\s*{spots[-1][2] + 1}(?:[、.．:：\s]+|(?=[^\d\s年月日%％]))"
        )
        after = pattern.search(text, spots[-1][1])
        if not after:
            break
        spots.append((after.start(), after.end(), spots[-1][2] + 1))
    return [Item(f"{first[1]}-{number}", piece) for number, piece in _cut(text, spots)]


def _follow(text: str, style: Callable[[int], str], start: int, first: re.Match[str]) -> list[Item]:
    spots = [(first.start(), first.end(), start)]
    while spots[-1][2] < MOST_ITEMS:
        after = re.compile(style(spots[-1][2] + 1), re.MULTILINE).search(text, spots[-1][1])
        if not after:
            break
        spots.append((after.start(), after.end(), spots[-1][2] + 1))
    return [Item(str(number), piece) for number, piece in _cut(text, spots)]


def _cut(text: str, spots: list[tuple[int, int, int]]) -> list[tuple[int, str]]:
    ends = [start for start, _, _ in spots[1:]] + [len(text)]
    return [(number, tidy(text[begin:end])) for (_, begin, number), end in zip(spots, ends, strict=True)]


def _after_preface(text: str) -> list[Item]:
    """Items behind a short lead-in such as 采取以下措施：."""
    lead = re.match(rf"[^：:\n]{{0,{SHORT_PREFACE}}}[：:\n]\s*", text)
    if not lead or first_number(text[lead.end() :]) != 1:
        return []
    items = marked(text[lead.end() :])
    return items if len(items) > 1 else []


def tidy(text: str) -> str:
    """The text on one line, without the sign that only separated it from the next item."""
    joined = "".join(_glued(line.strip()) for line in text.splitlines()).strip()
    return re.sub(r"[；;，,、]+$", "", joined).strip()


def _glued(line: str) -> str:
    return line + " " if re.search(r"[A-Za-z0-9]$", line) else line


def lines(text: str) -> list[str]:
    """The lines of a cell that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def measures_in(text: str) -> tuple[list[Item], bool]:
    """The measures that stand in one cell, and whether it is certain how many they are.

    Without numbers a line is a measure where the lines are sentences; otherwise they may be one wrapped sentence.
    """
    numbered = marked(text)
    if numbered:
        return [item for item in numbered if item.text], True
    pieces = lines(text)
    if len(pieces) < 2 or not any(piece[-1] in END for piece in pieces[:-1]):  # noqa: PLR2004 - a single line is a single measure
        return [Item("", tidy(text))], len(pieces) < 2  # noqa: PLR2004 - as above
    sentences: list[str] = []
    for piece in pieces:
        if sentences and sentences[-1][-1] not in END:
            sentences[-1] += piece
        else:
            sentences.append(piece)
    return [Item("", tidy(sentence)) for sentence in sentences], True


def clauses_of(text: str) -> list[str]:
    """The parts of a cell between semicolons and line breaks."""
    return [piece.strip() for piece in re.split(r"[；;\n]", text) if piece.strip()]


def _each_numbered(text: str) -> list[Item]:
    """The clauses of a cell where each has a number, in whatever order; otherwise what it begins with."""
    starts = [marked(clause)[:1] for clause in clauses_of(text)]
    return [item for start in starts for item in start] if all(starts) else marked(text)


def shared_out(text: str, count: int, *, by_line: bool) -> list[str] | None:
    """What a cell says for each of `count` measures, None where it says one thing for all.

    Numbered parts go to their numbers (the missing ones get ""); lines or clauses only where there are exactly as many.
    """
    numbered = marked(text)
    if len(numbered) < 2:  # noqa: PLR2004 - numbers with a gap between them
        numbered = _each_numbered(text)
    if len(numbered) > 1 or (numbered and numbered[0].number != "1" and count > 1):
        by_number = {item.number.rpartition("-")[2]: item.text for item in numbered}
        return [by_number.get(str(n), "") for n in range(1, count + 1)]
    if not by_line:
        return None
    for pieces in (lines(text), clauses_of(text)):
        if len(pieces) == count and not any(GOES_ON.match(piece) for piece in pieces[1:]):
            return pieces
    return None
