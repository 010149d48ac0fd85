"""What was recorded of a report: what was understood, who was told, how to take it back."""

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.domain.core.local_day import local_day
from bot.domain.core.refusal import Refusal
from bot.domain.plan.measure import Measure
from bot.domain.plan.period_report import NODE, PeriodState
from bot.domain.progress.period_choice import PeriodChoice
from bot.domain.progress.progress import Progress
from bot.domain.progress.report_result import Outcome, Result
from bot.domain.replies.reply import Intent
from bot.domain.status.coverage import CoveredPeriod
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import due_words, matter, period_words
from bot.messages.core.refusal import why_not
from bot.messages.evidence.view import lack_in_words
from bot.messages.progress.figures import against_line, figures_words
from bot.messages.progress.keyboards import undo_rows, undone_rows
from bot.messages.text import day
from bot.messages.wording import Wording


def recorded_body(wording: Wording, outcomes: Sequence[Outcome], zone: str, *, amended: bool = False) -> MessageBody:
    """One paragraph for each measure, with a button to take it back; `amended` where a message was edited."""
    text = Markup("\n\n").join(_paragraph(wording, outcome, zone) for outcome in outcomes)
    if amended:
        text = LINE.join([wording.say("progress.amended"), text])
    measures = tuple(outcome.measure_id for outcome in outcomes if outcome.measure)
    return MessageBody(text, undo_rows(wording, outcomes), measures=measures)


def _paragraph(wording: Wording, outcome: Outcome, zone: str) -> Markup:
    measure, progress = outcome.measure, outcome.progress
    if outcome.result is Result.REFUSED or measure is None or progress is None:
        refusal = outcome.refusal or Refusal()
        number = refusal.facts.get("number") or outcome.measure_id.rpartition("/")[2]
        return wording.say("progress.refused", number=number, why=why_not(wording, refusal))
    lack = lack_in_words(wording, outcome.lack) if outcome.lack else ""
    recorded = wording.say(
        _key(outcome, progress),
        percent=progress.percent,
        words=progress.words,
        lack=lack,
        names="、".join(outcome.missing),
    )
    lines = [wording.say("progress.head", number=measure.number, matter=matter(measure)), recorded]
    if outcome.result is Result.SUBMITTED:
        key = "progress.result_draft" if measure.result else "progress.result_wanted"
        lines.append(wording.say(key, result=measure.result))
    if progress.figures:
        lines.append(wording.say("progress.figures", figures=figures_words(wording, progress.figures)))
    if outcome.against:
        lines.append(against_line(wording, outcome.against))
    if outcome.periods:
        lines += _periods(wording, outcome.periods, measure, local_day(ZoneInfo(zone), progress.at))
    lines += _days(wording, outcome, measure, progress)
    if outcome.told:
        lines.append(wording.say("progress.told", names="、".join(outcome.told)))
    if outcome.undo_until is not None:
        until = outcome.undo_until.astimezone(ZoneInfo(zone))
        lines.append(wording.say("progress.undo_until", time=f"{until:%H:%M}"))
    return LINE.join(lines)


def _days(wording: Wording, outcome: Outcome, measure: Measure, progress: Progress) -> Iterable[Markup]:
    """The days that were said, and what stays as it is whatever was said."""
    if outcome.extension is not None:
        yield wording.say("progress.asked_day", day=day(outcome.extension.asked))
    if progress.eta is not None:
        yield wording.say("progress.eta", day=day(progress.eta))
    if outcome.unmoved:
        yield unmoved_line(wording, outcome.unmoved, measure)


def unmoved_line(wording: Wording, unmoved: str, measure: Measure) -> Markup:
    """What words of somebody who does not report a measure have not changed, and who does that."""
    return wording.say(f"progress.unmoved_{unmoved}", deadline=due_words(wording, measure))


def _periods(wording: Wording, choice: PeriodChoice, measure: Measure, today: dt.date) -> Iterable[Markup]:
    """Which periods it was counted for, which had been settled before, and which it may be for."""
    if choice.settled:
        states = {report.key: report.state for report in measure.periods}
        late = [one for one in choice.settled if states.get(one.key) is PeriodState.LATE]
        facts = {
            "periods": period_words(wording, choice.settled, today),
            "late": period_words(wording, late, today),
        }
        yield wording.say("progress.period_late" if late else "progress.period_settled", **facts)
    if choice.known:
        yield wording.say("progress.period_known", periods=period_words(wording, choice.known, today))
    if choice.last and not choice.asked:
        yield wording.say("progress.last_stage_ask")
    if choice.asked:
        stage = choice.asked[0].key.startswith(NODE)
        yield wording.say("progress.stage_ask" if stage else "progress.period_ask")


def _key(outcome: Outcome, progress: Progress) -> str:
    if outcome.result is not Result.RECORDED:
        return f"progress.{outcome.result}"
    if progress.intent is Intent.PROGRESS and progress.percent is None:
        return "progress.recorded_progress_words"
    return f"progress.recorded_{progress.intent}"


def period_settled_body(
    wording: Wording, measure: Measure, periods: Sequence[CoveredPeriod], today: dt.date
) -> MessageBody:
    """The periods for which a report was counted by a button."""
    facts = {"number": measure.number, "periods": period_words(wording, periods, today)}
    return MessageBody(wording.say("progress.period_done", **facts), measures=(measure.id,))


def excused_body(
    wording: Wording, measure: Measure, periods: Sequence[CoveredPeriod], reason: str, today: dt.date
) -> MessageBody:
    """The periods that are not asked for any more, and why."""
    facts = {"number": measure.number, "periods": period_words(wording, periods, today), "reason": reason}
    return MessageBody(wording.say("progress.excused", **facts), measures=(measure.id,))


def undone_body(
    wording: Wording, progress: Progress, measure: Measure, beside: Sequence[tuple[Progress, Measure]] = ()
) -> MessageBody:
    """What was taken back, and where the measure stands now; what was said `beside` it still can be."""
    stage = wording.word(f"status.stage.{measure.stage}")
    text = wording.say("progress.undone", number=measure.number, words=progress.words, stage=stage)
    if beside:
        text = LINE.join([text, wording.say("progress.still", numbers="、".join(other.number for _, other in beside))])
    return MessageBody(text, undone_rows(wording, beside))
