"""群众监督意见 as a list: what came in, who answers by when, what was answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.plan.short_name import short_name
from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment
from bot.domain.voices.voice import Channel
from bot.messages.body import LINE, Button, MessageBody, in_rows
from bot.messages.core.assignment_taps import TakeVoice, TakeVoiceOn
from bot.messages.core.keyboards import elsewhere_row
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
    rows = [_record_row(wording)] if moves else []
    for one in open_[:MOST]:
        label = wording.word("voices.button", number=one.number)
        own = (Button(label, OpenMatter(one.voice.id)),) if reader in one.voice.to else ()
        move = (move_button(wording, one.voice),) if moves else ()
        rows.append((*own, *move))
    return MessageBody(LINE.join(lines), tuple(row for row in rows if row) or elsewhere_row(wording))


def _record_row(wording: Wording) -> tuple[Button, ...]:
    """A button for each way by which something can have come."""
    ways = [(one, wording.word(f"voices.way.{one}")) for one in Channel]
    return tuple(Button(wording.word("voices.record", way=way), TakeVoice(one)) for one, way in ways)


def which_finding_body(
    wording: Wording, channel: Channel, findings: Sequence[tuple[str, str, str]], page: int
) -> MessageBody:
    """A page of findings by id, number and text, each a tap; "" for a text that messages may not show."""
    if not findings:
        return MessageBody(wording.say("voices.which_none"))
    shown = findings[page * MOST : (page + 1) * MOST]
    buttons = [
        Button(wording.word("voices.finding", number=number, name=short_name(text)).strip(), TakeVoiceOn(channel, id_))
        for id_, number, text in shown
    ]
    turning = [Button(wording.word("voices.before"), TakeVoice(channel, page - 1))] if page else []
    if len(findings) > (page + 1) * MOST:
        turning.append(Button(wording.word("voices.next"), TakeVoice(channel, page + 1)))
    said = wording.say("voices.which", way=wording.word(f"voices.way.{channel}"))
    return MessageBody(said, (*in_rows(buttons, 1), *((tuple(turning),) if turning else ())))
