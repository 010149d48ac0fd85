"""Why a file cannot be read, and what in it a person must look at, in words."""

from bot.domain.imports.draft import MOST_PLACES, Fact, Problem, UnreadablePlan
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
