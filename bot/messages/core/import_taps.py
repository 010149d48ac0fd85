"""What the buttons below the preview of an import do; a format, as all taps are."""

from typing import Literal

from bot.messages.core.tap import Tap

WithoutDay = Literal["once", "standing", "period"]
WITHOUT_DAY: tuple[WithoutDay, ...] = ("once", "standing")


class AcceptImport(Tap, frozen=True, tag="take"):
    """Take the plan in."""


class DiscardImport(Tap, frozen=True, tag="drop"):
    """Forget the plan."""


class ReadAsPlan(Tap, frozen=True, tag="asplan"):
    """Read a file that was kept as evidence as a plan."""

    evidence: str


class ListImport(Tap, frozen=True, tag="implist"):
    """List all that the preview only counts."""


class ChooseRound(Tap, frozen=True, tag="round"):
    """Say to which round of inspection the file belongs, by its letter or "new"."""

    letter: str


class DecideDeadline(Tap, frozen=True, tag="decide"):
    """Ask about an open deadline by the measure's number, or about the first one."""

    number: str = ""


class SettleDeadline(Tap, frozen=True, tag="kind"):
    """Settle an open deadline without a day."""

    number: str
    kind: WithoutDay


class LeaveDeadline(Tap, frozen=True, tag="later"):
    """Leave a deadline open and go on to the next."""

    number: str


class ExplainHead(Tap, frozen=True, tag="head"):
    """Say what a column is about, by its place among the columns; without a field ask, about the first without one."""

    column: int = -1
    field: str = ""


class Identify(Tap, frozen=True, tag="same"):
    """Say which measure one of the file is, by the ledger's number, "new", or "all" by their numbers; else ask."""

    number: str = ""
    known: str = ""


class Prefer(Tap, frozen=True, tag="side"):
    """Say whose words count where the ledger and the file differ in a measure, or in all; else ask."""

    number: str = ""
    side: Literal["", "file", "ledger"] = ""


class NameIs(Tap, frozen=True, tag="nameis"):
    """Say of a name of the file whether it is one person's or two people's."""

    name: str
    two: bool


class BringBack(Tap, frozen=True, tag="revive"):
    """Say whether the cancelled measures that the file has come back."""

    back: Literal["yes", "no"]


class UndoImport(Tap, frozen=True, tag="unimp"):
    """Take the last import back."""


class RedoImport(Tap, frozen=True, tag="reimp"):
    """Bring the import back that was taken back."""


IMPORT_TAPS: tuple[type[Tap], ...] = (
    AcceptImport,
    DiscardImport,
    ListImport,
    ReadAsPlan,
    ChooseRound,
    DecideDeadline,
    SettleDeadline,
    LeaveDeadline,
    ExplainHead,
    Identify,
    Prefer,
    NameIs,
    BringBack,
    UndoImport,
    RedoImport,
)
