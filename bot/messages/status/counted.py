"""How the answers read to 签了几个督办单 and 谁审我的."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.core.colour import Colour
from bot.domain.plan.measure import Measure, Stage
from bot.domain.supervision.letter import LETTER_WORDS, Letter
from bot.messages.body import LINE, MessageBody
from bot.messages.wording import Wording

SHOWN = 10


@dataclass(frozen=True)
class Checked:
    """Who checks, step by step, and the measures for which it is they."""

    steps: tuple[tuple[Stage, str], ...]
    measures: Sequence[Measure]


def letters_body(
    wording: Wording, colours: Sequence[Colour], letters: Sequence[Letter], *, own: str, when: str = ""
) -> MessageBody:
    """A line for each kind: how many there are, how many of them lack a signature or an answer; then their numbers."""
    lines, whose = [], "own" if own else "all"
    when = when or wording.word("status.happened.until_today")
    for colour in colours:
        some = [one for one in letters if one.colour is colour]
        if not some:
            lines.append(wording.say(f"status.counted.no_letters_{whose}", kind=LETTER_WORDS[colour], when=when))
            continue
        unsigned = [one for one in some if (own in one.unsigned if own else one.unsigned)]
        facts = {
            "kind": LETTER_WORDS[colour],
            "when": when,
            "count": len(some),
            "unsigned": len(unsigned),
            "open": sum(one.answered_at is None for one in some),
        }
        lines.append(wording.say(f"status.counted.letters_{whose}", **facts))
        lines.append(wording.say("status.counted.titles", titles=some_of([one.title for one in some])))
    return MessageBody(LINE.join(lines))


def checked_body(wording: Wording, found: Sequence[Checked]) -> MessageBody:
    """A line for each set of people."""
    if not found:
        return MessageBody(wording.say("status.counted.checked_none"))
    lines = []
    for one in found:
        numbers = some_of([measure.number for measure in one.measures])
        steps = [
            wording.word(f"status.counted.step_{stage}", names=names or wording.word("core.nobody"))
            for stage, names in one.steps
        ]
        lines.append(wording.say("status.counted.checked", numbers=numbers, steps=" → ".join(steps)))
    return MessageBody(LINE.join(lines), measures=tuple(measure.id for one in found for measure in one.measures))


def some_of(names: Sequence[str]) -> str:
    """The first of them, and a sign that there are more."""
    return "、".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
