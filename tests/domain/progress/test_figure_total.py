"""Figures over several replies: nothing is counted twice, nothing that is doubted is counted."""

import datetime as dt
from dataclasses import replace

from bot.domain.progress.figure_total import contradicted, figure_totals
from bot.domain.progress.progress import Progress
from bot.domain.replies.figure import Figure
from bot.domain.replies.reply import Intent

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CASES, YUAN = ("查处", "起"), ("罚款", "万元")


def said(number: int, *figures: tuple[tuple[str, str], float, bool | None], stands: bool = True) -> Progress:
    """The n-th reply, a day after the last."""
    return Progress(
        id=f"p{number}",
        unit="u1",
        measure="u1/A/1-1",
        by="u1/p1",
        at=START + dt.timedelta(number),
        words="",
        intent=Intent.PROGRESS,
        entry=number,
        stands=stands,
        figures=tuple(
            Figure(name=name, unit=unit, value=value, cumulative=cumulative)
            for (name, unit), value, cumulative in figures
        ),
    )


def totals(*replies: Progress) -> dict[str, tuple[float, bool, list[str]]]:
    """Value, doubt and sources of each figure."""
    return {
        one.name: (one.value, one.doubtful, [source.progress for source in one.sources])
        for one in figure_totals(replies, lambda at: (at + dt.timedelta(hours=8)).date())
    }


def test_periods_are_added_and_totals_replace() -> None:
    """本月查处4起, 本月查处3起, 累计查处9起, 本月查处2起."""
    replies = [
        said(n, (CASES, value, total))
        for n, (value, total) in enumerate([(4, False), (3, False), (9, True), (2, False)])
    ]
    assert totals(*replies[:2])["查处"][0] == 7
    assert totals(*replies[:3])["查处"][0] == 9
    assert totals(*replies) == {"查处": (11, False, ["p0", "p1", "p2", "p3"])}


def test_the_same_figure_twice_is_counted_once() -> None:
    """Nobody said of a period: the newest stands for all so far."""
    assert totals(said(1, (YUAN, 12, None)), said(2, (YUAN, 12, None)), said(3, (YUAN, 15, None)))["罚款"][0] == 15


def test_less_than_before_is_in_doubt_until_it_is_settled() -> None:
    """12起 last month, 10起 now: neither 10 nor 22 before a person says so."""
    before, now = said(1, (CASES, 12, None)), said(2, (CASES, 10, None))
    assert totals(before, now)["查处"][:2] == (12, True)
    assert contradicted([before], now, lambda at: at.date()) == ((0, 12),)
    assert totals(before, said(2, (CASES, 10, True)))["查处"][:2] == (10, False)
    assert totals(before, said(2, (CASES, 10, False)))["查处"][:2] == (22, False)


def test_a_total_that_falls_is_told_but_for_the_first_of_a_year() -> None:
    """累计18户 and later 累计15户 cannot both be true; what is counted from January begins anew."""
    before, now = said(1, (CASES, 18, True)), said(2, (CASES, 15, True))
    assert contradicted([before], now, lambda at: at.date()) == ((0, 18),)
    assert contradicted([now], before, lambda at: at.date()) == ()
    assert contradicted([before], replace(now, at=now.at.replace(year=now.at.year + 1)), lambda at: at.date()) == ()
    assert contradicted([before], said(2, (CASES, 15, False)), lambda at: at.date()) == ()


def test_what_was_taken_back_counts_no_more() -> None:
    """The figure goes with its reply."""
    assert totals(said(1, (CASES, 4, False)), said(2, (CASES, 3, False), stands=False))["查处"][0] == 4


def test_a_rate_is_never_summed() -> None:
    """The newest percentage stands."""
    rate = ("合格率", "%")
    assert totals(said(1, (rate, 95, None)), said(2, (rate, 92, False)))["合格率"] == (92, False, ["p2"])
