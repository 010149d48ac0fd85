"""An import as the office sees it: counts held against the document, what is open, what would change."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.domain.imports.draft import MeasureDraft, PlanDraft
from bot.domain.imports.result import ImportResult, Preview, UndoneImport
from bot.domain.imports.revision import Change
from bot.domain.plan.deadline import DeadlineKind, DeadlineReading, ReadingKind
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import NAMING, matter
from bot.messages.imports.keyboards import deadline_rows, preview_rows
from bot.messages.imports.problems import problem_words
from bot.messages.plan.recurrence import made_of
from bot.messages.replies.day_picker import confirm_body
from bot.messages.text import cut, day
from bot.messages.wording import Wording

MOST = 8  # items of a list in the chat; the rest is counted
LONGEST_WORDS = 30  # characters of a deadline's words
KINDS = (DeadlineKind.BY_DATE, DeadlineKind.AT_ONCE, DeadlineKind.STANDING, DeadlineKind.UNCLEAR)


def preview_body(wording: Wording, shown: Preview) -> MessageBody:
    """What was read, what it would change, what is open; one tap takes it in."""
    read = shown.read
    people = {name for m in read.measures for name in (*m.owners, *m.leaders)}
    blank = wording.word("imports.blank")
    undecided = [f"{m.number}（{cut(m.deadline.words, 16) or blank}）" for m in shown.open_deadlines]
    lines = [
        wording.say("imports.head", name=shown.name, unit=read.unit or "—"),
        wording.say("imports.counts", findings=len(read.findings), measures=len(read.measures), people=len(people)),
        _deadlines(wording, read),
        *_dates(wording, read),
        *_changes(wording, shown),
        *_series(wording, shown),
        *_list(wording, "imports.strangers", shown.strangers),
        *_list(wording, "imports.open", undecided),
        *_list(wording, "imports.twice", shown.twice),
        *_list(
            wording,
            "imports.problems",
            [f"{p.where} {problem_words(wording, p)}" for p in read.problems],
            separator="\n· ",
        ),
    ]
    return MessageBody(LINE.join(lines), preview_rows(wording, shown))


def _deadlines(wording: Wording, read: PlanDraft) -> Markup:
    counts = {kind: sum(m.deadline.kind is kind for m in read.measures) for kind in KINDS}
    parts = [wording.say(f"imports.kind_{kind}", count=count) for kind, count in counts.items() if count]
    days = sorted(m.deadline.date for m in read.measures if m.deadline.date)
    span = wording.say("imports.span", first=day(days[0]), last=day(days[-1])) if days else Markup()
    return wording.say("imports.deadlines", parts=Markup("、").join(parts)) + span


def _series(wording: Wording, shown: Preview) -> Iterable[Markup]:
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
        yield from _list(wording, key, items, separator="\n· ")


def _said_by_itself(measure: MeasureDraft) -> str:
    """The words of a measure that say how often, where its deadline is 长期坚持; "" where the deadline says it."""
    reading = _reading(measure)
    proposed = reading.kind is ReadingKind.ONGOING and reading.period is not None
    return reading.steps[-1].words if proposed and reading.steps else ""


def _dates(wording: Wording, read: PlanDraft) -> Iterable[Markup]:
    if read.feedback:
        yield wording.say("imports.feedback", day=day(read.feedback))


def _changes(wording: Wording, shown: Preview) -> Iterable[Markup]:
    if shown.plan is None:
        return
    revision = shown.revision
    yield wording.say("imports.against", title=shown.plan.title, same=revision.same)
    yield from _list(wording, "imports.new", [m.number for m in revision.new])
    yield from _list(
        wording, "imports.changed", [_changed(wording, change) for change in revision.changed], separator="\n· "
    )
    yield from _list(wording, "imports.gone", [m.number for m in revision.gone])


def _changed(wording: Wording, change: Change) -> str:
    before, after = change.before.deadline, change.after.deadline
    words = "、".join(wording.word(f"imports.field_{name}") for name in change.what)
    if "deadline" in change.what:
        old, new = (day(d.date) if d.date else made_of(wording, d) or d.words or "—" for d in (before, after))
        words += f"（{old} → {new}）"
    return f"{change.before.number} {words}"


def _list(wording: Wording, key: str, items: Sequence[str], separator: str = "、") -> Iterable[Markup]:
    if items:
        rest = len(items) - MOST
        shown = separator.join(items[:MOST]) + (wording.word("imports.more", count=rest) if rest > 0 else "")
        yield wording.say(key, count=len(items), items=shown)


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
        lines.append(wording.say("imports.gone_stay", items="、".join(m.number for m in revision.gone)))
    if taken.unbound:
        lines.append(wording.say("imports.unbound", count=taken.unbound))
    return MessageBody(LINE.join(lines))


def undone_body(wording: Wording, undone: UndoneImport) -> MessageBody:
    """What taking an import back did."""
    lines = [wording.say("imports.undone", removed=undone.removed, restored=undone.restored)]
    if undone.kept:
        lines.append(
            wording.say("imports.undone_kept", items="、".join(f"{m.number} {matter(m, 10)}" for m in undone.kept))
        )
    return MessageBody(LINE.join(lines))
