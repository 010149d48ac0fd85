"""The week's page as a body: at most twelve lines on one screen of a phone, names beside numbers, bad news first."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from bot.domain.people.person import Role
from bot.domain.plan.measure import WAITING
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest, MovedDeadline, OpenInstruction
from bot.domain.reporting.happening import Happening
from bot.domain.status.coverage import PeriodCount
from bot.domain.status.register import RegisterRow
from bot.domain.status.tally import Tally
from bot.messages.acceptance.view import told_above
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import what
from bot.messages.dependencies.view import told_rows
from bot.messages.reporting.early import grounds
from bot.messages.reporting.keyboards import named_rows, page_rows
from bot.messages.reporting.reductions import reduced
from bot.messages.reporting.week_parts import FEW, few, gaps_line, lent, targets_line
from bot.messages.status.view import SHOWN, counts
from bot.messages.text import cut, short_day
from bot.messages.wording import Wording

LINES = 12
LATE = 3  # overdue measures written out; the others are behind the button
QUOTE = 24  # characters of somebody's words; in full on the measure's card
WEEK = 7
KINDS = ("closed", "overdue", *Happening)
NAMED = frozenset(
    {Happening.CLOSED, Happening.REOPENED, Happening.SENT_BACK, Happening.SUBMITTED, Happening.STARTED}
)  # kinds whose measures are told by number


def digest_body(
    wording: Wording, page: Digest, *, past: bool = False, part: bool = False, decides: bool = False
) -> MessageBody:
    """The page: `past` for a period that is over, `part` for one who sees a part, `decides` for one with decisions."""
    lines = [
        *_head(wording, page, past=past, part=part),
        _decisions(wording, page, decides=decides),
        *_overdue(wording, page),
        _changes(wording, page, past=past),
        *others(wording, page, named=not decides),
    ]
    text = LINE.join(fitted([line for line in lines if line]))
    if page.anchor:
        text = LINE.join((text, wording.say("reporting.week.anchor", anchor=escape(page.anchor))))
    named = (*page.overdue[:LATE], *page.decisions, *(asked.row for asked in page.asked))
    measures = tuple(dict.fromkeys(row.measure.id for row in named))
    late = page.overdue[:LATE]
    if part:  # the lists are of the whole unit: what is named here opens its cards
        return MessageBody(text, () if past else named_rows(wording, (*late, *page.decisions)), measures=measures)
    buttons = () if past else page_rows(wording, page, late if decides else ())
    return MessageBody(text, buttons, measures=measures)


def others(wording: Wording, page: Digest, *, named: bool) -> list[Markup]:
    """What was made less, what is to come, what waits and what lacks, a line each; `named` where with what it lacks."""
    lines = (
        _reduced(wording, page),
        _joined(_ahead(wording, page)),
        _joined(_waiting(wording, page)),
        _joined(_lacking(wording, page, named=named)),
    )
    return [line for line in lines if line]


def fitted(lines: Sequence[Markup]) -> list[Markup]:
    """The lines, those beyond the twelfth behind the last one: nothing is left out for want of room."""
    rest = Markup("；").join(lines[LINES - 1 :])
    return [*lines[: LINES - 1], rest] if rest else list(lines)


def _head(wording: Wording, page: Digest, *, past: bool, part: bool) -> Iterable[Markup]:
    facts = {"unit": page.unit, "day": short_day(page.at.date()), "time": f"{page.at:%H:%M}"}
    key = "reporting.digest.head_past" if past else "reporting.digest.head"
    head = wording.say(key, start=short_day(page.since.date()), **facts)
    if page.of_round:
        head += wording.say("reporting.digest.head_round", name=page.of_round)
    yield head + wording.say("reporting.digest.head_part") if part else head
    yield counted(wording, page)
    if page.rounds:
        rounds = [
            wording.word(
                "reporting.week.round",
                name=name,
                count=len(tally.measures),
                late=tally.count(Part.OVERDUE),
                closed=tally.count(Part.CLOSED),
            )
            for name, tally in page.rounds
        ]
        yield _joined([wording.say("reporting.week.rounds", rounds="；".join(rounds))])


def counted(wording: Wording, page: Digest) -> Markup:
    """Every count as it was on the last page and as it is: 逾期2→3▲1 · 推进中2 · 问题已销号0→1▲1."""
    if page.then is None:
        return counts(wording, page.tally)
    now, then = page.tally, page.then
    parts = [_count(wording, now, then, part) for part in (*SHOWN, Part.CANCELLED)]
    if now.closed_findings or then.closed_findings:
        word, was, is_ = wording.word("reporting.week.findings"), len(then.closed_findings), len(now.closed_findings)
        parts.append(_moved(wording, word, was, is_))
    shown = Markup(" · ").join(part for part in parts if part)
    return wording.say("status.counts", findings=len(now.findings), measures=len(now.measures), parts=shown)


def _count(wording: Wording, now: Tally, then: Tally, part: Part) -> Markup:
    if not now.count(part) and not then.count(part):
        return Markup("")
    told = _moved(wording, wording.word(f"status.part.{part}"), then.count(part), now.count(part))
    steps = [(stage, now.waiting[stage]) for stage in now.waiting if stage in WAITING and now.waiting[stage]]
    if part is not Part.WAITING or not steps:
        return told
    words = [
        wording.word("status.step", word=wording.word(f"status.waits.{stage}"), count=len(found))
        for stage, found in steps
    ]
    return told + wording.say("reporting.week.steps", steps="、".join(words))


def _moved(wording: Wording, word: str, was: int, count: int) -> Markup:
    if was == count:
        return wording.say("status.count", word=word, count=count)
    key = "reporting.week.up" if count > was else "reporting.week.down"
    return wording.say(key, word=word, was=was, count=count, by=abs(count - was))


def _decisions(wording: Wording, page: Digest, *, decides: bool) -> Markup:
    items = [wording.word("reporting.week.decide", named=row.named) for row in page.decisions]
    items += [
        wording.word("reporting.week.ask", named=asked.row.named, day=short_day(asked.extension.asked))
        for asked in page.asked
    ]
    many = "yours_many" if len(items) > FEW else "yours"
    key = f"reporting.week.{many}" if decides else "reporting.week.decisions"
    return wording.say(key, count=len(items), items=few(wording, items)) if items else Markup("")


def _overdue(wording: Wording, page: Digest) -> Iterable[Markup]:
    """The three that are late the longest, and how many more; that none is late is said."""
    if not page.overdue:
        yield wording.say("reporting.digest.no_overdue")
    for place, row in enumerate(page.overdue[:LATE], 1):
        line = _late(wording, page, row)
        if place == LATE and len(page.overdue) > LATE:
            line += wording.say("reporting.week.more", count=len(page.overdue) - LATE)
        yield line


def _late(wording: Wording, page: Digest, row: RegisterRow) -> Markup:
    facts = {"named": row.named, "days": row.standing.late, "what": what(row.standing.duty, wording.word)}
    if row.redacted:
        return wording.say("reporting.week.red", held="", said="", **facts)
    said = _said(wording, page, row) if row.standing.holder in {Role.OWNER, None} else ""
    return wording.say("reporting.week.red", held=_held(wording, page, row), said=said, **facts)


def _held(wording: Wording, page: Digest, row: RegisterRow) -> str:
    found = page.held.get(row.measure.id)
    if found is None:
        return ""
    who = "、".join(found.names) or wording.word(
        "core.nobody" if found.role is Role.OWNER else f"people.role.{found.role}"
    )
    if found.working_days is None:
        return wording.word("reporting.week.held_by", who=who)
    return wording.word("reporting.week.held", who=who, days=found.working_days)


def _said(wording: Wording, page: Digest, row: RegisterRow) -> Markup:
    """The owner's last own words with their day, and in which week since then nothing new has come."""
    if row.said is None:
        return wording.say("reporting.week.never")
    since = found.since if (found := page.held.get(row.measure.id)) else None
    weeks = (page.at.date() - max(row.said.day, since or row.said.day)).days // WEEK
    streak = wording.word("reporting.week.streak", weeks=weeks + 1) if weeks else ""
    return wording.say("reporting.week.said", words=_quote(row.said.words), day=short_day(row.said.day), streak=streak)


