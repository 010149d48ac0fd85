"""Whether a ledger is whole: its counts, and the chain of every unit's journal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.domain.history.journal import Entry, Head, breaks
from storage.codec import decode

BREAKS = {
    "missing": "缺少前面的记录",
    "inserted": "多出的记录",
    "relinked": "前后不相连",
    "altered": "内容被改动",
    "cut off": "末尾被截断",
}


def document_counts(tables: Mapping[str, Mapping[str, bytes]]) -> dict[str, int]:
    """How many documents each table holds, empty ones left out."""
    return {name: len(documents) for name, documents in sorted(tables.items()) if documents}


def chain_faults(entries: Iterable[bytes], heads: Iterable[bytes]) -> list[str]:
    """Every place where a unit's chain does not hold, in Chinese; empty where all hold."""
    chains: dict[str, list[Entry]] = defaultdict(list)
    for document in entries:
        entry = decode(Entry, document)
        chains[entry.unit].append(entry)
    ends = {head.id: head for head in (decode(Head, document) for document in heads)}
    return [
        f"单位 {unit} 第 {number} 条日志{BREAKS[what]}"
        for unit in sorted({*chains, *ends})
        for number, what in breaks(sorted(chains[unit], key=lambda e: e.number), ends.get(unit))
    ]
