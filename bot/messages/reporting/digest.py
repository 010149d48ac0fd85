"""The week's page as a body: one screen of a phone, every figure with the button to the rows behind it."""

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.core.local_day import local_day
from bot.domain.people.person import Role
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest, Gaps, MovedDeadline
from bot.domain.reporting.happening import Happening
from bot.domain.status.obligation import CHECKS
from bot.domain.status.register import RegisterRow
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import what
from bot.messages.reporting.keyboards import decision_rows, figure_rows
from bot.messages.status.view import counts
from bot.messages.text import cut, day, short_day
from bot.messages.wording import Wording

LATE = 5  # overdue measures written out; the others are behind the button
FEW = 6  # numbers or names in one line
KINDS = ("closed", "overdue", *Happening)
NAMED = (Happening.CLOSED, Happening.SENT_BACK, Happening.REOPENED)  # kinds whose measures are told by number
QUOTE = 40  # characters of somebody's words; in full on the measure's card


def digest_body(
    wording: Wording, page: Digest, *, past: bool = False, part: bool = False, decides: bool = False
) -> MessageBody:
    """The page: `past` for a period that is over, `part` for one who sees a part, `decides` for one with decisions."""
    sections = [
        _head(wording, page, past=past, part=part),
        _changes(wording, page, past=past),
        _reduced(wording, page),
        _overdue(wording, page.overdue),
        _decisions(wording, page),
        _instructions(wording, page),
        _line(wording, "secretary", [_state(wording, row) for row in page.secretary]),
        _line(wording, "soon", [_soon(wording, row) for row in page.soon]),
        _silent(wording, page),
        _gaps(wording, page.gaps),
        wording.say("reporting.digest.anchor", anchor=page.anchor) if page.anchor else Markup(""),
    ]
    text = LINE.join(section for section in sections if section)
    named = (*page.overdue[:LATE], *page.decisions, *(asked.row for asked in page.asked))
    measures = tuple(dict.fromkeys(row.measure.id for row in named))
    decisions = decision_rows(wording, page, page.overdue[:LATE]) if decides else ()
    figures = () if past or part else figure_rows(wording, page)
    return MessageBody(text, (*decisions, *figures), measures=measures)


def _head(wording: Wording, page: Digest, *, past: bool, part: bool) -> Markup:
    facts = {"unit": page.unit, "day": day(page.at.date()), "time": f"{page.at:%H:%M}"}
    lines = [
        wording.say(
            "reporting.digest.head_past" if past else "reporting.digest.head", start=day(page.since.date()), **facts
        )
    ]
    if part:
        lines.append(wording.say("reporting.digest.head_part"))
    return LINE.join([*lines, counts(wording, page.tally)])


def _changes(wording: Wording, page: Digest, *, past: bool) -> Markup:
    key = "changes_past" if past else "changes"
    summary = " · ".join(_kinds(wording, page)) or wording.word("reporting.digest.no_change")
    lines = [wording.say(f"reporting.digest.{key}", since=short_day(page.since.date()), changes=summary)]
    for kind in NAMED:
        if rows := page.changes.rows.get(kind):
            word = wording.word(f"reporting.change.{kind}", count="")
            numbers = _few(wording, [row.number for row in rows])
            lines.append(wording.say("reporting.digest.numbers", word=word, numbers=numbers))
    lines += [_move(wording, move) for move in page.changes.moved[:LATE]]
    return LINE.join(lines)


def _kinds(wording: Wording, page: Digest) -> list[str]:
    """What happened, a word a kind with how many; what time made late stands behind what was closed."""
    counts = {str(kind): len(subjects) for kind, subjects in page.changes.happened.items()}
    counts["overdue"] = len(page.changes.overdue)
    order = sorted((kind for kind in counts if counts[kind]), key=KINDS.index)
    return [wording.word(f"reporting.change.{kind}", count=counts[kind]) for kind in order]


def _reduced(wording: Wording, page: Digest) -> Markup:
    """减少的, and 任免: never folded away."""
    if not page.reduced:
        return Markup("")
    told = []
    for one in page.reduced:
        role = wording.word(f"people.role.{one.role}") if one.role else ""
        by = one.by or wording.word("people.proposal.command_line")
        told.append(wording.word(f"reporting.digest.reduced_{one.kind}", what=one.what, role=role, by=by))
    return wording.say("reporting.digest.reduced", acts="；".join(told))


def _move(wording: Wording, move: MovedDeadline) -> Markup:
    first = move.first or move.old
    return wording.say(
        "reporting.digest.move",
        number=move.row.number,
        first=day(first),
        now=day(move.new),
        total=(move.new - first).days,
        by=move.by,
    )


def _overdue(wording: Wording, rows: Sequence[RegisterRow]) -> Markup:
    if not rows:
        return wording.say("reporting.digest.no_overdue")
    lines = [
        wording.say("reporting.digest.section_overdue", count=len(rows)),
        *(_late(wording, row) for row in rows[:LATE]),
    ]
    if len(rows) > LATE:
        button = wording.word("reporting.digest.button_overdue", count=len(rows))
        lines.append(wording.say("reporting.digest.more", count=len(rows) - LATE, button=button))
    return LINE.join(lines)