def _quote(words: str) -> str:
    return cut(" ".join(words.split()), QUOTE)


def _changes(wording: Wording, page: Digest, *, past: bool) -> Markup:
    key = "changes_past" if past else "changes"
    summary = " · ".join(kinds(wording, page)) or wording.word("reporting.digest.no_change")
    return wording.say(f"reporting.digest.{key}", since=short_day(page.since.date()), changes=summary)


def kinds(wording: Wording, page: Digest) -> list[str]:
    """What happened, a word a kind with how many and, of what matters, which; what time made late stands second."""
    counted = {str(kind): len(subjects) for kind, subjects in page.changes.happened.items()}
    counted["overdue"] = len(page.changes.overdue)
    order = sorted((kind for kind in counted if counted[kind]), key=KINDS.index)
    return [
        wording.word(f"reporting.change.{kind}", count=counted[kind]) + _which(wording, page, kind) for kind in order
    ]


def _which(wording: Wording, page: Digest, kind: str) -> str:
    rows = page.changes.overdue if kind == "overdue" else page.changes.rows.get(Happening(kind), ())
    moved = {move.row.measure.id: move for move in page.changes.moved}
    if kind in {Happening.EXTENDED, Happening.REDATED}:
        named = [_move(wording, moved[row.measure.id]) for row in rows if row.measure.id in moved]
    else:
        named = [row.number for row in rows] if kind in {*NAMED, "overdue"} else []
    return wording.word("reporting.week.which", rows=few(wording, named)) if named else ""


def _move(wording: Wording, move: MovedDeadline) -> str:
    first = move.first or move.old
    return wording.word(
        "reporting.week.move",
        number=move.row.number,
        first=short_day(first),
        now=short_day(move.new),
        total=(move.new - first).days,
        by=move.by,
    )


