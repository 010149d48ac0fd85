"""Rows of a table that are no data: totals, notes, signatures, repeated titles; and what a banner's text says."""

import re

from bot.readers.plan.containers.document import Sheet
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.headings import ROUND_FIELDS, TOTAL, Field, label

DITTO = frozenset(
    {"同上", "〃", "″", "”", '"', "''", "同前", "同上。", "（同上）", "(同上)", "同", "上同", "如上", "々"}
)
FOOTER = re.compile(r"^([\u4e00-\u9fff（()）\s]{2,12})[：:]|^第\s*\d+\s*页")
SIGNED = re.compile("审核|复核|制表|填表|填报|签字|签名|盖章|电话|主要领导|分管领导签|日期")
TITLE = re.compile(r"(方案|台账|清单|情况表|一览表|任务表|责任表|汇总表|登记表|推进表|续表?)[）)]?$")
SAMPLE = re.compile(
    r"^[（(【\[]?\s*(填写|填表|填报)?\s*(示例|样例|范例|举例|例)\s*(\d{0,2}|[一二三])\s*[)）】\]]?\s*([：:]|$)|^例如"
)
COLUMN = re.compile(r"(\d{1,2})(?:=[\d+\-*/×÷]+)?|[甲乙丙丁戊己庚辛]")
HEADING = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|方面[）)]?[:：]?$")


def is_skipped(sheet: Sheet, row: int, texts: list[tuple[int, str]]) -> bool:
    """True for totals, notes, signatures, and the title that stands again on a further page."""
    column, text = texts[0]
    wide = sheet.rows[row].count(sheet.rows[row][column]) > 1
    again = len(texts) == 1 and wide and TITLE.search(text) and not arabic(text)
    signed = any(_is_footer(words) for _, words in texts) and all(FOOTER.match(words) for _, words in texts)
    return bool(TOTAL.match(text) or again or signed)


def counts_columns(texts: list[tuple[int, str]]) -> bool:
    """True for the row below a head that only counts its columns: (1) (2) (3), 甲 乙 1 2, A B C."""
    words = [text.strip("（）() ") for _, text in texts]
    found = [COLUMN.fullmatch(word) for word in words]
    figures = [int(one[1]) for one in found if one and one[1]]
    named = [word for word, one in zip(words, found, strict=True) if one and not one[1]]
    rising = figures == list(range(1, len(figures) + 1)) and named == [*"甲乙丙丁戊己庚辛"][: len(named)]
    lettered = "".join(words).upper() == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(words)]
    return len(words) > 2 and (lettered or (all(found) and rising))  # noqa: PLR2004 - two columns are no ledger


def is_sample(texts: list[tuple[int, str]]) -> bool:
    """True for the row that shows how a form is filled in."""
    return any(SAMPLE.match(text) for _, text in texts)


def is_heading(text: str) -> bool:
    """True for the words of a category: 一、…, …方面."""
    return bool(HEADING.search(text))


def labelled(text: str) -> tuple[Field | None, str, str]:
    """A banner with a label (问题一：…) as its kind, number and rest; the rest is the whole text without one."""
    name, colon, rest = text.replace(":", "：", 1).partition("：")
    kind, number = label(name)
    return (kind, number, rest.strip()) if colon and rest.strip() and kind else (None, "", text)


def _is_footer(text: str) -> bool:
    """True for 填报人：…, 单位（盖章）：…, 第2页."""
    found = FOOTER.match(text)
    if not found or not found[1]:
        return bool(found)
    kind, _ = label(found[1])
    return kind in ROUND_FIELDS or kind is Field.IGNORED or bool(SIGNED.search(found[1]))
