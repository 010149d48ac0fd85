"""Whom a cell of people says to lead, to do the work, to help: 分管领导：甲 / 经办：乙, 乙（经办）、丙（配合）."""

import re
from dataclasses import dataclass

from bot.readers.plan.fields.names import ORGANISATION, SEPARATORS, folded_cell, persons
from bot.readers.plan.fields.people_in_brackets import spread

LEADS = "总负责|分管|包案|包保|包抓|挂点|联系领导|责任领导|主管领导|领导"
DOES = "经办|承办|具体经办|具体承办|具体负责|具体责任|具体落实|联络|直接责任"
KEEPS = "总牵头|牵头|主办|主责"  # as the column's head says
HELPS = "配合|协办|协助|参与"
ACTS = rf"(?P<leads>{LEADS})|(?P<does>{DOES})|(?P<keeps>{KEEPS})|(?P<helps>{HELPS})"
PART = rf"(?:{ACTS})(?:责任)?(?:领导|人员|人|同志|员)?"
BEFORE = re.compile(rf"(?:(?<=^)|(?<=[\s、，,；;/|。（(]))\s*{PART}\s*[:：]")
BEHIND = re.compile(rf"\s*[（(\[【]\s*{PART}\s*[)）\]】]|(?P<helping>{HELPS})(?=$|[\s、，,；;/|。])")
AHEAD = re.compile(rf"(?:(?<=^)|(?<=[\s、，,；;/|。]))\s*[（(\[【]\s*({PART})\s*[)）\]】]\s*(?=[\u3400-\u9fff])")
ALONE = re.compile(PART)
LAST = re.compile(r"[^\s、，,；;/|。:：]+$")
WIDE = str.maketrans("():[]", "（）：【】")
SIGNS = " 、，,；;/／|｜\n\r\t。（）()"


@dataclass(frozen=True, kw_only=True)
class Played:
    """The stretches of a cell by the part that is said of them; `column` is what the head of the column is about."""

    column: str
    leading: str = ""
    doing: str = ""
    helping: tuple[str, ...] = ()
    words: str = ""  # of those who help, as written


def parts_played(text: str, known: frozenset[str] = frozenset()) -> Played:
    """The people of a cell by their parts; a cell that says none, or speaks of bodies, is the column's as it stands."""
    folded = spread(folded_cell(text), known)
    if AHEAD.match(folded):
        folded = AHEAD.sub(lambda sign: f"{sign[1]}:", folded)
    found = _by_signs(folded) or _behind_names(folded)
    if not any(part != "keeps" for part, _, _ in found) and not any(sign for _, _, sign in found):
        return Played(column=text)
    said = [words for part, words, sign in found if sign or part != "keeps"]
    if any(ORGANISATION.search(word.strip()) for words in said for word in SEPARATORS.split(words)):
        return Played(column=text)
    told = {part: "、".join(words for one, words, _ in found if one == part and words) for part in GROUPS}
    helping = persons(told["helps"], known)
    written = "、".join(sign for part, _, sign in found if part == "helps").translate(WIDE)
    return Played(column=told["keeps"], leading=told["leads"], doing=told["does"], helping=helping, words=written)


GROUPS = ("keeps", "leads", "does", "helps")


def _by_signs(text: str) -> list[tuple[str, str, str]]:
    """The stretches behind 分管领导：…, 配合：…; the part, the words, and both as written."""
    signs = list(BEFORE.finditer(text))
    if not signs:
        return []
    ends = [*(sign.start() for sign in signs[1:]), len(text)]
    found = [("keeps", ahead, "")] if (ahead := text[: signs[0].start()].strip(SIGNS)) else []
    for sign, end in zip(signs, ends, strict=True):
        words = text[sign.end() : end].strip(SIGNS)
        found.append((_part(sign), words, f"{sign[0].strip()}{words}"))
    return found


def _behind_names(text: str) -> list[tuple[str, str, str]]:
    """乙（经办）: the part belongs to the name before it, all others are the column's."""
    found: list[tuple[str, str, str]] = []
    start = 0
    for sign in BEHIND.finditer(text):
        before = text[start : sign.start()]
        last = LAST.search(before)
        if ahead := before[: last.start() if last else len(before)].strip(SIGNS):
            found.append(("keeps", ahead, ""))
        if last:
            found.append((_part(sign), last[0], f"{last[0]}{sign[0].strip()}"))
        start = sign.end()
    rest = text[start:].strip(SIGNS)
    return [*found, ("keeps", rest, "")] if found and rest else found


def _part(found: re.Match[str]) -> str:
    return next((name for name in GROUPS if found[name]), "helps")
