"""The card of a recheck, and what the one who went there is answered."""

from bot.domain.plan.measure import Measure
from bot.domain.rechecks.recheck import Recheck
from bot.messages.body import LINE, MessageBody
from bot.messages.closing.keyboards import report_day_row
from bot.messages.core.measure import MeasureSummary, headline
from bot.messages.rechecks.keyboards import recheck_rows
from bot.messages.text import day
from bot.messages.wording import Wording


def recheck_body(wording: Wording, summary: MeasureSummary, recheck: Recheck) -> MessageBody:
    """无反弹 · 有反弹; `recheck.why` is the number of days since the closing, or the month of the sample."""
    if recheck.why.isdigit():
        why = wording.say("rechecks.days", days=recheck.why)
    else:
        why = wording.say("rechecks.sample", month=recheck.why)
    text = LINE.join([headline(wording, "rechecks.head", summary), why])
    return MessageBody(text, recheck_rows(wording, recheck), measures=(summary.id,))


def rechecked_body(wording: Wording, measure: Measure, *, holds: bool) -> MessageBody:
    """What was recorded of a recheck; after a relapse the new day, and another one a tap away."""
    again = measure.report_by if not holds else None
    if again is None:
        return MessageBody(wording.say("rechecks.holds", number=measure.number), measures=(measure.id,))
    text = wording.say("rechecks.relapsed_until", number=measure.number, day=day(again))
    return MessageBody(text, (report_day_row(wording, measure),), measures=(measure.id,))
