"""How a reminder by hand reads, and what the office is told of it."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.dependencies.dependency import Dependency
from bot.domain.plan.measure import Measure
from bot.domain.status.standing import Standing
from bot.messages.body import LINE, MessageBody, in_rows
from bot.messages.core.keyboards import card_button
from bot.messages.core.measure import due_words, matter, what
from bot.messages.dependencies.view import spoken_day
from bot.messages.text import told_names
from bot.messages.wording import Wording

BUTTONS = 16


def state(wording: Wording, standing: Standing) -> str:
    """逾期5天, 剩3天, or 未办结 where there is no date."""
    if standing.days is None:
        return wording.word("supervision.nudge.state_open")
    key = "supervision.nudge.state_overdue" if standing.late else "supervision.nudge.state_left"
    return what(standing.duty, wording.word) + wording.word(key, days=abs(standing.days))


def draw_nudge(wording: Wording, owed: Sequence[tuple[Measure, Standing]], words: str) -> MessageBody:
    """The measures with how late they are, a word of the office, and a way to each of them.

    Without text are those of which messages carry number and deadline only.
    """
    measures = [measure for measure, _ in owed]
    lines = [_line(wording, measure, standing) for measure, standing in owed]
    key = "supervision.nudge.text_words" if words else "supervision.nudge.text"
    text = wording.say(key, lines=LINE.join(lines), words=words)
    cards = [card_button(wording, measure.id, measure.number) for measure in measures[:BUTTONS]]
    return MessageBody(text, in_rows(cards, 2), measures=tuple(measure.id for measure in measures))


def _line(wording: Wording, measure: Measure, standing: Standing) -> Markup:
    key = "supervision.nudge.line_named" if measure.text else "supervision.nudge.line"
    due, late = due_words(wording, measure), state(wording, standing)
    return wording.say(key, number=measure.number, matter=matter(measure), due=due, state=late)


def nudged_body(
    wording: Wording,
    measures: Sequence[Measure],
    told: Sequence[str],
    lost: Sequence[str],
    *,
    chased: Sequence[str] = (),
    early: Sequence[Dependency] = (),
    answered: Sequence[Measure] = (),
    whom: str = "",
    matters: int = 0,
    ownerless: Sequence[Measure] = (),
) -> MessageBody:
    """Who was written to about which measures, and who cannot be reached.

    `whom` is the person who was meant, `matters` counts what was given on findings and urged. Those who are waited for
    were `chased`, but not `early`, before their day; nor was anybody on what is `answered`, or `ownerless`.
    """
    lines = []
    if whom and not (measures or matters or chased or answered or ownerless):
        lines.append(wording.say("supervision.nudge.nothing_owed", name=whom))
    if measures:
        facts = {"count": len(measures), "numbers": _numbers(measures), "names": told_names(wording, told)}
        lines.append(wording.say("supervision.nudge.done", **facts))
    if matters:
        key = "also_matters" if measures else "done_matters"
        lines.append(wording.say(f"supervision.nudge.{key}", count=matters, names=told_names(wording, told)))
    if lost:
        lines.append(wording.say("supervision.nudge.lost", lost="、".join(lost)))
    if chased:
        lines.append(wording.say("supervision.nudge.chased", names="、".join(chased)))
    if early:
        days = "、".join(f"{one.name}（{spoken_day(one.due)}）" for one in early)
        lines.append(wording.say("supervision.nudge.early", days=days))
    if answered:
        lines.append(wording.say("supervision.nudge.answered", numbers=_numbers(answered)))
    if ownerless:
        facts = {"numbers": _numbers(ownerless), "first": ownerless[0].number}
        lines.append(wording.say("supervision.nudge.ownerless", **facts))
    cards = [card_button(wording, one.id, one.number) for one in (*answered, *ownerless)[:BUTTONS]]
    return MessageBody(LINE.join(lines), in_rows(cards, 2))


def _numbers(measures: Sequence[Measure]) -> str:
    return "、".join(measure.number for measure in measures)
