"""The pinned cards: hung once, then renewed by edits, without a sound; and old cards that say that they are over."""

from collections.abc import Iterable

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.messages.pending.live_card import over_rows
from bot.services.core.draft_content import PinnedBoard, PinnedHome
from bot.services.core.request import RequestContext
from bot.services.meetings.session import on_screen
from bot.services.operations.first_day import outdated_first_days
from bot.services.pending.live_cards import ended_cards, note_ended
from bot.services.pending.pinned_home import outdated_homes
from bot.services.status.board import outdated_boards
from bot.services.status.pinned import NOT_YET, OutdatedCard, forget_card, may_ring, note_card, state_of
from bot.transport.outbox_sender import OutboxSender

log = structlog.get_logger(__name__)


async def renew_homes(sender: OutboxSender, request: RequestContext, unit_id: str) -> int:
    """Edit the cards whose figures changed and pin new ones; how many. What failed is tried at the next round.

    Nothing is counted while the unit's journal stands still and nobody asks for a card.
    """
    rings = await may_ring(request, unit_id)
    state, known = f"{await state_of(request, unit_id, PinnedHome)}:{rings}", request.runtime.homes
    if known.get(unit_id) == state:
        return 0
    cards = await outdated_homes(request, unit_id)
    if await _renew(sender, request, cards, rings=rings) and not any(card.asked for card in cards):
        known[unit_id] = state
    return len(cards)


async def renew_boards(sender: OutboxSender, request: RequestContext, unit_id: str) -> int:
    """The same for the boards, which show the matter of a meeting while one is under way."""
    screen = await on_screen(request, unit_id)
    key, known = f"boards:{unit_id}", request.runtime.homes
    rings = await may_ring(request, unit_id)
    state = f"{await state_of(request, unit_id, PinnedBoard)}:{rings}:{screen.text if screen else ''}"
    if known.get(key) == state:
        return 0
    cards = await outdated_boards(request, unit_id, screen)
    if await _renew(sender, request, cards, rings=rings) and not any(card.asked for card in cards):
        known[key] = state
    return len(cards)


async def end_cards(sender: OutboxSender, request: RequestContext, unit_id: str) -> int:
    """Say below the cards of what is decided that it is, instead of buttons that lead nowhere; how many.

    Nothing is looked at while the unit's journal stands still; what failed is tried at the next round.
    """
    key, state, known = f"cards:{unit_id}", await state_of(request, unit_id), request.runtime.homes
    if known.get(key) == state:
        return 0
    failed, cards = False, await ended_cards(request, unit_id)
    for one in cards:
        try:
            await sender.put_buttons(one.chat, one.message, over_rows(request.wording, one.card.matter))
        except (BadRequest, Forbidden) as error:  # deleted, or too old: nobody can press it
            log.info("old card stays", error=type(error).__name__)
        except TelegramError as error:
            log.info("old card stays", error=type(error).__name__)
            failed = True
            continue
        await note_ended(request, one.card)
    if not failed:
        known[key] = state
    return len(cards)


async def renew_first_days(sender: OutboxSender, request: RequestContext, unit_id: str) -> int:
    """The same for the steps of the first day, while they hang anywhere."""
    cards = await outdated_first_days(request, unit_id)
    await _renew(sender, request, cards, rings=await may_ring(request, unit_id))
    return len(cards)


async def _renew(sender: OutboxSender, request: RequestContext, cards: Iterable[OutdatedCard], *, rings: bool) -> bool:
    """True where no card has to be tried again; one that was deleted is hung anew only when that may ring."""
    failed = False
    for card in cards:
        rung = rings or card.asked
        try:
            await _put(sender, request, card, rings=rung)
        except Forbidden as error:
            log.info("card not renewed", error=type(error).__name__)
            await forget_card(request, card.draft)
        except BadRequest as error:  # made anew when things change next
            log.info("card not renewed", error=type(error).__name__)
            if card.last:
                await forget_card(request, card.draft)
            elif rung:
                await note_card(request, card.draft, NOT_YET)
        except TelegramError as error:
            log.info("card not renewed", error=type(error).__name__)
            failed = True
    return not failed


async def _put(sender: OutboxSender, request: RequestContext, card: OutdatedCard, *, rings: bool) -> None:
    if card.last and not card.message:
        await forget_card(request, card.draft)
        return
    if not card.message and not rings:
        return
    number = await sender.post(card.chat, card.body, edit=card.message or None, instead=rings and not card.last)
    if card.last:
        await sender.unpin(card.chat, number)
        await forget_card(request, card.draft)
        return
    await note_card(request, card.draft, number)
    if card.asked or number != card.message:
        await sender.pin(card.chat, number)
