"""What an act does, in lines."""

from dataclasses import dataclass

from bot.domain.plan.measure import Measure
from bot.messages.text import cut
from bot.messages.wording import Wording

SHORT, MOST = 18, 10  # characters that name a measure, measures that are named


@dataclass(frozen=True, kw_only=True)
class MeasureEffect:
    """What becomes of a measure; `matter` is its text, "" where messages may not show it."""

    number: str
    matter: str
    what: str
    fresh: bool


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
    letters: int
    unbound: tuple[tuple[str, int, int], ...]  # names, with how many measures of theirs are open, and their chats
    told: tuple[str, ...]
    lost: tuple[str, ...]


def effect_lines(wording: Wording, effects: Effects) -> tuple[str, ...]:
    """One line a measure, one for each kind of what follows from it."""
    lines = []
    for one in effects.measures[:MOST]:
        key = "fresh" if one.fresh else "measure"
        lines.append(
            wording.word(f"pending.act.effect.{key}", number=one.number, matter=cut(one.matter, SHORT), what=one.what)
        )
    if len(effects.measures) > MOST:
        lines.append(wording.word("pending.act.effect.more", count=len(effects.measures) - MOST))
    named = {"closed": effects.closed, "opened": effects.opened}
    counted = {name: getattr(effects, name) for name in ("extensions", "rechecks", "evidence", "letters")}
    lines += [wording.word(f"pending.act.effect.{n}", numbers="、".join(some)) for n, some in named.items() if some]
    lines += [wording.word(f"pending.act.effect.{n}", count=count) for n, count in counted.items() if count]
    lines += [wording.word("pending.act.effect.unbound", name=name, count=count) for name, count, _ in effects.unbound]
    return tuple(lines)
