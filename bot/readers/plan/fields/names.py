"""Who is named in a cell: persons without posts, brackets and telephone numbers; bodies under the names as written."""

import re
import unicodedata
from itertools import groupby

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松"
    "井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻"
    "莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仝佘肖岳涂付代覃苑闫乾尉税帅楚兰展佟商牟佴伯赏墨哈谯"
    "笪年爱阳佟言福苟亓撒原遆么原解晋粟冼练麦植揭鹿敬买漆门信谌邝区柒辜鄢贠卿旷乃尧邸迟战呼敏禤昂青洛战开宝由凡海"
)
DOUBLE = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "司空",
        "东方",
        "独孤",
        "南宫",
        "长孙",
        "宇文",
        "端木",
        "百里",
        "呼延",
        "东郭",
        "西门",
        "申屠",
        "轩辕",
        "闻人",
        "澹台",
        "濮阳",
        "公冶",
        "宗政",
        "太叔",
    ],
)
POST = (
    r"(?:局|县局|分局|县|市)?(?:党组|党委|党总支|党支部|支部|纪检组|机关党委|机关)?(?:成员|书记|副书记|组长|副组长|委员|专职副书记)"
    r"|(?:局|分局|县|市|区)?(?:常务)?(?:副)?(?:局长|县长|市长|区长|镇长|乡长|主任|股长|科长|处长|所长|站长|队长|大队长|中队长|支队长|部长|院长|校长|会长|秘书长|经理|总经理|董事长|干事)"
    r"|(?:[一二三四]级)?(?:主任科员|调研员|科员|巡视员)|副科级干部|正科级干部|总工程师|工程师|会计|出纳|干部|同志|负责人|科员|负责同志|工作人员"
)
POST_ONLY = re.compile(rf"(?:党组|党委|原|专职|兼)?(?:{POST})(?:[、，,]?(?:兼)?(?:{POST}))*")
POST_BEFORE = re.compile(rf"^(?:(?:{POST})[、，,:：\s]*)+")
POST_AFTER = re.compile(rf"(?:[\s:：]*(?:{POST}))+$")
ACT_AFTER = re.compile(r"(?:同志)?(?:具体|全程|牵头)?(?:负责|牵头|落实|承办|经办)$")  # 骆明具体负责
PHONE = re.compile(
    r"(?:联系)?(?:电话|手机|tel)?[:：]?\s*(?<!\d)(?:\+?86[- ]?)?"
    r"(?:1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?!\d)",
    re.IGNORECASE,
)
MENTION = re.compile(r"@(?=[\u4e00-\u9fff])")  # @孟晓川, as shared tables of the web name people
PLAIN = str.maketrans("\u3000\xa0。〔〕{}", "  、()()")
TELLING = re.compile(r"[（(]\s*([大小甲乙丙A-D1-3])\s*[)）]")  # which of two of one name is meant
BRACKET = re.compile(r"[（(\[【][^（()）\[\]【】]*[)）\]】]")
SEPARATORS = re.compile(r"[、，,；;/／|｜\n\r\t]+")
ORGANISATION = re.compile(
    r"(?:[室股科处队站局办部委组镇乡区县市院所会厅司校园库馆厂场矿]|中心|单位|部门|街道|支部|公司|集团|大队|科室|党组|党委|机构|工会|妇联|团委|政府|企业|协会|派出所|机关|社区|村|各.{1,8}|全体.{0,6}|有关.{0,6}|相关.{0,6})$",
)
LEAD_SIGN = re.compile(
    r"^(?:(?:[A-Da-d]|甲|乙|主|副|第[一二三])[岗角]|牵头|主办|承办|责任|配合|协办|分管)?(?:单位|部门|科室|领导|人)?[:：]\s*"
)
WHOLE_NAME = 4
SPACED = 3  # characters of a name that was spaced out
NO_NAMES = frozenset(
    [
        "班子",
        "领导",
        "党组",
        "支部",
        "相关",
        "有关",
        "全体",
        "所有",
        "全员",
        "广大",
        "成员",
        "单独",
        "安全",
        "纪检",
        "财务",
        "人事",
        "法规",
        "党建",
        "宣传",
        "文明",
        "水利",
        "农业",
        "商务",
        "经济",
        "国土",
        "和谐",
        "平安",
        "武装",
        "司法",
        "文化",
        "文旅",
        "党群",
        "党政",
    ]
)
UNDECIDED = frozenset(["待定", "待明确", "未定", "待确定", "暂未明确"])
NOBODY = UNDECIDED | frozenset(
    ["", "无", "/", "—", "-", "——", "--", "略", "空", "／", "\\", "无。", "不涉及", "暂无", "暂缺", "空缺"]
)


