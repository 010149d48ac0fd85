"""People whom a cell names in brackets behind a body, with the part that they play: 办公室（秦望舒配合）."""

import re

from bot.readers.plan.fields.names import ORGANISATION, POST_ONLY, SURNAMES, is_name, looks_like_a_name

LEADS = "总牵头|牵头|主办|主责"
DOES = "具体负责|具体承办|具体经办|具体落实|经办|承办|负责|落实|联系|联络"
HELPS = "配合|协办|协助|协同|参与"
PART = rf"(?:(?P<leads>{LEADS})|(?P<does>{DOES})|(?P<helps>{HELPS}))"
INSIDE = re.compile(r"(?<=[^\s、，,；;/])\s*[（(\[]([^（()）\[\]]{2,40})[)）\]]")
CLAUSES = re.compile(r"[，,；;\s]+")
WORDS = re.compile(r"[、和及与/]")
BEHIND = re.compile(
    rf"(?:由|请)?(?P<who>[\u3400-\u9fff·、和及与/]{{2,}}?)(?:同志|等)?{PART}(?:人|人员|落实|办理|工作)?"
)
AHEAD = re.compile(rf"{PART}(?:人|人员|员|同志|单位|部门|科室)?\s*[:：]?\s*(?P<who>[\u3400-\u9fff·、和及与/]{{2,}})")
ACTS = re.compile(rf"(?:同志)?(?:{LEADS}|{DOES}|{HELPS}|分管|包案|包保|主抓|统筹)")
LED = re.compile(rf"(?:{LEADS}|{DOES}|{HELPS}|分管|包案|包保|主抓|统筹)(?:人|人员|员|同志|领导)?[:：]?")
SIGN = {"leads": "牵头", "does": "经办", "helps": "配合"}


def spread(text: str, known: frozenset[str] = frozenset()) -> str:
    """Each person of such a bracket as a word of its own: 办公室、秦望舒（配合）; all else as it stands."""
    return INSIDE.sub(lambda found: _apart(found[1], known) or found[0], text)


def _apart(inside: str, known: frozenset[str]) -> str:
    """The words of a bracket, each with its part; "" where it is not all people and bodies, or holds no person."""
    told = [_told(clause, known) for clause in CLAUSES.split(inside.strip()) if clause]
    flat = [word for words in told for word in words]
    if not all(told) or not any(is_name(who, known) for who, _ in flat):
        return ""
    return "".join(f"、{who}（{sign}）" for who, sign in flat)


def _told(clause: str, known: frozenset[str]) -> list[tuple[str, str]]:
    """Who, and what part; a body that leads within another is no body of the list."""
    found = BEHIND.fullmatch(clause) or AHEAD.fullmatch(clause)
    if not found:
        return []
    part = next(name for name in SIGN if found[name])
    words = [word for word in WORDS.split(found["who"]) if word]
    fits = all(is_name(word, known) or (part == "helps" and ORGANISATION.search(word)) for word in words)
    return [(word, SIGN[part]) for word in words] if fits else []


def charged_in(inside: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The persons whom a bracket of a measure charges, whatever else it says: 程曦负责，5月底前."""
    clauses = [clause for clause in CLAUSES.split(inside.strip()) if clause]
    told = [pair for clause in clauses for pair in _told(clause, known)]
    return tuple(who for who, sign in told if sign != SIGN["helps"] and is_name(who, known))


def names_somebody(words: str, known: frozenset[str] = frozenset()) -> bool:
    """True for 秦望舒配合, 联络员秦望舒: a person with the part that he plays, and no head of a column."""
    return any(is_name(who, known) for who, _ in _told(words, known))


def somebody_acts(words: str, known: frozenset[str] = frozenset()) -> bool:
    """True for 秦望舒负责收集, 财务股秦望舒配合, 秦主任: words of a bracket that speak of a person."""
    if names_somebody(words, known) or any(name in words for name in known):
        return True
    if words[:1] in SURNAMES and POST_ONLY.fullmatch(words[1:]):
        return True
    acted = ACTS.search(words)
    before = words[: acted.start()] if acted else ""
    names = [words[-count:] for count in (3, 2) if LED.fullmatch(words[:-count])]
    return any(map(looks_like_a_name, (*names, before, before[-3:], before[-2:])))
