"""Long answers in pages: nothing is cut off, the next page is one tap away."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.messages.body import GAP, Button, MessageBody, Rows
from bot.messages.core.tap import Tap
from bot.messages.core.taps import ShowPage
from bot.messages.wording import Wording

ROOM = 2600  # characters a page, so that head and foot fit into one message with it
MOST = 10  # blocks a page
CODE = 30  # bytes of a code that fit behind a button beside action, page and signature


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


def turning(wording: Wording, page: int, count: int, to: Callable[[int], Tap]) -> Rows:
    """The row of buttons to the pages beside this one; `to` gives the tap that turns to a page."""
    row = []
    if page > 1:
        row.append(Button(wording.word("core.pages.back"), to(page - 1)))
    if page < count:
        row.append(Button(wording.word("core.pages.on", next=page + 1, pages=count), to(page + 1)))
    return (tuple(row),) if row else ()


def turning_list(wording: Wording, page: int, count: int, code: str) -> Rows:
    """The same for a list that a code describes; none where the code does not fit behind a button."""
    return turning(wording, page, count, lambda number: ShowPage(code, number)) if fits(code) else ()


def fits(code: str) -> bool:
    """True where the code can stand behind a button."""
    return 0 < len(code.encode()) <= CODE


def paged_body(
    wording: Wording, head: Markup, blocks: Sequence[Markup], *, code: str, page: int, again: str = ""
) -> MessageBody:
    """Head, the page's blocks, and the way to the other pages; `again` is what one may type for them."""
    found = pages(blocks)
    count, page = len(found), min(max(page, 1), len(found))
    parts = [head, *found[page - 1]]
    if count > 1:
        key = "mark" if fits(code) or page == count else "typed"
        parts.append(wording.say(f"core.pages.{key}", page=page, pages=count, next=page + 1, again=again))
    return MessageBody(GAP.join(parts), turning_list(wording, page, count, code))
