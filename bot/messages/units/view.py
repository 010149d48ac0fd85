"""The units below as a message: sums, what wants looking after, then every unit in the order of their list."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from bot.domain.plan.part import Part
from bot.domain.units.oversight import LEAST, Figures, Oversight
from bot.messages.body import GAP, LINE, MessageBody
from bot.messages.pages import pages
from bot.messages.text import day
from bot.messages.units.keyboards import page_rows, week_rows
from bot.messages.wording import Wording

WANTING = 10  # of those with something overdue that a message names; the workbook has all
NAMED = 8
A_PAGE = 15  # units a page
SHOWN_ANCHORS = 60  # units of which the numbers fit into one message


def oversight_body(wording: Wording, seen: Oversight, page: int = 1) -> MessageBody:
    """A page of the units below: the sums first."""
    rows = [_row(wording, number, one) for number, one in enumerate(seen.units, 1)]
    listed = pages(rows, most=A_PAGE)
    page = min(max(page, 1), len(listed))
    blocks = [_head(wording, seen), *(_summary(wording, seen) if page == 1 else ())]
    blocks.append(LINE.join([wording.say("units.list", page=page, pages=len(listed)), *listed[page - 1]]))
    return MessageBody(GAP.join(blocks), page_rows(wording, page, len(listed)))


def unit_body(wording: Wording, seen: Oversight) -> MessageBody:
    """One unit below in figures."""
    (one,) = seen.units
    head = wording.say("units.unit", name=one.name, upper=one.upper, day=day(seen.today))
    if one.imported is None:
        return MessageBody(LINE.join([head, wording.say("units.none"), _people(wording, one)]))
    lines = [head, *_counts(wording, one)]
    if one.longest:
        lines.append(wording.say("units.longest", days=one.longest))
    lines.append(wording.say("units.imported", day=day(one.imported)))
    return MessageBody(LINE.join([*lines, _people(wording, one)]))


def week_body(wording: Wording, seen: Oversight, week: int) -> MessageBody:
    """The week of the units below, with the ways to all of them."""
    head = wording.say("units.week", name=seen.upper, week=week, day=day(seen.today), count=len(seen.units))
    anchors = [one.anchor for one in seen.units if one.anchor]
    joined = Markup("、").join(anchors)
    proofs = [wording.say("units.anchors", anchors=joined)] if 0 < len(anchors) <= SHOWN_ANCHORS else []
    return MessageBody(GAP.join([head, *_summary(wording, seen), *proofs]), week_rows(wording))


def _head(wording: Wording, seen: Oversight) -> Markup:
    return wording.say("units.head", name=seen.upper, count=len(seen.units), day=day(seen.today))


def _summary(wording: Wording, seen: Oversight) -> Iterator[Markup]:
    total = seen.total
    yield LINE.join([*_counts(wording, total), _people(wording, total)])
    yield LINE.join(_wanting(wording, seen))
    if seen.empty:
        yield wording.say("units.empty", count=len(seen.empty), names=_names(wording, seen.empty))


def _counts(wording: Wording, one: Figures) -> list[Markup]:
    parts = {part.value: one.count(part) for part in Part}
    counts = wording.say("units.counts", findings=one.findings, measures=one.measures, verify=one.verify, **parts)
    lately = {"closed": one.closed_lately, "heard": one.heard_lately, "overdue": one.overdue_lately}
    return [counts, wording.say("units.lately", **lately)]


def _people(wording: Wording, one: Figures) -> Markup:
    return wording.say("units.people", people=one.people, unbound=one.unbound)


def _wanting(wording: Wording, seen: Oversight) -> Iterator[Markup]:
    if not seen.wanting and not seen.unranked:
        yield wording.say("units.none_late")
        return
    yield wording.say("units.wanting", count=len(seen.wanting) + len(seen.unranked))
    for number, one in enumerate(seen.wanting[:WANTING], 1):
        facts = {"name": one.name, "share": share(wording, one), "days": one.longest}
        yield wording.say("units.late", number=number, **facts)
    if len(seen.wanting) > WANTING:
        yield wording.say("units.more", count=len(seen.wanting) - WANTING)
    if seen.unranked:
        few = "、".join(f"{one.name} {share(wording, one)}" for one in seen.unranked[:NAMED])
        yield wording.say("units.few", least=LEAST, names=few + _more(wording, len(seen.unranked)))


def _row(wording: Wording, number: int, one: Figures) -> Markup:
    if one.imported is None:
        return wording.say("units.row_empty", number=number, name=one.name)
    late = share(wording, one) if one.count(Part.OVERDUE) else wording.word("units.zero")
    parts = {part.value: one.count(part) for part in Part} | {"overdue": late}
    facts = {"findings": one.findings, "measures": one.measures, "verify": one.verify}
    row = wording.say("units.row", number=number, name=one.name, **facts, **parts)
    return row + wording.say("units.row_lent", late=one.lent_late) if one.lent_late else row


def share(wording: Wording, one: Figures) -> str:
    """逾期3/40（7.5%）: the count never without its base."""
    return wording.word(
        "units.share", late=one.count(Part.OVERDUE), measures=one.measures, rate=f"{one.rate * 100:.1f}"
    )


def _names(wording: Wording, found: Iterable[Figures]) -> str:
    names = [one.name for one in found]
    return "、".join(names[:NAMED]) + _more(wording, len(names))


def _more(wording: Wording, count: int) -> str:
    return wording.word("units.and_more", count=count) if count > NAMED else ""