def looks_like_a_name(words: str) -> bool:
    """True for two to four characters that begin with a Chinese surname and end like no office."""
    if words in NO_NAMES or not re.fullmatch(
        r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff·]{1,10}", words
    ):
        return False
    if "·" in words:
        return True
    if ORGANISATION.search(words) and words not in {"李科", "王局"}:
        return False
    if words[:2] in DOUBLE:
        return len(words) > 2  # noqa: PLR2004 - a double surname alone is no name
    return words[0] in SURNAMES and len(words) < WHOLE_NAME


def persons(text: str, known: frozenset[str] = frozenset(), bodies: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The persons of a cell in its order, each once; what is no name is kept as written.

    `known` are names of the list of people, `bodies` departments that may stand before a name.
    """
    folded = PHONE.sub("、", folded_cell(text))
    folded = TELLING.sub(r"〔\1〕", folded)
    while BRACKET.search(folded):
        folded = BRACKET.sub(" ", folded)
    folded = folded.replace("〔", "（").replace("〕", "）")
    found: list[str] = []
    for token in SEPARATORS.split(folded):
        for name in _names(LEAD_SIGN.sub("", token.strip()), known, bodies):
            if name not in found and name not in NOBODY:
                found.append(name)
    return tuple(found)


def folded_cell(text: str) -> str:
    """Half-width figures and letters, plain blanks; brackets and commas stay as they are understood here."""
    plain = unicodedata.normalize("NFKC", text).translate(PLAIN)
    return MENTION.sub("", plain)


def _names(token: str, known: frozenset[str], bodies: tuple[str, ...]) -> list[str]:
    """The names of one stretch; a department that only stands before its people is left out."""
    cleaned = [name for word in _joined(token.split()) if (name := _cleaned(word, known, bodies))]
    people = [name for name in cleaned if is_name(name, known)]
    offices = [name for name in cleaned if name not in people and (ORGANISATION.search(name) or _is_post(name))]
    return people if people and len(people) + len(offices) == len(cleaned) else cleaned


def _is_post(word: str) -> bool:
    """True for 宣传委员 before a name; 王局长 may be somebody."""
    front = POST_AFTER.sub("", word)
    return front != word and bool(front in NO_NAMES or ORGANISATION.search(front) or front[:1] not in SURNAMES)


def is_name(word: str, known: frozenset[str]) -> bool:
    """True for somebody of the list of people, and for what looks like a name."""
    return word in known or looks_like_a_name(word)


def _joined(words: list[str]) -> list[str]:
    """Characters side by side that are one name which was spaced out: 张 三, 沈 知 行, 林 一苇."""
    bare = [rest if len(rest := POST_AFTER.sub("", word)) == 1 else word for word in words]
    joined: list[str] = []
    for single, group in groupby(bare, key=lambda word: len(word) == 1):
        run = list(group)
        if not single:
            first, *others = run
            before = joined[-1] if joined else ""
            given = len(before) == 1 and not looks_like_a_name(first) and looks_like_a_name(before + first)
            joined = [*joined[:-1], before + first, *others] if given else [*joined, *run]
        elif len(run) == SPACED or "".join(run[:2]) in DOUBLE:
            joined.append("".join(run))
        else:
            joined += ["".join(run[start : start + 2]) for start in range(0, len(run), 2)]
    return _with_double(joined)


def _with_double(words: list[str]) -> list[str]:
    """欧阳 修 is one name."""
    kept: list[str] = []
    for word in words:
        if len(word) == 1 and kept and kept[-1] in DOUBLE:
            kept[-1] += word
        else:
            kept.append(word)
    return kept


def _cleaned(word: str, known: frozenset[str], bodies: tuple[str, ...]) -> str:
    """A person's name without post and department; "" for a post alone; anything else as written."""
    word = word.strip(" :：.·-*★☆●◆▲※")
    if word in known or not word:
        return word
    if POST_ONLY.fullmatch(word):
        return ""
    for body in sorted(bodies, key=len, reverse=True):
        if (
            word != body
            and word.startswith(body)
            and is_name(rest := POST_BEFORE.sub("", word[len(body) :]).strip(":： "), known)
        ):
            return rest
    for trial in (
        ACT_AFTER.sub("", word),
        POST_BEFORE.sub("", word),
        POST_AFTER.sub("", word),
        POST_AFTER.sub("", POST_BEFORE.sub("", word)),
    ):
        if trial != word and is_name(trial, known):
            return trial
    for count in (3, 2):  # 县住建局办公室主任孟晓川
        front, name = word[:-count], word[-count:]
        body = POST_AFTER.sub("", front)
        if body not in {front, ""} and ORGANISATION.search(body) and is_name(name, known):
            return name
    behind = next((name for name in known if word.endswith(name) and ORGANISATION.search(word[: -len(name)])), "")
    return behind or word
