"""What a newer file changes, as the office sees it: every field with what the ledger has and what the file says."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.domain.imports.result import Preview
from bot.domain.imports.revision import PLACES, Change, KeptDecision, Revision
from bot.domain.plan.deadline import Deadline
from bot.domain.plan.measure import Measure
from bot.messages.core.measure import NAMING
from bot.messages.plan.recurrence import made_of
from bot.messages.text import cut, day
from bot.messages.wording import Wording

MOVED = 60  # numbers and heads
MOST = 8  # items of a list in the preview; the rest is counted, and listed on demand
ALL = 100_000
BEFORE = 4  # letters before the first that differs


def listed(
    wording: Wording, key: str, items: Sequence[str], separator: str = "、", most: int = MOST
) -> Iterable[Markup]:
    """A list in one sentence; what goes beyond `most` is counted."""
    if items:
        rest = len(items) - most
        shown = separator.join(items[:most]) + (wording.word("imports.more", count=rest) if rest > 0 else "")
        yield wording.say(key, count=len(items), items=shown)


def changes(wording: Wording, shown: Preview, most: int = MOST) -> Iterable[Markup]:
    """What the file would change, what stays, what must be said first."""
    if not shown.read.measures:
        return
    if shown.plan is None:
        yield from listed(wording, "imports.known_elsewhere", shown.known, most=most)
        if shown.rounds and not shown.known:
            yield wording.say("imports.other_round")
        return
    revision = shown.revision
    if shown.is_foreign:
        yield wording.say("imports.foreign", title=shown.plan.title)
        return
    if not revision.common:
        yield wording.say("imports.supplement", title=shown.plan.title)
    elif not revision.is_akin:
        yield wording.say("imports.few", title=shown.plan.title, common=revision.common)
    yield wording.say("imports.against", title=shown.plan.title, same=revision.same)
    moved = [f"{old}→{new}" for old, new in revision.moved]
    yield from listed(wording, "imports.moved", moved, most=max(MOVED, most))
    yield from listed(wording, "imports.new", [m.number for m in revision.new], most=most)
    split = [f"{old.number}→{one.number}" for one, old in revision.split]
    yield from listed(wording, "imports.split", split, most=most)
    merged = [f"{one.number}→{kept.number}" for one, kept in revision.merged]
    yield from listed(wording, "imports.merged", merged, most=most)
    worded = [_changed(wording, shown, change) for change in revision.changed if set(change.what) - PLACES]
    yield from listed(wording, "imports.changed", worded, separator="\n· ", most=most)
    yield from listed(wording, "imports.put_off", shown.put_off, most=most)
    yield from listed(wording, "imports.doubts", [doubt.number for doubt in revision.doubts], most=most)
    kept = [line for one in revision.decisions for line in kept_lines(wording, shown, one)]
    yield from listed(wording, "imports.kept", kept, separator="\n· ", most=most)
    numbers = [numbered(revision, measure) for measure in revision.cancelled]
    said = {None: "imports.cancelled", True: "imports.cancelled_back", False: "imports.cancelled_stay"}
    yield from listed(wording, said[shown.revived], numbers, most=most)
    yield from listed(wording, "imports.gone", [numbered(revision, m) for m in revision.gone], most=most)


def numbered(revision: Revision, measure: Measure) -> str:
    """The measure's number in the ledger, and the one that it goes by once the file is taken in: 2-4→3-4."""
    now = dict(revision.moved).get(measure.number)
    return f"{measure.number}→{now}" if now else measure.number


def _changed(wording: Wording, shown: Preview, change: Change) -> str:
    """The measure with each field that differs: 台账里 …，文件里 …."""
    lines = [
        wording.word("imports.differs", field=wording.word(f"imports.field_{name}"), ledger=ledger, file=file)
        for name in change.what
        if name not in PLACES
        for ledger, file in [_sides(wording, shown, change.before, change.after, name)]
    ]
    return f"{change.after.number} {'；'.join(lines)}"


def _sides(wording: Wording, shown: Preview, before: Measure, after: Measure, name: str) -> tuple[str, str]:
    """What the ledger has and what the file says; long words from shortly before where they differ."""
    old, new = getattr(before, name), getattr(after, name)
    if isinstance(old, Deadline) and due_words(wording, old) == due_words(wording, new):
        return old.words or "—", new.words or "—"
    if not isinstance(old, str):
        return _value(wording, shown, before, name), _value(wording, shown, after, name)
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - BEFORE)
    dots = "…" if start else ""
    return cut(dots + old[start:], NAMING) or "—", cut(dots + new[start:], NAMING) or "—"


def due_words(wording: Wording, deadline: Deadline) -> str:
    """A deadline's day, or what was made of its words, or these."""
    return day(deadline.date) if deadline.date else made_of(wording, deadline) or deadline.words or "—"


def kept_lines(wording: Wording, shown: Preview, one: KeptDecision) -> list[str]:
    """台账里 … 文件里 …, a line for each field in which a decision of the ledger stays, or gives way."""
    key = "imports.filed_line" if one.measure.id in shown.by_file else "imports.kept_line"
    return [
        wording.word(
            key,
            number=numbered(shown.revision, one.measure),
            field=wording.word(f"imports.field_{name}"),
            ledger=ledger,
            file=file,
        )
        for name in one.what
        for ledger, file in [_sides(wording, shown, one.measure, one.read, name)]
    ]


def _value(wording: Wording, shown: Preview, measure: Measure, name: str) -> str:
    value = getattr(measure, name)
    if isinstance(value, Deadline):
        return due_words(wording, value)
    return "、".join(shown.names.get(one, one.lstrip("?")) for one in value) or "—"
