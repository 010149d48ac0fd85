"""Several dated stages of one text: 3月底前完成摸排，6月底前完成整治，9月底前验收."""

import re
from itertools import pairwise

from bot.domain.plan.deadline import ASK, Node
from bot.readers.deadline.sentence import SentenceReading

_EACH = re.compile(r"^(?:各|均|分别)+")
_ONCE = re.compile(r"(?:一次|1次)$")
_AROUND = re.compile(r"^(?:[\s,、;]|并|再|于|在|要|须|应|为)+|[\s,、;]+$")
_GENERAL = re.compile(
    r"(?:全面|全部|彻底|按期|按时|如期|务必|必须)*(?:完成|整改|落实|办结|解决|见效|销号|到位|完毕|任务|工作|措施|问题|目标)+"
)


def stages_of(found: SentenceReading) -> tuple[Node, ...]:
    """All stages in order, where each has a clear day of its own and its own words; otherwise none.

    One deed of several days (各报送一次) is each day's. What is generally said twice (3月底前完成，最迟6月底前完成整改)
    is no two stages.
    """
    if len(found.times) == 1 or found.rejected or found.open_end or len(found.deeds) != len(found.times):
        return ()
    if any(one.fault or one.flags & ASK for one in found.times):
        return ()
    words = [_AROUND.sub("", deed) for deed in found.deeds]
    shared = _EACH.match(words[-1])
    if shared and not any(words[:-1]):
        words = [_ONCE.sub("", words[-1][shared.end() :])] * len(words)
    elif any(one == other for one, other in pairwise(words)) or sum(map(_is_general, words)) > 1:
        return ()
    days = [one.last for one in found.times]
    nodes = tuple(Node(day, deed) for day, deed in zip(days, words, strict=True) if day and deed)
    rising = all(one.date < other.date for one, other in pairwise(nodes))
    return nodes if rising and len(nodes) == len(days) else ()


def _is_general(words: str) -> bool:
    """True for words that name no stage."""
    return _GENERAL.fullmatch(words) is not None