def _reduced(wording: Wording, page: Digest) -> Markup:
    """减少的, and 任免: never folded away."""
    if not page.reduced:
        return Markup("")
    told = [reduced(wording.word, one) for one in page.reduced]
    return wording.say("reporting.digest.reduced", acts="；".join(told))


def periods_in_words(wording: Wording, periods: PeriodCount) -> str:
    """应报40期，已报30、漏报10，另免报2."""
    excused = wording.word("reporting.week.excused", count=periods.excused) if periods.excused else ""
    facts = {"asked": periods.asked, "done": periods.done, "missed": periods.missed, "excused": excused}
    return wording.word("reporting.week.periods", **facts)


def _ahead(wording: Wording, page: Digest) -> Iterable[Markup]:
    """Periods that are missing, what is to come, and what the secretary leads."""
    for key, rows in (("missed", page.missed), ("reports", page.reports)):
        if rows:
            numbers = few(wording, [row.named for row in rows])
            facts = {"count": len(rows), "rows": numbers, "periods": periods_in_words(wording, page.periods)}
            yield wording.say(f"reporting.week.{key}", **facts)
    if page.soon:
        soon = [
            wording.word("reporting.week.soon_row", named=row.named, day=short_day(row.standing.due))
            for row in page.soon
            if row.standing.due
        ]
        yield wording.say("reporting.week.soon", count=len(page.soon), rows=few(wording, soon))
    yield targets_line(wording, page.targets)
    if page.early:
        told = [wording.word("reporting.early.row", named=one.row.named, grounds=grounds(one)) for one in page.early]
        yield wording.say("reporting.week.early", count=len(told), rows=few(wording, told))
    if page.secretary:
        late = sum(row.part is Part.OVERDUE for row in page.secretary)
        late_words = wording.word("reporting.week.secretary_late", count=late) if late else ""
        yield wording.say("reporting.week.secretary", count=len(page.secretary), late=late_words)


def _waiting(wording: Wording, page: Digest) -> Iterable[Markup]:
    """Difficulties that were told, instructions without an answer, meetings and what is open of their decisions."""
    if page.difficulties:
        told = [
            row.named
            if row.redacted or row.said is None
            else wording.word("reporting.week.difficulty", named=row.named, words=_quote(row.said.words))
            for row in page.difficulties
        ]
        yield wording.say("reporting.week.difficulties", count=len(told), rows=few(wording, told))
    yield _waits(wording, page)
    if page.instructions:
        rows = few(wording, [_instruction(wording, one) for one in page.instructions])
        yield wording.say("reporting.week.instructions", count=len(page.instructions), rows=rows)
    if page.meetings.all:
        names = "、".join(f"{title}{count}" for title, count in page.meetings.held.items())
        yield wording.say("reporting.week.meetings", names=names, decided=page.meetings.decided)
    if page.key:
        rows = few(wording, [row.named for row in page.key])
        yield wording.say("reporting.week.key", count=len(page.key), rows=rows)
    if page.visits.all:
        yield wording.say("reporting.week.visits", count=page.visits.all, decided=page.visits.decided)
    if page.demanded.open:
        key = "reporting.week.demanded_late" if page.demanded.late else "reporting.week.demanded"
        yield wording.say(key, count=page.demanded.open, late=page.demanded.late)
    followed = page.followed
    late = few(wording, [lent(wording, row) for row in page.late_support])
    for kind, count in (("voices", followed.voices), ("checks", followed.checks), ("supports", followed.supports)):
        if count.open:
            key = f"reporting.week.{kind}_late" if count.late else f"reporting.week.{kind}"
            yield wording.say(key, count=count.open, late=count.late, rows=late)
    yield from told_above(wording, followed.handed_up)
    if page.decided.open:
        key = "reporting.week.decided_late" if page.decided.late else "reporting.week.decided"
        yield wording.say(key, count=page.decided.open, late=page.decided.late)


def _waits(wording: Wording, page: Digest) -> Markup:
    rows = few(wording, told_rows(wording, page.waits))
    return wording.say("reporting.week.waits", count=len(page.waits), rows=rows) if page.waits else Markup()


def _instruction(wording: Wording, one: OpenInstruction) -> str:
    late = wording.word("reporting.digest.instruction_late", days=one.overdue) if one.overdue else ""
    told = "，".join(filter(None, ["" if one.redacted else "、".join(one.to), late]))
    return one.number + wording.word("reporting.week.which", rows=told) if told else one.number


def _lacking(wording: Wording, page: Digest, *, named: bool) -> Iterable[Markup]:
    """People who have not answered, and what the ledger lacks."""
    if page.silent:
        people = [
            wording.word("reporting.week.silent_person", name=silent.person.name, days=silent.working_days)
            for silent in page.silent
        ]
        facts = {"days": page.chase_after, "count": len(people), "people": few(wording, people)}
        yield wording.say("reporting.digest.silent", **facts)
    yield gaps_line(wording, page.gaps, named=named)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("；").join(part for part in parts if part)
