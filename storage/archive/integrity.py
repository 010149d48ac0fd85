"""Whether a ledger is whole: its counts, and the chain of every unit's journal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.domain.acceptance.acceptance import Acceptance
from bot.domain.core.store_error import Fault, fault
from bot.domain.evidence.evidence import Evidence
from bot.domain.history.anchor import anchor_of
from bot.domain.history.journal import Entry, Head, breaks
from bot.domain.reporting.release import Release
from storage.codec import decode


def document_counts(tables: Mapping[str, Mapping[str, bytes]]) -> dict[str, int]:
    """How many documents each table holds, empty ones left out."""
    return {name: len(documents) for name, documents in sorted(tables.items()) if documents}


def chain_faults(entries: Iterable[bytes], heads: Iterable[bytes]) -> tuple[Fault, ...]:
    """Every entry at which a unit's chain does not hold; empty where all hold."""
    chains: dict[str, list[Entry]] = defaultdict(list)
    for document in entries:
        entry = decode(Entry, document)
        chains[entry.unit].append(entry)
    ends = {head.id: head for head in (decode(Head, document) for document in heads)}
    return tuple(
        fault(f"chain_{what.replace(' ', '_')}", unit=unit, number=number)
        for unit in sorted({*chains, *ends})
        for number, what in breaks(sorted(chains[unit], key=lambda e: e.number), ends.get(unit))
    )


def journal_heads(tables: Mapping[str, Mapping[str, bytes]]) -> dict[str, tuple[int, str]]:
    """The number and digest of the last entry of each unit's journal."""
    heads = (decode(Head, document) for document in tables.get("heads", {}).values())
    return {head.unit: (head.number, head.digest) for head in heads}


def anchors(tables: Mapping[str, Mapping[str, bytes]]) -> tuple[str, ...]:
    """The end of each unit's chain of changes, as it is written on pages."""
    heads = (decode(Head, document) for _, document in sorted(tables.get("heads", {}).items()))
    return tuple(written for head in heads if (written := anchor_of(head)))


def holds_entry(entries: Mapping[str, bytes], unit: str, number: int, digest: str) -> bool:
    """True where the unit's entry of that number is the one of that digest."""
    document = entries.get(f"{unit}/{number:09d}")
    return not number or (document is not None and decode(Entry, document).digest == digest)


def evidence_digests(tables: Mapping[str, Mapping[str, bytes]]) -> set[str]:
    """The files that have to be there: of evidence whose time is not over, papers that came back, and dossiers."""
    kept = (decode(Evidence, document) for document in tables.get("evidence", {}).values())
    papers = [decode(Release, document) for document in tables.get("releases", {}).values()]
    dossiers = [decode(Acceptance, document) for document in tables.get("acceptances", {}).values()]
    files = [*(one.files for one in papers), *(one.files for one in dossiers)]
    return {one.digest for one in kept if not one.cleared}.union(*files)
