"""The pinned board in the office's chat: one message that edits itself when the figures change."""

import hashlib
from dataclasses import replace

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.messages.body import Sheet
from bot.messages.status.facts import Listing, Overview
from bot.messages.status.view import board_sheet
from bot.services.core.ledger import DRAFTS_OF, Draft
from bot.services.core.request import Desk
from bot.services.core.transaction import unit_of
from bot.services.status import status

BOARD = "board"
NOT_YET = 0  # the number of a board's message until it was sent


async def draw_board(desk: Desk, unit_id: str) -> Sheet:
    """The board as it stands now."""
    unit, overview, red = await _board(desk, unit_id)
    return board_sheet(desk.wording, overview, red, f"{desk.local(unit):%H:%M}")


async def _board(desk: Desk, unit_id: str) -> tuple[Unit, Overview, Listing]:
    async with desk.look() as ledger:
        unit = await unit_of(ledger, unit_id)
    return (unit, *await status.board(desk, unit))


async def hang(desk: Desk, by: Person, chat: int) -> None:
    """Let the board hang in a chat from the courier's next round on; there is one, the last one counts.

    Raises NotAllowed for everybody but the office and the secretary.
    """
    if not by.holds(Role.OFFICE, Role.SECRETARY):
        raise NotAllowed
    async with desk.open() as ledger:
        facts = {"chat": chat, "message": NOT_YET, "shown": ""}
        await ledger.drafts.put(Draft(f"{by.unit}:{BOARD}", by.unit, by.unit, BOARD, desk.now(), facts))


async def hung(desk: Desk, board: Draft, message: int) -> None:
    """Note which message the board is."""
    async with desk.store.open() as ledger:
        await ledger.drafts.put(replace(board, facts=board.facts | {"message": message}))


async def outdated(desk: Desk, unit_id: str) -> Draft | None:
    """The board that hangs and no longer shows what is so; remembered as renewed."""
    async with desk.look() as ledger:
        found = await ledger.drafts.find(DRAFTS_OF, unit_id, BOARD)
    if not found:
        return None
    shown = await _shown(desk, unit_id)
    if found[0].facts["shown"] == shown:
        return None
    async with desk.store.open() as ledger:
        renewed = replace(found[0], facts=found[0].facts | {"shown": shown})
        await ledger.drafts.put(renewed)
    return renewed


async def take_down(desk: Desk, board: Draft) -> None:
    """Forget a board that somebody deleted."""
    async with desk.store.open() as ledger:
        await ledger.drafts.drop(board.id)


async def _shown(desk: Desk, unit_id: str) -> str:
    """What the board says, apart from the time, as a short digest."""
    _, overview, red = await _board(desk, unit_id)
    return hashlib.sha256(board_sheet(desk.wording, overview, red, "").text.encode()).hexdigest()[:16]
