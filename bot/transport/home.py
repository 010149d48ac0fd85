"""The pinned first pages: hung once, then renewed by edits, without a sound."""

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.services.core.request import RequestContext
from bot.services.pending.pinned_home import forget_home, note_home, outdated_homes, state_of
from bot.transport.outbox_sender import OutboxSender

log = structlog.get_logger(__name__)


async def renew_homes(sender: OutboxSender, request: RequestContext, unit_id: str) -> int:
    """Edit the cards whose figures changed and pin new ones; how many. What failed is tried at the next round.

    Nothing is counted while the unit's journal stands still.
    """
    state, known = await state_of(request, unit_id), request.runtime.homes
    if known.get(unit_id) == state:
        return 0
    cards, failed = await outdated_homes(request, unit_id), False
    for card in cards:
        try:
            number = await sender.post(card.chat, card.body, edit=card.message or None)
            await note_home(request, card.draft, number)
            if number != card.message:
                await sender.pin(card.chat, number)
        except (BadRequest, Forbidden) as error:
            log.info("home not renewed", error=type(error).__name__)
            await forget_home(request, card.draft)
        except TelegramError as error:
            log.info("home not renewed", error=type(error).__name__)
            failed = True
    if not failed:
        known[unit_id] = state
    return len(cards)
