"""An import as the office sees it: counts held against the document, what is open, what would change."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.domain.imports.draft import ColumnDraft, MeasureDraft, PlanDraft, PlanKind
from bot.domain.imports.identity import Doubt
from bot.domain.imports.result import ImportResult, Preview, UndoneImport
from bot.domain.imports.revision import KeptDecision
from bot.domain.plan.deadline import DeadlineKind, DeadlineReading, ReadingKind
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import NAMING
from bot.messages.imports.changes import ALL, MOST, MOVED, changes, kept_lines, listed, numbered
from bot.messages.imports.keyboards import (
    asked_columns,
    column_rows,
    deadline_rows,
    doubt_rows,
    preview_rows,
    redo_rows,
    side_rows,
    undo_rows,
)
from bot.messages.imports.problems import problem_words, share_lines
from bot.messages.plan.recurrence import made_of
from bot.messages.replies.day_picker import confirm_body
from bot.messages.text import cut, day
from bot.messages.wording import Wording

LEFT = 60  # letters of what was not read
DOUBTED = 40
LONGEST_WORDS = 30  # characters of a deadline's words
KINDS = (DeadlineKind.BY_DATE, DeadlineKind.AT_ONCE, DeadlineKind.STANDING, DeadlineKind.UNCLEAR)


def preview_body(wording: Wording, shown: Preview) -> MessageBody:
    """What was read, what it would change, what is open; one tap takes it in, one lists what is only counted."""
    text = _told(wording, shown, MOST)
    return MessageBody(text, preview_rows(wording, shown, counted=text != _told(wording, shown, ALL)))


def whole_body(wording: Wording, shown: Preview) -> MessageBody:
    """The preview with all its lists to their ends."""
    return MessageBody(_told(wording, shown, ALL))


def _told(wording: Wording, shown: Preview, most: int) -> Markup:
    read = shown.read
    people = {name for m in read.measures for name in (*m.owners, *m.leaders)}
    blank = wording.word("imports.blank")
    undecided = [f"{m.number}（{cut(m.deadline.words, 16) or blank}）" for m in shown.open_deadlines]
    lines = [
        wording.say("imports.head", name=shown.name, unit=read.unit or "—"),
        _counted(wording, read, len(people)),
        _deadlines(wording, read) if read.measures else wording.say("imports.nothing_to_do"),
        *_kind(wording, read),
        *_dates(wording, read),
        *listed(wording, "imports.past", shown.past, most=most),
        *_columns(wording, shown, most),
        *([wording.say("imports.only_guessed")] if shown.only_guessed else []),
        *changes(wording, shown, most),
        *_series(wording, shown, most),
        *_roles(wording, shown),
        *listed(wording, "imports.strangers", shown.strangers, most=most),
        *listed(wording, "imports.open", undecided, most=most),
        *listed(wording, "imports.repeated", _repeated(wording, shown), most=most),
        *listed(wording, "imports.twice", shown.twice, most=most),
        *listed(
            wording,
            "imports.problems",
            [f"{p.where} {problem_words(wording, p)}" for p in read.problems],
            separator="\n· ",
            most=most,
        ),
        *listed(wording, "imports.left", _left(wording, read), separator="\n· ", most=most),
    ]
    return LINE.join(lines)


def _repeated(wording: Wording, shown: Preview) -> list[str]:
    """Findings that were closed before in another round, each with the earlier one."""
    return [wording.word("imports.repeated_pair", number=one, earlier=other) for one, other in shown.repeated]


def _counted(wording: Wording, read: PlanDraft, people: int) -> Markup:
    """How many findings and measures; of a list of tasks without findings how many tasks."""
    measures = len(read.measures)
    if read.kind is not PlanKind.LEDGER and not any(finding.text for finding in read.findings):
        kind = wording.word(f"imports.plan_kind.{read.kind}")
        return wording.say("imports.counts_tasks", kind=kind, measures=measures, people=people)
    return wording.say("imports.counts", findings=len(read.findings), measures=measures, people=people)


def _kind(wording: Wording, read: PlanDraft) -> Iterable[Markup]:
    if read.kind is not PlanKind.LEDGER:
        yield wording.say("imports.plan_head", kind=wording.word(f"imports.plan_kind.{read.kind}"))


def _roles(wording: Wording, shown: Preview) -> Iterable[Markup]:
    """Who would become what; in chat a file alone makes nobody secretary, office or a later leader."""
    items = []
    for role, names in shown.roles:
        key = "imports.role_confirmed" if role in shown.confirmed else "imports.role"
        more = wording.word("imports.more", count=len(names) - MOST) if len(names) > MOST else ""
        word = wording.word(f"people.role.{role}")
        items.append(wording.word(key, role=word, count=len(names), names="、".join(names[:MOST]) + more))
    if items:
        yield wording.say("imports.roles", items="；".join(items))


def _left(wording: Wording, read: PlanDraft) -> list[str]:
    return [f"{p.where} {cut(problem_words(wording, p), LEFT)}" for p in read.left]


def _deadlines(wording: Wording, read: PlanDraft) -> Markup:
    counts = {kind: sum(m.deadline.kind is kind for m in read.measures) for kind in KINDS}
    parts = [wording.say(f"imports.kind_{kind}", count=count) for kind, count in counts.items() if count]
    days = sorted(m.deadline.date for m in read.measures if m.deadline.date)
    span = wording.say("imports.span", first=day(days[0]), last=day(days[-1])) if days else Markup()
    return wording.say("imports.deadlines", parts=Markup("、").join(parts)) + span


def _series(wording: Wording, shown: Preview, most: int) -> Iterable[Markup]:
    """What was made of words that speak of a series or of stages, with the measures that would get it."""
    taken = (*shown.revision.new, *(change.after for change in shown.revision.changed))
    deadlines = {measure.number: measure.deadline for measure in taken}
    found: dict[str, dict[tuple[str, str], list[str]]] = {"imports.recurring": {}, "imports.proposed": {}}
    for measure in shown.read.measures:
        deadline = deadlines.get(measure.number)
        if deadline and (made := made_of(wording, deadline)):
            said = _said_by_itself(measure)
            words = cut(said or measure.deadline.words, LONGEST_WORDS)
            list_ = found["imports.proposed" if said else "imports.recurring"]
            list_.setdefault((words, made), []).append(measure.number)
    for key, series in found.items():
        items = [
            wording.word("imports.series", words=words, made=made, numbers="、".join(numbers))
            for (words, made), numbers in series.items()
        ]
        yield from listed(wording, key, items, separator="\n· ", most=most)


def _said_by_itself(measure: MeasureDraft) -> str:
    """The words of a measure that say how often, where its deadline is 长期坚持; "" where the deadline says it."""
    reading = _reading(measure)
    proposed = reading.kind is ReadingKind.ONGOING and reading.period is not None
    return reading.steps[-1].words if proposed and reading.steps else ""


def _dates(wording: Wording, read: PlanDraft) -> Iterable[Markup]:
    if read.feedback:
        yield wording.say("imports.feedback", day=day(read.feedback))


def _columns(wording: Wording, shown: Preview, most: int) -> Iterable[Markup]:
    """Rows counted, each head and what it was taken for, heads that are not read, heads to be asked."""
    read = shown.read
    if read.rows.rows:
        places = [place.rpartition("!")[2] for place in read.rows.left]
        at = wording.word("imports.rows_at", items="、".join(places[:most])) if places else ""
        counts = {"rows": read.rows.rows, "read": read.rows.read, "unread": len(places)}
        yield wording.say("imports.rows", **counts, places=at)
    sure = [_taken(wording, column) for column in read.columns if column.field and not column.ask]
    yield from listed(wording, "imports.columns", list(dict.fromkeys(sure)), most=max(MOVED, most))
    plain = [column.head for column in read.columns if not column.field and not column.ask]
    yield from listed(wording, "imports.unread_columns", list(dict.fromkeys(plain)), most=max(MOVED, most))
    asked = [_asked(wording, column) for _, column in asked_columns(shown)]
    yield from listed(wording, "imports.asked_columns", asked, most=max(MOVED, most))


def _taken(wording: Wording, column: ColumnDraft) -> str:
    return wording.word("imports.column", head=column.head, field=wording.word(f"imports.column_field.{column.field}"))


def _asked(wording: Wording, column: ColumnDraft) -> str:
    if not column.field:
        return wording.word("imports.column_unknown", head=column.head)
    field = wording.word(f"imports.column_field.{column.field}")
    return wording.word("imports.column_guess", head=column.head, field=field)


def column_body(wording: Wording, shown: Preview, place: int) -> MessageBody:
    """Ask what a column is about."""
    column = shown.read.columns[place]
    field = wording.word(f"imports.column_field.{column.field}") if column.field else ""
    taken = wording.word("imports.column_taken", field=field) if field else wording.word("imports.column_not_taken")
    samples = "；".join(cut(sample, NAMING) for sample in column.samples)
    text = wording.say("imports.ask_column", head=column.head, samples=samples or "—", taken=taken)
    return MessageBody(text, column_rows(wording, place))


def doubt_body(wording: Wording, shown: Preview, doubt: Doubt) -> MessageBody:
    """Ask which measure of the ledger one of the file is."""
    measure = next(m for m in shown.read.measures if m.number == doubt.number)
    lines = [
        wording.word("imports.doubt_line", number=one.number, matter=cut(one.text, DOUBTED)) for one in doubt.candidates
    ]
    facts = {"number": doubt.number, "matter": cut(measure.text, DOUBTED), "items": "\n".join(lines)}
    return MessageBody(wording.say("imports.doubt", **facts), doubt_rows(wording, doubt, len(shown.revision.doubts)))


def side_body(wording: Wording, shown: Preview, one: KeptDecision) -> MessageBody:
    """Ask whose words count in a measure."""
    text = wording.say(
        "imports.side", number=numbered(shown.revision, one.measure), items="\n".join(kept_lines(wording, shown, one))
    )
    return MessageBody(text, side_rows(wording, one.measure.number, len(shown.revision.decisions)))


def question_body(wording: Wording, shown: Preview, number: str) -> MessageBody:
    """Ask for one open deadline: its readings as buttons, or at once, standing, or later."""
    measure = next(m for m in shown.read.measures if m.number == number)
    asked = confirm_body(wording, "plan", number, measure.deadline.words, _reading(measure))
    head = wording.say(
        "imports.question",
        number=number,
        matter=matter_of(measure),
        words=measure.deadline.words or wording.word("imports.blank"),
    )
    proposed = _reading(measure).proposed(measure.deadline.words)
    series = made_of(wording, proposed) if proposed else ""
    return MessageBody(head, (*asked.buttons, *deadline_rows(wording, number, series)))


def _reading(measure: MeasureDraft) -> DeadlineReading:
    return measure.reading or DeadlineReading(kind=ReadingKind.NONE)


def matter_of(measure: MeasureDraft) -> str:
    """A draft's text, short enough to name it."""
    return cut(measure.text, NAMING)


