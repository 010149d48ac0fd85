"""Words that put right what was said last: 刚才那条改成完成50%, 不对，是50%; another figure stands in its place."""

import re

from bot.domain.replies.reply import Intent, MessageReading
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised

_LAST = r"(?:刚才|刚刚|刚|上面|前面|上一?[条个次])(?:我)?(?:报|说|发|写|填|登记)?(?:的|了)?(?:那|这)?(?:一)?[条个次]?"
_FALSE = r"(?:报|填|写|打|说|发|弄|搞|输)错了?|错了|不对|有误"
_PUTS_RIGHT = re.compile(
    rf"^{_LAST}[^,]{{0,10}}?(?:改|应|更正|{_FALSE})|^(?:不对|{_FALSE}|更正|纠正|订正|改正)(?:一?下)?(?:$|[,:了是为成应]|\s)"
)


def puts_right(read: MessageReading) -> bool:
    """True for a figure of one measure that takes the place of what was said last; nothing else is recorded by it."""
    if len(read.parts) != 1 or read.doubt:
        return False
    reading = read.parts[0].reading
    said = reading.intent is Intent.PROGRESS and reading.percent is not None and reading.doubt is None
    plain = normalised(read.parts[0].words).text
    for named in reversed(named_in(plain)) if read.parts[0].number else ():
        plain = plain[: named.start] + plain[named.end :]
    return said and bool(_PUTS_RIGHT.search(plain.strip(" ,:")))
