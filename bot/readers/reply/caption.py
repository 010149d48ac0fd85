"""Captions that only say what a picture or a file shows: 整改后的照片, 2-3 现场, 培训签到表（2）."""

import re
from collections.abc import Collection

from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised
from bot.readers.reply.reply_text import reply_text

_THING = re.compile(
    r"(?:照片|图片?|相片|现场|截图|视频|录音|材料|资料|佐证|附件|记录|纪要|名单|表|台账|单|对比|文件|通知|简报|回执|凭证|发票|票据|合同|协议|"
    r"方案|报告|制度|办法|公示|会议|培训|学习|[前后中])(?:\s?\d{1,2}|[一二三四五六七八九]|\(\d{1,2}\)?)?$"
)
_SAYS = re.compile(
    r"已|了|正在|完成|完毕|办结|%|[一二三四五六七八九]成|没|未|还|差|难|延|等(?!级)|需|要(?!点|求)|请|吗|\?|预计|计划(?!表|书)|明天|下周"
)


def names_measure(caption: str, named: Collection[str] = ()) -> bool:
    """True where a caption names a measure by its number; `named` are those of `numbers_like_days` that there are."""
    return bool(named_in(normalised(caption).text, frozenset(named)))


def only_names(caption: str, named: Collection[str] = ()) -> bool:
    """True for a caption that reports nothing: it names a thing, with the number of a measure or without."""
    words = reply_text(normalised(caption).text, frozenset(named)).plain
    return not words or (_THING.search(words) is not None and _SAYS.search(words) is None)
