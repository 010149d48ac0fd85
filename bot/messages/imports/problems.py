"""Why a file cannot be read, and what in it a person must look at, in words."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.domain.imports.draft import MOST_PLACES, Fact, Problem, UnreadablePlan
from bot.domain.imports.result import ImportResult
from bot.messages.text import day
from bot.messages.wording import Wording


def unreadable(wording: Wording, error: UnreadablePlan) -> str:
    """The sentence for a file that holds no plan."""
    return wording.word(f"imports.file.{error.code}", **error.facts)


def problem_words(wording: Wording, problem: Problem) -> str:
    """The sentence of a problem; a draft that an earlier version kept holds the sentence itself."""
    key = f"imports.problem.{problem.what}"
    if key not in wording:
        return problem.what
    return wording.word(key, **{name: _listed(name, fact) for name, fact in problem.facts.items()})


def _listed(name: str, fact: Fact) -> str | int:
    """Several things as one list; of places no more than a person reads."""
    if not isinstance(fact, tuple):
        return fact
    most = MOST_PLACES if name == "places" else len(fact)
    return "、".join(fact[:most]) + ("等" if len(fact) > most else "")


def share_lines(wording: Wording, taken: ImportResult) -> Iterator[Markup]:
    """What supporting bodies were given by when, and what nobody was given, with the reason: the office is asked."""
    given = [wording.word("imports.lent_row", number=n, body=body, day=day(by)) for n, body, by in taken.lent]
    yield from _share_line(wording, "imports.lent", given)
    asked = [
        wording.word(f"imports.unsettled_{one.why}", number=one.measure.number, body=one.body)
        for one in taken.unsettled
    ]
    yield from _share_line(wording, "imports.unsettled", asked)


def _share_line(wording: Wording, key: str, items: Sequence[str]) -> Iterator[Markup]:
    if items:
        rest = len(items) - MOST_PLACES
        more = wording.word("imports.more", count=rest) if rest > 0 else ""
        yield wording.say(key, count=len(items), items="、".join(items[:MOST_PLACES]) + more)
