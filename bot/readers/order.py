"""What somebody who supervises wants done, in a sentence that names no command: 2-1催一下, 2-1经办人换成张三."""

import re
from dataclasses import dataclass, replace
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
_NAME = r"[\u4e00-\u9fff·]{2,8}?"
_DOES = r"(?:来|去)?(?:办理?|负责|经办|牵头|接[手办管替]?|承办|管|做)"
_GIVEN = re.compile(
    rf"(?:都|全)?(?:(?:移?交给?|转[给交]|改派给?|派给|改[由给])(?P<value>{_NAME}(?<!了))(?:{_DOES})?|"
    rf"(?:由|让|叫|请|给|换成?|改成|改为)(?P<other>{_NAME}){_DOES}|给(?P<bare>{_NAME})吧)(?:吧|一下)*"
)
_MERGED = re.compile(rf"(?:给我)?合并(?:成|为|到)?(?:一起|一[条项个])?{_END}")
_SPLIT = re.compile(rf"(?:要|得)?(?:拆|分|拆分)(?:开|成|为)?(?:[两二]|2)?[条项个]?(?:措施)?{_END}")
_LEFT = r"(?:已经?|要|被)?(?:调[走离动]|调到[^,;。]{1,10}|离职|退休|辞职|借调|抽调|休产假|轮岗|交流|走)(?:走|去)?了?"
_THEIRS = r"(?:所有的?|全部的?|手[头里上]的?|名下的?)?(?:措施|工作|任务|事情?|活儿?|职责)?"
_HANDS = rf"(?:都|全部?|统一|先)*(?:移?交|转|给|改派|划)(?:给|到|交)?(?P<taker>{_NAME})(?:{_DOES})?{_END}"
_HANDED = (
    re.compile(rf"{_POLITE}(?:将)?(?P<giver>{_NAME})(?:名下|手[里头上])?的{_THEIRS}{_HANDS}"),
    re.compile(rf"(?P<giver>{_NAME}){_LEFT}[,;。\s]*(?:[他她](?:名下|手[里头上])?的?)?{_THEIRS}{_HANDS}"),
    re.compile(rf"(?P<giver>{_NAME}){_LEFT}[,;。\s]*(?:[他她]的)?{_THEIRS}(?:由|让|请)(?P<taker>{_NAME}){_DOES}{_END}"),
    re.compile(rf"{_POLITE}由?(?P<taker>{_NAME})接替(?P<giver>{_NAME})(?:的{_THEIRS})?{_END}"),
)
_WHOM = r"(?!一[下催遍次])[^\s,;。?催]{2,12}?"
_URGED = re.compile(
    rf"(?:请|麻烦|帮我?|给我|再)*(?:[把给将对]?(?P<whom>{_WHOM})的?(?:都|全部?|再|也)*催(?:办|一催|催)?(?:一?[下遍次])?|"
    rf"催(?:办|一催|催|一下)?(?P<who>{_WHOM})的?){_END}"
)
_INTO = re.compile(r"\s*(?:合?并(?:入|到|进|至))\s*")
_BEFORE = re.compile(r"(?:请|麻烦|帮我?|给我)*[把将](?:措施)?\s*")
_FIELDS = {"分管领导": "责任领导", "期限": "时限"}
_REASON = re.compile(
    r"^(?P<wanted>[^,;。]+)[,;。](?:(?:理由|原因|因为|由于)(?:是|为)?:?\s*)?(?P<reason>.+)$", re.DOTALL
)
_INVITED = re.compile(
    rf"{_POLITE}给(?P<name>{_NAME})(?:再|重新|也)?(?:发|送)(?:一?[个下条份])?(?:绑定|邀请|新)?的?(?:链接|邀请|二维码){_END}|"
    rf"{_POLITE}邀请(?P<asked>{_NAME}){_END}|(?P<moved>{_NAME})(?:要)?换了?(?:新|部)?(?:手机|号码?|账号){_END}"
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
    """The order of a sentence of measures, or one that says who is away, invited or takes over; or None."""
    text = normalised(words).text.strip(" ,;。.!")
    named = named_in(text)
    if not named:
        return _of_people(text)
    round_ = _ROUND.search(text[: named[0].start])
    first, last = round_.start() if round_ else named[0].start, named[-1].end
    between = "".join(text[one.end : other.start] for one, other in pairwise(named))
    of_round = round_[0].strip() if round_ else ""
    numbers = "、".join(dict.fromkeys(f"{of_round}{one.number}" for one in named))
    before, behind = text[:first].strip(" "), text[last:].strip(" ,、:")
    if _BEFORE.fullmatch(before):  # 把2-3取消
        before = ""
    if _INTO.fullmatch(between) and not before:
        told = _REASON.match(f"{between}{text[last:]}")
        return Order("merge", numbers, told["reason"].strip() if told else "") if told or not behind else None
    if _JOINTS.sub("", between):
        return None
    several = "、" in numbers
    if before and behind:
        if before[-1] in ",;。:":  # 甲乙调走了，2-3改由丙丁办
            why, said = before[:-1].strip(), behind
        elif text[last] in ",;:":  # 重新打开2-3，现场有反弹
            why, said = behind, before.strip(" ,、:")
        else:
            return None
        order = _ordered(numbers, said, several=several)
        return replace(order, reason="，".join(filter(None, (why, order.reason)))) if order else None
    return _ordered(numbers, (before or behind).strip(" ,、:"), several=several)


def _of_people(text: str) -> Order | None:
    if absent := read_absence(text):
        stands_in = f" 由{absent.other}代" if absent.other else ""
        names = tuple(name for name in (absent.who, absent.other) if name not in SELF)
        return Order("away", f"{absent.who or '我'} {absent.start}-{absent.end}{stands_in}", names=names)
    if urged := _URGED.fullmatch(text):
        whom = urged["whom"] or urged["who"]
        return Order("nudge", whom)
    if handed := next(filter(None, (form.fullmatch(text) for form in _HANDED)), None):
        names = (handed["giver"], handed["taker"])
        return Order("handover", " ".join(names), names=names)
    invited = _INVITED.fullmatch(text)
    name = next(filter(None, invited.groups())) if invited else ""
    return Order("invite", name, names=(name,)) if name else None


def _ordered(numbers: str, said: str, *, several: bool) -> Order | None:
    told = _REASON.match(said)
    wanted, reason = (told["wanted"].strip(), told["reason"].strip()) if told else (said, "")
    for command, pattern in _ALONE:
        if re.fullmatch(pattern, said):
            return Order(command, numbers)
        if re.fullmatch(pattern, wanted):
            return Order(command, numbers, reason)
    if several:
        return Order("merge", numbers, reason) if _MERGED.fullmatch(wanted) else None
    if _SPLIT.fullmatch(wanted):
        return Order("split", numbers, reason)
    field, value = _corrected(wanted)
    return Order("correct", f"{numbers} {field} {value}", reason) if field else None


def _corrected(wanted: str) -> tuple[str, str]:
    """What of a measure is to be what; twice "" where nothing is."""
    if found := _CORRECTED.fullmatch(wanted):
        return _FIELDS.get(found["field"], found["field"]), found["value"].strip()
    found = _GIVEN.fullmatch(wanted)
    return ("经办人", next(filter(None, found.groups()))) if found else ("", "")
