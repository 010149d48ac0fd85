"""Whether a reply says that everything is done. Here doubt always wins: a false "done" must never happen."""

import re

LONGEST = 40  # characters of a clause that only claims completion

_THING = (
    r"(?:整改|巡察|反馈|巡视)?(?:措施|任务|问题|事项|事情|事儿?|活儿?|工作|整改|项目)(?:整改|工作|任务|措施)?(?:问题)?"
)
_COUNTER = r"(?:条|项|个|件|批|块|类)"
_SUBJECT = (
    rf"(?:这边|[我俺咱](?:们)?(?:这边|这里|科室?|股室?|局|单位|办|部门|中心)?(?:负责|牵头|承担)?的?|咱们?的?|本(?:科室?|股|局|单位|办|"
    rf"部门)的?)?(?:(?:这|此|那)(?:(?:几|\d{{1,3}})?{_COUNTER})?|[该本]{_COUNTER}|[该本](?={_THING})|上述|以上|(?:\d{{1,3}}|"
    rf"[两二三四五六七八九十]{{1,3}}){_COUNTER}(?=(?:{_THING})?[^,]{{0,4}}(?:都|均|全))|全部|所有|各项|各类|"
    rf"相关|涉及|反馈)?的?(?:{_THING})?"
)
_WHEN = (
    r"(?:就?(?:上个?(?:周|星期|礼拜)[一二三四五六日天]?|昨[天晚日]|前天|前几天|刚才|刚刚|上个?月|早就)(?:上午|"
    r"下午|晚上|就|我们)?)?"
)
_WHEN_OPEN = (
    r"(?:今[天早日晚]|早上|上午|下午|本周|这周|本月|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号]|周[一二三四五六日]|"
    r"[\d./-]{3,10})(?:上午|下午|晚上|我们)?"
)
_ALREADY = r"(?:已经|已|业已|现已|早已|早就)"
_BY_DAY = (
    r"(?:已经?|业已|早已)[于在](?:上上?个?(?:周|星期|礼拜)[一二三四五六日天]?|[昨前今][天日]|上个?月|"
    r"[\d一二三四五六七八九十年月日号./-]{2,11})(?:底|初|[上中下]旬)?(?:以前|之前|前)?"
)
_SURE = rf"(?:{_BY_DAY}|已经|已|业已|现已|早已|早就|均|都|全部|全面|全|悉数)"
_MANNER = (
    r"(?:老早就?|早早就?|早(?=[整弄做办搞改干修拆交]完)|现在?|目前|终于|总算|刚|提前|超额|圆满|顺利|彻底|百分之?百|100%|也|确实|"
    r"真的|一次性|全面|先后|\d{1,3}天内)"
)
_IN_TIME = r"(?:按期|按时|如期|及时|准时|按要求|保质保量|高质量)"
_STRONG = (
    r"(?:完成|办结|办完|办好|办妥|完工|竣工|整改完毕|整改完成|整改到位|整改完|整改好|改完|改好|改到位|[弄做整搞干](?:完|好|毕|妥当?)|"
    r"[弄做整搞干办收拾](?:利索|利落)|搞定|搞掂|完结|报结|结案|完事|办理完毕|办理完成|处理完毕|处理完|"
    r"处理好|解决完|落实完毕|落实到位|落实完|销号|收工|完毕|齐活|清零|整治到位|整治完成|完成整改|完成任务|"
    r"验收通过|验收合格|通过验收|通过了验收|闭环|建成(?:并)?(?:投用|投入使用|运行|通车)|投入使用)"
)
_WEAK = r"(?:整改|解决|落实|结束|到位|改|处理|弄妥|妥|好|办理)"
_OBJECT = (
    r"(?:了?(?:全部|所有|各项)?(?:整改|任务|工作|该?(?:项|条)?(?:整改)?(?:任务|措施|工作|事项)|整改工作|整改任务|全部整改|全部任务|"
    r"销号|验收|这项|这条|这个))?"
)
_ENDING = r"(?:了|啦|咯|哦|咧|勒|喽|嘞|噻|哩|哟|哈|呀|啊|哒|的|!|~|。|领导|主任|书记|局长)*"
_STANDING = (
    r"(?:(?:并|且|,|后续|今后|以后|同时|将|会|要|继续)*(?:长期|持续|继续|常态|一直|始终)(?:坚持|推进|保持|"
    r"巩固|抓好|整改|落实|开展|化|抓|管理|关注|跟进|深化|用力|长效|下去|推动)*)?"
)
_AND_SENT = (
    r"(?:归档|(?:并|且|,)(?:已|已经)?(?:上报|报送|报告|提交|公示|归档|建档|销号|反馈|存档|报备|备案|上传|发你|"
    r"通过验收|验收合格|申请销号|录入系统)(?:了|材料|佐证材料|系统|整改办)*|(?:都|也|已|已经)*[报交传送递]上去了)?"
)
_PLEASE = (
    r"(?:,?(?:请|可以|申请|报请)(?:您|领导|整改办|贵办|予以|组织|安排|尽快|来)*"
    r"(?:验收|核验|审核|销号|审定|检查|核|审)(?:一下)?(?:了|吧)?)?"
)
_CLAIM = re.compile(
    rf"{_SUBJECT}{_WHEN}(?:{_SURE}|{_MANNER})*+{_STRONG}{_OBJECT}{_ENDING}{_STANDING}{_AND_SENT}{_ENDING}{_PLEASE}"
)
_SURE_CLAIM = re.compile(
    rf"{_SUBJECT}{_WHEN}(?:{_MANNER})*{_SURE}(?:{_SURE}|{_MANNER}|{_IN_TIME})*+(?:{_WEAK}|"
    rf"{_STRONG}){_OBJECT}{_ENDING}{_STANDING}{_AND_SENT}{_ENDING}{_PLEASE}"
)
_OPEN_CLAIM = re.compile(
    rf"{_SUBJECT}{_WHEN_OPEN}(?:{_MANNER})*(?:{_ALREADY}(?:{_SURE}|{_MANNER})*+{_STRONG}{_OBJECT}{_ENDING}|"
    rf"(?:{_SURE}|{_MANNER})*+{_STRONG}{_OBJECT}了{_ENDING})"
)
_ON_DAY = re.compile(rf"{_SUBJECT}{_WHEN_OPEN}(?:{_SURE}|{_MANNER})*+{_STRONG}{_OBJECT}{_ENDING}")
_SOLVED = re.compile(rf"{_SUBJECT}{_WHEN}(?:{_SURE}|{_MANNER})*+解决了{_ENDING}")
_IN_TIME_CLAIM = re.compile(rf"{_SUBJECT}(?:{_MANNER})*{_IN_TIME}{_STRONG}{_OBJECT}了{_ENDING}")
_CLOSING = re.compile(
    rf"{_SUBJECT}(?:现|特|可以|现在|已|已经|,|请|我|我们|提交)*(?:申请|提请|报请|请予以?|请|请求|可以|可|办理)(?:销号|"
    r"验收销号|对账销号|核销|核验销号)(?:了|吧|啦|谢谢|申请|一下)*"
)
_WHOLE = re.compile(
    r"(?:(?:进度|完成|进展|完成率|完成度|整改率|达|已|已经|到|了|为|是|:|都)*(?:100 ?%|百分之?百)(?:完成|整改|"
    r"办结|到位|落实)?|(?:已|全|全部|都)?百分之?百)(?:了|啦)*"
)
_TERSE = re.compile(
    r"(?:现|可以)?报(?:完成|办结|销号)了?|(?:完成|办结|搞定|完工|竣工|已完|已结|已办|齐活|收工|妥了|搞掂|done|Done|DONE|完毕|妥妥的)(?:了|啦|!|~)*"
)
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_PAST_TIME = (  # 早在四月份就, 端午那会儿就, 头两天才刚; what lies ahead, 马上就 and 月底就, is none
    rf"(?:早在|早|是|在)?(?:[去前今]年|\d{{4}}年)?(?:[去前]年|年初|年?底(?<=[去前]年年底)|年?底(?<=[去前]年底)|上半年|"
    rf"{_N}月(?:份|初|[上中下]旬|{_N}[日号])*|\d{{1,2}}月底|上个?(?:季度|月)底?|上上?个?(?:周|星期|礼拜)[一二三四五六日天]?|"
    rf"[头前](?:[一两几些]|两三)天|前阵子|前段时间|昨[天儿晚]|前天|(?:元旦|春节|清明|五一|端午|中秋|国庆)节?[后前]?|{_N}[日号]|"
    r"(?:\d{1,2}|[两三几])天(?:之|以)?前)(?:的?时候|那会儿|那天|期间|个)?(?:上午|下午|晚上)?(?:我们?|这边)?"
    r"(?:早就|就|才刚?|刚刚?|已经?)(?:已经?|都|全)*"
)
_DATED = rf"{_SUBJECT}{_PAST_TIME}(?:{_SURE}|{_MANNER})*+{_STRONG}{_OBJECT}过?了?{_ENDING}事?{_ENDING}"
_FINDING_DONE = (
    rf"(?:第{_N}个问题|问题{_N})的?(?:{_THING})?(?:{_SURE})*(?:全部?|都|均|整体)(?:{_SURE})*{_STRONG}{_ENDING}"
)
_EVERY_ONE = (
    rf"{_SUBJECT}{_WHEN}(?:{_SURE})*(?:全部?|都)(?:{_SURE})*[拆清修换补退收改装种搬建铺缴还疏归]"
    rf"(?:完|好|掉|齐|走|通|回来)了{_ENDING}"
)
_BY_WHOM = re.compile(
    r"^(?:一起|一并|合并|统一)?(?:汇?报|回复|进展|进度|情况|说明)(?:一下|如下)?:|"
    r"^经过?[^,\d]{1,10}?(?:研究|努力|协调|处理|督促|调处|沟通|协商|同意|批准|整治|奋战|自查)后?"
    r"(?:,|(?=已|现|都|全|目前))"
)
_PART = re.compile(
    rf"{_DATED}|{_FINDING_DONE}|{_EVERY_ONE}|(?:已经?|早就?|都)报(?:完成|办结|销号)了?|(?:整改|任务|工作|项目|施工)?(?:已经|已|都|全部)*结束了{_ENDING}|(?:\d{{1,4}}|[两二三四五六七八九十]{{1,4}})(?:个|条|项|件|批|块|处|家|户|座|台|套|名|人|所|段|间)[^,\d]{{0,8}}?(?:已经|已)?"
    rf"(?:全部|都|均|全)(?:已经|已)?{_STRONG}{_ENDING}|"
    rf"(?:已经|已|都|均|全部)*(?:处置|清理|拆除|修复|治理|清退|追缴|化解|清运|更换|安装|修缮|销毁|归还|退还|补缴)(?:完毕|到位|完成|完了|好了){_ENDING}"
)


def claims_part(clause: str) -> bool:
    """True where all of a number of things are done, which may be the whole: 5个点位全部完成."""
    return len(clause) <= LONGEST and bool(_PART.fullmatch(clause))


def claims_on_day(clause: str) -> bool:
    """True for 11月18日全部完成: behind us where something is told beside it, ahead where not."""
    return len(clause) <= LONGEST and bool(_ON_DAY.fullmatch(clause))


def claims_done(clause: str) -> bool:
    """True where a clause says nothing but that the whole is done."""
    if len(clause) > LONGEST:
        return False
    clause = _BY_WHOM.sub("", clause)
    return any(
        p.fullmatch(clause)
        for p in (_CLAIM, _SURE_CLAIM, _OPEN_CLAIM, _SOLVED, _IN_TIME_CLAIM, _CLOSING, _WHOLE, _TERSE)
    )
