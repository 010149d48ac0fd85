"""The card of a submission for those who check it, and what the one who acts is answered."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.closing.closing_slip import Closing
from bot.domain.closing.transitions import CHECKING
from bot.domain.evidence.evidence import Evidence
from bot.domain.plan.measure import Measure, Stage
from bot.domain.progress.figure_total import FigureTotal
from bot.messages.body import LINE, Attachment, MessageBody
from bot.messages.closing.keyboards import report_day_row, review_rows
from bot.messages.core.measure import MeasureSummary, Quote, due_line, headline, quoted
from bot.messages.history.view import Story, brief
from bot.messages.progress.figures import against_line
from bot.messages.text import day, told_names
from bot.messages.wording import Wording


@dataclass(frozen=True, kw_only=True)
class ReviewCard:
    """A submission that waits for somebody's word; `album` holds the files of the evidence that fits one card."""

    summary: MeasureSummary
    quote: Quote | None
    evidence: tuple[Evidence, ...]
    album: tuple[Attachment, ...]
    story: Story
    act_by: dt.date | None
    result: str = ""  # the draft of 核定情况, as messages may show it
    against: tuple[FigureTotal, ...] = ()  # figures that the plan sets a target for
    missing: tuple[str, ...] = ()  # names of those who have not handed their part in


def review_body(wording: Wording, card: ReviewCard) -> MessageBody:
    """通过 · 退回 · 看历史 · 看佐证."""
    measure = card.summary.measure
    step = wording.word(f"people.action.{CHECKING[measure.stage]}")
    lines = [headline(wording, "closing.review_head", card.summary, step=step), due_line(wording, card.summary)]
    if card.quote:
        lines.append(quoted(wording, "closing.review_said", card.quote))
    result = card.result or wording.word("closing.no_result")
    lines.append(wording.say("closing.review_result", result=result))
    if card.against:
        lines.append(against_line(wording, card.against))
    if card.missing:
        lines.append(wording.say("closing.review_missing", names="、".join(card.missing)))
    lines.append(_evidence(wording, card.evidence))
    if len(card.album) < len(card.evidence):
        lines.append(wording.say("closing.review_more", count=len(card.evidence) - len(card.album)))
    lines += [wording.say("closing.review_history"), *brief(wording, card.story)]
    if card.act_by:
        lines.append(wording.say("closing.review_act_by", day=day(card.act_by)))
    return MessageBody(LINE.join(lines), review_rows(wording, measure), attachments=card.album, measures=(measure.id,))


def _evidence(wording: Wording, kept: Sequence[Evidence]) -> Markup:
    if not kept:
        return wording.say("closing.review_no_evidence")
    counts = Counter(wording.word(f"evidence.kind.{one.kind}") for one in kept)
    return wording.say("closing.review_evidence", proofs="、".join(f"{kind}{count}" for kind, count in counts.items()))


def agreed_body(
    wording: Wording, measure: Measure, told: Sequence[str], closing: Closing | None, finding: Closing | None
) -> MessageBody:
    """To whom a submission went on; or, with the closing's number, that it is closed, and its finding too."""
    if closing is None:
        stage = wording.word(f"status.stage.{measure.stage}")
        text = wording.say("closing.agreed", number=measure.number, stage=stage, names=told_names(wording, told))
        return MessageBody(text, measures=(measure.id,))
    key = "closing.agreed_closed" if measure.stage is Stage.CLOSED else "closing.agreed_standing"
    lines = [wording.say(key, number=measure.number, title=closing.title)]
    if finding is not None:
        number = finding.subject.rpartition("/")[2]
        lines.append(wording.say("closing.finding_too", number=number, title=finding.title))
    return MessageBody(LINE.join(lines), measures=(measure.id,))


def sent_back_body(wording: Wording, measure: Measure, told: Sequence[str]) -> MessageBody:
    """By when a returned measure is to be reported anew, and who was told; another day is one tap away."""
    due = day(measure.report_by) if measure.report_by else ""
    text = wording.say("closing.sent_back", number=measure.number, day=due, names=told_names(wording, told))
    return MessageBody(text, (report_day_row(wording, measure),), measures=(measure.id,))
