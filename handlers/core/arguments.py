"""What may follow the Chinese word of a command: while a question is open, anything else behind it is the answer."""

from collections.abc import Awaitable, Callable

from bot.services.replies.understanding import tells_how_far
from bot.services.status.answers import is_number, names, rounds_named
from handlers.core.context import Context

Takes = Callable[[Context, str], Awaitable[bool]]


async def a_number(_context: Context, words: str) -> bool:
    """True where the first word is the number of a measure or a finding, or several."""
    return all(map(is_number, words.split(maxsplit=1)[0].replace("，", "、").split("、")))


async def numbers_alone(_context: Context, words: str) -> bool:
    """True where every word is the number of a measure or a finding."""
    return all(map(is_number, words.replace("，", " ").replace("、", " ").split()))


async def a_round(context: Context, words: str) -> bool:
    """True where the first word is the name of a round."""
    ids, _, rest = await rounds_named(context.request, await context.unit(), words.split(maxsplit=1)[0])
    return bool(ids) and not rest


async def something_named(context: Context, words: str) -> bool:
    """True where the first word names a measure, a finding, somebody, a department, a state or a time."""
    return await names(context.request, await context.unit(), words.split(maxsplit=1)[0])


async def only_named(context: Context, words: str) -> bool:
    """True where every word names such a thing."""
    return await names(context.request, await context.unit(), words)


async def anything(_context: Context, _words: str) -> bool:
    """True for all words."""
    return True


async def nothing(_context: Context, _words: str) -> bool:
    """False: the command stands alone."""
    return False


def but_no_report(kind: Takes) -> Takes:
    """Takes what the other takes, but no words that tell how far a measure is: 查找 原因，2-3完成50%."""

    async def takes(context: Context, words: str) -> bool:
        return await kind(context, words) and not tells_how_far(words)

    return takes


def either(*kinds: Takes) -> Takes:
    """Takes what one of these takes."""

    async def takes(context: Context, words: str) -> bool:
        return any([await kind(context, words) for kind in kinds])

    return takes


def one_of(*known: str) -> Takes:
    """Takes what begins with one of these words."""

    async def takes(_context: Context, words: str) -> bool:
        return words.split(maxsplit=1)[0] in known

    return takes
