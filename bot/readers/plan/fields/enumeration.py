"""Several things in one cell: 1. 2. / ① ② / （一）（二） / one on each line, and what belongs to which."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.core import numerals
from bot.domain.core.numerals import chinese

MOST_ITEMS = 60
COUNTED = "[家个条项名人件次户座台套批类种处间辆艘口眼栋幢份本册场期篇宗起例位所对组支队村镇乡街只头株]"  # come whole
MEASURED = r"(?:公里|千米|米|吨|亩|公顷|平方|立方|万|亿|元|倍|%|％|千瓦|兆|升)"
EDGE = r"(?:^|(?<=[\s。；;！!，,、）)\]】：:]))"
END = "。；;！!"
GOES_ON = re.compile("并|且|其中|此后|之后|然后|同时|以后|完成后|后续")
SHORT_PREFACE = 24


WITH_FACTS = re.compile(r"[（(][^（()）]*[:：][^（()）]*[)）]")  # 引进企业3家（责任单位：…；完成时限：…）


@dataclass(frozen=True)
class Item:
    """One of several things in a cell; `number` is its figure as counted there, "" where none stands."""

    number: str
    text: str


def _circled(number: int) -> str:
    return chr(0x245F + number) if number <= 20 else "(?!)"  # noqa: PLR2004 - Unicode has ① to ⑳ in one row


def _behind_a_point(number: int) -> str:
    """What may follow 2. where it is a number: no figure, a whole date, so many of what comes whole, a decimal."""
    decimal = rf"\d{{1,5}}[.．]\d{{1,3}}(?:{COUNTED}|{MEASURED})"
    after_a_line = rf"(?<=\n{number}.)(?=\d{{1,5}}{MEASURED})"
    return rf"(?![\d])|(?=\d{{4}}\D)|(?=\d{{1,2}}月)|(?=\d{{1,5}}{COUNTED})|(?={decimal})|{after_a_line}"


LOOSE = r"(?<![第和与及按照见如至到、—~-])"  # a number in brackets may follow without a sign, unless it is referred to

STYLES: tuple[Callable[[int], str], ...] = (
    lambda n: EDGE + rf"(?:整改)?(?:措施|举措|任务)(?:{n}|{chinese(n)})(?:[：:、.．]\s*|\s+)",
    lambda n: EDGE + rf"第(?:{n}|{chinese(n)})[项条点][：:、，,\s]*",
    lambda n: LOOSE + rf"[（(]\s*{chinese(n)}\s*[)）][、.．]?\s*",
    lambda n: LOOSE + rf"[（(]\s*{n}\s*[)）](?!\s*(?:项|条|点|的|中|所|类|款))[、.．]?\s*",
    lambda n: _circled(n) + r"[、.．]?\s*",
    lambda n: EDGE + rf"{n}[.．](?:{_behind_a_point(n)})\s*",
    lambda n: EDGE + rf"{n}[、]\s*",
    lambda n: EDGE + rf"{n}[)）][、.．]?\s*",
    lambda n: EDGE + rf"{n}[：:]\s*",
    lambda n: EDGE + rf"{chinese(n)}[、.．]\s*",
)
SPOKEN: tuple[Callable[[int], str], ...] = (
    lambda n: EDGE + rf"{chinese(n)}(?:是要?|要)[，,：:]?\s*",
    lambda n: EDGE + rf"第{chinese(n)}[，,：:]\s*",
)
PAIR = re.compile(r"(\d{1,3})\s*[-－—–.．]\s*(\d{1,3})(?:[、.．:：\s]+|(?=[^\d\s年月日%％倍万亿元个台米吨]))")
FIGURE = re.compile(rf"\d{{1,3}}[.．]\d{{1,5}}(?:{COUNTED}|{MEASURED})")
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
    pairs = _pairs(text) or _line_by_line(text)
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


def _line_by_line(text: str) -> list[Item]:
    """Lines of which each begins with its own number, from 1 on: there 2.20盏 is the second, not a decimal."""
    pieces = [re.match(r"\s*(\d{1,2})[.．、]\s*(.+)", line) for line in lines(text)]
    found = [piece for piece in pieces if piece]
    if len(pieces) < 2 or [piece[1] for piece in found] != [str(n) for n in range(1, len(pieces) + 1)]:  # noqa: PLR2004 - one line is no list
        return []
    return [Item(piece[1], tidy(piece[2])) for piece in found]


def glued_number(item: Item) -> bool:
    """True where the next number stands within the words of an item: 1.摸底2.验收 may be two."""
    return item.number.isdecimal() and bool(
        re.search(rf"(?<=[\u4e00-\u9fff]){int(item.number) + 1}[.．、](?!\d{{1,3}}(?:{COUNTED}|{MEASURED}))", item.text)
    )


def unclear_figure(item: Item) -> bool:
    """True where the figure at the beginning may be a number and a figure, or a decimal: 2.5公里."""
    return bool(re.match(rf"\d{{1,3}}(?:[.．]\d{{1,3}})?{MEASURED}", item.text)) and (
        "." in item.text[:4] or bool(item.number)
    )


def _pairs(text: str) -> list[Item]:
    """Items with their whole number: 3-1 …；3-2 …."""
    first = PAIR.match(text)
    if not first or FIGURE.match(text):  # 2.3家企业 is the second item, 2.5公里 a length
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


def spoken(text: str) -> tuple[str, list[Item]]:
    """What stands before 一是…二是…, and the parts; no parts where fewer than two stand there."""
    for style in SPOKEN:
        first = re.search(style(1), text)
        items = _follow(text, style, 1, first) if first else []
        if first and len(items) > 1 and all(item.text for item in items):
            return text[: first.start()].strip(), items
    return "", []


def measures_in(text: str) -> tuple[list[Item], bool]:
    """The measures that stand in one cell, and whether it is certain how many they are.

    Without numbers a line is a measure where the lines are sentences; otherwise they may be one wrapped sentence.
    """
    numbered = marked(text)
    if numbered:
        return [item for item in numbered if item.text], True
    if len(parts := each_with_facts(text)) > 1:
        return [Item("", tidy(part)) for part in parts], True
    before, parts_said = spoken(text)
    if parts_said and not before:
        return parts_said, True
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


def each_with_facts(text: str) -> list[str]:
    """The parts of a text each of which says in brackets who and when; the whole where only one does."""
    if len(WITH_FACTS.findall(text)) < 2:  # noqa: PLR2004 - as above
        return [text]
    return [part for part in re.split(r"(?<=[）)])\s*[；;。\n]\s*", text) if part.strip()]


def clauses_of(text: str) -> list[str]:
    """The parts of a cell between semicolons and line breaks."""
    return [piece.strip() for piece in re.split(r"[；;\n]", text) if piece.strip()]


def _each_numbered(text: str) -> list[Item]:
    """The clauses of a cell where each has a number, in whatever order; otherwise what it begins with."""
    starts = [marked(clause)[:1] for clause in clauses_of(text)]
    return [item for start in starts for item in start] if all(starts) else marked(text)


CHINESE = "[一二三四五六七八九十]{1,2}"
FIGURES = r"\d{1,2}(?!\d|年|月|日|[./．]\d|-\d+[-月])"
REF = rf"(?:第?\s*[（(]\s*(?:\d{{1,2}}|{CHINESE})\s*[)）]|[①-⑳]|(?:措施|举措|任务|第)?\s*(?:{FIGURES}|{CHINESE}))"
JOINED = r"\s*(?:[、,，和及与]|至|到|[-—~～])?\s*"
GROUP = re.compile(
    rf"(?:(?<=^)|(?<=[\s。；;，,]))(?P<refs>{REF}(?:{JOINED}{REF})*)\s*(?P<tail>[项条点个]?(?:措施|任务|举措)?\s*[：:为]?)\s*(?=\S)"
)


SOME = re.compile(
    r"(?:(?P<end>前|后|末)(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})[项条点]|(?P<rest>其余|其他|其它|余下|剩余|另外))"
    r"(?P<tail>[项条点个]?(?:措施|任务|举措)?\s*[：:为]?)"
)
OF_SOME = re.compile(
    rf"{SOME.pattern}|第\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*[项条点]|[①-⑳]|其中|除.{{1,20}}外"
)


def _numbered(text: str, count: int) -> str:
    """The text with 前两项, 后三条 and 其余 as the numbers that they mean among `count`."""
    named: set[int] = set()

    def numbers(found: re.Match[str]) -> str:
        if found["rest"]:
            meant = [n for n in range(1, count + 1) if n not in named]
        else:
            many = numerals.number(found["n"]) or 0
            meant = [*range(1, many + 1)] if found["end"] == "前" else [*range(count - many + 1, count + 1)]
        named.update(meant)
        return "、".join(map(str, meant)) + "项："

    for clause in GROUP.finditer(text):
        named.update(_referred(clause["refs"]))
    return SOME.sub(numbers, text) if SOME.search(text) else text


def _grouped(text: str, count: int) -> list[str] | None:
    """1、2项4月底前完成，3项长期坚持: each of `count` gets the words of its group; None where it is not so said."""
    spots: list[tuple[int, int, list[int]]] = []
    text = _numbered(text, count)
    for found in GROUP.finditer(text):
        refs, tail = found["refs"], found["tail"]
        plain = re.fullmatch(r"[\d、,，和及与至到\-—~～\s]+", refs)
        if plain and not tail.strip():
            continue
        numbers = _referred(refs)
        if numbers and all(0 < number <= count for number in numbers):
            spots.append((found.start(), found.end(), numbers))
    if not spots or spots[0][0] != 0:
        return None
    ends = [start for start, _, _ in spots[1:]] + [len(text)]
    shares: dict[int, str] = {}
    for (_, begin, numbers), end in zip(spots, ends, strict=True):
        for number in numbers:
            if number in shares:
                return None
            shares[number] = tidy(text[begin:end])
    if set(shares) != set(range(1, count + 1)) or not all(shares.values()):
        return None
    return [shares[number] for number in range(1, count + 1)]


def _referred(refs: str) -> list[int]:
    """The numbers that are named: ②③ → 2, 3; 1至3 → 1, 2, 3."""
    from bot.readers.plan.fields.item_number import arabic

    numbers: list[int] = []
    last_end = 0
    for found in re.finditer(REF, refs):
        value = arabic(re.sub(r"^(?:措施|举措|任务|第)", "", found[0].strip()))
        if not value.isdecimal():
            return []
        between = refs[last_end : found.start()].strip()
        if numbers and between in {"至", "到", "-", "—", "~", "～"}:
            numbers += range(numbers[-1] + 1, int(value))
        numbers.append(int(value))
        last_end = found.end()
    return numbers


IN_BRACKETS = re.compile(rf"(?P<who>[^、，,；;\n（()）]+)[（(](?P<refs>{REF}(?:{JOINED}{REF})*)[项条点]?[)）]")


def _by_brackets(text: str, count: int) -> list[str] | None:
    """县住建局（1、2）、县水务局（3）: who is named with its number; None where not all numbers are given out."""
    spots = list(IN_BRACKETS.finditer(text))
    who = [found["who"].strip() for found in spots]
    if not spots or len(set(who)) < len(who) or re.sub(r"[、，,；;\s]", "", IN_BRACKETS.sub("", text)):
        return None
    numbers = [_referred(found["refs"]) for found in spots]
    if {n for some in numbers for n in some} != set(range(1, count + 1)):
        return None
    pairs = list(zip(who, numbers, strict=True))
    return ["、".join(name for name, some in pairs if n in some) for n in range(1, count + 1)]


def numbers_in_brackets(text: str) -> bool:
    """True where somebody is named with several numbers, as of the measures that are his: 孟晓川（1、3）."""
    return any(len(_referred(found["refs"])) > 1 for found in IN_BRACKETS.finditer(text))


def shared_out(text: str, count: int, *, by_line: bool) -> list[str] | None:
    """What a cell says for each of `count` measures, None where it says one thing for all.

    Numbered parts go to their numbers (the missing ones get ""); lines or clauses only where there are exactly as many.
    """
    if by_line and count > 1 and (groups := _grouped(text, count)):
        return groups
    if count > 1 and (named := _by_brackets(text, count)):
        return named
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
