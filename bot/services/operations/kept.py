"""保存期限: what is kept, what for, how long, and what becomes of it then; one table for chat, docs and tests."""

import datetime as dt
from dataclasses import dataclass

from bot.config import BackupSettings
from bot.domain.outbox.message import KEPT as FILES_KEPT
from bot.domain.settings.policy import Policy
from bot.messages.wording import Wording
from bot.services.invitations.knock import KEPT as KNOCK_KEPT
from bot.services.invitations.knock import TURNED_AWAY
from bot.services.operations.pruning import CARDS_KEPT, DRAFTS_KEPT, HANDLED_KEPT, MESSAGES_KEPT

KEPT: dict[str, tuple[str, ...]] = {
    "person": ("people", "proposals"),
    "account": (),
    "knock": (),
    "invitation": ("invitations",),
    "record": (
        *("plans", "findings", "measures", "progress", "closings", "extensions", "letters", "instructions", "rechecks"),
        *("assignments", "causes", "rules", "meetings", "visits", "dependencies", "acceptances", "releases"),
    ),
    "evidence": ("evidence",),
    "history": ("journal", "changes", "heads"),
    "reminder": ("reminders",),
    "setting": ("units", "counters", "watches"),
    "secret": ("secrets",),
    "message": ("outbox",),
    "card": ("cards",),
    "question": ("drafts",),
    "inbox": ("inbox",),
    "update": ("handled",),
    "backup": (),
    "anchor": (),
}  # what is kept, and the shelves on which it stands


@dataclass(frozen=True)
class KeptRow:
    """What is kept, what for, how long, and what becomes of it then, in words."""

    what: str
    why: str
    long: str
    after: str


def kept_rows(wording: Wording) -> tuple[KeptRow, ...]:
    """The table, with the times that the program goes by."""
    days = {
        "knock": KNOCK_KEPT,
        "refused": TURNED_AWAY,
        "message": MESSAGES_KEPT,
        "file": FILES_KEPT,
        "card": CARDS_KEPT,
        "question": DRAFTS_KEPT,
        "update": HANDLED_KEPT,
    }
    facts = {name: kept // dt.timedelta(days=1) for name, kept in days.items()}
    facts |= {"invite": Policy().invite_hours, "backup": BackupSettings().keep}
    return tuple(KeptRow(*wording.word(f"operations.kept.{kind}", **facts).split("｜")) for kind in KEPT)
