"""Buttons below the preview of an import and the questions that it asks."""

from bot.domain.imports.draft import ColumnDraft, Problem
from bot.domain.imports.identity import NEW, Doubt
from bot.domain.imports.namesakes import LEFT, name_questions
from bot.domain.imports.result import Preview
from bot.messages.body import Button, Rows
from bot.messages.core.import_taps import (
    WITHOUT_DAY,
    AcceptImport,
    BringBack,
    ChooseRound,
    DecideDeadline,
    DiscardImport,
    ExplainHead,
    Identify,
    LeaveDeadline,
    ListImport,
    NameIs,
    Prefer,
    RedoImport,
    SettleDeadline,
    UndoImport,
)
from bot.messages.wording import Wording

IGNORED = "ignored"
FIELDS = (
    ("finding", "measure", "task"),
    ("leader", "owner", "responsible"),
    ("department", "support", "mixed"),
    ("deadline", "extended", "status"),
    ("category", "number", IGNORED),
)
ALL = "all"
NAMES, NAME = 4, 32  # names that are asked at once, and the bytes of one behind a button
REST = "rest"


def preview_rows(wording: Wording, shown: Preview, *, counted: bool) -> Rows:
    """What is to be answered, to which round it belongs, take it in (where that can be), or drop it.

    `counted` means that something is only counted: then it can be listed.
    """
    rows: list[tuple[Button, ...]] = []
    revision = shown.revision
    if asked := asked_columns(shown):
        rows.append((Button(wording.word("imports.ask_columns", count=len(asked)), ExplainHead()),))
    if shown.open_deadlines:
        rows.append((Button(wording.word("imports.decide", count=len(shown.open_deadlines)), DecideDeadline()),))
    if revision.doubts:
        rows.append((Button(wording.word("imports.ask_doubts", count=len(revision.doubts)), Identify()),))
    rows += _names(wording, shown)
    if revision.cancelled and shown.revived is None:
        rows.append(
            (
                Button(wording.word("imports.bring_back"), BringBack("yes")),
                Button(wording.word("imports.leave_cancelled"), BringBack("no")),
            )
        )
    if revision.decisions:
        rows.append((Button(wording.word("imports.use_each", count=len(revision.decisions)), Prefer()),))
    others = [plan for plan in shown.rounds if plan != shown.plan]
    rows += [(Button(wording.word("imports.as_round", title=plan.title), ChooseRound(plan.letter)),) for plan in others]
    if shown.plan is not None:
        rows.append((Button(wording.word("imports.as_new"), ChooseRound("new")),))
    if counted:
        rows.append((Button(wording.word("imports.list_all"), ListImport()),))
    label = "imports.take_new" if shown.plan is None else "imports.take_changes"
    can = shown.is_settled and shown.read.measures
    take = (Button(wording.word(label), AcceptImport()),) if can else ()
    return (*rows, (*take, Button(wording.word("imports.drop"), DiscardImport())))


def _names(wording: Wording, shown: Preview) -> Rows:
    """同一人 · 两个人, for a few names at a time; a name that does not fit behind a button is only said."""
    asked = [one for one in name_questions(shown.read) if len(str(one.facts["name"]).encode()) <= NAME]
    return tuple(_name(wording, one) for one in asked)[:NAMES]


def _name(wording: Wording, asked: Problem) -> tuple[Button, ...]:
    key, words = str(asked.facts["name"]), asked.facts.get("words", asked.facts["name"])
    name = words[0] if isinstance(words, tuple) else words
    one, two = ("left_same", "left_other") if asked.what == LEFT else ("name_one", "name_two")
    return (
        Button(wording.word(f"imports.{one}", name=name), NameIs(key, two=False)),
        Button(wording.word(f"imports.{two}", name=name), NameIs(key, two=True)),
    )


def asked_columns(shown: Preview) -> list[tuple[int, ColumnDraft]]:
    """The columns of which a person must say what they are about, each head once, with their places."""
    heads: dict[str, tuple[int, ColumnDraft]] = {}
    for place, column in enumerate(shown.read.columns):
        if column.ask:
            heads.setdefault(column.head, (place, column))
    return list(heads.values())


def column_rows(wording: Wording, place: int) -> Rows:
    """What the column may be about; nothing of it; none of the rest."""
    rows = tuple(
        tuple(Button(wording.word(f"imports.column_field.{name}"), ExplainHead(place, name)) for name in names)
        for names in FIELDS
    )
    return (*rows, (Button(wording.word("imports.column_rest"), ExplainHead(place, REST)),))


def doubt_rows(wording: Wording, doubt: Doubt, count: int) -> Rows:
    """Each candidate, a new one, or all by their numbers."""
    same = tuple(
        (Button(wording.word("imports.doubt_same", number=one.number), Identify(doubt.number, one.number)),)
        for one in doubt.candidates
    )
    new = (Button(wording.word("imports.doubt_new"), Identify(doubt.number, NEW)),)
    every = (
        ((Button(wording.word("imports.doubt_all", count=count), Identify(doubt.number, ALL)),),) if count > 1 else ()
    )
    return (*same, new, *every)


def side_rows(wording: Wording, number: str, count: int) -> Rows:
    """The file or the ledger, for one measure or for all."""
    one = (
        Button(wording.word("imports.side_file"), Prefer(number, "file")),
        Button(wording.word("imports.side_ledger"), Prefer(number, "ledger")),
    )
    every = (
        Button(wording.word("imports.use_file", count=count), Prefer(ALL, "file")),
        Button(wording.word("imports.use_ledger", count=count), Prefer(ALL, "ledger")),
    )
    return (one, every) if count > 1 else (one,)


def undo_rows(wording: Wording) -> Rows:
    """Confirm that the import is taken back."""
    return ((Button(wording.word("imports.undo_confirm"), UndoImport()),),)


def redo_rows(wording: Wording) -> Rows:
    """Bring the import back."""
    return ((Button(wording.word("imports.redo"), RedoImport()),),)


def deadline_rows(wording: Wording, number: str, series: str) -> Rows:
    """The series that the words may mean, 立行立改 · 长期坚持 for a deadline without a day; 以后再定."""
    period = ((Button(wording.word("imports.period", series=series), SettleDeadline(number, "period")),),)
    kinds = tuple(Button(wording.word(f"imports.{kind}"), SettleDeadline(number, kind)) for kind in WITHOUT_DAY)
    return (*(period if series else ()), kinds, (Button(wording.word("imports.later"), LeaveDeadline(number)),))
