"""Words that put right what was said last: 刚才那条改成完成50%, 改成50%; another figure stands in its place."""

import re

from bot.domain.replies.reply import Intent, MessageReading
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised

_LAST = r"(?:刚才|刚刚|刚|上面|前面|上一?[条个次])(?:我)?(?:报|说|发|写|填|登记)?(?:的|了)?(?:那|这)?(?:一)?[条个次]?"
_FALSE = r"(?:报|填|写|打|说|发|弄|搞|输)错了?|错了|不对|有误"
_PUTS_RIGHT = re.compile(
    rf"^{_LAST}[^,]{{0,10}}?(?:改|应|更正|{_FALSE})|^(?:不对|{_FALSE}|更正|纠正|订正|改正)(?:一?下)?(?:$|[,:了是为成应]|\s)"
)
_OTHER_FIGURE = re.compile(
    r"^(?:请|帮我|帮忙|麻烦|那|把|进度|完成率?|的)*(?:[改换]|更正|调整|修改)[成为到](?:完成)?(?=\d|百分|[一二三四五六七八九]成|一半)|^应该?[为是](?=\d|百分)"
)


def puts_right(read: MessageReading, before: int | None = None) -> bool:
    """True for a figure of one measure that takes the place of what was said last; nothing else is recorded by it.

    改成50% says so only where there was a figure `before` that may be another.
    """
    if len(read.parts) != 1 or read.doubt:
        return False
    reading = read.parts[0].reading
    said = reading.intent is Intent.PROGRESS and reading.percent is not None and reading.doubt is None
    plain = normalised(read.parts[0].words).text
    for named in reversed(named_in(plain)) if read.parts[0].number else ():
        plain = plain[: named.start] + plain[named.end :]
    words = plain.strip(" ,:")
    return said and bool(_PUTS_RIGHT.search(words) or (before is not None and _OTHER_FIGURE.search(words)))
