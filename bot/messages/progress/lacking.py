"""How the answer to 还差什么 reads."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.evidence.requirement import Lack
from bot.domain.plan.measure import WAITING, Measure
from bot.domain.status.coverage import CoveredPeriod
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import period_words
from bot.messages.evidence.view import lack_in_words
from bot.messages.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """What one measure lacks; names are of people. One that waits lacks nothing but the word of whom it waits for."""

    measure: Measure
    number: str
    evidence: Lack | None = None
    unspoken: tuple[str, ...] = ()
    periods: tuple[CoveredPeriod, ...] = ()
    stages: tuple[CoveredPeriod, ...] = ()
    waits_for: tuple[str, ...] = ()
    held: int | None = None


def lacking_body(wording: Wording, found: Sequence[Lacking], today: dt.date) -> MessageBody:
    """A line for each measure."""
    lines = [_line(wording, one, today) for one in found] or [wording.say("progress.lacking.none")]
    return MessageBody(LINE.join(lines), measures=tuple(one.measure.id for one in found))


def _line(wording: Wording, one: Lacking, today: dt.date) -> Markup:
    facts = {"number": one.number, "stage": wording.word(f"status.stage.{one.measure.stage}")}
    if one.measure.stage in WAITING:
        names = "、".join(one.waits_for) or wording.word("core.nobody")
        return wording.say("progress.lacking.waits", names=names, held=one.held or 0, **facts)
    if not one.measure.is_open:
        return wording.say("progress.lacking.ended", **facts)
    return wording.say("progress.lacking.line", parts="；".join(_parts(wording, one, today)), **facts)


def _parts(wording: Wording, one: Lacking, today: dt.date) -> Iterator[str]:
    if one.evidence:
        yield wording.word("progress.lacking.evidence", lack=lack_in_words(wording, one.evidence))
    if one.stages:
        yield wording.word("progress.lacking.periods", periods=period_words(wording, one.stages, today))
    if one.periods:
        yield wording.word("progress.lacking.reports", periods=period_words(wording, one.periods, today))
    if one.unspoken:
        yield wording.word("progress.lacking.unspoken", names="、".join(one.unspoken))
    yield wording.word("progress.lacking.done")
