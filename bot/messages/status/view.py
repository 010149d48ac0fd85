"""How things stand: every list in pages, every colour with its word and number."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.domain.plan.deadline import WITHOUT_DAY, DeadlineKind, Node
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.plan.period_report import PeriodState
from bot.domain.status.coverage import Coverage
from bot.domain.status.register import RegisterRow
from bot.domain.status.support import SupportRow
from bot.domain.status.tally import Tally
from bot.messages.body import LINE, MessageBody, in_rows
from bot.messages.core.keyboards import elsewhere_row, opens_card
from bot.messages.core.measure import again, period_word, period_words, stage_with_percent
from bot.messages.core.measure import what as due_what
from bot.messages.dependencies.view import wait_line
from bot.messages.pages import paged_body, pages
from bot.messages.people.listing import People, people_body
from bot.messages.plan.recurrence import recurrence_words
from bot.messages.progress.figures import totals_line
from bot.messages.status.facts import (
    DepartmentLine,
    FindingLine,
    FindingView,
    Listing,
    MeasureCard,
    Overview,
    Stats,
    View,
)
from bot.messages.status.keyboards import overview_rows
from bot.messages.status.support import lent_alone, lent_beside, lent_line, support_line, support_on_card, support_row
from bot.messages.status.unanswered import unanswered_row
from bot.messages.text import day, said_on
from bot.messages.wording import Wording

SHOWN = (Part.OVERDUE, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED, Part.STANDING, Part.CLOSED)
CARDS = 5  # buttons to cards in a row
Shown = RegisterRow | SupportRow


def draw(wording: Wording, view: View) -> MessageBody:
    """The view as a body, at its page."""
    match view:
        case Overview():
            return _overview(wording, view)
        case Listing():
            return _listing(wording, view)
        case FindingView():
            return _finding(wording, view)
        case MeasureCard():
            return MessageBody(_card(wording, view), measures=(view.row.measure.id,))
        case People():
            return people_body(wording, view)
        case Stats():
            return _stats(wording, view)


def counts(wording: Wording, tally: Tally) -> Markup:
    """9个问题23条措施：逾期1 · 已报完成3（待核验1、待审定2） · …; parts that are empty are left out."""
    parts = _parts(wording, tally)
    if not tally.findings:
        return wording.say("status.counts_of_some", measures=len(tally.measures), parts=parts)
    return wording.say("status.counts", findings=len(tally.findings), measures=len(tally.measures), parts=parts)


def _parts(wording: Wording, tally: Tally) -> Markup:
    shown = [part for part in (*SHOWN, Part.CANCELLED) if tally.count(part)]
    return Markup(" · ").join(_part(wording, tally, part) for part in shown)


def _part(wording: Wording, tally: Tally, part: Part) -> Markup:
    facts = {"word": wording.word(f"status.part.{part}"), "count": tally.count(part)}
    if part is not Part.WAITING:
        return wording.say("status.count", **facts)
    steps = ((wording.word(f"status.waits.{stage}"), found) for stage, found in tally.waiting.items() if found)
    listed = "、".join(wording.word("status.step", word=word, count=len(found)) for word, found in steps)
    return wording.say("status.count_with_steps", steps=listed, **facts)


def mark(wording: Wording, row: RegisterRow) -> Markup:
    """Colour, its word and number, and the stage: 🔴 红·逾期5天 · 推进中; what is due beside the deadline is named."""
    words, days, duty = stage_with_percent(wording, row.measure), row.days, due_what(row.standing.duty, wording.word)
    named = "_what" if duty else ""
    if row.colour is None or days is None:
        key = "plain" if days is None or not row.measure.is_open else f"plain_days{named}"
        return wording.say(f"status.{key}", stage=words, days=days, what=duty)
    key = f"{row.colour if days else 'today'}{named}"
    colour = wording.say(f"status.{key}", days=abs(days), what=duty)
    return wording.say("status.with_stage", colour=colour, stage=words)


def due(wording: Wording, measure: Measure, key: str = "due") -> str:
    """The deadline in words, and the new day of a returned one; `key` is "card_due" where a card says 完成时限."""
    return _limit(wording, measure, key) + again(wording, measure)


def _limit(wording: Wording, measure: Measure, key: str) -> str:
    limit = measure.deadline
    if limit.date:
        at_once = "_at_once" if limit.kind is DeadlineKind.AT_ONCE else ""
        return wording.word(f"status.{key}{at_once}_day", day=day(limit.date))
    if limit.kind is DeadlineKind.STANDING and limit.recurrence:
        return wording.word(f"status.{key}_recurring", words=recurrence_words(wording, limit.recurrence))
    if limit.kind in WITHOUT_DAY:
        return wording.word(f"status.{key}_{limit.kind}")
    return wording.word(f"status.{key}_unclear" if limit.words else f"status.{key}_none", words=limit.words)


def listed(wording: Wording, row: RegisterRow) -> Markup:
    """A measure as a block of a list; its words stay out where the unit wants number and deadline only."""
    facts = {"number": row.number, "mark": mark(wording, row), "due": due(wording, row.measure)}
    late = [support_line(wording, share) for share in row.late_support]
    if row.redacted:
        return LINE.join([wording.say("status.row_hidden", **facts), *late])
    who = wording.say(
        "status.who",
        departments=names_or_nobody(wording, row.measure.departments),
        leaders=names_or_nobody(wording, row.leaders),
        owners=names_or_nobody(wording, row.owners),
    )
    lines = [wording.say("status.row", text=row.measure.text, who=who, **facts), *late]
    if row.said:
        lines.append(
            wording.say(
                "status.said",
                words=row.said.words,
                by=row.said.by,
                day=said_on(wording.word, day(row.said.day), row.said.waiting),
            )
        )
    return LINE.join(lines)


def names_or_nobody(wording: Wording, names: Sequence[str]) -> str:
    """The names, or that there is nobody."""
    return "、".join(names) or wording.word("core.nobody")


def _overview(wording: Wording, view: Overview) -> MessageBody:
    tally = view.tally
    head = [wording.say("status.whole_head", unit=view.unit, day=day(view.today)), counts(wording, tally)]
    head += lent_line(wording, view.lent)
    if tally.closed_findings:
        head.append(wording.say("status.closed_findings", count=len(tally.closed_findings)))
    blocks = [_finding_line(wording, line) for line in view.findings]
    body = paged_body(wording, LINE.join(head), blocks, code=view.code, page=view.page)
    return replace(body, buttons=(*body.buttons, *overview_rows(wording, tally)))


def _finding_line(wording: Wording, line: FindingLine) -> Markup:
    facts = {"number": line.number, "counts": _parts(wording, line.tally) + lent_beside(wording, line.lent)}
    if line.redacted:
        return wording.say("status.finding_line_hidden", **facts)
    return wording.say("status.finding_line", text=line.finding.text, **facts)


def _listing(wording: Wording, view: Listing) -> MessageBody:
    facts = {"title": view.title, "day": day(view.today), "count": len(view.rows)}
    if not (view.rows or view.beside or view.unanswered):
        return MessageBody(wording.say("status.list_empty", **facts), elsewhere_row(wording))
    blocks = [*(listed(wording, row) for row in view.rows), *(support_row(wording, row) for row in view.beside)]
    blocks += [unanswered_row(wording, one) for one in view.unanswered]
    head = wording.say("status.list_head", **facts)
    if view.beside:
        head += LINE + wording.say("status.support_beside", count=len(view.beside))
    if view.unanswered:
        head += LINE + wording.say("status.unanswered.head", count=len(view.unanswered))
    body = paged_body(wording, head, blocks, code=view.code, page=view.page, again=view.again)
    rows: tuple[Shown, ...] = (*view.rows, *view.beside)
    return _with_cards(body, rows, _on_page(rows, blocks, view.page), view.code)


def _with_cards(body: MessageBody, rows: Sequence[Shown], shown: tuple[str, ...], code: str) -> MessageBody:
    """The body with a button to the card of each measure that it shows."""
    numbers = {row.measure.id: row.number for row in rows}
    cards = in_rows([opens_card(numbers[id_], id_, code) for id_ in shown], CARDS)
    return replace(body, measures=shown, buttons=(*cards, *body.buttons))


def _on_page(rows: Sequence[Shown], blocks: Sequence[Markup], page: int) -> tuple[str, ...]:
    """Ids of the measures that the page shows, each once."""
    sizes = [len(found) for found in pages(blocks)]
    page = min(max(page, 1), len(sizes))
    start = sum(sizes[: page - 1])
    return tuple(dict.fromkeys(row.measure.id for row in rows[start : start + sizes[page - 1]]))


def _finding(wording: Wording, view: FindingView) -> MessageBody:
    finding = view.line.finding
    facts = {"number": view.line.number, "counts": counts(wording, replace(view.line.tally, findings=()))}
    key = "finding_head_hidden" if view.line.redacted else "finding_head" if finding.task else "finding_head_no_task"
    head = wording.say(f"status.{key}", text=finding.text, task=finding.task, **facts)
    blocks = [listed(wording, row) for row in view.rows]
    again = f"问题{view.line.number}"
    body = paged_body(wording, head, blocks, code=view.code, page=view.page, again=again)
    return _with_cards(body, view.rows, _on_page(view.rows, blocks, view.page), view.code)


def _card(wording: Wording, view: MeasureCard) -> Markup:
    row, measure = view.row, view.row.measure
    facts = {"number": row.number, "mark": mark(wording, row)}
    if row.redacted:
        parts = [wording.say("status.card_hidden", **facts), _card_due(wording, view)]
        return LINE.join(parts)
    parts = [wording.say("status.card", text=measure.text, **facts)]
    if view.plan and view.plan.kind:
        kind = wording.word(f"imports.plan_kind.{view.plan.kind}")
        parts.append(wording.say("status.card_kind", kind=kind, title=view.plan.title))
    if view.finding and not (view.plan and view.plan.kind and view.finding.text == view.plan.title):
        parts.append(wording.say("status.card_finding", number=view.finding.number, text=view.finding.text))
    people = (("leaders", row.leaders), ("departments", measure.departments), ("owners", row.owners))
    parts += [wording.say(f"status.card_{key}", names=names_or_nobody(wording, names)) for key, names in people]
    if measure.support:
        parts.append(wording.say("status.card_support", names="、".join(measure.support)))
    parts += [support_on_card(wording, share) for share in row.support]
    parts += [wording.say(f"status.card_unsettled_{one.why}", body=one.body, words=one.words) for one in view.unsettled]
    parts += [*_card_shares(wording, row), _card_due(wording, view), *_card_periods(wording, view)]
    if measure.key:
        parts.append(wording.say("status.card_key", day=day(measure.key)))
    parts += [wait_line(wording, wait) for wait in view.waits]
    if measure.stated:
        parts.append(wording.say("status.card_stated", stated=measure.stated))
    parts.append(_card_said(wording, row))
    if view.figures:
        parts.append(totals_line(wording, view.figures))
    return LINE.join(parts)


def _card_due(wording: Wording, view: MeasureCard) -> Markup:
    limit = view.row.measure.deadline
    if limit.date and limit.first and limit.date != limit.first:
        return wording.say(
            "status.card_due_moved",
            first=day(limit.first),
            now=day(limit.date),
            total=(limit.date - limit.first).days,
            times=view.extensions,
        ) + again(wording, view.row.measure)
    return wording.say("status.card_due", due=due(wording, view.row.measure, "card_due"))


def _card_shares(wording: Wording, row: RegisterRow) -> Iterable[Markup]:
    """Where several own a measure, who has handed his part in and who has not."""
    if row.measure.is_open and len(row.shares) > 1:
        states = (wording.word(f"status.share_{'done' if done else 'open'}", name=name) for name, done in row.shares)
        yield wording.say("status.card_shares", shares="；".join(states))


def _card_periods(wording: Wording, view: MeasureCard) -> Iterable[Markup]:
    """The stages of a measure, and the coverage of its periods."""
    if view.stages:
        stages = "；".join(_stages(wording, view))
        yield wording.say("status.period.stages", count=len(view.row.measure.deadline.nodes), stages=stages)
    if view.covered and (view.covered.past or view.covered.early):
        yield wording.say("status.period.coverage", **_counted(wording, view.covered, view.today))
    if view.covered and (ahead := view.covered.ahead):
        name = period_word(wording, ahead.key, view.today)
        yield wording.say("status.period.ahead", period=name, day=day(ahead.due))


def _stages(wording: Wording, view: MeasureCard) -> Iterator[str]:
    """Each stage with its words, day and state; the last one is the deadline."""
    *nodes, last = view.row.measure.deadline.nodes
    for stage, node in zip(view.stages, nodes, strict=True):
        state = wording.word("status.period.stage_done" if stage.settled else "status.period.stage_open")
        name = period_word(wording, stage.key, view.today)
        yield wording.word("status.period.stage", period=name, words=_spaced(node), day=day(stage.due), state=state)
    count, due = len(nodes) + 1, view.row.measure.due or last.date
    yield wording.word("status.period.stage_last", count=count, words=_spaced(last), day=day(due))


def _spaced(node: Node) -> str:
    return f" {node.words}" if node.words else ""


def _counted(wording: Wording, covered: Coverage, today: dt.date) -> dict[str, str | int]:
    late, excused = covered.count(PeriodState.LATE), covered.count(PeriodState.EXCUSED)
    missed = period_words(wording, covered.missed, today)
    return {
        "due": covered.asked,
        "done": covered.done,
        "late": wording.word("status.period.late", count=late) if late else "",
        "excused": wording.word("status.period.excused", count=excused) if excused else "",
        "missed": wording.word("status.period.missed", periods=missed) if missed else "",
    }


def _card_said(wording: Wording, row: RegisterRow) -> Markup:
    if not row.said:
        return wording.say("status.card_never")
    return wording.say(
        "status.card_said",
        words=row.said.words,
        by=row.said.by,
        day=said_on(wording.word, day(row.said.day), row.said.waiting),
    )


def _of_department(wording: Wording, line: DepartmentLine) -> Markup:
    if not line.tally.measures:
        return lent_alone(wording, line.lent)
    return counts(wording, line.tally) + lent_beside(wording, line.lent)


def _stats(wording: Wording, view: Stats) -> MessageBody:
    facts = {"unit": view.unit, "day": day(view.today), "counts": counts(wording, view.tally)}
    blocks = [
        wording.say(
            "status.statistics.department",
            name=line.name or wording.word("status.statistics.no_department"),
            counts=_of_department(wording, line),
        )
        for line in view.departments
    ]
    head = LINE.join([wording.say("status.statistics.head", **facts), *lent_line(wording, view.lent)])
    if view.rounds:
        head += LINE + wording.say("status.statistics.rounds", names=view.rounds)
    return paged_body(wording, head, blocks, code=view.code, page=view.page)
