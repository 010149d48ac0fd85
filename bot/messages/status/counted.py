"""How the answers read to 签了几个督办单 and 谁审我的."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.colour import Colour
from bot.domain.plan.measure import Measure, Stage
from bot.domain.supervision.letter import LETTER_WORDS, Letter
from bot.messages.body import LINE, MessageBody
from bot.messages.text import day
from bot.messages.wording import Wording

SHOWN = 10


@dataclass(frozen=True)
class Sent:
    """A letter as a line shows it: of which measures, to whom, and who has not signed for it."""

    letter: Letter
    numbers: Sequence[str]
    to: Sequence[str]
    unsigned: Sequence[str]


@dataclass(frozen=True)
class Checked:
    """Who checks, step by step, and the measures for which it is they."""

    steps: tuple[tuple[Stage, str], ...]
    measures: Sequence[Measure]


def letters_body(
    wording: Wording, colours: Sequence[Colour], letters: Sequence[Sent], *, own: str, when: str = ""
) -> MessageBody:
    """A line for each kind: how many there are, how many lack a signature or an answer; then each, newest first."""
    lines, whose = [], "own" if own else "all"
    when = when or wording.word("status.happened.until_today")
    for colour in colours:
        sent = [one for one in letters if one.letter.colour is colour]
        some = [one.letter for one in sent]
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
        lines += [_sent(wording, one) for one in sent[::-1][:SHOWN]]
        if len(sent) > SHOWN:
            lines.append(wording.say("status.counted.more_letters", count=len(sent) - SHOWN))
    return MessageBody(LINE.join(lines))


def _sent(wording: Wording, sent: Sent) -> Markup:
    """A letter: its number, its measures, to whom it went, who has not signed, and whether it was answered."""
    unsigned = wording.word("status.counted.unsigned_by", names="、".join(sent.unsigned)) if sent.unsigned else ""
    return wording.say(
        f"status.counted.letter_{'answered' if sent.letter.answered_at else 'open'}",
        title=sent.letter.title,
        numbers=some_of(sent.numbers),
        names=some_of(sent.to),
        unsigned=unsigned or wording.word("status.counted.signed_by_all"),
        day=day(sent.letter.answer_by),
    )


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
