"""A question in plain words as the conditions of a query: 水环境股这个月还有几条没办 is 水环境股 本月到期 未完成."""

import re
from dataclasses import dataclass

from bot.domain.core.numerals import number
from bot.domain.status.query import WORDS, is_known, understand
from bot.domain.status.register import Register

_NUMBER = re.compile(r"(?<![\d-])(?:[A-Za-z]/)?\d{1,2}-\d{1,2}(?![\d-])")
_FINDING = re.compile(
    r"问题(?P<a>\d{1,2}|[一二三四五六七八九十]{1,3})|第(?P<b>\d{1,2}|[一二三四五六七八九十]{1,3})个问题"
)
_SAME = (
    ("待审核", re.compile(r"(?:等|在|待)(?:着)?(?:我|领导)?(?:来|去)?审核?(?!定)(?:的)?|审核中")),
    ("待核验", re.compile(r"(?:等|在|待|要)(?:着)?(?:我们?|整改办)?(?:来|去)?核验(?:的)?|核验中")),
    ("待审定", re.compile(r"(?:等|待|要)(?:着)?(?:我|书记)?(?:来|去)?(?:审定|决定|拍板|批)(?:的)?")),
    ("缺责任人", re.compile(r"(?:没有?人|无人)(?:管|负责|认领|接)(?:的)?|没有?(?:责任人|经办人|负责人)(?:的)?")),
    ("书记牵头", re.compile(r"书记(?:亲自)?(?:牵头|负责|抓|领办|包)(?:的)?")),
    ("未启动", re.compile(r"(?:还|尚|都)*(?:没|没有|未)(?:有)?(?:动|开始|启动|动工|开工)(?:的)?")),
    (
        "未完成",
        re.compile(
            r"(?:还|尚|都)*(?:没|没有|未)(?:有)?(?:办完|办结|办好|办|报完|报|完成|做完|做|弄完|弄|销号|销|结|交|整改|改完|改)(?!过)"
        ),
    ),
    ("已销号", re.compile(r"(?:已经|已|都)?(?:销号了|销掉了?|销了|办结了?|办完了?|完成了|已完成|结了)")),
    ("逾期", re.compile(r"(?:已经|已)?(?:逾期|超期|过期|超时|拖期|红灯|亮红)(?:了|的)?")),
    ("推进中", re.compile(r"(?:正)?在(?:办|做|推进|整改)(?:的|着)?|办理中")),
    ("两周内", re.compile(r"(?:最近|近期|马上|快要?)(?:要)?到期(?:的|了)?")),
)
_WITHIN = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?:之?内|以内)(?:要)?(?:到期)?"
)
_MONTH = re.compile(
    r"(?<![\d一二三四五六七八九十个])(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:底)?(?=[要该]?到期|[有里内]|的|都|还|要|,|$)"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_OWN = re.compile(
    r"我(?:自己)?的|我(?:这边|名下|手上|手里|手头|负责|牵头|经办|分管)(?:的)?|(?<!给)(?<!帮)(?<!告诉)我(?!们)|本人的?|俺"
)
_TITLE = re.compile(
    r"(?P<name>[\u4e00-\u9fff])(?P<post>书记|副?局长|主任|副?股长|副?科长|副?站长|副?队长|大队长|组长|委员)"
)
_FILLER = re.compile(
    r"请问|想问一?下?|问一?下|查一?下|看一?下|看看|查查|列一?下|列出来?|告诉我|给我|帮我|我们|咱们?|麻烦|一下|整改措施|措施|任务|事项|工作|整改|"
    r"的|都|有哪些|还?有谁|哪些人?|哪几个?|哪个|哪条|是谁|谁|多少|几个|几条|几项|几|条|项|件|情况|近况|怎么样|怎样|咋样|咋|如何|怎么|了|吗|呢|嘛|吧|啊|呀|"
    r"现在|目前|当前|今天为止|到现在|还|是|负责人|负责|责任人|责任领导|分管领导|经办人|经办|牵头|分管|归|管|什么时候|啥时候|什么|何时|哪天|几号|"
    r"到期|截止|完成?时限|时限|期限|进展|进度|状态|多久|多长时间?|从|开始|已经|被|没有|没|一共|总共|合计|全部|所有|名单|清单|单位|科室|部门|领导|人|"
    r"那边|这边|那里|这里|[办做干弄]得|手上|手里|手头|名下|剩下?|干|做|处理|办完|完成|拖后腿|问题|股室|科室|率|欠|得|到了?哪(?:一?步|里)?|"
    r"那|要|该|这些|那些|各|来|到哪一?步|到哪里?|哪里|在|到底|究竟|说说|讲讲|汇报|数|个|有|以后|以来|多|长|最新|最近|上|下|完|呢|和|跟|与|[\s,。;!?、~…:()“”\"]"
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
    rest: str = ""

    @property
    def names_something(self) -> bool:
        """True where a number or a condition is named."""
        return bool(self.numbers or self.terms or self.own or self.whole or self.by_department or self.waiting)


def plain_question(words: str, register: Register) -> PlainQuestion:
    """The question, every word of it placed or handed back; `words` are in one width and script."""
    numbers = list(_NUMBER.findall(words))
    text = _NUMBER.sub(" ", words)
    numbers += [f"问题{place}" for found in _FINDING.finditer(text) if (place := number(found["a"] or found["b"]))]
    text = _FINDING.sub(" ", text)
    terms: list[str] = []
    waiting, by_department, whole = (bool(re.search(p, text)) for p in (_WAITING, _STATS, _WHOLE))
    text = re.sub(f"{_WAITING}|{_STATS}|{_WHOLE}", " ", text)
    for term, pattern in _SAME:
        if pattern.search(text):
            terms.append(term)
            text = pattern.sub(" ", text)
    own = bool(_OWN.search(text))
    text = _OWN.sub(" ", text)
    text = _people(text, register, terms)
    text = _times(text, terms)
    for word in sorted(WORDS, key=len, reverse=True):
        if word in text and len(word) > 1:
            terms.append(word)
            text = text.replace(word, " ")
    rest = _departments(text, register, terms)
    return PlainQuestion(
        numbers=tuple(dict.fromkeys(numbers)),
        terms=tuple(dict.fromkeys(terms)),
        own=own,
        whole=whole,
        by_department=by_department,
        waiting=waiting,
        rest=rest,
    )


_WAITING = (
    r"待办(?:事项)?|要我(?:办|批|审[核定]?|核验)的?|"
    r"(?:谁|有谁|有人|什么|有什么)?(?:都|还|正)*在?等着?我(?!来?(?:核验|审[核定]))(?:办|批|审|们)?的?"
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


def _people(text: str, register: Register, terms: list[str]) -> str:
    """Take out the names of people, and 王局长 where one person alone may be meant."""
    active = [person for person in register.people.values() if person.active]
    for person in sorted(active, key=lambda one: -len(one.name)):
        if person.name in text and is_known(person.name, register):
            terms.append(person.name)
            text = text.replace(person.name, " ")
    for found in _TITLE.finditer(text):
        meant = [one for one in active if one.name.startswith(found["name"]) and found["post"] in one.post]
        if len(meant) == 1 and is_known(meant[0].name, register):
            terms.append(meant[0].name)
            text = text.replace(found[0], " ")
    return text


def _times(text: str, terms: list[str]) -> str:
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


def _departments(text: str, register: Register, terms: list[str]) -> str:
    """Take out what names a department, whole or shortened; hand back what is left over."""
    names = sorted({name for measure in register.measures for name in measure.departments}, key=len, reverse=True)
    for name in names:
        if name in text:
            terms.append(name)
            text = text.replace(name, " ")
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
    return "when" if re.fullmatch(r"d|[wm]1?|[nku]\d+", code) else "state"
