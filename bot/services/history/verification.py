"""The check of the journal's chains: that no entry was altered, removed or inserted."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.journal_file import journal_file
from bot.domain.history.journal import Entry, Head, breaks
from bot.readers.journal import read_journal
from bot.services.core.ledger import JOURNAL_OF_UNIT, UNITS
from bot.services.core.request import RequestContext


@dataclass(frozen=True)
class Verified:
    """What the check of a unit's chain found: how many entries, and every place where it does not hold."""

    unit: str
    count: int
    breaks: tuple[tuple[int, str], ...]  # number of the entry, and what is wrong with it

    @property
    def holds(self) -> bool:
        """True where nothing was altered, removed or inserted."""
        return not self.breaks


def verified(unit: str, entries: Sequence[Entry], head: Head | None) -> Verified:
    """Check entries in the order in which they are kept; without a head a cut at the end cannot be seen."""
    return Verified(unit, len(entries), tuple(breaks(entries, head)))


async def verify(request: RequestContext) -> tuple[Verified, ...]:
    """Check the chain of every unit of the ledger."""
    async with request.look() as ledger:
        units = await ledger.units.find(UNITS)
        return tuple(
            [
                verified(unit.id, await ledger.journal.find(JOURNAL_OF_UNIT, unit.id), await ledger.heads.get(unit.id))
                for unit in units
            ]
        )


async def export_journal(request: RequestContext, unit: str) -> bytes:
    """The unit's journal as a file that can be checked without the ledger."""
    async with request.look() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, unit)
        return journal_file(entries, await ledger.heads.get(unit) or Head(unit))


def verify_export(content: bytes) -> Verified:
    """Check an exported journal; a line that cannot be read is a place where it does not hold."""
    file = read_journal(content)
    found = verified(file.head.unit if file.head else "", file.entries, file.head)
    lines = tuple((line - 1, "unreadable") for line in file.unreadable)
    return Verified(found.unit, found.count, tuple(sorted({*found.breaks, *lines})))
