"""How the answers read to 签了几个督办单, 延期批了几个, 我被催了几次 and 谁审我的."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.core.colour import Colour
from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.plan.measure import Measure, Stage
from bot.domain.supervision.letter import LETTER_WORDS, Letter
from bot.messages.body import LINE, MessageBody
from bot.messages.text import day
from bot.messages.wording import Wording

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Urged:
    """How often somebody was urged, by the number of each measure; `name` is "" for whoever asks."""

    name: str
    counts: Counter[str]
    last: dt.date | None
    letters: Sequence[Letter]


@dataclass(frozen=True)
class Checked:
    """Who checks, step by step, and the measures for which it is they."""

    steps: tuple[tuple[Stage, str], ...]
    measures: Sequence[Measure]


def letters_body(wording: Wording, colours: Sequence[Colour], letters: Sequence[Letter], *, own: str) -> MessageBody:
    """A line for each kind: how many there are, how many of them lack a signature or an answer; then their numbers."""
    lines, whose = [], "own" if own else "all"
    for colour in colours:
        some = [one for one in letters if one.colour is colour]
        if not some:
            lines.append(wording.say(f"status.counted.no_letters_{whose}", kind=LETTER_WORDS[colour]))
            continue
        unsigned = [one for one in some if (own in one.unsigned if own else one.unsigned)]
        facts = {
            "kind": LETTER_WORDS[colour],
            "count": len(some),
            "unsigned": len(unsigned),
            "open": sum(one.answered_at is None for one in some),
        }
        lines.append(wording.say(f"status.counted.letters_{whose}", **facts))
        lines.append(wording.say("status.counted.titles", titles=_some([one.title for one in some])))
    return MessageBody(LINE.join(lines))


def extensions_body(
    wording: Wording, counts: Mapping[ExtensionState, int], granted: Sequence[tuple[str, Extension]]
) -> MessageBody:
    """How many were granted, refused, wait or were withdrawn; of those granted, until when."""
    facts = {str(state): counts.get(state, 0) for state in ExtensionState}
    if not any(facts.values()):
        return MessageBody(wording.say("status.counted.extensions_none"))
    lines = [wording.say("status.counted.extensions", **facts)]
    lines += [
        wording.say("status.counted.extended", number=number, day=day(one.granted or one.asked))
        for number, one in granted[-SHOWN:]
    ]
    return MessageBody(LINE.join(lines), measures=tuple(dict.fromkeys(one.measure for _, one in granted[-SHOWN:])))


def urged_body(wording: Wording, urged: Urged) -> MessageBody:
    """How often, which measures, when last; and the letters, each kind by itself."""
    who = urged.name or wording.word("status.counted.you")
    total = sum(urged.counts.values())
    if not total and not urged.letters:
        return MessageBody(wording.say("status.counted.urged_none", who=who))
    lines = []
    if total and urged.last:
        numbers = "、".join(f"{number}×{count}" if count > 1 else number for number, count in urged.counts.items())
        lines.append(wording.say("status.counted.urged", who=who, count=total, numbers=numbers, day=day(urged.last)))
    else:
        lines.append(wording.say("status.counted.urged_none", who=who))
    kinds = Counter(LETTER_WORDS[one.colour] for one in urged.letters)
    if kinds:
        said = "、".join(f"{kind}{count}" for kind, count in kinds.items())
        lines.append(wording.say("status.counted.sent", letters=said, titles=_some([o.title for o in urged.letters])))
    return MessageBody(LINE.join(lines))


def checked_body(wording: Wording, found: Sequence[Checked]) -> MessageBody:
    """A line for each set of people."""
    if not found:
        return MessageBody(wording.say("status.counted.checked_none"))
    lines = []
    for one in found:
        numbers = _some([measure.number for measure in one.measures])
        steps = [
            wording.word(f"status.counted.step_{stage}", names=names or wording.word("core.nobody"))
            for stage, names in one.steps
        ]
        lines.append(wording.say("status.counted.checked", numbers=numbers, steps=" → ".join(steps)))
    return MessageBody(LINE.join(lines), measures=tuple(measure.id for one in found for measure in one.measures))


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
