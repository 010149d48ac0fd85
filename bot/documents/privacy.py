"""What a text for the public may not hold: hidden where it is certain, and always listed for a person to look at."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people.names import NO_NAME, SURNAME

HIDDEN, SOMEBODY, SOMEWHERE = "（略）", "有关工作人员", "（地址略）"
AROUND = 8  # signs of the text on either side of what is listed


class DoubtKind(StrEnum):
    """What was found; the names of its words in the wording."""

    IDENTITY = "identity"
    TELEPHONE = "telephone"
    MAIL = "mail"
    ACCOUNT = "account"
    PLATE = "plate"
    ADDRESS = "address"
    CITIZEN = "citizen"
    STAFF = "staff"  # replaced, because it stands where a name stands
    NAME = "name"  # a name of the house that may be a word like any other, so it stays
    UNKNOWN = "unknown"  # likewise, of somebody whom the ledger does not know
    DISCIPLINE = "discipline"
    FIGURE = "figure"  # as it was reported, not checked yet
    RESULT = "result"  # closed, and nothing recorded of what was done


HIDES = frozenset({DoubtKind.IDENTITY, DoubtKind.TELEPHONE, DoubtKind.MAIL, DoubtKind.ACCOUNT, DoubtKind.PLATE})
HIDES |= {DoubtKind.ADDRESS, DoubtKind.CITIZEN, DoubtKind.STAFF}  # of which the text loses something


@dataclass(frozen=True)
class Doubt:
    """One place that a person must look at: what it may be, and the words around it as they were."""

    kind: DoubtKind
    words: str


@dataclass(frozen=True)
class Cleared:
    """A text for the public, and what was found in it."""

    text: str
    doubts: tuple[Doubt, ...] = ()


AMOUNT = r"[\d.]|[万亿]?(?:元|吨|米|公里|平方|立方|人|户|亩|条|件|个|次|公斤|升|千瓦)"
EDGE, TAIL = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
BIRTHDAY = r"[01]\d[0-3]\d"
PASSPORT = r"(?<=护照)(?:号码?)?[：:为是\s]*[A-Za-z]{1,2}\d{7,9}|(?<=通行证)(?:号码?)?[：:为是\s]*[A-Za-z]?\d{8,10}"
IDENTITY = re.compile(
    rf"{EDGE}(?:\d{{6}}[ \-]?(?:18|19|20)\d\d{BIRTHDAY}[ \-]?\d{{3}}[0-9Xx]|\d{{6}}\d\d{BIRTHDAY}\d{{3}}){TAIL}"
    rf"|{PASSPORT}|(?<=尾号)[：:为是\s]*\d{{3,6}}[Xx]?{TAIL}"
)
MOBILE = r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
LANDLINE = r"0\d{2,3}[-－—\s]?\d{7,8}|[48]00[-－—\s]?\d{3}[-－—\s]?\d{4}|[2-8]\d{6,7}"
WRITTEN_DAY = r"20\d\d[01]\d[0-3]\d(?!\d)"
TELEPHONE = re.compile(rf"(?<!\d)(?!{WRITTEN_DAY})(?:{MOBILE}|{LANDLINE})(?!{AMOUNT})")
MAIL = re.compile(r"[0-9A-Za-z._%+\-]+@[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)+")
CARD = rf"{EDGE}\d{{4}}(?:[ \-]?\d{{4}}){{3}}(?:[ \-]?\d{{1,3}})?{TAIL}"
ACCOUNT = re.compile(rf"(?<=[账帐卡户][号户])[:：为是\s]*\d(?:[ \-]?\d){{5,29}}|{CARD}")
CHAT = re.compile(r"(?:(?<=QQ)|(?<=微信))(?:账?号码?)?[：:为是\s]*[A-Za-z0-9_\-]{5,20}", re.ASCII)
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_SIGN = "[A-HJ-NP-Z0-9]"
PLATE = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][·•\s]?{PLATE_SIGN}{{4}}(?:{PLATE_SIGN}{{1,2}}|[挂学警港澳]){TAIL}")
ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:路|街|巷|大道|胡同|村|社区|小区|花园|组)\d+号(?:院|楼|\d*栋)?(?:\d+单元)?(?:\d+[室房号])?"
    r"|[\u4e00-\u9fff]{1,6}村[\u4e00-\u9fff]{0,4}?\d{1,3}组\d*号?(?=居住|家|户|住|的?村民)"
    r"|[\u4e00-\u9fff]{1,6}村[\u4e00-\u9fff]{0,4}?\d{1,3}组\d+号"
    rf"|\d+(?:栋|幢|号楼)(?:\d+单元)?(?:\d+[室房号]|\d{{3,4}}(?!\d|{AMOUNT}))"
)
WHO = (
    r"村民|群众|居民|户主|业主|农户|住户|市民|信访人|举报人|投诉人|当事人|申请人|承包人|经营者|商户|个体户"
    r"|法定代表人|法人代表|实际控制人|老人|老板"
)
EVEN = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF20, 0xFF3B), *range(0xFF41, 0xFF5B))}
SAYS = (
    r"反映|等|一?家|户|诉求|投诉|举报|来信|来电|提出|申请|信访|自愿|承包|占用|侵占|拖欠|欠缴|私自|擅自|违规|违法"
    r"|[，。、；：）（]|的(?:房|地|田|鱼|问题|诉求|投诉|信)|$"
)
CITIZEN = re.compile(
    rf"(?P<who>(?:{WHO})|(?<=某某)[、和与])(?P<name>(?!{NO_NAME}){SURNAME}(?!某|姓)[\u4e00-\u9fff]{{1,2}}?)(?={SAYS})"
)
DISCIPLINE = re.compile(
    r"[党政]纪处分|政务(?:处分|警告|记过|降级|撤职|开除)|党内(?:严重)?警告|开除党籍|留党察看|撤销党内职务|记大?过|诫勉|留置|移送司法|移送纪|立案审查"
    r"|问题线索|违纪|受处分|约谈|通报批评"
    r"|受贿|行贿|贪污|停职|引咎辞职|责令辞职|批评教育|处分\d+[人名]|问责\d*[人名]|(?:被|予以|给予|已)免职"
    r"|免去[\u4e00-\u9fff]{1,12}职务|撤销[\u4e00-\u9fff]{1,10}职务|(?:给予|进行|作|人)组织处理"
    r"|(?:作|作出|提交|写出)书面检查|移[交送][\u4e00-\u9fff]{0,4}(?:监委|纪委|公安|司法|检察)"
)
POST = (
    r"同志|先生|女士|书记|局长|副局长|主任|副主任|科长|股长|站长|组长|所长|队长|处长|部长|镇长|乡长|县长|村长|经理"
    r"|工程师|科员|干事"
)
BEFORE = (
    rf"(?:(?:负责人|责任人|经办人|联系人|承办人|姓名)[：:是为]?|{POST}|{SOMEBODY}[、和与及]|由|经|让|请|与|和|同|及|派|对|向"
    r"|责成|指定|委托|安排|通知|职工|干部|[，。、；：:（(“\s]|^)"
)
AFTER = (
    rf"(?:{POST}|[、和与及]{SOMEBODY}|等(?!候)|负责|牵头|分管|主管|承办|经办|具体|核[实对定查]|组织|带队|主持|签[字名]|汇报|起草"
    r"|整理|值守|对接|沟通|衔接|联系|协调|一起|共同|商定|已|于|完成|[，。、；：:）)”\s]|$)"
)
PERSON = re.compile(
    rf"(?:{POST}|由|安排|责成|委托|指定)(?P<behind>(?!{NO_NAME}){SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?=[，。、；）任担兼负牵主同]|$)"
    rf"|(?P<before>(?!{NO_NAME}){SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?:同志|先生|女士|书记|局长|副局长|主任|科长|股长|站长|[担兼]?任[组主副])"
)
GIVEN = rf"(?!{NO_NAME}){SURNAME}(?!某)[\u4e00-\u9fff]{{1,2}}?"
ROLE = (
    r"(?:养殖|种植|经营|低保|贫困|脱贫|监测|五保|拆迁|被征地)户|困难群众|监测对象"
    r"|(?:支部|总支)书记|(?:信访|上访|来访|残疾|监护|继承|受害)人|(?:业主|村民|居民|群众|职工)代表"
    r"|驾驶员|司机|租户|中介人|店主|摊主|学生|学员|家长|家属|患者|死者|伤者|组长|村?支书|村主任|会计|出纳"
)  # behind whom a name may stand
COMMON = (
    r"方[案面式法向]|任[务期职免]|高[标质效]|金融|常[态规]|文件|许[可多]|周期|程序|田地|范围|钱[款物]|顾[问客]|张贴|陈[述列]"
    r"|曾[经因在]|万[户人元]|谢绝|康复|林[地业权]|马路|黄[色金]|白[色酒]|石[料材]|江[河水]|于[是该]"
)  # words behind them that begin with a surname
GOES_ON = (
    r"[，。、；：（）已对将被因与和及在为向的签领带酒住家提来反要拒称说从把私违主承占拖欠收参上下退赔补缴落]"
    r"|等|自愿|擅自|发放|送达|办理|兑现|支付|$"
)
NAMED = rf"(?!{COMMON}){GIVEN}"
UNKNOWN = re.compile(  # somebody whom the ledger does not know: listed, since it may be a word like any other
    rf"(?:{ROLE}|(?:(?<![\u4e00-\u9fff])|(?<=[向对为给与和经由]))(?:{WHO})){NAMED}(?={GOES_ON})"
    rf"|(?:其中|[、，；：]){NAMED}(?=[\d.]+万?元)"
    rf"|(?:由|安排|责成|委托|指定){GIVEN}(?=[，。、；）担负主牵同]|$)|负责人{GIVEN}(?=[，。、；）座谈等]|$)"
    rf"|(?:反映|涉及|投诉|举报)的?{NAMED}(?=[占违私擅拖欠侵])"
    rf"|(?<![\u4e00-\u9fff]){GIVEN}(?=(?:（.{{0,24}}?）+)?(?:反映|来电|来信|投诉|举报))|{GIVEN}(?:、{GIVEN})*等\d*[户人名家]"
)
WORDY = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"(?:市|县|区|镇|乡|村|路|街|河|湖|山|水库|小区|社区|大道)")


Sub = Callable[[re.Match[str]], str]  # what stands in the place of a match
Found = Callable[[DoubtKind, str | None], Sub]


def public(text: str, names: Iterable[str]) -> Cleared:
    """The text without what would give somebody away; `names` are those of the people whom the ledger knows."""
    doubts: list[Doubt] = []

    def found(kind: DoubtKind, instead: str | None) -> Sub:
        def replaced(one: re.Match[str]) -> str:
            start, end = max(0, one.start() - AROUND), one.end() + AROUND
            doubts.append(Doubt(kind, one.string[start:end]))
            return one[0] if instead is None else instead

        return replaced

    text = MAIL.sub(found(DoubtKind.MAIL, HIDDEN), text.translate(EVEN))
    text = IDENTITY.sub(found(DoubtKind.IDENTITY, HIDDEN), text)
    text = PLATE.sub(found(DoubtKind.PLATE, HIDDEN), text)
    text = CHAT.sub(found(DoubtKind.ACCOUNT, HIDDEN), text)
    text = ACCOUNT.sub(found(DoubtKind.ACCOUNT, HIDDEN), text)
    text = TELEPHONE.sub(found(DoubtKind.TELEPHONE, HIDDEN), text)
    text = ADDRESS.sub(found(DoubtKind.ADDRESS, SOMEWHERE), text)

    def citizen(one: re.Match[str]) -> str:
        found(DoubtKind.CITIZEN, None)(one)
        return f"{one['who']}{one['name'][0]}某某"

    while CITIZEN.search(text):  # one after the other: a list of names follows the first
        text = CITIZEN.sub(citizen, text, count=1)
    known = sorted({name for name in names if len(name) > 1}, key=lambda one: (-len(one), one))
    for name in (*known, *known):  # what stands beside a name that was replaced is one too
        text = re.sub(rf"{re.escape(name)}(?P<after>同志)?", _replaced(name, found), text)
    for name in known:
        re.sub(re.escape(name), found(DoubtKind.NAME, None), text)
    text = re.sub(rf"[（(]\s*{HIDDEN}\s*[）)]", HIDDEN, text)  # what stood in brackets has those of its own
    UNKNOWN.sub(found(DoubtKind.UNKNOWN, None), text)
    DISCIPLINE.sub(found(DoubtKind.DISCIPLINE, None), text)
    return Cleared(text, tuple(dict.fromkeys(doubts)))


def unnamed(text: str) -> str:
    """The text as a paper carries it that is signed and filed: what gives others than its own people away is hidden."""
    return public(text, ()).text


def without_others(text: str) -> Cleared:
    """The same with what was hidden: what else may be somebody's name is no doubt in a report that names people."""
    cleared = public(text, ())
    return Cleared(cleared.text, tuple(doubt for doubt in cleared.doubts if doubt.kind in HIDES))


def names_in(text: str) -> frozenset[str]:
    """What stands where names stand, whether or not the ledger knows anybody of that name."""
    found = {one["behind"] or one["before"] for one in PERSON.finditer(text)}
    return frozenset({*found, *(one["name"] for one in CITIZEN.finditer(text))})


def _replaced(name: str, found: Found) -> Sub:
    """Replace a name where it stands as one; a common word that somebody bears as a name stays."""

    def replaced(one: re.Match[str]) -> str:
        after = one.string[one.start() + len(name) :]
        stands = stands_as_name(name, one.string[: one.start()], after)
        return found(DoubtKind.STAFF, SOMEBODY)(one) if stands else one[0]

    return replaced


def stands_as_name(name: str, before: str, after: str) -> bool:
    """True where what stands around it shows a person; of three signs and more, where it is not a place."""
    if re.match(POST, after):
        return True
    if len(name) > 2:  # noqa: PLR2004 - common words have two signs
        return not PLACE.match(after)
    left, right = re.search(f"{BEFORE}$", before), re.match(AFTER, after)
    if left is None or right is None:
        return False
    return bool(WORDY.search(left[0]) or WORDY.search(right[0]))
