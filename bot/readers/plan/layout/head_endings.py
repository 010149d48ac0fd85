"""Heads of a list that end in a plain word of theirs (…问题, …措施, …时限), after all that is known by its whole name.

They count in the head of a table only: in running text such words begin or end any sentence.
"""

import re

from bot.readers.plan.layout.headings import BODY, WHO, Field, bare

ENDINGS: tuple[tuple[str, Field], ...] = (
    (
        (
            r"(?!.*(涉及|责任|整改完成|是否|来源|类)).{1,8}(问题|隐患|短板|不足|缺陷)|短板|不足(之处)?"
            r"|(存在)?(问题|差距)(及|和|与|、)?(表现|不足)|案由|差距不足"
        ),
        Field.FINDING,
    ),
    (r".{1,8}(措施|举措|对策)", Field.MEASURE),
    (
        (
            r"(延长|顺延|推迟|延后|展期)(至|到)|延期完成(时间|时限|日期)|第[一二三四]次(延期|展期)(至|到|时间|时限|日期)?"
            r"|(第[二三四]次|二次|调整|变更|延长|最新|现|重新(明确|确定))(的)?(整改|完成|办结)?(时限|期限|时间)"
        ),
        Field.EXTENDED,
    ),
    (
        r"(?!.*(答复|回复|反馈|检查|督导|报送|公示)).{0,8}(时限|期限)|到期(日|时间|日期)?|(计划|拟|预计)销号(时间|日期)",
        Field.DEADLINE,
    ),
    (rf"(办理|实施|执行|属地){BODY}|属地|责任(乡镇|镇街|街道|村|社区|企业)", Field.DEPARTMENT),
    (rf"(办理|跟踪|执行|主办|整改|实施|盯办|督办落实){WHO}", Field.OWNER),
    (
        r"(?!.*(督导|督查|监督|检查|交办|批示|签批|批转|阅示|下达|接访|来访|上级|审批|审核|审定)).{1,6}领导(姓名|及职务|责任人)?",
        Field.LEADER,
    ),
    (r"(完成|办理|办结|落实|整改)(率|比例|结果)|(阶段性?)?(成效|成果)|办理结果", Field.STATUS),
    (r"(分解|批示|指标|落实|交办|督办)(任务|事项)|工作项目", Field.TASK),
)
COMPILED = tuple((re.compile(rule), field) for rule, field in ENDINGS)


def by_ending(head: str) -> Field | None:
    """What the head is about by the word that it ends in, None where that says nothing."""
    name = bare(head).lower()
    return next((field for rule, field in COMPILED if rule.fullmatch(name)), None)
