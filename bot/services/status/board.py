"""The pinned board in the office's chat: one message that edits itself when the figures change."""

import hashlib
from dataclasses import replace

import msgspec

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.status.facts import Listing, Overview
from bot.messages.status.view import board_body
from bot.services.core.draft_content import PinnedBoard, draft_of, new_draft
from bot.services.core.ledger import DRAFTS_OF, Draft
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.status import answers

BOARD = "board"
NOT_YET = 0  # the number of a board's message until it was sent


async def draw_board(request: RequestContext, unit_id: str, screen: MessageBody | None = None) -> MessageBody:
    """The board as it stands now; what a meeting shows on a big `screen` takes its place."""
    if screen:
        return screen
    unit, overview, red = await _board(request, unit_id)
    return board_body(request.wording, overview, red, f"{request.local(unit):%H:%M}")


async def _board(request: RequestContext, unit_id: str) -> tuple[Unit, Overview, Listing]:
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
    return (unit, *await answers.board(request, unit))


async def pin_board(request: RequestContext, by: Person, chat: int) -> None:
    """Pin the board in a chat with the next round of the sender; there is one, the last one counts.

    Raises NotAllowed for everybody but the office and the secretary.
    """
    if not by.holds(Role.OFFICE, Role.SECRETARY):
        raise NotAllowed
    async with request.open() as ledger:
        board = PinnedBoard(chat=chat, message=NOT_YET, shown="")
        await ledger.drafts.put(new_draft(board, by.unit, by.unit, request.now()))


async def note_pinned(request: RequestContext, board: Draft, message: int) -> None:
    """Note which message the board is."""
    async with request.store.open() as ledger:
        await ledger.drafts.put(_changed(board, message=message))


async def outdated(request: RequestContext, unit_id: str, screen: MessageBody | None = None) -> Draft | None:
    """The board that hangs and no longer shows what is so; remembered as renewed."""
    async with request.look() as ledger:
        found = await ledger.drafts.find(DRAFTS_OF, unit_id, BOARD)
    if not found:
        return None
    shown = await _shown(request, unit_id, screen)
    if draft_of(found[0], PinnedBoard).shown == shown:
        return None
    async with request.store.open() as ledger:
        renewed = _changed(found[0], shown=shown)
        await ledger.drafts.put(renewed)
    return renewed


def _changed(board: Draft, **facts: str | int) -> Draft:
    return replace(board, facts=facts_of(msgspec.structs.replace(draft_of(board, PinnedBoard), **facts)))


async def unpin_board(request: RequestContext, board: Draft) -> None:
    """Forget a board that somebody deleted."""
    async with request.store.open() as ledger:
        await ledger.drafts.drop(board.id)


async def _shown(request: RequestContext, unit_id: str, screen: MessageBody | None) -> str:
    """What the board says, apart from the time, as a short digest."""
    if screen:
        return hashlib.sha256(screen.text.encode()).hexdigest()[:16]
    _, overview, red = await _board(request, unit_id)
    return hashlib.sha256(board_body(request.wording, overview, red, "").text.encode()).hexdigest()[:16]