def _late(wording: Wording, row: RegisterRow) -> Markup:
    facts = {"number": row.number, "days": row.standing.late, "what": what(row.standing.duty, wording.word)}
    key = "reporting.digest.late_what" if facts["what"] else "reporting.digest.late"
    if row.redacted:
        return wording.say(f"{key}_hidden", **facts)
    said = _held(wording, row) or _said(wording, row)
    nobody = wording.word("core.nobody")
    departments, leaders = "、".join(row.measure.departments) or nobody, "、".join(row.leaders) or nobody
    return wording.say(key, departments=departments, leaders=leaders, said=said, **facts)


def _held(wording: Wording, row: RegisterRow) -> Markup | None:
    """Who holds a check that is late, and for how many working days; None where its own people do."""
    duty, held = row.standing.duty, row.standing.held
    if duty is None or held is None or duty.kind not in CHECKS:
        return None
    names = "、".join(row.leaders) if duty.holder is Role.LEADER else ""
    return wording.say("reporting.digest.held", who=names or wording.word(f"people.role.{duty.holder}"), days=held)


def _said(wording: Wording, row: RegisterRow) -> Markup:
    if row.said:
        return wording.say("reporting.digest.said", words=_quote(row.said.words), day=day(row.said.day))
    return wording.say("reporting.digest.silent_row")


def _quote(words: str) -> str:
    return cut(" ".join(words.split()), QUOTE)


def _decisions(wording: Wording, page: Digest) -> Markup:
    lines = [
        wording.say(
            "reporting.digest.decide_hidden" if row.redacted else "reporting.digest.decide",
            number=row.number,
            text=_quote(row.measure.text),
        )
        for row in page.decisions
    ]
    lines += [
        wording.say(
            "reporting.digest.ask_hidden" if asked.row.redacted else "reporting.digest.ask",
            number=asked.row.number,
            by=asked.by,
            day=day(asked.extension.asked),
            words=_quote(asked.extension.words),
        )
        for asked in page.asked
    ]
    return _section(wording, "decisions", lines)


def _instructions(wording: Wording, page: Digest) -> Markup:
    lines = [
        wording.say(
            "reporting.digest.instruction_hidden" if line.redacted else "reporting.digest.instruction",
            number=line.number,
            day=day(local_day(page.at.tzinfo or dt.UTC, line.instruction.at)),
            words=_quote(line.instruction.words),
            to="、".join(line.to),
            late=wording.word("reporting.digest.instruction_late", days=line.overdue) if line.overdue else "",
        )
        for line in page.instructions
    ]
    return _section(wording, "instructions", lines)


def _section(wording: Wording, key: str, lines: Sequence[Markup]) -> Markup:
    return LINE.join([wording.say(f"reporting.digest.{key}", count=len(lines)), *lines]) if lines else Markup()


def _line(wording: Wording, key: str, rows: Sequence[str]) -> Markup:
    return wording.say(f"reporting.digest.{key}", count=len(rows), rows=_few(wording, rows)) if rows else Markup()


def _state(wording: Wording, row: RegisterRow) -> str:
    if row.part is Part.OVERDUE:
        late, due = row.standing.late, what(row.standing.duty, wording.word)
        state = due + wording.word("reporting.digest.number_late", days=late)
    else:
        state = wording.word(f"status.stage.{row.measure.stage}")
    return wording.word("reporting.digest.number_row", number=row.number, state=state)


def _soon(wording: Wording, row: RegisterRow) -> str:
    return (
        wording.word("reporting.digest.soon_row", number=row.number, day=short_day(row.standing.due))
        if row.standing.due
        else ""
    )


def _silent(wording: Wording, page: Digest) -> Markup:
    if not page.silent:
        return Markup()
    people = [
        wording.word(
            "reporting.digest.silent_person",
            name=silent.person.name,
            numbers="、".join(row.number for row in silent.measures[:3]),
            days=silent.working_days,
        )
        for silent in page.silent
    ]
    return wording.say(
        "reporting.digest.silent", days=page.chase_after, count=len(people), people=_few(wording, people)
    )


def _gaps(wording: Wording, gaps: Gaps) -> Markup:
    told: list[tuple[str, list[str]]] = [
        ("unowned", [row.number for row in gaps.unowned]),
        ("unclear", [row.number for row in gaps.unclear]),
        ("unbound", [person.name for person in gaps.unbound]),
    ]
    words = [
        wording.word(
            f"reporting.digest.{key}", count=len(names), numbers=_few(wording, names), names=_few(wording, names)
        )
        for key, names in told
        if names
    ]
    return wording.say("reporting.digest.gaps", gaps="；".join(words)) if words else Markup()


def _few(wording: Wording, things: Sequence[str]) -> str:
    shown = "、".join(things[:FEW])
    return shown if len(things) <= FEW else wording.word("reporting.digest.and_more", shown=shown, count=len(things))
