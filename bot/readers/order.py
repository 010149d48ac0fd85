"""What somebody who supervises wants done, in a sentence that names no command: 2-1催一下, 2-1经办人换成张三."""

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.readers.absence import SELF, read_absence
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised

_POLITE = r"(?:请|帮我?|给我|把|再|快点?|赶紧|我要|要)*"
_THIS = r"(?:这[项条个]|该项)?(?:措施)?(?:都|全部?)?"
_END = r"(?:吧|了|一下)*"
_ALONE = (
    ("nudge", rf"{_POLITE}催(?:办|一催|催|一?下)?{_END}"),
    ("reopen", rf"{_POLITE}{_THIS}重新打开{_END}"),
    ("standing", rf"{_POLITE}{_THIS}转(?:为|入|成)?长期(?:坚持)?{_END}"),
    (
        "cancel",
        rf"{_POLITE}{_THIS}(?:取消|作废){_THIS}{_END}|{_THIS}不(?:用|再)(?:办|做|整改){_END}(?:,?(?:取消|作废){_END})?",
    ),
)
_CORRECTED = re.compile(
    r"的?(?P<field>经办人|责任领导|分管领导|责任科室|完成时限|时限|期限)(?:从.{1,20}?|由.{1,20}?)?"
    r"(?:改|换|调整|变更|更正)(?:成|为|到|给|由)?(?P<value>[^,;。]+?)"
)
_GIVEN = re.compile(r"(?:交给|转给|改派给?|改由)(?P<value>[\u4e00-\u9fff·]{2,8}?)(?:来?(?:办|负责|经办|牵头))?")
_FIELDS = {"分管领导": "责任领导", "期限": "时限"}
_REASON = re.compile(r"^(?P<wanted>[^,;。]+)[,;。](?:理由|原因|因为|由于)?(?:是|为)?:?\s*(?P<reason>.+)$", re.DOTALL)
_NAME = r"(?P<name>[\u4e00-\u9fff·]{2,8}?)"
_INVITED = re.compile(
    rf"{_POLITE}给{_NAME}(?:再|重新|也)?(?:发|送)(?:一?[个下条份])?(?:绑定|邀请|新)?的?(?:链接|邀请|二维码){_END}|"
    rf"{_POLITE}邀请(?P<asked>[\u4e00-\u9fff·]{{2,8}}?){_END}|(?P<moved>[\u4e00-\u9fff·]{{2,8}}?)(?:要)?换了?(?:新|部)?(?:手机|号码?|账号){_END}"
)
_ROUND = re.compile(r"第[一二三四五六七八九十\d]{1,2}轮\s*$")  # before the first number: all are of it
_JOINTS = re.compile(r"[\s、,和与及跟]+")


@dataclass(frozen=True)
class Order:
    """A command, and the words that would follow its name; `reason` is "" where none is given.

    `names` are those of people without whom it is none.
    """

    command: str
    words: str
    reason: str = ""
    names: tuple[str, ...] = ()


def read_order(words: str) -> Order | None:
    """The order of a sentence that begins or ends with its measures, or that says who is away or invited; or None."""
    text = normalised(words).text.strip(" ,;。.!")
    named = named_in(text)
    if not named:
        if absent := read_absence(text):
            stands_in = f" 由{absent.other}代" if absent.other else ""
            names = tuple(name for name in (absent.who, absent.other) if name not in SELF)
            return Order("away", f"{absent.who or '我'} {absent.start}-{absent.end}{stands_in}", names=names)
        invited = _INVITED.fullmatch(text)
        name = next(filter(None, invited.groups())) if invited else ""
        return Order("invite", name, names=(name,)) if name else None
    round_ = _ROUND.search(text[: named[0].start])
    first, last = round_.start() if round_ else named[0].start, named[-1].end
    between = "".join(text[one.end : other.start] for one, other in pairwise(named))
    if _JOINTS.sub("", between):
        return None
    of_round = round_[0].strip() if round_ else ""
    numbers = "、".join(dict.fromkeys(f"{of_round}{one.number}" for one in named))
    if first and last < len(text):  # 重新打开2-3，现场有反弹
        reason = text[last + 1 :].strip()
        order = _ordered(numbers, text[:first].strip(" ,、:"), alone=False) if text[last] in ",;:" and reason else None
        return Order(order.command, numbers, reason) if order and order.command != "nudge" else None
    return _ordered(numbers, (text[:first] or text[last:]).strip(" ,、:"), alone=len(named) == 1)


def _ordered(numbers: str, said: str, *, alone: bool) -> Order | None:
    told = _REASON.match(said)
    wanted, reason = (told["wanted"].strip(), told["reason"].strip()) if told else (said, "")
    for command, pattern in _ALONE:
        if re.fullmatch(pattern, said):
            return Order(command, numbers)
        if re.fullmatch(pattern, wanted):
            return Order(command, numbers, reason)
    if not alone:
        return None
    if found := _CORRECTED.fullmatch(wanted):
        return Order(
            "correct", f"{numbers} {_FIELDS.get(found['field'], found['field'])} {found['value'].strip()}", reason
        )
    if found := _GIVEN.fullmatch(wanted):
        return Order("correct", f"{numbers} 经办人 {found['value']}", reason)
    return None
