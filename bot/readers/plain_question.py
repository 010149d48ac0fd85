"""A question in plain words as the conditions of a query: 水环境股这个月还有几条没办 is 水环境股 本月到期 未完成."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.core.numerals import number
from bot.domain.people.names import plain_name
from bot.domain.people.person import Person
from bot.domain.status.query import SPANS, WORDS, departments, is_known, understand
from bot.domain.status.register import Register

_NUMBER = re.compile(r"(?<![\d-])(?:[A-Za-z]/)?\d{1,2}-\d{1,2}(?![\d-])")
_FINDING = re.compile(
    r"问题(?P<a>\d{1,2}|[一二三四五六七八九十]{1,3})|第(?P<b>\d{1,2}|[一二三四五六七八九十]{1,3})个问题"
)
_SAME = (
    (
        "待审核",
        re.compile(
            r"(?:卡|压|停|堵|积压)(?:在|着)*审核(?:环节|那里|那|这|上)*(?:的)?|(?:等|在|待)(?:着)?(?:我|领导)?(?:来|去)?审核?(?!定)(?:的)?|审核中"
        ),
    ),
    (
        "待核验",
        re.compile(
            r"(?:卡|压|停|堵|积压)(?:在|着)*核验(?:环节|那里|那|这|上)*(?:的)?|(?:等|在|待|要)(?:着)?(?:我们?|整改办)?(?:来|去)?核验(?:的)?|核验中"
        ),
    ),
    (
        "待审定",
        re.compile(
            r"(?:卡|压|停|堵|积压)(?:在|着)*(?:审定|书记)(?:环节|那里|那边|那|这里?|手上|手里)*(?:的)?|"
            r"书记(?:那里|那边|那儿|手上|手里|桌上)?(?:还)?(?:压|卡|积|没批|没定)(?:着|了)?(?:的)?|(?:等|待|要)(?:着)?(?:我|书记)?(?:来|去)?(?:审定|决定|拍板|批)(?:的)?"
        ),
    ),
    ("缺责任人", re.compile(r"(?:没有?人|无人)(?:管|负责|认领|接)(?:的)?|没有?(?:责任人|经办人|负责人)(?:的)?")),
    ("书记牵头", re.compile(r"书记(?:亲自)?(?:牵头|负责|抓|领办|包)(?:的)?")),
    ("未启动", re.compile(r"(?:还|尚|都)*(?:没|没有|未)(?:有)?(?:动|开始|启动|动工|开工)(?:的)?")),
    (
        "未完成",
        re.compile(
            r"(?:还|尚|都)*(?:没|没有|未)(?:有)?(?:办完|办结|办好|办|报完|报|完成|做完|做|弄完|弄|销号|销|结|交|整改|改完|改)(?!过)"
        ),
    ),
    ("已销号", re.compile(r"(?:已经|已|都)?(?:销号?的|销号了|销掉了?|销了|办结了?|办完了?|完成了|已完成|结了)")),
    ("逾期", re.compile(r"(?:已经|已)?(?:逾期|超期|过期|超时|拖期|红灯|亮红)(?:了|的)?")),
    ("推进中", re.compile(r"(?:正)?在(?:办|做|推进|整改)(?:的|着)?|办理中")),
    (
        "两周内",
        re.compile(
            r"(?:最近|近期|马上|快要?|这几天)(?:要)?到期(?:的|了)?|(?:最近|近期|这几天)[要该得](?:交|报)(?:的)?"
        ),
    ),
)
_WITHIN = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?:之?内|以内)(?:要)?(?:到期)?"
)
_ALIKE = (
    ("", re.compile(r"第(?=[一二三四]季度)|今年(?=[上下]半年|[一二三四]季度)")),
    ("上周", re.compile(r"上个?(?:星期|礼拜)")),
    ("下周", re.compile(r"下个?(?:星期|礼拜)")),
    ("本周", re.compile(r"[本这]个?(?:星期|礼拜)")),
    ("本月", re.compile(r"(?<![\d一二三四五六七八九十])(?:本|这个?)?月(?:底|末)(?:之前|以前|前)?")),
)
_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_UNTIL = re.compile(
    rf"(?:(?:今年)?年[底末]|(?P<m>{_N})月(?:份)?(?:[底末]|(?P<d>{_N})[日号]))(?:之前|以前|前|为止)(?:[要该])?(?:到期)?|"
    r"(?:今年)?年[底末](?:[要该])?到期"
)
_MONTH = re.compile(
    r"(?<![\d一二三四五六七八九十个])(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:底)?(?=[要该]?到期|[有里内]|的|都|还|要|,|$)"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_OWN = re.compile(
    r"我(?:自己)?的|我(?:这边|名下|手上|手里|手头|负责|牵头|经办|分管)(?:的)?|(?<!给)(?<!帮)(?<!告诉)(?<!发)我(?!们)|本人的?|俺"
)
_TITLE = re.compile(
    r"(?P<name>[\u4e00-\u9fff])(?P<post>副?书记|副?局长?|副?主任|副?股长?|副?科长?|副?站长?|[大中]?队长?|组长|委员|副?所长?)"
)
_KNOWN_AS = re.compile(r"[老小](?P<name>[\u4e00-\u9fff])(?=的|那|这|手|名|分管|负责|有|还|几|怎|咋|情况|进展|$)")
_POST = re.compile(r"(?:副?书记|副?局长|副?主任|副?股长|副?科长|副?站长|[大中]队长|组长)$")
_ALONE = r"(?:(?<![\u4e00-\u9fff])|(?<=[的和跟与及那问是咱们看查]))"
_OWN_UNIT = re.compile(
    r"(?:[我俺]们?|咱们?|本|自己)(?:这个?|那个?|的)?(?:股室?|科室?|[大中]队|办公室|部门|队|中心|支部|站|所)(?![长里]|室)(?:里|的)*"
)
_UNIT_END = re.compile(r"(?:环境)?(?:股|科|办|室|中心|大队|中队|支队|支部|站|所|处|组|队|局)$")
_GROUPS = ("支部", "大队", "中队", "支队", "中心", "专班")
_FILLER = re.compile(
    r"请问|想问一?下?|问一?下|查一?下|看一?下|看看|查查|列一?下|列出来?|告诉我|给我|帮我|我们|咱们?|麻烦|一下|整改措施|措施|任务|事项|工作|整改|"
    r"的|都|有哪些|还?有谁|哪些人?|哪几个?|哪个|哪条|是谁|谁|多少|几个|几条|几项|几|条|项|件|情况|近况|怎么样|怎样|咋样|咋|如何|怎么|了|吗|呢|嘛|吧|啊|呀|"
    r"现在|目前|当前|今天为止|到现在|还|是|负责人|负责|责任人|责任领导|分管领导|经办人|经办|牵头|分管|归|管|什么时候|啥时候|什么|何时|哪天|几号|"
    r"到期|截止|完成?时限|时限|期限|进展|进度|状态|多久|多长时间?|从|开始|已经|被|没有|没|一共|总共|合计|全部|所有|名单|清单|单位|科室|部门|领导|人|"
    r"(?:[一二两三四五六七八九十]{1,2}|\d{1,2})(?:条|项|个|件)|啥|[差下底]面|发给?我|这儿|那儿|那块|这块|手下|动了没|动没动|逾期了没|差|"
    r"那边|这边|那里|这里|[办做干弄](?:得|(?=到))|手上|手里|手头|名下|剩下?|干|做|处理|办完|完成|拖后腿|问题|股室|科室|率|欠|得|到了?哪(?:一?步|里)?|"
    r"那|[要该得][交报](?:材料)?|要|该|这些|那些|各|来|到哪一?步|到哪里?|哪里|在|到底|究竟|说说|讲讲|汇报|数|个|有|以后|以来|多|长|最新|最近|上|下|完|抓|呢|和|跟|与|[\s,。;!?、~…:()“”\"]"
)


@dataclass(frozen=True, kw_only=True)
class PlainQuestion:
    """What is asked for: numbers of measures or findings, conditions in words of the query, one's own or the whole.

    `rest` is what nobody could place; a question with a rest is not answered.
    """

    numbers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    own: bool = False
    whole: bool = False
    by_department: bool = False
    waiting: bool = False  # 待办
    own_department: bool = False
    together: bool = False  # 沈知行和秦望舒的: of each, not of what both hold
    rest: str = ""

    @property
    def names_something(self) -> bool:
        """True where a number or a condition is named."""
        asked = self.own or self.own_department or self.whole or self.by_department or self.waiting
        return bool(self.numbers or self.terms or asked)


def plain_question(words: str, register: Register) -> PlainQuestion:
    """The question, every word of it placed or handed back; `words` are in one width and script."""
    numbers = list(_NUMBER.findall(words))
    text = _NUMBER.sub(" ", words)
    numbers += [f"问题{place}" for found in _FINDING.finditer(text) if (place := number(found["a"] or found["b"]))]
    text = _FINDING.sub(" ", text)
    terms: list[str] = []
    waiting, by_department, whole = (bool(re.search(p, text)) for p in (_WAITING, _STATS, _WHOLE))
    text = re.sub(f"{_WAITING}|{_STATS}|{_WHOLE}", " ", text)
    people = [one for one in register.people.values() if one.active and is_known(one.name, register)]
    text = _people(text, terms, ((one.name, [one]) for one in sorted(people, key=lambda one: -len(one.name))))
    text = _namesakes(text, terms, people)
    text = _people(text, terms, _titled(text, people))
    text, own_unit = _own_unit(text, register)
    for word, pattern in _ALIKE:
        text = pattern.sub(word, text)
    for term, pattern in _SAME:
        if pattern.search(text):
            terms.append(term)
            text = pattern.sub(" ", text)
    own = bool(_OWN.search(text))
    text = _OWN.sub(" ", text)
    text = _people(text, terms, _called(text, people))
    text = _times(text, terms, register.today)
    for word in sorted((*WORDS, *SPANS), key=len, reverse=True):
        if word in text and len(word) > 1:
            terms.append(word)
            text = text.replace(word, " ")
    rest = _departments(_shortened(text, register, terms), register, terms)
    return PlainQuestion(
        numbers=tuple(dict.fromkeys(numbers)),
        terms=tuple(dict.fromkeys(terms)),
        own=own,
        whole=whole,
        by_department=by_department,
        waiting=waiting,
        own_department=own_unit,
        together=bool(_AND.search(words)),
        rest=rest,
    )


_AND = re.compile(r"[和跟与及、,]|还有|以及")
_WAITING = (
    r"待办(?:事项)?|(?:要我|我要)(?:办|批|审[核定]?|核验|拍板|定)的?|"
    r"(?:谁|有谁|有人|什么|有什么)?(?:都|还|正)*在?等着?我(?!来?(?:核验|审[核定]))(?:办|批|审|定|拍板|们)?的?"
)
_UNITS = r"(?:科室|部门|股室|单位|科|股)"
_STATS = (
    rf"(?:各|每个|按|分)(?:个|家)?{_UNITS}(?:的?完成)?(?:统计)?|统计|"
    rf"(?:哪|什么)(?:几|一)?(?:个|家)?{_UNITS}(?:完成得?|办得?|进度)?(?:拖后腿|落后|垫底|最[差慢后好快]|排名?最?后)|排名(?:最后)?(?:的)?"
)
_WHOLE = (
    r"(?:整体|总体|全局|全单位|整个|大体)(?:上|的)?|(?:完成|整改|销号|办结)率|(?:一共|总共|全部|所有|总计|合计)(?:有)?"
    r"(?=(?:多少|几)(?:个|条|项)|(?:措施|任务)(?:清单|有|$))|^(?:现在|目前|当前)(?:是)?(?:什么|啥|怎么个)(?:情况|进展|状况)"
)


def _people(text: str, terms: list[str], called: Iterable[tuple[str, list[Person]]]) -> str:
    """Take out what people are called by, where one person alone may be meant."""
    for words, meant in called:
        if len(meant) == 1 and words in text:
            terms.append(meant[0].name)
            text = text.replace(words, " ")
    return text


def _namesakes(text: str, terms: list[str], people: list[Person]) -> str:
    """Take out a name that people bear who are told apart by their departments: all of them are meant."""
    for name in {plain_name(one.name) for one in people} - {one.name for one in people}:
        if name in text:
            terms.append(name)
            text = text.replace(name, " ")
    return text


def _titled(text: str, people: list[Person]) -> Iterator[tuple[str, list[Person]]]:
    """沈局 and 孟大队, and all who may be meant by it."""
    for found in _TITLE.finditer(text):
        yield found[0], [one for one in people if one.name.startswith(found["name"]) and found["post"] in one.post]


def _called(text: str, people: list[Person]) -> Iterator[tuple[str, list[Person]]]:
    """老孟, 晓川, 大队长, and all who may be meant by it."""
    for found in _KNOWN_AS.finditer(text):
        yield found[0], [one for one in people if one.name.startswith(found["name"])]
    for given in {one.name[1:] for one in people if len(one.name) == 3}:  # noqa: PLR2004 - 晓川 of 孟晓川
        if given in text:
            yield given, [one for one in people if one.name.endswith(given)]
    held = [(part, one) for one in people for part in re.split("[、,/]", one.post) if part]
    posts = held + [(tail[0], one) for part, one in held if (tail := _POST.search(part)) and tail[0] != part]
    for post in dict.fromkeys(name for name, _ in posts):
        if re.search(_ALONE + re.escape(post), text):
            yield post, list({one.id: one for name, one in posts if name == post}.values())


def _own_unit(text: str, register: Register) -> tuple[str, bool]:
    """The words without 我们股室, and whether it was there; a department that is called so is named by its name."""
    found = _OWN_UNIT.search(text)
    if found is None or any(name in found[0] for name in departments(register)):
        return text, False
    return _OWN_UNIT.sub(" ", text), True


def _times(text: str, terms: list[str], today: dt.date) -> str:
    for found in _UNTIL.finditer(text):
        if day := _last_day(found, today):
            terms.append(f"{day}前")
            text = text.replace(found[0], " ")
    for found in _WITHIN.finditer(text):
        count = 0.5 if found["n"] == "半" else number(found["n"])
        if count:
            terms.append(f"{int(count * _DAYS[found['unit']])}天内")
            text = text.replace(found[0], " ")
    for found in _MONTH.finditer(text):
        if (month := number(found["n"])) and month <= 12:  # noqa: PLR2004 - a year's
            terms.append(f"{month}月")
            text = text.replace(found[0], " ")
    return text


def _last_day(found: re.Match[str], today: dt.date) -> dt.date | None:
    """The day of 年底前, 6月底前 and 6月10日前, the next that there is; None where there is none."""
    month, day = number(found["m"] or "12"), number(found["d"] or "")
    try:
        for year in (today.year, today.year + 1):
            last = dt.date(year, month or 0, day or monthrange(year, month or 0)[1])
            if last >= today:
                return last
    except ValueError:
        return None
    return None


def _shortened(text: str, register: Register, terms: list[str]) -> str:
    """Take out departments by the shortest words that name one alone: 水环境的, 法规那条, 支部."""
    names = departments(register)
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            terms.append(name)
            text = text.replace(name, " ")
    for name in names:
        stem = _UNIT_END.sub("", name)
        words = [name[:length] for length in range(len(name) - 1, max(len(stem), 2) - 1, -1)]
        words += [one for one in _GROUPS if name.endswith(one)]
        for word in (one for one in words if sum(n.startswith(one) or n.endswith(one) for n in names) == 1):
            said = re.compile(
                rf"(?<![没在待正被已等送报未]){word}(?:股室?|科室?|室|办|队|站|所)?(?!过|完|中|率|手续|申请|流程)"
            )
            if said.search(text):
                terms.append(name)
                text = said.sub(" ", text)
    return text


def _departments(text: str, register: Register, terms: list[str]) -> str:
    """Take out what else names a condition, 水生态股 for one; hand back what is left over."""
    left = []
    for part in _FILLER.sub(" ", text).split():
        if len(part) > 1 and is_known(part, register):
            terms.append(part)
        else:
            left.append(part)
    return "".join(left)


def followed(before: str, terms: tuple[str, ...], register: Register) -> str:
    """The code of the question before with those of its conditions replaced that are said anew: 那水环境股呢."""
    new = understand(" ".join(terms), register).terms
    kinds = {_kind(term.code) for term in new}
    kept = [code for code in before.split("+") if code and _kind(code) not in kinds]
    return "+".join((*kept, *(term.code for term in new)))


def _kind(code: str) -> str:
    """Who, when, or in which state: a condition takes the place of one of its kind."""
    if code[:1] in {"p", "x"}:
        return "who"
    return "when" if re.fullmatch(r"d1?|[wm][01]?|[nkuq]\d+", code) else "state"


def alternatives(terms: tuple[str, ...], register: Register, *, together: bool) -> tuple[tuple[str, ...], ...]:
    """The terms, once for each of those that cannot hold at the same time: two departments, 沈知行和秦望舒."""
    codes = {term: understand(term, register).code for term in terms}
    for kind in ("x", "p", "when", "state"):
        alike = [term for term, code in codes.items() if kind in {code[:1], _kind(code)}]
        if len(alike) > 1 and (together or kind == "x"):
            return tuple(tuple(term for term in terms if term == one or term not in alike) for one in alike)
    return (terms,)
