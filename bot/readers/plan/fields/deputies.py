"""Who stands in for the clerk of a cell: B岗, 副岗, 备岗. They are told apart from the clerks, and never become one."""

import re

from bot.readers.plan.fields.names import folded_cell, is_name, persons

BOTH = re.compile(r"A\s*[/／、]?\s*B\s*[岗角]\s*[:：]?", re.IGNORECASE)  # AB岗：骆明、桑田, the clerk first
POST = re.compile(
    r"[（(\[【]?\s*(?:([A-Da-d]|甲|乙|丙|丁|主|副|备|第[一二三四])\s*[岗角])(?:责任人|人员|人)?\s*[)）\]】]?\s*[:：]?"
)
FIRST = frozenset("Aa甲主") | {"第一"}
LAST_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}\s*$")
SIGNS = " 、，,；;/／|｜\n\r\t"


def without_deputies(text: str, known: frozenset[str] = frozenset(), head: str = "") -> tuple[str, tuple[str, ...]]:
    """The cell without those who only stand in, and their names; all of them where the column's head says so."""
    if BOTH.search(text) or BOTH.search(head):
        return _both(BOTH.sub("、", text), known)
    of_column = POST.search(folded_cell(head))
    if of_column and of_column[1] not in FIRST:
        return "", persons(text, known)
    folded = folded_cell(text)
    signs = list(POST.finditer(folded))
    if not signs:
        return text, ()
    ends = [*(sign.start() for sign in signs[1:]), len(folded)]
    before = folded[: signs[0].start()].strip(SIGNS)
    ahead = not before or not _ends_in_a_name(before, known)
    kept, deputies = [folded[: signs[0].start()]] if ahead else [], list[str]()
    starts = [0, *(sign.end() for sign in signs[:-1])]
    for number, sign in enumerate(signs):
        stretch = folded[sign.end() : ends[number]] if ahead else folded[starts[number] : sign.start()]
        if sign[1] in FIRST:
            kept.append(stretch)
        elif ahead:
            deputies += persons(stretch, known)
        else:
            last = LAST_NAME.search(stretch)
            deputies += persons(last[0], known) if last else ()
            kept.append(stretch[: last.start()] if last else stretch)
    kept += [] if ahead else [folded[signs[-1].end() :]]
    return "、".join(part for one in kept if (part := one.strip(SIGNS))), tuple(dict.fromkeys(deputies))


def _both(text: str, known: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The first of two is the clerk; of more, nobody is guessed to stand in."""
    names = persons(text, known)
    return (names[0], names[1:]) if len(names) == 2 else (text, ())  # noqa: PLR2004 - one of each


def _ends_in_a_name(words: str, known: frozenset[str]) -> bool:
    """True for 骆明 before （B岗）, not for a department before A岗：骆明."""
    return any(is_name(words[-count:], known) for count in (2, 3, 4))
