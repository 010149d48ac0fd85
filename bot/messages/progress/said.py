"""How the answer to 我上周报了什么 reads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.messages.body import LINE, MessageBody
from bot.messages.text import cut, day
from bot.messages.wording import Wording

QUOTED = 80  # characters of one word


@dataclass(frozen=True, kw_only=True)
class SaidLine:
    """One word that stands recorded, as messages may show it."""

    day: dt.date
    number: str
    words: str
    percent: int | None
    measure: str


def said_body(
    wording: Wording, when: str, lines: Sequence[SaidLine], earlier: int, *, about: Sequence[str] = ()
) -> MessageBody:
    """What was reported in the time that is named, the first first; without one what was said last.

    `about` are the numbers that were asked for: of others nothing is said.
    """
    if not lines:
        of = wording.word("progress.said.of", numbers="、".join(about)) if about else ""
        return MessageBody(wording.say(f"progress.said.{'none_in' if when else 'none'}", when=when, of=of))
    head = wording.say(f"progress.said.{'head_in' if when else 'head'}", when=when, count=len(lines) + earlier)
    shown = [_line(wording, one) for one in lines]
    more = [wording.say("progress.said.earlier", count=earlier)] if earlier else []
    return MessageBody(LINE.join([head, *more, *shown]), measures=tuple(dict.fromkeys(one.measure for one in lines)))


def _line(wording: Wording, one: SaidLine) -> Markup:
    percent = wording.word("progress.said.percent", percent=one.percent) if one.percent is not None else ""
    return wording.say(
        "progress.said.line", day=day(one.day), number=one.number, words=cut(one.words, QUOTED), percent=percent
    )
