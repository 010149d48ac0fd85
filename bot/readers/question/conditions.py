"""How the conditions of a question stand together: which replace those of the one before, which cannot hold at once."""

import re

from bot.domain.status.query import understand
from bot.domain.status.register import Register

_ASPECT = re.compile(r"方面|领域|类|建设$")


def categories(text: str, register: Register, terms: list[str]) -> str:
    """Take out the categories of findings, by their whole names or without 方面."""
    for name in register.categories:
        stem = _ASPECT.sub("", name)
        short = name.removesuffix("方面")
        for said in (name, *(one for one in (short, stem) if len(one) > 2)):  # noqa: PLR2004 - 队伍 names nothing
            if said in text:
                terms.append(name)
                text = re.sub(rf"{re.escape(said)}(?:方面|领域|这块|那块|块|这类|那类|类)*(?:的问题)?", " ", text)
    return text


def followed(before: str, terms: tuple[str, ...], register: Register) -> str:
    """The code of the question before with those of its conditions replaced that are said anew: 那水环境股呢."""
    new = understand(" ".join(terms), register).terms
    kinds = {kind_of(term.code) for term in new}
    kept = [code for code in before.split("+") if code and kind_of(code) not in kinds]
    return "+".join((*kept, *(term.code for term in new)))


def kind_of(code: str) -> str:
    """Who, when, or in which state: a condition takes the place of one of its kind."""
    if code[:1] in {"p", "x", "z", "g", "!"}:
        return "who"
    return "when" if re.fullmatch(r"[dwm][012]?|[nkuqby]\d+", code) else "state"


def alternatives(terms: tuple[str, ...], register: Register, *, together: bool) -> tuple[tuple[str, ...], ...]:
    """The terms, once for each of those that cannot hold at the same time: two departments, 沈知行和秦望舒."""
    codes = {term: understand(term, register).code for term in terms}
    alarms = [term for term, code in codes.items() if code in {"over", "amber"}]
    if len(alarms) > 1:
        return tuple(tuple(term for term in terms if term == one or term not in alarms) for one in alarms)
    for kind in ("x", "p", "when", "state"):
        alike = [term for term, code in codes.items() if kind in {code[:1], kind_of(code)}]
        if len(alike) > 1 and (together or kind == "x"):
            return tuple(tuple(term for term in terms if term == one or term not in alike) for one in alike)
    return (terms,)
