"""The week's page as a body: at most twelve lines on one screen of a phone, names beside numbers, bad news first."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from bot.domain.people.person import Role
from bot.domain.plan.measure import WAITING
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest, MovedDeadline
from bot.domain.reporting.happening import Happening
from bot.domain.status.register import RegisterRow
from bot.domain.status.tally import Tally
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import what
from bot.messages.reporting.keyboards import named_rows, page_rows
from bot.messages.reporting.reductions import reduced
from bot.messages.reporting.week_lines import LINES, LONGEST, MINUTE, Line, laid_out, width
from bot.messages.reporting.week_parts import FEW, QUOTE, decision_kinds, few, quote
from bot.messages.reporting.week_topics import topics
from bot.messages.status.view import SHOWN, counts
from bot.messages.text import said_on, short_day
from bot.messages.wording import Wording

LATE = 3  # overdue measures written out where there is room; the others are behind the button
SCREENS = tuple((late, together) for together in (FEW, LINES) for late in (LATE, 2, 1))  # and things in a line, in turn
QUOTES = (QUOTE, 18, 12)  # characters of somebody's words
WEEK = 7
WEIGHTY = 9  # kinds of changes that are told where there is no room for all
KINDS = ("closed", "overdue", *Happening)
NAMED = frozenset(
    {Happening.CLOSED, Happening.REOPENED, Happening.SENT_BACK, Happening.SUBMITTED, Happening.STARTED}
)  # kinds whose measures are told by number


def digest_body(wording: Wording, page: Digest, *, part: bool = False, decides: bool = False) -> MessageBody:
    """The page: `part` for one who sees a part, `decides` for one with decisions, to whom it may be read aloud."""
    late, lines = LATE, list[Markup]()
    for late, together in SCREENS:
        told = _told(wording, page, late, part=part, decides=decides)
        lines, fitted = laid_out(told, together, aloud=MINUTE if decides else None)
        if fitted:
            break
    text = LINE.join(lines)
    named = (*page.overdue[:late], *page.decisions, *(asked.row for asked in page.asked))
    measures = tuple(dict.fromkeys(row.measure.id for row in named))
    shown = page.overdue[:late]
    if part:  # the lists are of the whole unit: what is named here opens its cards
        return MessageBody(text, () if page.past else named_rows(wording, (*shown, *page.decisions)), measures=measures)
    buttons = () if page.past else page_rows(wording, page, shown if decides else ())
    return MessageBody(text, buttons, measures=measures)


def _told(wording: Wording, page: Digest, late: int, *, part: bool, decides: bool) -> list[Line]:
    """All that is told, with so many of what is late."""
    return [
        *_head(wording, page, part=part),
        *_decisions(wording, page, decides=decides),
        *_overdue(wording, page, late, part=part, aloud=decides),
        _changes(wording, page),
        *_reduced(wording, page),
        *topics(wording, page, named=not decides),
        *_anchor(wording, page),
    ]


def _anchor(wording: Wording, page: Digest) -> Iterator[Line]:
    """The mark by which the ledger of that moment is known."""
    if page.anchor:
        yield Line.of(wording.say("reporting.week.anchor", anchor=escape(page.anchor)), own=True, mark=True)


def others(wording: Wording, page: Digest) -> list[Markup]:
    """What was made less, what is to come, what waits and what lacks, each in full."""
    return [line.forms[0] for line in (*_reduced(wording, page), *topics(wording, page, named=False))]


def _head(wording: Wording, page: Digest, *, part: bool) -> Iterator[Line]:
    facts = {"unit": page.unit, "day": short_day(page.at.date()), "time": f"{page.at:%H:%M}"}
    key = f"reporting.digest.head{'_past' if page.past else '' if page.of_a_week else '_since'}"
    head = wording.say(key, start=short_day(page.since.date()), **facts)
    if page.of_round:
        head += wording.say("reporting.digest.head_round", name=page.of_round)
    yield Line.of(head + wording.say("reporting.digest.head_part") if part else head, own=True)
    yield Line.of(counted(wording, page), own=True)
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
        yield Line.of(wording.say("reporting.week.rounds", rounds="；".join(rounds)), own=True)


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


def _decisions(wording: Wording, page: Digest, *, decides: bool) -> Iterator[Line]:
    """What is to be decided, with the names, and with the numbers alone."""
    matters = [("decide", row, "") for row in page.decisions]
    matters += [("ask", one.row, short_day(one.extension.asked)) for one in page.asked]
    key = f"reporting.week.{'yours_many' if len(matters) > FEW else 'yours'}" if decides else "reporting.week.decisions"
    forms = [
        [wording.word(f"reporting.week.{kind}", named=named, day=day) for kind, named, day in things]
        for things in (
            [(kind, row.named, day) for kind, row, day in matters],
            [(kind, row.number, day) for kind, row, day in matters],
        )
    ]
    late = any(row.part is Part.OVERDUE for row in page.decisions)
    if matters:
        kinds_of = decision_kinds(page, wording.word) if len(matters) > FEW or late else ""
        kinds_of = wording.word("reporting.week.which", rows=kinds_of) if kinds_of else ""
        said = [wording.say(key, count=len(items), kinds=kinds_of, items=few(wording, items)) for items in forms]
        yield Line.of(*said, own=True)


def _overdue(wording: Wording, page: Digest, late: int, *, part: bool, aloud: bool) -> Iterator[Line]:
    """Those that are late the longest, and how many more; that none is late is said.

    Without the owner's words stands since when nothing came, and at last not even that; a page that may be read `aloud`
    tells the words first, from whose day the weeks can be seen.
    """
    told = [(most, True) for most in (*QUOTES, 0)]
    ways = [*(told[:1] if aloud else told), *((most, False) for most in ((*QUOTES, 0) if aloud else (0,)))]
    if not page.overdue:
        yield Line.of(wording.say("reporting.digest.no_overdue"), own=True)
    for place, row in enumerate(page.overdue[:late], 1):
        more = Markup("")
        if place == late and len(page.overdue) > late:
            key = "reporting.week.more_alone" if page.past or part else "reporting.week.more"
            more = wording.say(key, count=len(page.overdue) - late)
        yield Line.of(*(_late(wording, page, row, most, weeks=weeks) + more for most, weeks in ways), own=True)


def _late(wording: Wording, page: Digest, row: RegisterRow, most: int, *, weeks: bool) -> Markup:
    facts = {"named": row.named, "days": row.standing.late, "what": what(row.standing.duty, wording.word)}
    if row.redacted:
        return wording.say("reporting.week.red", held="", said="", **facts)
    said = _said(wording, page, row, most, weeks=weeks) if row.standing.holder in {Role.OWNER, None} else ""
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


def _said(wording: Wording, page: Digest, row: RegisterRow, most: int, *, weeks: bool) -> Markup:
    """The owner's last own words with their day, and in which of the `weeks` since then nothing new has come."""
    if row.said is None:
        return wording.say("reporting.week.never")
    since = found.since if (found := page.held.get(row.measure.id)) else None
    passed = (page.at.date() - max(row.said.day, since or row.said.day)).days // WEEK
    tells = weeks and passed and not row.said.waiting
    streak = wording.word("reporting.week.streak", weeks=passed + 1) if tells else ""
    if not most:
        return escape(streak)
    words = quote(row, row.said.words, most)
    return wording.say(
        "reporting.week.said",
        words=words,
        day=said_on(wording.word, short_day(row.said.day), row.said.waiting),
        streak=streak,
    )


