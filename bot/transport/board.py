"""The pinned board: hung once, then renewed by edits, never by a new message."""

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.services.core.draft_content import PinnedBoard, draft_of
from bot.services.core.request import RequestContext
from bot.services.meetings.session import on_screen
from bot.services.status.board import draw_board, note_pinned, outdated, unpin_board
from bot.transport.outbox_sender import OutboxSender

log = structlog.get_logger(__name__)


async def renew_board(sender: OutboxSender, request: RequestContext, unit_id: str) -> bool:
    """Edit the board where its figures changed, pin a new one; a board that is no longer there is forgotten."""
    screen = await on_screen(request, unit_id)
    board = await outdated(request, unit_id, screen)
    if board is None:
        return False
    pinned = draft_of(board, PinnedBoard)
    chat, message = pinned.chat, pinned.message
    try:
        number = await sender.post(chat, await draw_board(request, unit_id, screen), edit=message or None)
        if number != message:
            await note_pinned(request, board, number)
            await sender.pin(chat, number)
    except (BadRequest, Forbidden) as error:
        if "not modified" not in str(error).lower():
            await unpin_board(request, board)
    except TelegramError as error:
        log.info("board not renewed", error=type(error).__name__)
    return True
