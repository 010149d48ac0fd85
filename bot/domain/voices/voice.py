"""A word of the public on a finding: by which way it came, and nothing by which whoever said it is known."""

import re
from collections.abc import Collection
from enum import StrEnum

from bot.domain.people.names import NO_NAME, SURNAME


class Channel(StrEnum):
    """By which way it came."""

    CALL = "call"  # 来电
    MAIL = "mail"  # 来信、邮件
    VISIT = "visit"  # 来访


WAYS = {
    Channel.CALL: ("来电", "电话"),
    Channel.MAIL: ("来信", "邮件", "电子邮件", "信件", "短信", "网络"),
    Channel.VISIT: ("来访", "走访", "上门"),
}
HIDDEN = "（略）"
SPEAKER = re.compile(
    r"(?:反映人|来电人|来信人|来访人|投诉人|举报人|联系人|姓名|实名|住址|地址|联系方式|联系电话|电话|手机号?码?|身份证号?码?)"
    r"\s*(?:是|为|：|:)\s*[^，,。；;、\s（）()]+"
)
CALLED = re.compile(
    r"[\u4e00-\u9fff]{1,3}(?:先生|女士|大爷|大妈|大姐|大哥|阿姨|师傅|老师|某)"
    rf"(?=[（(]?(?:{HIDDEN}|\s)*[）)]?(?:[打来]?(?:了|个)?(?:来电|来信|电话|信|邮件))?(?:来|打来)?(?:实名|专门|多次)?(?:反映|来电|投诉|举报|称|说|[，,：:]))"
)
TOLD = re.compile(
    rf"(?P<before>^|[，,。；;、：:\s（(]|村民|居民|群众|业主|农户|住户|市民|商户)(?!{NO_NAME}|夏[天季]|方[案面])"
    rf"(?:{SURNAME}|欧阳|司马|上官|诸葛|慕容|令狐|皇甫|司徒)[\u4e00-\u9fff]{{1,2}}"
    rf"(?:(?:[和与及同跟、]|以及)(?!{NO_NAME})[\u4e00-\u9fff]{{2,8}}?)*"  # 和她丈夫某某
    rf"(?=(?:[（(][^（）()]*(?:[（(][^（）()]*[）)])?[^（）()]*[）)])?(?:今天|昨天|再次|多次|实名)?"
    rf"(?:反映|来电|来信|来访|投诉|举报|致电|打来|打电话|写信|上门))"
)
NAMED = re.compile(
    rf"(?P<before>(?:我|名字?|他|她|自称|称呼|姓名)叫做?|本人(?:是|叫)?|我(?:是|姓)|自称(?:是|姓)?)(?!{NO_NAME})"
    rf"(?:{SURNAME}|欧阳|司马|上官|诸葛|慕容|令狐|皇甫|司徒)[\u4e00-\u9fff]{{0,2}}(?=$|[，,。；;、：:（(\s]|的|家?住|反映|来电|说|电话)"
)  # 我叫某某, 本人某某某
LIVES = re.compile(
    r"(?P<before>(?:^|[，,。；;、：:（(\s]|我|其|他|她|本人|村民|居民|业主|略）))(?:家?住在?|家在|居住在)[^，,。；;]{2,24}?"
    r"(?:\d|[一二三四五六七八九十])+(?:号(?:楼|院)?|栋|幢|单元|室|组|社|队|户|楼)(?:(?:\d|[一二三四五六七八九十])+(?:号楼?|栋|幢|单元|室|组|社|队|户|楼))*"
)  # 家住北岸路88号3单元
HANDLE = re.compile(r"(?:微信|[Qq]{2}|[Vv]信)(?:名|昵称|号码?)?\s*(?:是|为|：|:)?\s*[A-Za-z0-9][\w-]{3,}", re.ASCII)
FAMILIAR = re.compile(
    rf"(?P<before>村民|居民|群众|业主|农户|住户|市民|商户)(?!{NO_NAME})(?:[老小阿](?:{SURNAME})|(?:{SURNAME})[\u4e00-\u9fff]{{1,2}}?)"
    r"(?=(?:今天|昨天|再次|多次|实名)?(?:说|称|讲|告诉|反映|来电|来信|来访|投诉|举报|打电话))"
)  # 村民老王说
GIVEN = (
    rf"(?!{NO_NAME}|夏[天季]|方[案面表法式]|党[组委]|马路|石[料材]|江[河水面]|万[户人元家])(?:{SURNAME}|欧阳|司马|上官|诸葛|慕容|令狐|皇甫|司徒)"
    r"(?:(?:(?![区县厂村镇乡局站所院校路街河湖山司组社店场库渠])[\u4e00-\u9fff]){1,2}?|(?:先生|女士|师傅|大爷|大妈|大姐|大哥|阿姨|老师))"
)
OF_THEM = r"(?:村民|居民|群众|业主|农户|住户|市民|商户|[反来投举信当][映电信访诉报事]人)?"
REACHED = re.compile(
    rf"(?P<before>(?:[与和跟向给对找]|联系|回访|走访|告知|答复|回复|通知|约见|慰问|见到|约谈|回电)(?:了|到|过)?{OF_THEM}){GIVEN}"
    rf"(?:一?家)?(?:(?:[、和与及]|以及)[他她]?[\u4e00-\u9fff]{{0,2}}?{GIVEN}(?:一?家)?)*"
    r"(?=$|[，,。；;、：:（(\s\d]|联系|沟通|取得|解释|说明|答复|回复|反馈|道歉|核实|见面|当面|面谈|交谈|本人|表示|并|作了|等|反映)"
)  # 与某某某联系
CONTENT = re.compile(
    rf"(?P<before>^|[，,。；;、：:（(\s]|{OF_THEM}){GIVEN}"
    r"(?=(?:本人|当场|对此|对(?:处理|答复|办理|结果)[\u4e00-\u9fff]{0,4})?(?:很|也|都)?(?:表示|认可|满意|签字|同意|不满意|没有意见|无异议))"
)  # 某某某表示满意
NUMBERS = re.compile(r"(?<!\d)\d[\d\- ]{6,}[\dXx](?![\d年月])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)

PATTERNS = (LIVES, SPEAKER, MAIL, HANDLE, NUMBERS, CALLED, NAMED, FAMILIAR, TOLD)
REPLIED = (*PATTERNS, REACHED, CONTENT)  # likewise, in what is answered  # what stands `before` is left


def channel_of(word: str) -> Channel | None:
    """The way that a word means, None where it means none."""
    return next((channel for channel, words in WAYS.items() if word in words), None)


def without_speaker(words: str) -> str:
    """The words without whoever said them: names that are given as such, numbers, addresses of mail."""
    return _hidden(words, PATTERNS)


def without_reached(words: str, staff: Collection[str]) -> str:
    """An answer to the public without whoever it was given to; those of the staff are named."""
    return _hidden(words, REPLIED, staff)


def _hidden(words: str, patterns: Collection[re.Pattern[str]], staff: Collection[str] = ()) -> str:
    def hidden(found: re.Match[str]) -> str:
        before = found.groupdict().get("before", "")
        return found[0] if found[0][len(before) :].startswith(tuple(staff)) else f"{before}{HIDDEN}"

    for pattern in patterns:
        words = pattern.sub(hidden, words)
    words = re.sub(
        rf"[（(]\s*{HIDDEN}\s*[）)]", HIDDEN, words
    )  # （电话）: a bracket of its own is one of them too many
    return re.sub(rf"(?:{HIDDEN}\s*)+(?={HIDDEN})", "", words).strip()
