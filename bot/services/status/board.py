"""The pinned boards: one in the chat of each who asked for it, of the whole unit or of what a leader leads."""

from msgspec import structs

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.messages.body import MessageBody
from bot.messages.status.board import board_body
from bot.services.core.draft_content import PinnedBoard, draft_of
from bot.services.core.ledger import DRAFTS_OF, PEOPLE_AT, Draft, Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.status import answers
from bot.services.status.pinned import OutdatedCard, digest_of, hang, hung, left, outdated

SEE_ALL = (Role.OFFICE, Role.SECRETARY)
READERS = (*SEE_ALL, Role.LEADER)
BOARD = PinnedBoard.kind


async def pin_board(request: RequestContext, by: Person, chat: int) -> None:
    """Let the person's board hang in the chat, with the next round of the sender; one that hangs there stays.

    Raises NotAllowed for everybody but the office, the secretary and leaders.
    """
    if not by.holds(*READERS):
        raise NotAllowed
    async with request.open() as ledger:
        await hang(ledger, PinnedBoard, by, request, chat)


async def draw_board(request: RequestContext, reader: Person, time: str = "") -> MessageBody:
    """The board of somebody as it stands now, with the `time` for which it is true, as in 08:30."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, reader.unit)
    led = None if reader.holds(*SEE_ALL) else reader
    return board_body(request.wording, *await answers.board(request, unit, led), time, led.name if led else "")


async def outdated_boards(request: RequestContext, unit_id: str, screen: MessageBody | None) -> list[OutdatedCard]:
    """The boards of a unit that no longer show what is so.

    While a meeting is under way the matter on its `screen` takes the place of the whole unit.
    """
    async with request.look() as ledger:
        boards = [*await _of_older_versions(ledger, unit_id), *await hung(ledger, PinnedBoard, unit_id)]
        unit = await unit_of(ledger, unit_id)
    found = []
    for reader, draft, kept in boards:
        if reader is None or kept.chat != reader.chat or not reader.holds(*READERS):
            found.append(left(request, draft, kept))
        elif reader.reachable:
            shown = screen if screen and reader.holds(*SEE_ALL) else None
            seen = digest_of((shown or await draw_board(request, reader)).text)
            if seen != kept.shown:
                body = shown or await draw_board(request, reader, f"{request.local(unit):%H:%M}")
                found.append(outdated(draft, kept, structs.replace(kept, shown=seen), body))
    return found


async def _of_older_versions(ledger: Ledger, unit_id: str) -> list[tuple[Person | None, Draft, PinnedBoard]]:
    """The one board that older versions kept for a unit, with whose chat it hangs in."""
    found: list[tuple[Person | None, Draft, PinnedBoard]] = []
    for draft in await ledger.drafts.find(DRAFTS_OF, unit_id, BOARD):
        kept = draft_of(draft, PinnedBoard)
        readers = await ledger.people.find(PEOPLE_AT, str(kept.chat))
        own = await ledger.drafts.get_many(f"{one.id}:{BOARD}" for one in readers)
        found.append((next((one for one in readers if not own and one.unit == unit_id), None), draft, kept))
    return found
