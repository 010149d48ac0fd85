"""The card of a recheck, and what the one who went there is answered."""

from bot.domain.plan.measure import Measure
from bot.domain.rechecks.recheck import Recheck
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import MeasureSummary, headline
from bot.messages.rechecks.keyboards import recheck_rows
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
    """What was recorded of a recheck."""
    text = wording.say("rechecks.holds" if holds else "rechecks.relapsed", number=measure.number)
    return MessageBody(text, measures=(measure.id,))
