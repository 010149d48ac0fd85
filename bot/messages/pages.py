"""Long answers in pages: nothing is cut off, the next page is one tap away."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.messages.body import Button
from bot.messages.core.taps import ShowPage

ROOM = 2600  # characters a page, so that head and foot fit into one message with it
MOST = 10  # blocks a page
CODE = 30  # bytes of a code that fit behind a button beside action, page and seal


def pages(blocks: Sequence[Markup], room: int = ROOM, most: int = MOST) -> list[list[Markup]]:
    """The blocks in pages of at most `most` blocks and about `room` characters; no block is parted or dropped."""
    found: list[list[Markup]] = [[]]
    left = room
    for block in blocks:
        if found[-1] and (len(block) > left or len(found[-1]) == most):
            found.append([])
            left = room
        found[-1].append(block)
        left -= len(block)
    return found


def turning(code: str, page: int, count: int, back: str, on: str) -> tuple[tuple[Button, ...], ...]:
    """The row of buttons to the pages beside this one; none where the code does not fit behind a button."""
    if count == 1 or not fits(code):
        return ()
    row = []
    if page > 1:
        row.append(Button(back, ShowPage(code, page - 1)))
    if page < count:
        row.append(Button(on, ShowPage(code, page + 1)))
    return (tuple(row),)


def fits(code: str) -> bool:
    """True where the code can stand behind a button."""
    return 0 < len(code.encode()) <= CODE