def taken_body(wording: Wording, taken: ImportResult) -> MessageBody:
    """What was taken in, and what to do next."""
    revision = taken.revision
    lines = [
        wording.say(
            "imports.taken",
            title=taken.plan.title,
            new=len(revision.new),
            changed=len(revision.changed),
            same=revision.same,
        )
    ]
    if revision.gone:
        lines.append(wording.say("imports.gone_stay", items="、".join(numbered(revision, m) for m in revision.gone)))
    if taken.moves:
        names = "、".join(taken.deciders) or wording.word("imports.moves_nobody")
        key = "imports.moves_asked" if taken.asked else "imports.moves_wait"
        lines.append(wording.say(key, count=taken.moves, names=names))
    if taken.leading:
        names = "、".join(taken.deciders) or wording.word("imports.moves_nobody")
        lines.append(wording.say("imports.leads_asked", leaders="、".join(taken.leading), names=names))
    if taken.told:
        lines.append(wording.say("imports.told_count", count=len(taken.told)))
    lines += share_lines(wording, taken)
    if taken.unbound:
        lines.append(wording.say("imports.unbound", count=taken.unbound))
    return MessageBody(LINE.join(lines))


def undo_body(wording: Wording, undone: UndoneImport) -> MessageBody:
    """What taking the last import back would do; one tap does it."""
    return MessageBody(
        wording.say("imports.undo_asked", title=undone.plan.title, **_counts(undone)), undo_rows(wording)
    )


def undone_body(wording: Wording, undone: UndoneImport) -> MessageBody:
    """What taking an import back did; one tap brings it back."""
    return MessageBody(wording.say("imports.undone", **_counts(undone)), redo_rows(wording))


def redone_body(wording: Wording, undone: UndoneImport) -> MessageBody:
    """What bringing it back did."""
    lines = [wording.say("imports.redone", **_counts(undone))]
    if undone.asked:
        lines.append(wording.say("imports.asked_again", items="；".join(undone.asked)))
    return MessageBody(LINE.join(lines))


def _counts(undone: UndoneImport) -> dict[str, int]:
    return {"removed": len(undone.removed), "restored": len(undone.restored)}
