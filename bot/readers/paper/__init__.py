"""A paper that came back as a Word file: recognised by its mark, read in a process of its own."""

import msgspec

from bot.readers.paper.reading import ReadPaper, marked
from bot.readers.plan.child_process import in_child

__all__ = ["ReadPaper", "marked", "read_paper_safely"]


async def read_paper_safely(data: bytes) -> ReadPaper:
    """What the file says; raises UnreadablePlan, also where it takes too long or needs too much memory."""
    return msgspec.json.decode(await in_child("bot.readers.paper", (), data), type=ReadPaper)
