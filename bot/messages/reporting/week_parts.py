"""Parts of the week's page: the first few of many, what the ledger lacks, late shares of supporting bodies."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.domain.plan.part import Part
from bot.domain.reporting.digest import AgainstPlan, Digest, Gaps
from bot.domain.status.register import RegisterRow
from bot.domain.status.support import SupportRow
from bot.messages.text import cut
from bot.messages.wording import Wording

QUOTE = 24  # characters of somebody's words; in full on the measure's card
FEW = 3  # things that are named in one line


def few(wording: Wording, things: Sequence[str], most: int = FEW) -> str:
    """The first of them, and how many there are."""
    shown = "、".join(things[:most])
    return shown if len(things) <= most else wording.word("reporting.digest.and_more", shown=shown, count=len(things))


def decision_kinds(page: Digest, word: Callable[..., str]) -> str:
    """销号2，含已逾期1；延期2: so that the 待审定 is found again, which holds neither."""
    closings, late = len(page.decisions), sum(row.part is Part.OVERDUE for row in page.decisions)
    key = f"reporting.week.kind_closing{'_late' if late else ''}"
    told = [word(key, count=closings, late=late)] if closings else []
    told += [word("reporting.week.kind_extension", count=len(page.asked))] if page.asked else []
    return "；".join(told)


def lent(wording: Wording, row: SupportRow) -> str:
    """3-2水环境股3天, without the body where messages carry numbers only."""
    body = "" if row.redacted else row.share.about
    return wording.word("reporting.week.support_row", number=row.number, body=body, days=row.late)


def quote(row: RegisterRow, words: str, most: int = QUOTE) -> str:
    """The first of somebody's words, on one line and without the number that says what they are on."""
    flat = " ".join(words.split())
    return cut(flat.removeprefix(row.number).lstrip(" ：:，,") or flat, most)


def target_rows(wording: Wording, targets: Sequence[AgainstPlan]) -> list[str]:
    """What the plan sets in figures and is not reached, or exceeded."""
    return [_against(wording, one) for one in targets]


def _against(wording: Wording, one: AgainstPlan) -> str:
    """3-2企业排查5/12家."""
    key = "unreported" if one.reported is None else "beyond" if one.beyond else "short"
    facts = {"number": one.row.number, "name": one.name, "unit": one.unit, "planned": f"{one.planned:g}"}
    return wording.word(f"reporting.week.target_{key}", reported=f"{one.reported or 0:g}", **facts)


def gaps_line(wording: Wording, gaps: Gaps, *, named: bool) -> Markup:
    """What the ledger lacks; to the secretary how much of it, to the others where."""
    told: list[tuple[str, list[str]]] = [
        ("unowned", [row.number for row in gaps.unowned]),
        ("unclear", [row.number for row in gaps.unclear]),
        ("unsettled", [row.number for row in gaps.unsettled]),
        ("unbound", [person.name for person in gaps.unbound]),
    ]
    words = [
        wording.word(
            f"reporting.digest.{key}", count=len(names), numbers=few(wording, names), names=few(wording, names)
        )
        if named
        else wording.word(f"reporting.week.{key}", count=len(names))
        for key, names in told
        if names
    ]
    return wording.say("reporting.digest.gaps", gaps="，".join(words)) if words else Markup("")
