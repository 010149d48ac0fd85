"""Buttons of those who check a submission."""

from bot.domain.plan.measure import Measure
from bot.messages.body import Button, Rows
from bot.messages.core.keyboards import evidence_button, history_button
from bot.messages.core.taps import Agree, ReturnMeasure, ShowCalendar, WriteResult
from bot.messages.wording import Wording


def review_rows(wording: Wording, measure: Measure) -> Rows:
    """通过 · 退回, bound to this step of this submission; 改核定情况; 看历史 · 看佐证."""
    submission = (measure.id, measure.stage, measure.submissions)
    decide = (
        Button(wording.word("closing.button_agree"), Agree(*submission)),
        Button(wording.word("closing.button_return"), ReturnMeasure(*submission)),
    )
    story = (history_button(wording, measure.id), evidence_button(wording, measure.id))
    return (decide, (result_button(wording, measure),), story)


def result_button(wording: Wording, measure: Measure) -> Button:
    """写核定情况, or 改核定情况 where there is a draft."""
    key = "closing.button_result_change" if measure.result else "closing.button_result"
    return Button(wording.word(key), WriteResult(measure.id, measure.stage, measure.submissions))


def report_day_row(wording: Wording, measure: Measure) -> tuple[Button, ...]:
    """另定再报日期."""
    return (Button(wording.word("closing.button_report_day"), ShowCalendar("rday", measure.id, "")),)
