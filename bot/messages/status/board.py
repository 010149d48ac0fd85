"""A pinned board: the counts, and what is red, in one message that edits itself."""

from bot.messages.body import LINE, MessageBody, in_rows
from bot.messages.core.keyboards import opens_card
from bot.messages.status.facts import Listing, Overview
from bot.messages.status.keyboards import board_row
from bot.messages.status.support import support_line
from bot.messages.status.view import CARDS, counts, mark, names_or_nobody
from bot.messages.text import day
from bot.messages.wording import Wording

BOARD = 10  # red items on the board


def board_body(wording: Wording, shown: Overview, red: Listing, time: str, leads: str = "") -> MessageBody:
    """A pinned board: counts and red items, in one message that edits itself; each item opens its card by a tap.

    `time` as in 08:30; `leads` names the leader of whose measures alone it is.
    """
    facts = {"unit": shown.unit, "day": day(shown.today), "time": time, "counts": counts(wording, shown.tally)}
    lines = [wording.say("status.board_led", name=leads, **facts) if leads else wording.say("status.board", **facts)]
    for row in red.rows[:BOARD]:
        who = {
            "departments": names_or_nobody(wording, row.measure.departments),
            "leaders": names_or_nobody(wording, row.leaders),
        }
        line = "board_red_hidden" if row.redacted else "board_red"
        lines.append(wording.say(f"status.{line}", number=row.number, mark=mark(wording, row), **who))
    if len(red.rows) > BOARD:
        lines.append(wording.say("status.board_more", count=len(red.rows) - BOARD))
    late = red.late_support
    lines += [
        wording.say("status.board_support", number=share.number, line=support_line(wording, share))
        for share in late[:BOARD]
    ]
    if len(late) > BOARD:
        lines.append(wording.say("status.board_support_more", count=len(late) - BOARD))
    if red.unanswered:
        lines.append(wording.say("status.unanswered.board", count=len(red.unanswered)))
    if not (red.rows or late or red.unanswered):
        lines.append(wording.say("status.board_calm"))
    cards = in_rows([opens_card(row.number, row.measure.id, red.code) for row in red.rows[:BOARD]], CARDS)
    return MessageBody(LINE.join(lines), (*cards, board_row(wording, shown.tally, red.code)))
