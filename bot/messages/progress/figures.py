"""Figures in words: as they were reported, summed with their sources, and beside what the plan sets."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.progress.figure_total import Contradiction, FigureTotal
from bot.domain.progress.progress import Progress
from bot.domain.replies.figure import Figure
from bot.messages.body import MessageBody
from bot.messages.progress.keyboards import figure_rows, slip_rows
from bot.messages.text import short_day
from bot.messages.wording import Wording


def figures_words(wording: Wording, figures: Sequence[Figure]) -> str:
    """Figures in one line: 立案 12起 · 罚款 38万元."""
    return " · ".join(
        wording.word("progress.figure", name=figure.name, value=f"{figure.value:g}", unit=figure.unit)
        for figure in figures
    )


def contradiction_body(wording: Wording, progress: Progress, number: str, found: Contradiction) -> MessageBody:
    """What differs, and what may be meant: the total so far, more on top, or a slip.

    It is taken for a slip where the plan says otherwise, or where what is said to be all so far has fallen.
    """
    target = found.target
    facts = {"number": number}
    if target:
        facts |= {"name": target.name, "planned": f"{target.value:g}", "unit": target.unit}
    if found.whole:
        text = wording.say("progress.other_whole", whole=f"{found.whole:g}", **facts)
        return MessageBody(text, slip_rows(wording, progress.id), measures=(progress.measure,))
    figure = progress.figures[found.place]
    if target:
        text = wording.say("progress.beyond_plan", value=f"{figure.value:g}", **facts)
        return MessageBody(text, slip_rows(wording, progress.id), measures=(progress.measure,))
    facts |= {"name": figure.name, "value": f"{figure.value:g}", "unit": figure.unit}
    if figure.cumulative:
        text = wording.say("progress.figure_fell", stood=f"{found.stood:g}", **facts)
        return MessageBody(text, slip_rows(wording, progress.id), measures=(progress.measure,))
    text = wording.say("progress.contradicted", stood=f"{found.stood:g}", **facts)
    return MessageBody(
        text,
        figure_rows(wording, progress.id, found.place, {**facts, "sum": f"{found.stood + figure.value:g}"}),
        measures=(progress.measure,),
    )


def against_line(wording: Wording, totals: Sequence[FigureTotal]) -> Markup:
    """The figures beside what the plan sets: 对照方案：企业排查 5/12家."""
    return wording.say("progress.against", figures="；".join(_against(wording, one) for one in totals if one.target))


def _against(wording: Wording, total: FigureTotal) -> str:
    planned = f"{total.target.value:g}" if total.target else ""
    key = "doubtful" if total.doubtful else "beyond" if total.beyond else "of"
    return wording.word(
        f"progress.against_{key}", name=total.name, value=f"{total.value:g}", unit=total.unit, planned=planned
    )


def settled_body(wording: Wording, number: str, figure: Figure) -> MessageBody:
    """What a figure is, as whoever said it says now."""
    key = "progress.figure_is_total" if figure.cumulative else "progress.figure_is_more"
    words = wording.word(key, name=figure.name, value=f"{figure.value:g}", unit=figure.unit)
    return MessageBody(wording.say("progress.figure_settled", number=number, words=words))


def totals_line(wording: Wording, totals: Sequence[FigureTotal]) -> Markup:
    """The figures of a measure with the replies that each comes from: 立案 22起（3月4日12起、4月2日10起）."""
    return wording.say("progress.totals", figures="；".join(_total(wording, one) for one in totals))


def _total(wording: Wording, total: FigureTotal) -> str:
    sources = "、".join(
        wording.word("progress.source", day=short_day(one.day), value=f"{one.value:g}", unit=total.unit)
        for one in total.sources
    )
    if total.target and not total.doubtful:
        return _against(wording, total) + wording.word("progress.sources", sources=sources)
    key = "progress.total_doubtful" if total.doubtful else "progress.total"
    return wording.word(key, name=total.name, value=f"{total.value:g}", unit=total.unit, sources=sources)
