"""The words for a day inside a reply: found, not resolved; the deadline reader resolves them when a day is needed."""

import re
import unicodedata

_C = "一二两三四五六七八九十"
_C2 = "(?:[二三廿]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
_YEAR = r"(?:(?:19|20)\d\d年?度?|\d\d年|二[〇零○]{1}[〇零○一二三四五六七八九]{2}年|今年|明年|后年|来年|本年)"
_WHOLE_YEAR = r"(?:(?:19|20)\d\d年度?|\d\d年|二[〇零○]{1}[〇零○一二三四五六七八九]{2}年|今年|明年|后年|来年|本年)"
_MONTH = r"(?:(?:本|这个?|当|下下个?|下个?|次)月份?|(?:1[0-2]|0?[1-9])月份?|(?:十[一二]?|[一二三四五六七八九])月份?)"
_DAY = (
    r"(?:(?<![\]〕)】第])\d{1,2}|三十一?|[二三廿]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
    r"(?!文|楼|院|线|机|库|井|桥|厂|令|函|地块|路|门|栋|泵)"
)
_PART = r"(?:月?[底末初]|[上中下]旬|中(?!旬))"
_CLOCK = r"(?:(?:一早|早上|上午|中午|下午|晚上|傍晚|下班|晚|早)?(?:\d{1,2}[点时](?:半|\d{1,2}分?)?)?)"
_FESTIVAL = r"(?:元旦|春节|过年|除夕|元宵|清明|五一|端午|中秋|国庆|十一|七一|八一)节?"
_SUFFIX = r"(?:之前|以前|前后|前|之后|以后|后|左右|之内|以内|内)?"
WHEN = re.compile(
    rf"(?:(?P<iso>(?:19|20)\d\d[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?)|{_YEAR}{_MONTH}(?:{_DAY}|{_PART}|"
    rf"\d{{1,2}}(?![\d%成]))?|{_YEAR}的?(?:第?[一二三四1-4]季度[末底]?|[上下]半年|年?[底末初]|年?中(?!央|心)|"
    rf"{_FESTIVAL})|{_WHOLE_YEAR}|{_MONTH}(?:{_DAY}|{_PART}|\d{{1,2}}(?![\d%成条个项]))?|(?:本|这个?|下个?)?季度?[末底]|"
    rf"(?:本|这个?|下个?)季度|第?[一二三四1-4]季度[末底]?|[上下]半年|月[底末初]|月中|[上中下]旬|年[底末初终]|年[内后前中]|"
    rf"(?:腊|正|冬)月(?:初[一二三四五六七八九十]|{_C2})|{_FESTIVAL}(?=前|后|之|以|期|假|能|完|$)|节[前后]|(?:(?:下下|下|本|这)(?:一个|个|一)?)?(?:周|星期|"
    rf"礼拜)[一二三四五六日天末1-6](?!个|条|项){_CLOCK}|(?:下下|下|本|这)(?:一个|个|一)?(?:周|星期|礼拜)|"
    rf"(?:大后天|后天|明天|今天|今日|明日){_CLOCK}|(?:今晚|今早|明早|明晚|明儿){_CLOCK}|(?<![\d.])(?:上午|下午|"
    rf"晚上|中午)(?:\d{{1,2}}[点时])?|(?:(?:(?<=[到至])|(?<=预计)|(?<=大概)|(?<=争取)|(?<=最迟))(?:1[0-2]|0?[1-9])-(?:3[01]|[12]\d|0?[1-9])(?!\d)|"
    rf"(?<![\d-])(?:1[0-2]|0?[1-9])-(?:3[01]|[12]\d|0?[1-9])(?=之?前|以前|号|日))|(?:(?:\d{{1,2}}-)?\d{{1,3}}|"
    rf"[{_C}]{{1,3}}|半)个?(?:半(?=月))?(?:工作日|星期|礼拜|小时|月|季度|[天日周年])(?=[之以]?内|后)|{_DAY}|"
    rf"(?<![\d.])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])(?![\d.%/]|万|元|公里|米|吨|亩|成|倍|亿)(?=前|"
    rf"之|以|号|日|能|完|交|左|$)|(?:(?<![^\n,;。]))(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d)(?=[\u4e00-\u9fff])"
    rf"(?!万|元|公|米|吨|亩|成|倍|亿|平|立|个|千|斤|克|度|分|点|百|方|升|岁|折|级|寸|厘|毫|吋)){_SUFFIX}"
)
LENGTH = re.compile(
    rf"(?:\d{{1,3}}|[{_C}]{{1,3}}|半)个?(?:半(?=月))?(?:工作日|星期|礼拜|小时|月|季度|[天周年]|日(?!间|托|照))半?(?:左右)?"
)
PAST = re.compile(r"上个?(?:周|星期|礼拜|月)[一二三四五六日天]?|昨[天晚日]|前天|前几天|去年|上次|刚才|早上")


_EITHER = re.compile(
    r"[\s,]*(?:[、/~—-]|或者?|或是|还是|要么|要不|再不|和|跟|与|(?:实在)?不行的?话?就?|最[迟晚好]|顶多|至多|争取|[到至])"
    r"[\s,]*[延推缓改]?[期到至在]*"
)


def also_named(text: str, one: str) -> tuple[str, ...]:
    """The days that may be meant as well as one, 5月15日或者5月20日, in the writer's own words."""
    found = day_words(unicodedata.normalize("NFKC", text))
    place = next((place for place, day in enumerate(found) if day[0] == one), -1)
    if place < 0:
        return ()
    first = last = place
    while first and _beside(found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _beside(found[last], found[last + 1]):
        last += 1
    return tuple(day[0] for day in found[first : last + 1] if day[0] != one)


def _beside(day: re.Match[str], other: re.Match[str]) -> bool:
    return _EITHER.fullmatch(day.string[day.end() : other.start()]) is not None


def day_words(text: str) -> list[re.Match[str]]:
    """Every expression of a day, in order."""
    return list(WHEN.finditer(text))
