"""The journal of a unit as a file that anybody can check without the ledger: one JSON object a line."""

from collections.abc import Iterable

import msgspec

from bot.domain.history.journal import Entry, Head


def journal_file(entries: Iterable[Entry], head: Head) -> bytes:
    """The last link of the chain, then every entry in its order, in UTF-8."""
    return b"".join(msgspec.json.encode(record) + b"\n" for record in (head, *entries))
