"""A paper as it came back, laid out anew: the office's words in the measures of GB/T 9704, nothing else of its file."""

import re
from collections.abc import Sequence

from bot.documents.word.block import Block, Kind, Paper

HEADS = (
    (Kind.ONE, re.compile(r"^[一二三四五六七八九十]{1,3}、")),
    (Kind.TWO, re.compile(r"^（[一二三四五六七八九十]{1,3}）")),
    (Kind.THREE, re.compile(r"^\d{1,3}[.．](?!\d)")),
)
TITLED = re.compile(r"(?:通报|报告|情况|公告|公示)$")
MARKED = re.compile(r"^（[^（）]{1,12}）$")
ADDRESSED = re.compile(r"^[^，。；]{2,40}：$")
DATED = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
TITLE_LINES, ENDING, SIGNER = 4, 3, 40  # lines within which a title ends; within which it is signed; signs of who signs


def released_paper(name: str, lines: Sequence[str], *, draft: bool, mark: str) -> Paper:
    """The paper of these paragraphs: title, mark, addressee, headings, body, signature and day by their own shape."""
    told = [line for line in lines if line.strip()]
    heading = next((n for n, line in enumerate(told[:TITLE_LINES], 1) if TITLED.search(line)), min(1, len(told)))
    blocks = [Block(Kind.TITLE, "\n".join(told[:heading]))] if heading else []
    rest = told[heading:]
    if rest and MARKED.match(rest[0]):
        blocks.append(Block(Kind.MARK, rest.pop(0)))
    blocks.append(Block(Kind.BLANK))
    if rest and ADDRESSED.match(rest[0]):
        blocks.append(Block(Kind.ADDRESSEE, rest.pop(0)))
    day = next((n for n in range(len(rest) - 1, max(-1, len(rest) - 1 - ENDING), -1) if DATED.match(rest[n])), None)
    signed = day is not None and day > 0 and len(rest[day - 1]) <= SIGNER and not rest[day - 1].endswith("。")
    for place, line in enumerate(rest):
        if day is not None and place == day:
            blocks.append(Block(Kind.DATE, line))
        elif signed and day is not None and place == day - 1:
            blocks += [Block(Kind.BLANK), Block(Kind.SIGNATURE, line)]
        else:
            kind = next((kind for kind, pattern in HEADS if pattern.match(line)), Kind.BODY)
            blocks.append(Block(kind, line))
    return Paper(name, tuple(blocks), draft=draft, mark=mark)


def lines_of(paper: Paper) -> tuple[str, ...]:
    """The paragraphs of a paper as they are read back from its file."""
    return tuple(line for line in (" ".join(one.split()) for one in paper.text.split("\n")) if line)
