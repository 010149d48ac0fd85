"""A question about what happened, or with whom something lies: what is asked × whose × when, in any combination.

催了谁几次; 谁核验了几条; 压在沈局那的; 哪几条最危险;
上个月执法大队批了几个延期; 我这条卡在谁那里; 一共立案多少起; 哪几位领导分管的逾期; 下个月回头看哪几条.
What is left without the subject is a question like any other, of which every word is placed, or it is none.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.status.register import Register
from bot.readers.question.plain_question import PlainQuestion, plain_question
from bot.readers.reply.fractions import ACTS, FURTHER_ACTS


class Happening(StrEnum):
    """What is asked for."""

    URGED = "urged"
    EXTENDED = "extended"
    LOOKED_BACK = "looked_back"
    HELD = "held"  # with whom it lies
    AWAY = "away"
    BY_LEADER = "by_leader"
    BY_DEPARTMENT = "by_department"
    BY_OWNER = "by_owner"
    PROOFS = "proofs"
    FIGURES = "figures"
    CHECKED = "checked"  # who passed or returned how many
    HELD_BY = "held_by"  # what lies with somebody who is named
    AT_RISK = "at_risk"


@dataclass(frozen=True, kw_only=True)
class HappeningQuestion:
    """What is asked for, and of what; `figure` is the name of a figure, or the deed that it tells of.

    `none` where those are asked for of whose measures not one is otherwise: 哪个股室一条都没销.
    """

    kind: Happening
    of: PlainQuestion
    figure: str = ""
    none: bool = False


GROUPED = {Happening.BY_LEADER: "leader", Happening.BY_DEPARTMENT: "department", Happening.BY_OWNER: "owner"}
OVER = frozenset({Happening.URGED, Happening.EXTENDED, Happening.CHECKED, Happening.PROOFS})
_UNIT = r"(?:次|回|遍|起|件|人次|人|名|家|户|份|封|张|个|处|场|期|吨|亩|公里|米|台|辆|万元?|亿元?|块|元|宗|批)"
_MANY = rf"(?:多少|(?<!哪)几){_UNIT}?(?:钱|人|企业|干部|案子?)?"
_ASKS = re.compile(
    r"[分列排]一[下分]|统计|几|多少|谁|哪|吗|么\??$|没有?\??$|什么时候|有没有|多久|多长时间|几时|何时|\?"
)
_BODY = r"(?:股室|科室|部门|单位|股|科)"
_LED_BY = r"(?:分管|责任|主管|牵头|班子)?(?:领导|副?局长|班子成员|局领导|分管局长)"
_WHICH = r"(?:哪(?:几|些)?[位个家]?|各[位个家]?|每[位个家]|有?几[位个家]|有?哪些?)"
_PLACE = r"(?:那(?:里|儿|边)?|手[里上]|桌上)"
_WHOM = r"(?P<{name}>(?!审核|核验|审定|领导|主要|分管|书记)[^我谁哪什么\s,\d]{{2,4}}?)"
_PROOF = r"(?:佐证|照片|附件|证明)(?:材料)?"
_NOT_ONE = r"(?:都|还|连|就)*一[条项个件次](?:都|也|还)*(?=没|未)"
_EVERY = r"(?:全部|全都|全|都)(?:已经?)?(?=完成|销|办结|办完|整改完|逾期|超期)"
_SUBJECTS = (
    (
        Happening.PROOFS,
        re.compile(
            rf"(?:的|交|传|报|收|补)*(?:了|过|的)*{_PROOF}(?:的)?(?:件数|份数|数量|数|交得?|传得?|交的|传的)?(?:是|有)?最(?:多|少)的?(?:是)?|"
            rf"(?:交|传|补|收到?|有)(?:了|过|来|上来)*(?:几|多少)[份件张个]{_PROOF}|"
            rf"{_PROOF}(?:一共|总共|已经|都)*(?:交|传|补|收到?|有)?(?:了|过|来|上来)*(?:几|多少)[份件张个]?"
        ),
    ),
    (
        Happening.AT_RISK,
        re.compile(
            r"(?:最|比较|更|很)?(?:有(?:点|些)?)?(?:危险|悬(?!挂|赏)|会(?:逾期|超期|误期|拖期|完不成)|(?:可能|容易|恐怕)(?:会|要)?(?:逾期|超期|误期|拖期|完不成)|(?<=有)(?:逾期)?风险(?!点|研|排))(?:的)?|"
            r"有(?:逾期|超期)?(?:的)?(?:风险|危险)(?!点|研|排)(?:的)?"
        ),
    ),
    (
        Happening.CHECKED,
        re.compile(
            r"(?P<deed>审核|审定|核验|审批|审|退回|打回)(?:了|过|通过|掉|下来)+(?:了)?(?:(?:多少|几)[条次个项件]?|哪些|哪几[条个项])?(?:的|措施)*|"
            r"(?P<most>审核|审定|核验|退回|审)得?(?:的)?(?:次数)?最(?:多|少)的?"
        ),
    ),
    (
        Happening.HELD_BY,
        re.compile(
            rf"(?:卡|压|停|堵|积压)(?:在|到)了?{_WHOM.format(name='whom')}{_PLACE}(?:的|了)*|"
            rf"{_WHOM.format(name='with')}{_PLACE}(?:还|都)?(?:压|卡|积|堆)(?:压)?(?:了|着)+"
        ),
    ),
    (
        Happening.HELD,
        re.compile(
            r"(?:现在|目前|到底|究竟|还|是)*(?:(?:卡|压|停|堵|积压)(?:在|到|着)|(?:审核?|审批|批|走|送|流转|核验|报)到)了?"
            r"(?:谁|哪(?:一?[步环关级个]节?|里|儿)?|什么(?:环节|地方|程度|时候))(?:个?环节|[那这](?:里|儿|边)?|手[里上]|一关|人)*(?:了|的|呢)*|"
            r"(?:多久|多长时间|什么时候|几时|哪天|何时)(?:才)?(?:能|会|可以)(?:审核?|批|核验|审定|销号?)(?:完|好|下来|过|掉)?(?:了|呢)*|"
            r"(?:现在|目前|到底|还)*(?:转|交|送|走|报|审|批)?到了?谁(?:那里|那儿|那|手[里上]|这里?)(?:了|呢)*|"
            r"(?:现在|目前|还|到底)*(?:在|归|是)?谁(?:那里|那儿|那|手[上里])(?:卡|压|审|批)?着?|等谁(?:来|在|去)?(?:审核?|批|定|办|核验|签字?)(?:的|呢|了)*"
        ),
    ),
    (
        Happening.LOOKED_BACK,
        re.compile(
            r"(?:要|该|得|需要?|安排|做|搞|开展)*(?:回头看|复查)(?:的|了|过|要|安排|做|记录|情况)*(?:有反弹|反弹)?(?:的|了)*|(?:有没有|有|出现)*反弹(?:的|了|过)*"
        ),
    ),
    (
        Happening.EXTENDED,
        re.compile(
            r"(?:申请)?(?:的)?(?:延期|延长)(?:申请)?(?:有没有|都|已经|还|给|被)*(?:批准?|同意|通过|驳回|退回?)(?:下来)?(?:了|过|没有?|吗)*|"
            r"(?:批准?|同意|通过|驳回|退|办)(?:了|过)*(?P<many>(?:多少|几)[个条次项]?|谁|哪些?人?|哪几[个条项])?的?(?:延期|延长)(?:申请)?(?:的|了)*|"
            r"(?:延期|延长)(?:申请)?(?:的)?(?:都|已经|还)*(?:批|延)?到了?(?:什么时候|哪天|几号)(?:了|呢)*|"
            r"(?:几|多少)[条个次项]?(?:措施)?(?:延期|延长)了?的?|(?:申请|提)(?:了|过)(?:几|多少)?[次条个]?(?:延期|延长)(?:的)?|(?:批准?|同意|驳回|退回?)(?:了|过)?(?P<mine>我|他|谁)们?的(?:延期|延长)(?:申请)?(?:了|过|没有?|吗)*|(?:延期|延长)(?:申请)?(?:是)?被?(?:谁)?(?:给)?(?:驳回|退回|否|拒)(?:了|掉|的)*|不同意过?(?:谁|哪些人|哪几[条个])?的?(?:延期|延长)(?:的|了)*|延(?:过|了)+(?:几|多少)[次回条个]?期?(?:了|呢)*|"
            r"(?:延期|延长)(?:申请)?(?:批)?下来(?:了|没有?|吗)*"
        ),
    ),
    (
        Happening.URGED,
        re.compile(
            r"(?:你们|整改办|办公室)?(?:都|一共|总共|被|有没有)*(?:催办|催促|催)(?:了|过)*(?:谁|哪些人|哪几个人)?(?:的)?"
        ),
    ),
    (
        Happening.AWAY,
        re.compile(
            r"(?:在|正在|都)*(?:请(?:了|过|的)?假|休假|出差|不在(?:岗|单位)?)(?:了|过|的|期间|到|从)*(?:时候)?(?:是|由)?(?:谁)?(?:在|来)?(?:替|代|顶)?(?:班|办|他|她|管)*|"
            r"(?:在|正|现在|正在)*(?:谁|哪个人?)?(?:在|正|现在|正在)*(?:替|代|顶)(?P<for>[^,]{0,4}?)(?:的)?(?:班|岗|代办|办理?|值班|代管)(?:着|的|了)*"
        ),
    ),
    (
        Happening.BY_OWNER,
        re.compile(rf"(?:谁|哪(?:几|些)?个?(?:人|经办人?))(?:名下|手[里上]|的|都|还)*(?=.{{0,8}}?{_NOT_ONE})"),
    ),
    (
        Happening.BY_LEADER,
        re.compile(
            rf"(?:按|分)(?:照)?{_LED_BY}(?:来)?(?:分|列|统计|排)?(?:一下|一分)?|(?:领导|班子成员)各自?的?|{_WHICH}{_LED_BY}(?:分管|负责|牵头|名下|手[上里]|那里|那边|的|都|还|有)*"
        ),
    ),
    (
        Happening.BY_DEPARTMENT,
        re.compile(
            rf"(?:按|分)(?:照)?{_BODY}(?:来)?(?:分|列|排)?(?:一下|一分)|{_WHICH}{_BODY}(?:负责|名下|那里|那边|里|的|都|还|有)*"
        ),
    ),
)
_SUPERLATIVE = re.compile(r"最|排名|拖后腿|落后|垫底|对比|更|倒数|第[一二三四几]")
_NOT_URGED = re.compile(r"(?:别|不要|不用|老|天天|总|还在?|又)催|催[^,]{0,3}(?:厂家|企业|施工|他们|村)|督办单")
_WHO_CHECKS = re.compile(r"谁|我|多少|最|(?:核验|审[核定批]?)(?:了|过|通过)+几|[\u4e00-\u9fff]{2,}[退打]回[了过]几")
_NOT_CHECKED = re.compile(r"[没未不被让]|我们?(?:的|分管|名下|手|这|那)|延期|延长|为什么|为啥|后")
_DENIED = re.compile(r"[没未无]有?(?:逾期)?(?:风险|危险)|不(?:太)?(?:危险|可能|悬)")
_STATES_ONLY = re.compile(r"(?:申请|要求|提出?)了?(?:延期|延长)(?!.*(?:批|同意|通过))")
_DEEDS = re.compile(
    "|".join(sorted(re.findall(r"[\u4e00-\u9fff]{2,}", f"{ACTS}|{FURTHER_ACTS}"), key=len, reverse=True))
)
_NO_FIGURE = re.compile(  # of these the measures themselves are counted
    r"整改|完成|办结|解决|销号?|报|报送|上报|审批|审核|验收|办理|处理|回复|措施|任务|问题|逾期|条|项|到期|延期|申请|绑定"
)
_COUNTED = re.compile(
    rf"(?:现在|目前|到现在|截[至止][^,]{{0,4}})?(?:一共|总共|合计|累计|共)?{_MANY}(?:了|呢|啊|吗)*\??$"
)
_PARTED = re.compile(r"(?P<verb>罚|立)(?:了|过)*(?P<many>(?:多少|几)[起件个]?)(?P<thing>款|案)(?:了|呢)*")  # 罚了多少款
_STEPS = {
    "审": "review",
    "审核": "review",
    "核验": "verify",
    "审定": "decide",
    "审批": "decide",
    "退回": "back",
    "打回": "back",
}  # what is counted of who checks
_MOST = re.compile(r"[的得]?次数|[的得]?最(?:多|少)")  # of urgings, which are told with the most first
_ONLY_MANY = re.compile(rf"{_MANY}|一共|总共|合计|累计|次|有反弹|反弹|什么时候|哪天|几号|有过?没有|名单|时间|安排")


def may_ask(plain: str) -> bool:
    """False for words that cannot be such a question, whatever the ledger holds: 3-2 完成80%."""
    return bool(_ASKS.search(plain)) and (counts(plain) or any(subject.search(plain) for _, subject in _SUBJECTS))


def counts(plain: str) -> bool:
    """True where so many of something are asked for, so that the figures that were told have to be known."""
    return bool(_COUNTED.search(_PARTED.sub(r"\g<verb>\g<thing>\g<many>", plain)))


def happening_question(plain: str, register: Register, figures: Collection[str] = ()) -> HappeningQuestion | None:
    """The question in normalised words, None where they are none; `figures` are the names of those that were told."""
    if not _ASKS.search(plain):
        return None
    for kind, subject in _SUBJECTS:
        found = subject.search(plain)
        if found is None or not found[0] or not _is_one(kind, plain):
            continue
        grouped = kind in GROUPED
        named = found.groupdict()
        whom = named.get("whom") or named.get("with") or named.get("for") or named.get("mine") or " "
        rest = plain[: found.start()] + ("谁" if grouped else f" {whom} ") + plain[found.end() :]
        rest = _MOST.sub(" ", rest) if kind is Happening.URGED else rest
        asked = plain_question(
            _ONLY_MANY.sub(" ", re.sub(rf"{_NOT_ONE}|{_EVERY}", "", rest)), register, back=kind in OVER
        )
        if asked.rest or (grouped and not asked.terms) or asked.by_department or asked.by_person:
            continue
        none = grouped and re.search(rf"{_NOT_ONE}|{_EVERY}", plain) is not None
        if kind is Happening.PROOFS:
            return HappeningQuestion(
                kind=kind, of=asked, figure="least" if "少" in found[0].replace("多少", "") else ""
            )
        deed = _STEPS[(named.get("deed") or named.get("most") or "")[:2]] if kind is Happening.CHECKED else ""
        return HappeningQuestion(kind=kind, of=asked, figure=deed, none=none)
    return _of_figure(plain, register, figures)


def _is_one(kind: Happening, plain: str) -> bool:
    match kind:
        case Happening.BY_LEADER | Happening.BY_DEPARTMENT:
            return not _SUPERLATIVE.search(plain)
        case Happening.URGED:
            return not _NOT_URGED.search(plain)
        case Happening.EXTENDED:
            return not _STATES_ONLY.search(plain)
        case Happening.CHECKED:
            return bool(_WHO_CHECKS.search(plain)) and not _NOT_CHECKED.search(plain)
        case Happening.AT_RISK:
            return not _DENIED.search(plain)
    return True


def _of_figure(plain: str, register: Register, figures: Collection[str]) -> HappeningQuestion | None:
    """一共立案多少起, 罚款罚了多少钱: by the name of a figure that was told, or by a deed of which none was."""
    plain = _PARTED.sub(r"\g<verb>\g<thing>\g<many>", plain)
    if not _COUNTED.search(plain):
        return None
    told = [name for name in figures if name in plain]
    deeds = [found[0] for found in _DEEDS.finditer(plain) if len(found[0]) > 1]
    named = max(told, key=len, default="") or next(iter(reversed(deeds)), "")
    if not named or _NO_FIGURE.search(_COUNTED.sub("", plain)) or _NO_FIGURE.search(named):
        return None
    rest = re.sub(rf"{re.escape(named)}[款案]?(?:了|过|罚了?)*", " ", plain, count=1)
    asked = plain_question(re.sub(rf"{_MANY}|一共|总共|合计|累计|到现在", " ", rest), register)
    none = asked.rest or asked.by_department or "要办" in asked.terms  # 还要办几期 asks for no state
    return None if none else HappeningQuestion(kind=Happening.FIGURES, of=asked, figure=named)
