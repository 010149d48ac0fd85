"""群众监督意见 as a list: what came in, who answers by when, what was answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.pending_taps import OpenMatter
from bot.messages.supervision.assignment import lateness, move_button, outcome_word
from bot.messages.text import cut, day
from bot.messages.wording import Wording

LONGEST = 60  # characters of what was said
MOST = 12  # of a list


@dataclass(frozen=True, kw_only=True)
class ListedVoice:
    """One word of the public as a list shows it."""

    voice: Assignment
    number: str
    day: dt.date
    words: str
    names: tuple[str, ...]
    standing: Standing


def voices_body(wording: Wording, found: Sequence[ListedVoice], *, moves: bool, reader: str) -> MessageBody:
    """The counts, then each; who is to answer opens the card by a tap, the office moves it."""
    open_ = [one for one in found if one.voice.is_open]
    late = [one for one in open_ if one.standing.late]
    counts = {"count": len(found), "open": len(open_), "late": len(late)}
    lines = [wording.say("voices.head", **counts)]
    for one in found[:MOST]:
        facts = {
            "number": one.number,
            "way": wording.word(f"voices.way.{one.voice.about}"),
            "day": day(one.day),
            "words": cut(one.words, LONGEST),
            "names": "、".join(one.names),
            "until": day(one.voice.answer_by),
            "outcome": outcome_word(wording, one.voice),
            "answer": cut(one.voice.answer, LONGEST),
        }
        lines.append(wording.say("voices.line", **facts) + lateness(wording, one.standing))
    if len(found) > MOST:
        lines.append(wording.say("voices.more", count=len(found) - MOST))
    if moves:
        lines.append(wording.say("voices.usage"))
    rows = []
    for one in open_[:MOST]:
        label = wording.word("voices.button", number=one.number)
        own = (Button(label, OpenMatter(one.voice.id)),) if reader in one.voice.to else ()
        move = (move_button(wording, one.voice),) if moves else ()
        rows.append((*own, *move))
    return MessageBody(LINE.join(lines), tuple(row for row in rows if row))
