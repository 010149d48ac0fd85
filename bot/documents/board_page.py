"""The board as a page for the office's screen: traffic lights with words, filters, one card at a time, on paper."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from bot.domain.plan.part import Part
from bot.domain.status.register import RegisterRow
from bot.domain.status.tally import Tally
from bot.messages.status.support import support_line
from bot.messages.status.view import SHOWN, due, mark
from bot.messages.text import day, said_on
from bot.messages.wording import Wording

FOLDER = Path(__file__).parent / "board"
BREAK = Markup("<br>")
LIGHTS = "🔴🟡🟢 "
SOON = 14  # days
LABELS = (
    *("title", "as_of", "renewed", "stale", "ended", "all_states", "state_open", "state_soon", "all_departments"),
    *("all_leaders", "look_for", "meeting", "print", "previous", "next", "leave", "nothing", "valid_until"),
    *("filter", "counted", "internal"),
)


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """What the page shows: at which local moment, and until when its link holds."""

    unit: str
    now: dt.datetime
    until: dt.datetime
    tally: Tally
    rows: tuple[RegisterRow, ...]


def board_page(wording: Wording, board: BoardPage, nonce: str) -> str:
    """The page as HTML; only what bears the nonce is carried out or drawn."""
    departments = dict.fromkeys(name for row in board.rows for name in row.measure.departments)
    leaders = dict.fromkeys(name for row in board.rows for name in row.leaders)
    values = {
        "nonce": nonce,
        "style": Markup((FOLDER / "board.css").read_text("utf-8")),  # noqa: S704 - our own file
        "script": Markup((FOLDER / "board.js").read_text("utf-8")),  # noqa: S704 - our own file
        "unit": board.unit,
        "day": day(board.now.date()),
        "time": f"{board.now:%H:%M}",
        "until": f"{board.until:%Y-%m-%d %H:%M}",
        "measures": len(board.rows),
        "findings": len(board.tally.findings),
        "counts": Markup().join(_count(wording, board.tally, part) for part in SHOWN),
        "departments": Markup().join(_option(name) for name in departments),
        "leaders": Markup().join(_option(name) for name in leaders),
        "rows": Markup().join(_row(wording, row) for row in board.rows),
    }
    labels = {name: wording.word(f"status.page.{name}") for name in LABELS}
    return _filled("board.html", **values, **labels)


def closed_page(wording: Wording, nonce: str, *, expired: bool) -> str:
    """What whoever has no valid link sees: nothing of the ledger."""
    words = wording.word("status.page.link_expired" if expired else "status.page.link_needed")
    style = Markup((FOLDER / "board.css").read_text("utf-8"))  # noqa: S704 - our own file
    return _filled("closed.html", nonce=nonce, style=style, title=wording.word("status.page.title"), words=words)


def _filled(file: str, **values: object) -> str:
    return str(Markup((FOLDER / file).read_text("utf-8")).format(**values))  # noqa: S704 - our own file


def _option(name: str) -> Markup:
    return Markup("<option>{}</option>").format(name)


def _count(wording: Wording, tally: Tally, part: Part) -> Markup:
    button = Markup(
        '<button type="button" class="count {part}" data-state="{part}" aria-pressed="false">'
        "<b>{count}</b> {word}</button>"
    )
    return button.format(part=part.value, count=tally.count(part), word=wording.word(f"status.part.{part}"))


def _row(wording: Wording, row: RegisterRow) -> Markup:
    soon = row.days is not None and 0 <= row.days <= SOON and row.measure.is_open
    states = [row.part.value, *(["open"] if not row.measure.is_ended else []), *(["soon"] if soon else [])]
    return Markup((FOLDER / "row.html").read_text("utf-8")).format(  # noqa: S704 - our own file
        id=row.measure.id,
        states=" ".join(states),
        departments="|".join(row.measure.departments),
        leaders="|".join(row.leaders),
        light=row.colour or "none",
        mark=mark(wording, row).lstrip(LIGHTS),
        number=row.number,
        text="" if row.redacted else row.measure.text,
        people=BREAK.join(filter(None, ["" if row.redacted else _people(wording, row), *_late_support(wording, row)])),
        due=due(wording, row.measure),
        said="" if row.redacted else _said(wording, row),
    )


def _people(wording: Wording, row: RegisterRow) -> Markup:
    nobody = wording.word("core.nobody")
    facts = {
        "departments": "、".join(row.measure.departments) or nobody,
        "leaders": "、".join(row.leaders) or nobody,
        "owners": "、".join(row.owners) or nobody,
    }
    return wording.say("status.who", **facts)


def _late_support(wording: Wording, row: RegisterRow) -> list[Markup]:
    return [support_line(wording, share) for share in row.late_support]


def _said(wording: Wording, row: RegisterRow) -> Markup | str:
    if row.said is None:
        return wording.word("status.page.never") if row.measure.is_open else ""
    return wording.say(
        "status.said",
        words=row.said.words,
        by=row.said.by,
        day=said_on(wording.word, day(row.said.day), row.said.waiting),
    )
