"""How a reminder by hand reads."""

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.plan.measure import Measure
from bot.messages.body import Button, MessageBody
from bot.messages.core.taps import ShowCard
from bot.messages.wording import Wording

BUTTONS = 16


def state(wording: Wording, measure: Measure, today: dt.date) -> str:
    """逾期5天, 剩3天, or 未办结 where there is no date."""
    left = measure.days_left(today)
    if left is None:
        return wording.word("supervision.nudge.state_open")
    return wording.word(
        "supervision.nudge.state_overdue" if left < 0 else "supervision.nudge.state_left", days=abs(left)
    )


def draw_nudge(wording: Wording, measures: Sequence[Measure], words: str, today: dt.date) -> MessageBody:
    """The measures with how late they are, a word of the office, and a way to each of them."""
    lines = [
        wording.say("supervision.nudge.line", number=measure.number, state=state(wording, measure, today))
        for measure in measures
    ]
    key = "supervision.nudge.text_words" if words else "supervision.nudge.text"
    text = wording.say(key, lines=Markup("\n").join(lines), words=words)
    cards = [
        Button(wording.word("reminders.button_card", number=measure.number), ShowCard(measure.id))
        for measure in measures[:BUTTONS]
    ]
    rows = tuple(tuple(cards[start : start + 2]) for start in range(0, len(cards), 2))
    return MessageBody(text, rows, measures=tuple(measure.id for measure in measures))
