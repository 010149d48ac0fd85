"""What an act does, in lines."""

import datetime as dt
from dataclasses import dataclass, fields

from bot.domain.plan.measure import Measure
from bot.messages.text import cut, day
from bot.messages.wording import Wording

SHORT, MOST = 18, 10  # characters that name a measure, measures that are named


@dataclass(frozen=True, kw_only=True)
class MeasureEffect:
    """What becomes of a measure; `matter` is its text, "" where messages may not show it.

    `what` is "" where nothing becomes of it that people know; `hidden` where what does may not be shown.
    """

    number: str
    matter: str
    what: str
    fresh: bool
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class ShareEffect:
    """What becomes of the share of a supporting body: by when it is given to whom, dropped, or why it is not given.

    `words` are "" where messages may not show them.
    """

    what: str  # "given", "dropped", or why nobody is given it
    body: str
    words: str
    day: dt.date | None = None
    to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Erased:
    """Whose name goes, what stands for it, and how much is rewritten, forgotten, or left because it is not clear."""

    name: str
    pseudonym: str
    records: int
    entries: int
    gone: int
    unclear: int


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What becomes of everything that an act touches, and who hears of it."""

    measures: tuple[MeasureEffect, ...]
    after: tuple[Measure, ...]  # as they are then
    fresh: tuple[Measure, ...]
    closed: tuple[str, ...]  # numbers of findings
    opened: tuple[str, ...]
    extensions: int
    rechecks: int
    evidence: int
    unbound: tuple[tuple[str, int], ...]  # names, with how many measures of theirs are open
    told: tuple[str, ...]
    lost: tuple[str, ...]
    shares: tuple[ShareEffect, ...] = ()
    handed: tuple[str, ...] = ()  # what waits, and goes to a successor along with the measures
    erased: Erased | None = None


def effect_lines(wording: Wording, effects: Effects) -> tuple[str, ...]:
    """One line a measure, one for each kind of what follows from it."""
    if effects.erased:
        return _erasure_lines(wording, effects.erased)
    told = [one for one in effects.measures if one.fresh or one.what or one.hidden]
    lines = [_measure_line(wording, one) for one in told[:MOST]]
    if len(told) > MOST:
        lines.append(wording.word("pending.act.effect.more", count=len(told) - MOST))
    if same := [one.number for one in effects.measures if one not in told]:
        more = wording.word("pending.act.effect.and_more", count=len(same)) if len(same) > MOST else ""
        lines.append(wording.word("pending.act.effect.same", numbers="、".join(same[:MOST]) + more))
    named = {"closed": effects.closed, "opened": effects.opened}
    counted = {name: getattr(effects, name) for name in ("extensions", "rechecks", "evidence")}
    lines += [wording.word(f"pending.act.effect.{n}", numbers="、".join(some)) for n, some in named.items() if some]
    lines += [wording.word(f"pending.act.effect.{n}", count=count) for n, count in counted.items() if count]
    lines += [wording.word("pending.act.effect.handed", what=what) for what in effects.handed[:MOST]]
    if len(effects.handed) > MOST:
        lines.append(wording.word("pending.act.effect.handed_more", count=len(effects.handed) - MOST))
    lines += [wording.word("pending.act.effect.unbound", name=name, count=count) for name, count in effects.unbound]
    return (*lines, *share_lines(wording, effects))


def _measure_line(wording: Wording, one: MeasureEffect) -> str:
    """What becomes of a measure, or that it may not be shown."""
    key = "fresh" if one.fresh else "measure"
    hidden = wording.word("pending.act.effect.hidden") if one.hidden else ""
    what = "；".join(filter(None, (one.what, hidden)))
    named = " ".join(filter(None, (one.number, cut(one.matter, SHORT))))
    return wording.word(f"pending.act.effect.{key}", named=named, what=what)


def share_lines(wording: Wording, effects: Effects) -> tuple[str, ...]:
    """A line for each share of a supporting body."""
    return tuple(
        wording.word(
            f"pending.act.share.{one.what}",
            body=one.body,
            words=one.words,
            day=day(one.day) if one.day else "",
            names="、".join(one.to),
        )
        for one in effects.shares
    )


def _erasure_lines(wording: Wording, erased: Erased) -> tuple[str, ...]:
    """Whose name goes, how far, and what stays."""
    facts = {one.name: getattr(erased, one.name) for one in fields(erased)}
    keys = ("erased", "erased_gone", *(["erased_unclear"] if erased.unclear else []), "erased_stays")
    return tuple(wording.word(f"pending.act.effect.{key}", **facts) for key in keys)
