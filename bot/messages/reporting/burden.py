"""How 减负账 reads in chat: one's own month, or a line a person of the unit in the order of the roster."""

from collections.abc import Iterator

from markupsafe import Markup

from bot.domain.reporting.burden import Asked, Burden, BurdenLine
from bot.messages.body import GAP, LINE, Button, MessageBody
from bot.messages.core.reporting_taps import BurdenAsWord
from bot.messages.text import day
from bot.messages.wording import Wording

SHOWN = 30  # people in a message; the paper has them all
COUNTS = ("reports", "answers", "decisions", "photos", "files", "either")


def burden_body(wording: Wording, burden: Burden) -> MessageBody:
    """The account of a month; with the way to its paper where it is of the unit."""
    facts = {"unit": burden.unit, "month": month_words(burden)}
    key = "head" if burden.whole else "head_own"
    head = [wording.say(f"reporting.burden.{key}", **facts)]
    if burden.is_running:
        head.append(wording.say("reporting.burden.running", day=day(burden.until)))
    if burden.whole:
        lines = [_line(wording, line) for line in burden.lines[:SHOWN]]
        if (rest := len(burden.lines) - SHOWN) > 0:
            lines.append(wording.say("reporting.burden.more", count=rest))
    else:
        lines = [one for line in burden.lines for one in _own(wording, line)]
    parts = [LINE.join(head), LINE.join(lines), LINE.join(_below(wording, burden))]
    paper = (Button(wording.word("reporting.burden.button_paper"), BurdenAsWord(f"{burden.month.start:%Y-%m}")),)
    return MessageBody(GAP.join(parts), (paper,) if burden.whole else ())


def month_words(burden: Burden) -> str:
    """2025年5月."""
    return f"{burden.month.start.year}年{burden.month.start.month}月"


def _line(wording: Wording, line: BurdenLine) -> Markup:
    """何清溪 消息12（上月9），报告3（上月2）: only what there was; a quiet month says so."""
    found = "，".join(_counted(wording, line.now, line.before))
    return wording.say(
        "reporting.burden.line", name=line.person.name, found=found or wording.word("reporting.burden.nothing")
    )


def _counted(wording: Wording, now: Asked, before: Asked | None) -> Iterator[str]:
    for name in ("messages", *COUNTS):
        count, former = getattr(now, name), getattr(before, name) if before else 0
        if count or former:
            shown = wording.word(f"reporting.burden.short_{name}", count=count)
            yield shown if before is None else wording.word("reporting.burden.beside", shown=shown, former=former)


def _own(wording: Wording, line: BurdenLine) -> Iterator[Markup]:
    """One's own month, a line a kind."""
    for name in ("messages", "fullest", *COUNTS):
        count, former = getattr(line.now, name), getattr(line.before, name) if line.before else 0
        if count or former or name in {"messages", "fullest"}:
            shown = wording.word(f"reporting.burden.own_{name}", count=count)
            known = line.before is not None
            yield wording.say(f"reporting.burden.{'own_beside' if known else 'own_line'}", shown=shown, former=former)


def _below(wording: Wording, burden: Burden) -> Iterator[Markup]:
    over = "、".join(line.person.name for line in burden.over)
    key = "over" if over else "within"
    yield wording.say(f"reporting.burden.{key}", ceiling=burden.ceiling, names=over)
    if burden.total.evidence:
        yield wording.say("reporting.burden.grounds", grounds="；".join(burden.grounds))
    if burden.lines and burden.lines[0].before is None:
        yield wording.say("reporting.burden.forgotten")
    yield wording.say("reporting.burden.how")
