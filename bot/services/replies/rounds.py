"""A message that names rounds (第一轮2-3完成30%，第二轮2-3未动), read piece by piece: each number with its round."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import rounds_in
from bot.domain.replies.reply import Doubt, ReplyPart

A_NUMBER = re.compile(r"(?:措施|问题)?\s?\d{1,2}\s?[-‐-―－]\s?\d")
MeantPart = tuple[ReplyPart, tuple[str, ...]]  # with the rounds that are named before its number, none where none is


def read_parts(
    words: str, plans: Sequence[Plan], numbers: Collection[str] = ()
) -> tuple[Doubt | None, list[MeantPart]]:
    """What a message says of each measure, and the doubt that is about the whole; `numbers` that are no days."""
    from bot.readers.reply import read_message
    from bot.readers.reply.measure_number import leading_numbers

    named = [one for one in rounds_in(words, plans) if A_NUMBER.match(words, one[1])]
    ends = [one[0] for one in named[1:]] + [len(words)]
    before = words[: named[0][0]] if named else words
    doubt: Doubt | None = None
    parts: list[MeantPart] = []
    if not named or before.strip():
        read = read_message(before, named=numbers)
        doubt, parts = read.doubt, [(part, ()) for part in read.parts]
    for (start, place, rounds), end in zip(named, ends, strict=True) if named else ():
        read = read_message(words[place:end], named=numbers)
        inside = leading_numbers(words[place:end], frozenset(numbers))
        meant = [(part, rounds if part.number in inside else ()) for part in read.parts]
        if len(meant) == 1:
            meant = [(replace(meant[0][0], words=words[start:end].strip(" ，,；;")), meant[0][1])]
        doubt, parts = doubt or read.doubt, [*parts, *meant]
    return doubt, parts
