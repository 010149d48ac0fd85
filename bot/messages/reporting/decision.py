"""A decision that waits for the secretary as a short message of its own, with its buttons."""

from bot.domain.reporting.digest import PendingExtension
from bot.domain.status.register import RegisterRow
from bot.messages.body import Button, MessageBody
from bot.messages.closing.keyboards import review_rows
from bot.messages.core.pending_taps import OpenMatter
from bot.messages.extensions.keyboards import decision_rows
from bot.messages.text import said_on, short_day
from bot.messages.wording import Wording


def closing_body(wording: Wording, row: RegisterRow) -> MessageBody:
    """申请销号: the measure, its people, the last words; 通过 · 退回 · 办理."""
    if row.measure.result and not row.redacted:
        text = wording.say("reporting.week.one_result", named=row.named, result=row.measure.result)
        buttons = (*review_rows(wording, row.measure)[0], _card(wording, row, row.measure.id))
        return MessageBody(text, (buttons,), measures=(row.measure.id,))
    key = "reporting.week.one_closing_hidden" if row.redacted or row.said is None else "reporting.week.one_closing"
    said = (
        {
            "words": row.said.words,
            "by": row.said.by,
            "day": said_on(wording.word, short_day(row.said.day), row.said.waiting),
        }
        if row.said
        else {}
    )
    text = wording.say(key, named=row.named, **said)
    buttons = (*review_rows(wording, row.measure)[0], _card(wording, row, row.measure.id))
    return MessageBody(text, (buttons,), measures=(row.measure.id,))


def extension_body(wording: Wording, asked: PendingExtension) -> MessageBody:
    """申请延期: from which day to which, by whom and why; 同意延期 · 不同意 · 办理."""
    row, extension = asked.row, asked.extension
    key = "reporting.week.one_extension_hidden" if row.redacted else "reporting.week.one_extension"
    was = short_day(extension.was) if extension.was else wording.word("core.nobody")
    day = short_day(extension.asked)
    text = wording.say(key, named=row.named, by=asked.by, was=was, day=day, words=extension.words)
    buttons = (*decision_rows(wording, extension)[0], _card(wording, row, extension.id))
    return MessageBody(text, (buttons,), measures=(row.measure.id,))


def _card(wording: Wording, row: RegisterRow, matter: str) -> Button:
    return Button(wording.word("core.button_card", number=row.number), OpenMatter(matter))
