"""What words were taken for: the name of a sentence in `replies.reading`, and what goes into it."""

from dataclasses import dataclass, field

from bot.domain.plan.deadline import Step


@dataclass(frozen=True)
class Meaning:
    """A code and its facts; days are facts in ISO form."""

    code: str
    facts: dict[str, str | int] = field(default_factory=dict, hash=False)

    def step(self, words: str = "") -> Step:
        """The step of a reading in which the words were taken for this."""
        return Step(words, self.code, self.facts)


def means(code: str, **facts: str | int) -> Meaning:
    """A meaning with its facts."""
    return Meaning(code, facts)
