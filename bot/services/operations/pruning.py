"""Pruning: what is no part of the history is forgotten when nothing asks for it any more."""

import datetime as dt
from typing import Any

from bot.domain.outbox.message import KEPT_AFTER
from bot.services.core.ledger import CARDS_AT, DRAFTS_ASIDE, HANDLED_AT, KNOCKS_AT, OUTBOX_ENDED, moment
from bot.services.core.request import RequestContext
from bot.services.core.shelf import Query, Shelf
from bot.services.invitations.knock import KEPT as KNOCKS_KEPT

HANDLED_KEPT = dt.timedelta(days=4)  # Telegram hands out updates for a day
DRAFTS_KEPT = dt.timedelta(days=30)  # the buttons under a question hold no longer
MESSAGES_KEPT = KEPT_AFTER  # reminders, letters and journal say by themselves what was told and when
CARDS_KEPT = MESSAGES_KEPT  # a reply to an older message is asked what it is about
AT_A_TIME = 500  # of each in one round


async def prune(request: RequestContext, unit: str = "") -> int:  # noqa: ARG001 - the form of a tick
    """Forget what its time has come for; how many records.

    These are the numbers of updates, questions that nobody answered, visitors whom nobody let in, messages that were
    sent or given up, cards that nobody answers any more. Reminders, letters, evidence and the journal stay for ever.
    """
    async with request.store.open() as ledger:
        shelves: tuple[tuple[Shelf[Any], Query[Any], dt.timedelta], ...] = (
            (ledger.handled, HANDLED_AT, HANDLED_KEPT),
            (ledger.drafts, DRAFTS_ASIDE, DRAFTS_KEPT),
            (ledger.drafts, KNOCKS_AT, KNOCKS_KEPT),
            (ledger.outbox, OUTBOX_ENDED, MESSAGES_KEPT),
            (ledger.cards, CARDS_AT, CARDS_KEPT),
        )
        forgotten = 0
        for shelf, query, kept in shelves:
            for old in await shelf.find(query, until=moment(request.now() - kept), limit=AT_A_TIME):
                await shelf.drop(old.id)
                forgotten += 1
        return forgotten