def _changes(wording: Wording, page: Digest) -> Line:
    key = f"reporting.digest.changes{'_past' if page.past else '' if page.of_a_week else '_since'}"
    none, since = wording.word("reporting.digest.no_change"), short_day(page.since.date())
    ways = ((FEW, True), (FEW, False), (1, False), (0, False))
    told = [*(kinds(wording, page, most, dated=dated) for most, dated in ways), _weightiest(wording, page)]
    forms = (wording.say(key, since=since, changes=" · ".join(some) or none) for some in told)
    return Line.of(*forms, own=True)


def _weightiest(wording: Wording, page: Digest) -> list[str]:
    """The first kinds, and of how many other things the picture of the page tells."""
    told = kinds(wording, page, 0)
    if len(told) <= WEIGHTY:
        return told
    order = _counted(page)
    rest = sum(order[kind] for kind in list(order)[WEIGHTY:])
    return [*told[:WEIGHTY], wording.word("reporting.week.other_kinds", count=rest)]


def kinds(wording: Wording, page: Digest, most: int = FEW, *, dated: bool = True) -> list[str]:
    """What happened, a word a kind with how many and, of what matters, which; what time made late stands second.

    Deadlines that moved are `dated`: from when until when, and by whom; else told by number.
    """
    words = {kind: wording.word(f"reporting.change.{kind}", count=count) for kind, count in _counted(page).items()}
    return [said + _which(wording, page, kind, most, dated=dated) for kind, said in words.items()]


def _counted(page: Digest) -> dict[str, int]:
    """How much happened of each kind, in the order of the page."""
    counted_ = {str(kind): len(subjects) for kind, subjects in page.changes.happened.items()}
    counted_["overdue"] = len(page.changes.overdue)
    return {kind: counted_[kind] for kind in sorted(counted_, key=KINDS.index) if counted_[kind]}


def _which(wording: Wording, page: Digest, kind: str, most: int, *, dated: bool) -> str:
    rows = page.changes.overdue if kind == "overdue" else page.changes.rows.get(Happening(kind), ())
    moved = {move.row.measure.id: move for move in page.changes.moved}
    if kind in {Happening.EXTENDED, Happening.REDATED}:
        found = [moved[row.measure.id] for row in rows if row.measure.id in moved]
        named = [_move(wording, move) if dated else move.row.number for move in found]
    else:
        named = [row.number for row in rows] if kind in {*NAMED, "overdue"} else []
    return wording.word("reporting.week.which", rows=few(wording, named, most)) if named and most else ""


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


def _reduced(wording: Wording, page: Digest) -> Iterator[Line]:
    """减少的, and 任免: never folded away, and one by one wherever they fill no more than a line."""
    if not page.reduced:
        return
    told = [reduced(wording.word, one) for one in page.reduced]
    full = wording.say("reporting.digest.reduced", acts="；".join(told))
    if width(full) <= LONGEST:
        yield Line.of(full, own=True)
        return
    acts = wording.word("reporting.week.reduced_more", acts="；".join(told[:FEW]), count=len(told))
    yield Line.of(full, wording.say("reporting.digest.reduced", acts=acts), own=True)
