"""The list of a handover (移交清单): what went over, what is unfinished, and who has signed."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.documents.word.block import Block, Kind, Paper, body, clause, one, proper, sentence, signed, three, title
from bot.messages.text import as_printed, full_day

PARTS = (("giver", "移交人"), ("taker", "接收人"), ("witness", "监交人"))
NUMBER = re.compile(r"(?:第.{1,3}轮)?\d+-\d")
SIGNATURES = ("身份", "督办助手中的签字", "姓名", "手写签名")


@dataclass(frozen=True, kw_only=True)
class HandoverPaper:
    """What the list says; `signed` are the days on which giver, taker and witness signed, in ISO form."""

    unit: str
    day: dt.date
    giver: str
    taker: str
    witness: str
    role: str
    rows: tuple[tuple[str, str, str, str], ...]  # number, text, as what, how it stands
    matters: tuple[str, ...]
    signed: Mapping[str, str]
    on_paper: Mapping[str, str]  # of those who signed by hand, the name of who noted it


def handover_paper(about: HandoverPaper) -> Paper:
    """The list, with a line for each of the three signatures."""
    blocks = [
        title("整改工作移交清单"),
        Block(Kind.BLANK),
        body(f"{about.giver}于{full_day(about.day)}将{_what(about)}，办理情况以移交当日台账为准。"),
        one(1, "移交的措施"),
        _measures(about),
        one(2, "移交时的未了事项"),
        *([three(n, sentence(_matter(words))) for n, words in enumerate(about.matters, 1)] or [body("无。")]),
        one(3, "移交人、接收人、监交人签字确认"),
        body("本清单由移交人、接收人、监交人核对后签字。"),
        Block(Kind.GRID, rows=(SIGNATURES, *(_signature(about, part, word) for part, word in PARTS))),
        *signed(about.unit, about.day),
    ]
    name = f"{about.unit}移交清单（{about.giver}—{about.taker}）（{full_day(about.day)}）"
    return Paper(name, tuple(blocks), draft=False)


def _matter(words: str) -> str:
    """As a document writes it; a number at its beginning does not run into that of the list."""
    return f"{'措施' if NUMBER.match(words) else ''}{as_printed(words)}"


def _what(about: HandoverPaper) -> str:
    """名下未办结的3项整改措施移交某某，并移交责任领导职责: of no measures the unfinished matters, or the role alone."""
    named = f"名下未办结的{len(about.rows)}项整改措施" if about.rows else f"名下{len(about.matters)}件未了事项"
    if not (about.rows or about.matters):
        return f"{about.role or '名下'}职责移交{about.taker}"
    return f"{named}移交{about.taker}{f'，并移交{about.role}职责' if about.role else ''}"


def _measures(about: HandoverPaper) -> Block:
    if not about.rows:
        return body("无。")
    head = ("措施", "内容", "身份", "办理情况")
    rows = [(number, proper(text), part, clause(how)) for number, text, part, how in about.rows]
    return Block(Kind.GRID, rows=(head, *rows))


def _signature(about: HandoverPaper, part: str, word: str) -> tuple[str, str, str, str]:
    name = {"giver": about.giver, "taker": about.taker, "witness": about.witness}[part]
    day = about.signed.get(part)
    done = f"已于{full_day(dt.date.fromisoformat(day))}在督办助手中签字确认" if day else "尚未在督办助手中签字"
    if day and part in about.on_paper:
        done = f"在纸上签字，{about.on_paper[part]}{full_day(dt.date.fromisoformat(day))}登记"
    return word, done, name, ""
