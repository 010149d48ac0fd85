"""Whom or what a sentence says that it waits for: 等住建局先修管网, 要等财政局拨款, 卡在3-2没完."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.core.numerals import number as numeral
from bot.domain.dependencies.dependency import End
from bot.readers.reply.measure_number import NamedMeasure
from bot.readers.reply.plain_text import normalised

OTHER = "另一条措施"  # what stands for the number of a measure that is waited for, where numbers are taken out
LONGEST = 60  # characters of what is waited for
_ORGANISATION = (
    r"(?:(?:(?![后先再把将被要等给向才])[\u4e00-\u9fff]){1,10}?(?:局(?![面部限势里])|委(?![托员屈派婉])(?:员会)?|管委会|村委会|厅(?!长)|法院|检察院|研究院|设计院|"
    r"医院|银行|公司|集团|学校|[中小]学|大学|幼儿园|政府|街道办?(?:事处)?|社区|指挥部|宣传部|组织部|统战部|项目部|大队|支队|施工队|"
    r"镇(?!上)|乡(?!下|村)|[^场厕]所(?![有以需在得属])|站(?!点)|中心(?![思工])|股(?![份权东])|科(?![技学研目])|"
    r"处(?![理置罚于分在])|办(?![理完法好公结事下证手学的了])(?:公室)?)|[省市县区]?财政|厂家|设计方|施工方|甲方|乙方|业主)"
)
_NUMBER = r"(?:措施|编号|第)?\s?\d{1,2}\s?[-‐-―－]\s?\d{1,2}(?![\d%年月日天个])"
_A_FINDING = r"(?:反馈)?问题\s?(?P<finding>\d{1,2}|[一二三四五六七八九十]{1,3})(?!\s?[-‐-―－\d%％个项条处件])"
_NUMBERS = rf"{_NUMBER}(?:\s?(?:[、和与及跟]|以及)\s?{_NUMBER})*"
_WAITS = (
    r"(?<![平相同对高中优初均不别没用必需何])"
    r"(?:等着|等待|等候|等)(?![级额于同等我你您号]|一下|下|会|[一二两三几]天|到了|来了|了|雨|天|通知)"
)
_HINGES = r"卡在|卡到|取决于|依赖于?|有赖于?|受制于|(?:前置|前提)(?:条件)?(?:是|为)"
_NEEDED_FIRST = r"[^,;。\d]{0,12}?(?:才|再(?!次)|之后|以后|(?:完成|完工|办好|到位|好|完)后)"  # 需要2-4先完工才能办
_NEEDS = rf"(?:需要?|必须|须|得|要|只有)(?=(?:措施|编号|任务)?\s?(?:{_NUMBERS}|{OTHER}){_NEEDED_FIRST})"
_MARK = re.compile(rf"(?:{_WAITS}|{_HINGES}|{_NEEDS})(?:县里|市里|省里|上面|上级|隔壁|人家|对方)?的?")
_WAITED_FINDING = re.compile(rf"(?P<mark>{_MARK.pattern})\s?{_A_FINDING}")
_MARKED_NUMBER = re.compile(rf"(?:{_WAITS}|{_HINGES})(?:措施|编号|任务)?\s?$")
_NEEDED_NUMBER = re.compile(rf"{_NEEDS}(?:措施|编号|任务)?\s?")
_CANNOT = r"(?:就|也|都|还|又|根本)*(?:没法|没办法|无法|不能|不好|[办做开搞动推][^,;。\d]{0,3}?不[了动成下])"
_HELD_UP = re.compile(
    rf"(?P<number>{_NUMBERS})\s?(?:还|一直|要是|如果)*(?P<what>[没未不][^,;。\d]{{1,10}})[,]?\s?(?:的话)?"
    rf"(?={_NUMBER}{_CANNOT}|(?:我们?|这边|这[条项个])?{_CANNOT})"
)  # 2-4不完工2-3没法开工
_GIVES = r"(?:给|提供|交|签|批|审|回|答|报|定|出具|发|办|弄|做|拿)"
_AND_OTHERS = re.compile(
    r"[局委办厅部院所站处科股室镇乡村司队]等"
    r"(?=[各几多相有]?[\d两三四五六七八九十几]?[个家]?(?:部门|单位|科室|地|人|同志|关|方))"
)
_LACKS = re.compile(
    rf"(?P<name>{_ORGANISATION})(?:那边|那里|的[\u4e00-\u9fff]{{1,5}}?)?(?:也|还|一直|迟迟|至今|都|总)*"
    r"(?:(?<!办)|(?!不[完了成下好到妥动出]))(?:没有?|未|不)"
    r"(?!意见|问题|少|需|用|必|归|属|是|在)[^,;。]{1,24}"
)
_COUNTED = re.compile(
    r"[\d一二两三四五六七八九十几]{1,3}[个家所处站]|还有|还剩|剩下"
)  # 还有一处没拆: work, and nobody's
_NO_NEED = re.compile(r"(?:不用|不必|无需|不需要?|不要|别|没有?|不)(?:再)?等")
_NEEDLESS = re.compile(r"(?:不用|不必|无需|不需要?|不要|不再|别)(?:再)?$")
_JOINED = re.compile(r"\s?(?:[、和与及跟]|以及)\s?")
_PLACES = re.compile(r"[还有只剩下就这那每各几个一二两三四五六七八九十另]+[处所站科室镇乡]")
_OWN_STEPS = re.compile(
    r"^(?:整改办|督[办查]办?|巡[察视]办?|领导|组织)?(?:来|去|再)?(?:审核|核验|核查|验收|销号|审定|复核|检查)"
)
_OURSELVES = frozenset(
    {"整改办", "办公室", "督查办", "督办", "巡察办", "我局", "本局", "我办", "我科", "本科", "我们局"}
)
_THEN = re.compile(r"(?:之后|以后|后|了)?(?:才|再|我们|我这|这边|就能|就可以|方能|方可).*$")
_EDGE = re.compile(r"^(?:那边|那里|先|的|给|来)+|[\s,;。.!]+$")
_CLAUSE = re.compile(r"[^,;。!?\n]+")


@dataclass(frozen=True)
class Waited:
    """Who is waited for, by name or as the number of another measure or finding, and for what; "" where not said."""

    name: str
    number: str
    words: str
    finding: str = ""


def read_waits(text: str, known: Collection[str] = ()) -> tuple[Waited, ...]:
    """All that a message says that it waits for; `known` are names that need no look of an office to be one."""
    plain = normalised(text).text
    found = [one for held in _HELD_UP.finditer(plain) for one in _numbered(held["number"], held["what"])]
    found += [one for clause in _CLAUSE.findall(plain) for one in _waits_in(clause, known, lacks=True)]
    return tuple({(one.name, one.number, one.finding): one for one in found}.values())


def speaks_of_waiting(text: str) -> bool:
    """False where a message cannot say that it waits for anybody, whatever names there are."""
    plain = normalised(text).text
    return any(form.search(plain) for form in (_MARK, _LACKS, _HELD_UP, _NOT_GIVEN))


def first_wait(plain: str) -> str:
    """The first clause of normalised words that waits for somebody who is named, or for another measure, or ""."""
    return next((clause for clause in _CLAUSE.findall(plain) if any(_waits_in(clause, ()))), "")


def waited_for(text: str, named: Sequence[NamedMeasure]) -> list[NamedMeasure]:
    """The numbers of measures for which others wait: nothing is said of these themselves."""
    found: list[NamedMeasure] = []
    for one in named:
        before = text[max(0, one.start - 12) : one.start]
        joined = found and _JOINED.fullmatch(text[found[-1].end : one.start])
        marked = _MARKED_NUMBER.search(before) or any(
            needed.end() == one.start for needed in _NEEDED_NUMBER.finditer(text)
        )
        held_up = _HELD_UP.match(text, one.start)
        if joined or held_up or (marked and not _NO_NEED.search(before)):
            found.append(one)
    return found


def without_waited_findings(plain: str) -> str:
    """The words with a stand-in for each finding that is waited for, whose number is no figure: 等问题4先整改完."""
    return _WAITED_FINDING.sub(lambda found: f"{found['mark']}{OTHER}", plain)


def needs_none(before: str) -> bool:
    """True where what follows these words is not waited for: 不用等."""
    return bool(_NEEDLESS.search(before))


def _waits_in(clause: str, known: Collection[str], *, lacks: bool = False) -> Iterator[Waited]:
    if _NO_NEED.search(clause):
        return
    marked = False
    for mark in _MARK.finditer(clause):
        if _AND_OTHERS.search(clause[max(0, mark.start() - 1) : mark.end() + 8]):
            continue
        rest = clause[mark.end() :]
        if (finding := re.match(_A_FINDING, rest)) and (place := numeral(finding["finding"])):
            marked = True
            yield Waited("", "", _what(rest[finding.end() :]), finding=str(place))
            continue
        number = re.match(_NUMBERS, rest)
        name = "" if number else _named(rest, (*known, OTHER))
        if not number and (not name or name in _OURSELVES):
            continue
        said = _what(rest[number.end() if number else len(name) :])
        if name and _OWN_STEPS.match(said) and name.endswith("办"):
            continue
        marked = True
        yield from _numbered(number[0] if number else "", said) or [Waited(name, "", said)]
    if lacks and not marked and (person := _not_given(clause, known)):
        yield person
        return
    lacking = _LACKS.search(clause) if lacks and not marked else None
    if (
        lacking
        and lacking["name"] not in _OURSELVES
        and not _COUNTED.search(clause[: lacking.end("name")])
        and not _PLACES.fullmatch(lacking["name"])
    ):
        yield Waited(lacking["name"], "", clause[lacking.start() + len(lacking["name"]) :].strip(" ,。")[:LONGEST])


def _numbered(numbers: str, said: str) -> list[Waited]:
    pairs = re.findall(r"(\d{1,2})\s?[-‐-―－]\s?(\d{1,2})", numbers)
    return [Waited("", f"{finding}-{own}", said) for finding, own in pairs]


_NOT_GIVEN = re.compile(rf"(?:那边|那里)?(?:也|还|一直|迟迟|至今|都|总)*(?:没有?|未){_GIVES}[^,;。]{{0,24}}")


def _not_given(clause: str, known: Collection[str]) -> Waited | None:
    """罗雨桐还没给参数, of somebody who is known."""
    for found in _NOT_GIVEN.finditer(clause):
        name = max((one for one in known if one and clause[: found.start()].endswith(one)), key=len, default="")
        if name:
            return Waited(name, "", found[0].strip(" ,。")[:LONGEST])
    return None


def _named(rest: str, known: Collection[str]) -> str:
    meant = max((name for name in known if name and rest.startswith(name)), key=len, default="")
    found = re.match(_ORGANISATION, rest)
    return max(meant, found[0] if found else "", key=len) if meant or found else ""


def _what(rest: str) -> str:
    return _EDGE.sub("", _THEN.sub("", rest)).strip()[:LONGEST]


_DONE = re.compile(
    r"^(?:我们?|这边|那个|这个|事情?|都|已经?|早就?)*(?:办|弄|搞|做|修|批|签|拨|验|出|交|整改|处理|完|解决|落实)[\u4e00-\u9fff]{0,6}?(?:好|完|成|妥|毕|到位|结)?了?"
    r"(?:了|啦|的)?[。!]?$"
)
_NOT_OURS = re.compile(r"不归|不是我(?:们)?(?:单位|局|科|股|办)?(?:的|管|负责)|不属于我|不该我|该(?:由|找|归)")
_NOT_YET = re.compile(r"没|未|不|才|再|能|会|将|要|准备|计划|预计|争取|月|号|日|周|天|\?")


def read_answer(text: str) -> End | None:
    """Whether the other side says that it is done, 办好了, or not theirs; None for a day, and for all else."""
    plain = normalised(text).text
    if _NOT_OURS.search(plain):
        return End.DECLINED
    done = _DONE.match(plain) and re.search(r"[好完成妥毕结]|到位|了", plain)
    return End.FULFILLED if done and not _NOT_YET.search(plain) else None


_LIFTS = re.compile(
    r"(?:已经?)?(?:不用|不必|无需|不需要?|不要|不再|别|不)(?:再)?等(?:着|待)?(?P<whom>[^,，。;；!！]*?)了?"
    r"(?:[,，。;；:：\s]+(?P<why>.+))?$",
    re.DOTALL,
)
_OF_OURS = re.compile(
    r"^[\s,，:：]*(?:那边|那里|那项|的)?(?:(?:在|还在)?等(?:着)?)?(?:我们?|咱们?)?(?:这边|这里|单位|股|科)?(?:的)?"
    r"(?:那件|这件)?(?:事情?|那事|这事)?[\s,，:：]*"
)
_ANSWERS = re.compile(r"答应|承诺|答复|回复|同意|表示|好了|完了|成了|到了|批了|拨了|通了|完成|到位|办结|解决")


def lifts_wait(rest: str) -> tuple[str, str] | None:
    """Whom words behind a measure's number no longer wait for, and why: 不用等住建局了，管网已通; None for all else."""
    found = _LIFTS.fullmatch(rest.strip(" ,，:：。!！"))
    return (found["whom"].strip(), (found["why"] or "").strip()) if found else None


def answer_behind(rest: str) -> str:
    """What is answered behind the number of a measure that waits: 那边等我们的，4月10日前办好."""
    return _OF_OURS.sub("", rest, count=1)


def tells_an_answer(words: str) -> bool:
    """True where words may tell what somebody answered, whoever that is."""
    return bool(_ANSWERS.search(words))


def speaks_for(name: str, words: str) -> bool:
    """True where words may say what the other side of a wait answered: 住建局答应4月20日修好."""
    return name in words and tells_an_answer(words)
