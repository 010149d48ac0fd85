"""What a question asks for: a day, a person, how something stands, what is late, a list, or how to report."""

import re

from bot.domain.replies.reply import Asks

_TABLE = (
    (
        Asks.HOW,
        re.compile(
            r"(?:怎么|如何|怎样|咋)(?:样|个)?(?:去|来|才能)?(?:报|写|填|交|申请|上?传|提交|拍|补|绑定?|撤回?|改|查|发|弄|操作|办理|用|销号|延期|导出?|导入|下载|打印|登录?|设置?|转发|注册)|(?:走|办)(?:什么|啥|哪些)(?:程序|手续|流程)|是不是[^,]{1,12}才(?:能|可以)|要(?:传|交|报|发)(?:什么|照片|材料|附件|佐证)|佐证要(?:几|多少|什么|哪)|什么材料|什么佐证|哪些材料|什么格式|(?<!卡)(?<!停)(?<!压)在哪"
        ),
    ),
    (Asks.OVERDUE, re.compile(r"逾期|超期|过期|超时|红灯|拖着")),
    (
        Asks.DUE,
        re.compile(
            r"到期|截止|期限|时限|哪天|几号|几时|什么时候|啥时候|何时|还有几天|还剩几天|剩几天|多久|多长时间|几天"
        ),
    ),
    (Asks.LIST, re.compile(r"(?:谁|哪些人?|哪个)(?:们)?(?:都|还|的)*(?:没|未)|多少(?:条|项)?(?:还)?(?:没|未)")),
    (Asks.OWNER, re.compile(r"谁|负责人|责任人|经办|牵头|哪个(?:科室|股|部门|领导)|归哪")),
    (
        Asks.LIST,
        re.compile(
            r"哪些|哪几|几条|几项|几个|多少(?:条|项|个)|有啥|有什么|任务|待办|名下|没报|没办|清单|我的|销了|销号"
        ),
    ),
    (
        Asks.STATUS,
        re.compile(r"情况|进展|进度|怎么样|怎样|咋样|到哪|多少|状态|如何|完成了|[完好成]没|是哪条|是什么|吗"),
    ),
)
_TOPIC = re.compile(
    r"(?!看|没|无|有|莫|冇|还|暂|未|报告|汇报|上报|反馈|说明|了解|根据|按照|推进|进展)[\u4e00-\u9fff]{0,10}?(?:情况|近况)|[\u4e00-\u9fff]{2,8}(?:的|总体|整体)(?:进展|进度)|(?:第[一二三四五六七八九十\d]{1,3}个?问题|问题[一二三四五六七八九十\d]{1,3})(?:的)?(?:整改)?(?:进展|进度|情况)?|(?![^,]*(?:有|没|无|零|莫|达|符合|超|落后|滞后|赶|毫|冇|取得|加快|推|按|正常|顺利|良好|慢|快|报|抓))[\u4e00-\u9fff]{0,8}(?:进展|进度)|(?:我的|我们的|所有|全部)?(?:待办|任务清单|措施清单)(?:事项)?|"
    r"(?:本|这|下|上)?(?:周|个?月|季度)?(?:内)?(?:到期|逾期|超期)的?(?:措施|事项|任务|清单|情况)?|负责人|责任人|(?:完成)?时限|截止日期|我的(?:任务|措施|事项)"
)


def topic(clause: str) -> bool:
    """True for a clause that only names what somebody wants to see: 情况, 待办, 本周到期."""
    return bool(_TOPIC.fullmatch(clause))


_MADE_OF = re.compile(
    r"请问|想问一?下?|问一?下|离|距离?|多长时间|还有|还剩|这(?:条|项|个|事)|该项|我的?|你|您|的|是|都|有|还|要|该|了|吗|呢|啊|吧|现在|目前|到底|什么时候|啥时候|哪天|几号|几时|何时|"
    r"到期|截止|期限|时限|日期|完成|还有几天|还剩几天|剩几天|几天|多久|负责人?|责任人|经办人?|责任领导|牵头|归?谁管?|谁|情况|进展|进度|状态|怎么样|怎样|"
    r"咋样|如何|到哪一?步|到哪里?|多少|上次|上回|报|[\\s,。?!、]"
)


def nothing_else(text: str) -> bool:
    """True for a question that names nothing: 什么时候到期, 负责人是谁."""
    return not _MADE_OF.sub("", text)


def asked_in(text: str) -> Asks | None:
    """What a question asks for; None where no word tells."""
    return next((asks for asks, pattern in _TABLE if pattern.search(text)), None)
