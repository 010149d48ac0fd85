"""What a heading or a label means, under any of the names that offices use."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from bot.readers.plan.layout.known import KNOWN, head_of


class Field(StrEnum):
    """What a column of a ledger, a label of a form or of running text is about."""

    NUMBER = "number"  # 序号, 编号: of what, its neighbours tell
    FINDING_NUMBER = "finding_number"
    CATEGORY = "category"
    FINDING = "finding"
    TASK_NUMBER = "task_number"
    TASK = "task"
    MEASURE_NUMBER = "measure_number"
    MEASURE = "measure"
    TYPE = "type"
    LEADER = "leader"
    RESPONSIBLE = "responsible"  # 责任人: leader or clerk, by what stands beside it
    OWNER = "owner"
    DEPARTMENT = "department"
    SUPPORT = "support"
    MIXED = "mixed"  # 责任单位及责任人
    DEADLINE = "deadline"
    EXTENDED = "extended"  # 延期后时限: counts where something stands in it
    STATUS = "status"
    IGNORED = "ignored"
    TITLE = "title"
    UNIT = "unit"
    TEAM = "team"
    FEEDBACK = "feedback"
    REPORT_BY = "report_by"
    CONCENTRATED = "concentrated"
    DRAWN_UP = "drawn_up"
    NAME = "name"
    POST = "post"
    ROLE = "role"


LEDGER_FIELDS = frozenset(
    {
        Field.FINDING_NUMBER,
        Field.FINDING,
        Field.TASK,
        Field.MEASURE_NUMBER,
        Field.MEASURE,
        Field.LEADER,
        Field.RESPONSIBLE,
        Field.OWNER,
        Field.DEPARTMENT,
        Field.SUPPORT,
        Field.MIXED,
        Field.DEADLINE,
        Field.EXTENDED,
    },
)
ROUND_FIELDS = frozenset(
    {Field.TITLE, Field.UNIT, Field.TEAM, Field.FEEDBACK, Field.REPORT_BY, Field.CONCENTRATED, Field.DRAWN_UP},
)
PEOPLE = frozenset({Field.NAME, Field.POST, Field.ROLE})

BODY = r"(?:单位|部门|科室|股室|处室|站所|机构|主体|支部|科|股|处|室)"
WHO = r"(?:人|人员|同志|者)"

# The first rule that fits the whole heading decides.
RULES: tuple[tuple[str, Field], ...] = (
    (
        r"计入|轮次|备注|最近进展|核定情况|延期情况|逾期天数|完成率|说明|备考|佐证.*|.*材料.*|整改目标|整改要求|工作目标|目标(要求)?|.*(电话|手机|联系方式|邮箱|签字|签名|签章|盖章).*",
        Field.IGNORED,
    ),
    (
        (
            r".*(实际|启动|开始|起始|更新|验收|核查).*(时间|日期)|(?!计划|拟|预计).*销号.*(时间|日期)"
            r"|(?!.*(完成|办结|整改)(时限|期限|时间|日期)).*(审查|检查|发现|登记|创建|答复|回复|提交|立项|交办|下达|下发|来文|收文|整理).*(时间|日期|时限|期限)|性别|民族|附件.*|预期.*|完成标准|验收标准|核查.*|验收.*|审核.*"
        ),
        Field.IGNORED,
    ),
    (r"(被巡[察视]|填报|整改|报送|制表|编制)?(党组织|单位)(名称|全称)?(及公章)?", Field.UNIT),
    (r"巡[察视](组|机构)(名称|全称)?|反馈(单位|机构|组)", Field.TEAM),
    (r"(巡[察视])?(意见|问题|集中)?反馈(意见|问题|会议?)?(日期|时间|日)", Field.FEEDBACK),
    (r"集中整改(期|期限|截止|时限|完成|结束)*(日期|时间|日|至|到)?", Field.CONCENTRATED),
    (
        r"(整改)?(进展)?(情况)?(报告)?(报告|报送|上报|提交)(整改)?(情况|报告|进展)*(截止|时限|期限|日期|时间)+",
        Field.REPORT_BY,
    ),
    (r"(制表|填报|填表|编制|印发|制定|报送|填写)(日期|时间)|日期", Field.DRAWN_UP),
    (r"(方案|台账|标题|计划|文件|项目)(名称|标题)|标题|整改方案|整改轮次|巡[察视]轮次", Field.TITLE),
    (r"姓名", Field.NAME),
    (r"职务|职级|职务职级|岗位|现任职务|职务岗位", Field.POST),
    (r"角色|身份|整改角色|工作角色|分工|整改职责|整改分工", Field.ROLE),
    (r"(整改|具体|工作)*(措施|举措|办法)(的)?(编号|序号|号|编码)", Field.MEASURE_NUMBER),
    (r"(整改)?任务(编号|序号|号|编码)", Field.TASK_NUMBER),
    (r"(反馈|具体|整改|存在|对应|巡察|所属)*(的)?问题(清单)?(的)?(编号|序号|号|编码|数)", Field.FINDING_NUMBER),
    (r"#|序号?|编号|项号|号|no\.?|项次|项目编号|项目序号|顺序号?|问题[(]?序[)]?|编码", Field.NUMBER),
    (
        r"(问题|反馈|整改|所属|反馈问题|问题所属|业务|工作|任务|事项|督办)*(类别|分类|方面|大类|领域|板块|维度|类型名称)|(会议|审议|研究)*议题(名称|内容)?|问题类型|问题性质|一级问题|问题归类|反馈意见方面",
        Field.CATEGORY,
    ),
    (r"(整改|措施|完成)?(类型|类别|方式|性质|阶段|分类)|措施性质", Field.TYPE),
    (
        (
            r"(年度|整改|具体|工作|重点|主要|目标|督办|交办|议定|会议|决定|改革|攻坚)*(任务|事项)(的)?(内容|清单|名称|描述|事项|概述)|(整改|具体|工作|重点|主要|目标|督办|交办|议定|决定|会议议定|年度|改革|攻坚)+(任务|事项)"
            r"|[一二三四]级(任务|事项|工作|目标|指标)|任务|(重点|年度|具体|主要)*工作(内容|任务|要点|名称)|重点工作|(督办|交办|议定|批示|决定|会议|决议)内容"
        ),
        Field.TASK,
    ),
    (r".*(措施|举措|办法).*(落实|完成|进展|推进)(情况|进展)", Field.STATUS),
    (
        r".{0,4}(措施|举措|办法|内容|任务)(及|和|与|、|/)(完成|整改|办理|办结)?(时限|期限|时间|时间节点|时限要求)(要求)?",
        Field.MEASURE,
    ),
    (
        (
            r"(?!(主要|经验|工作)*做法$)(拟|已)?(采取)?(的)?(整改|具体|工作|落实|主要|推进|下一步|拟采取|细化|对应|解决|对策|改进|应对)*(的)?(措施|举措|办法|做法)"
            r"(内容|清单|名称|描述|要求|及要求|及内容|明细|和要求)?|整改内容|(整改)?(工作)?安排|整改要点"
        ),
        Field.MEASURE,
    ),
    (
        (
            r"(中央|省委?|市委?|县委?|环保|生态|巡[察视]|专项|组|督[察查导]|审计|检查|监督|监管|纪检|民主|自查|调研|隐患|安全|不符合项?|现场|对应|所属|关联|涉及|相关)*(查出|反馈|存在|具体|主要|突出|发现|整改|指出|查摆|表现|移交|点|需|的)*(的)?(具体|主要|突出)?(问题|(?<!整改)意见)"
            r"(的)?(具体)?(表现|清单|描述|内容|事项|情况|摘要|表述|点|名称|概述|简述|概要)?|具体表现|主要表现|表现形式|反馈内容|反馈事项|反馈意见(内容)?"
        ),
        Field.FINDING,
    ),
    (
        r"(.*(督察|审计|检查|巡[察视]|监督|发现|查出|存在|反馈|暴露|重点|群众).*(问题|隐患)|隐患|(安全|事故|风险)隐患|审议意见|不符合项|问题隐患|隐患问题|(隐患|不符合项|缺陷|审议意见)(内容|描述|事实|情况|名称|表述))(描述|表现|简述|概述|内容|摘要|名称|表述)?",
        Field.FINDING,
    ),
    (r".*(责任|牵头|承办)(科室|部门|单位)(的)?(经办|承办|联络|具体责任)(人|员)", Field.OWNER),
    (rf".*{BODY}(及|和|与|/|、|,|[(])?(责任|具体|经办|承办|联系|负责|直接)?(人|人员|领导).*", Field.MIXED),
    (rf".*(责任|经办|承办|负责)(人|人员)(及|和|与|/|、|,)?(责任|所在|牵头|承办)?{BODY}", Field.MIXED),
    (rf".*领导(及|和|与|/|、|,)(责任|牵头|承办)?{BODY}|责任分工|责任落实", Field.MIXED),
    (rf".*(配合|协办|协助|参与|协同|会办|共同)(责任)?{BODY}?.*", Field.SUPPORT),
    (
        r"(局|班子|党组|县|市|委)?.*(责任|分管|牵头|包案|包保|主管|挂点|挂联|联系|包抓|主抓|主要|督办|局|带队|党组|班子|挂牌|挂帅).*(领导|班子成员)(人|同志|姓名)?",
        Field.LEADER,
    ),
    (
        r"领导|牵头人|包案人|领办人|领办领导|牵头负责人|(责任)?(党组|班子|党委)成员|分管负责人|责任局长|分管(副)?局长",
        Field.LEADER,
    ),
    (
        rf"(经办|承办|联络|具体责任|直接责任|具体负责|具体经办|具体承办|直接承办|落实|工作责任|具体落实|工作联系|联系|工作){WHO}(姓名)?|联络员|责任干部|(具体|直接)?(经办|承办)|经办干部|具体工作人员|联系员",
        Field.OWNER,
    ),
    (rf"(整改|主要|第一|牵头|落实)*(责任|负责){WHO}(姓名)?|责任者", Field.RESPONSIBLE),
    (
        rf".*(责任|牵头|承办|主办|主责|整改|落实|归口|主管|经办|负责){BODY}.*|责任主体|责任党(支部|总支|委|组织)|{BODY}(名称)?|(所在|所属|归属){BODY}|科室部门|主办|承办",
        Field.DEPARTMENT,
    ),
    (
        r".*(延期|延长|调整|变更|展期|顺延|重新确定|批准延期)(后|至|到|之后)(的)?(整改|完成|办结|新)*(的)?(时限|期限|时间|日期|截止时间|截止日期)|(批准|申请|同意|首次|再次|又|第?[一二三四两\d]次)*(延期|展期|顺延|延长)(后)?(的)?(整改|完成|办结)?(至|到|时限|期限|日期|时间)|新(的)?(整改|完成|办结)*(时限|期限)|现(定|行|在)?(的)?(整改|完成|办结)*(时限|期限)",
        Field.EXTENDED,
    ),
    (
        (
            r"(原|原定|原计划|最初|问题|事项|本项|计划|拟|预计|要求|整改|任务|措施|规定|承诺|应|拟定|目标|工作|最终)*(的)?(完成|办结|整改|销号|截止|到位|办理|落实)*(的)?"
            r"(时限|期限|时间|节点|日期|时间节点|时限要求|时间要求|时间期限|时间安排|截止日期|截止时间|进度要求|完成期限)|时限|期限|截止|完成时限.*|整改时限.*|办结时限.*|时间表|限期|时间进度|限办时间|(整改)?进度安排|限时"
        ),
        Field.DEADLINE,
    ),
    (
        (
            r"(本周|本月|上周|上月|本季度|近期|阶段性|整改|当前|目前|完成|办理|落实|措施|工作|销号|问题|任务|最新|推进)*(的)?(状态|进展|进度|情况)|是否已?(完成|销号|办结|整改到位)|"
            r".*(进展|完成|落实|整改|办理|销号|推进|办结)(情况|状态|进度|进展|成效)(说明|描述)?|整改成效|整改结果|完成与否|状态"
        ),
        Field.STATUS,
    ),
)
COMPILED = tuple((re.compile(rule), field) for rule, field in RULES)
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|<[^<>]*>")
LONGEST = 16
TOTAL = re.compile(
    r"^\s*(合\s*计|总\s*计|小\s*计|共\s*计|注\s*[:：1一、]|注释|备注\s*[:：]|说明\s*[:：]|填[表写](说明|人)|填报(人|说明)|制表人?\s*[:：]"
    r"|审核人?\s*[:：]|审签|单位负责人\s*[:：]|联系(人|电话)\s*[:：]|主要负责人(签字)?\s*[:：]|\*)",
)  # rows below a table that are no measure


def bare(text: str) -> str:
    """A heading without spaces, brackets, colon and decoration, in half-width signs."""
    folded = unicodedata.normalize("NFKC", text)
    if len(folded) > LONGEST * 3:
        return folded
    folded = re.sub(r"[\s*★☆_●◆]+", "", folded).rstrip(":")
    without = BRACKETS.sub("", folded)
    return without or folded


def breadth(name: str) -> float:
    """How long a heading is in Chinese characters: two Latin letters are as long as one."""
    return sum(0.5 if sign.isascii() else 1 for sign in name)


FIGURE = re.compile(r"[(（]?([0-9]{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?$")


def label(text: str) -> tuple[Field | None, str]:
    """What a label names and the number behind it: 整改措施一 → (MEASURE, 一), 问题（3） → (FINDING, 3)."""
    kind = classify(text)
    found = FIGURE.search(text.strip().rstrip("：:").strip())
    if not found:
        return kind, ""
    stem = text.strip()[: found.start()]
    numbered = classify(stem) if stem else None
    return (numbered, found[1]) if numbered in NUMBERED else (kind, "")


NUMBERED = frozenset({Field.FINDING, Field.MEASURE, Field.TASK})


def classify(text: str) -> Field | None:
    """What the heading names, as an office has said or as it is known, None where it is not a heading that we know."""
    explained = KNOWN.get().heads.get(head_of(text))
    return Field(explained) if explained else _known(text)


WITH_A_PHONE = re.compile(
    r"(及|和|与|/|、|,)(联系)?(电话|手机|号码|联系方式|签字|签名)+$"
)  # 责任人及联系电话: of people
CURRENT = re.compile(r"^(现|现任|调整后|变更后)(的)?(?=.+(人|人员|领导|单位|部门|科室)$)")  # 现责任人 beside 原责任人
STANDS = re.compile("(?:ab|[a-d甲乙主副])[岗角](?!位)")  # 责任人A岗, B岗
MENDING = re.compile("整治|治理|改正|纠正|纠治|处置")  # by whatever name an office calls it
SUPPORTING = re.compile(r"[(（](配合|协办|协助|参与)")


@lru_cache(maxsize=4096)
def _known(text: str) -> Field | None:
    name = bare(text).lower()
    if not name or breadth(name) > LONGEST or ":" in name:
        return None
    if name.isascii():
        from bot.readers.plan.layout.english_heads import in_english

        if english := in_english(name):
            return english
    if STANDS.search(name):
        name = STANDS.sub("", name) or "经办人"  # who only stands in is told apart by the head itself
    name = MENDING.sub("整改", CURRENT.sub("", WITH_A_PHONE.sub("", name) or name))
    for rule, field in COMPILED:
        if rule.fullmatch(name):
            return Field.SUPPORT if field is Field.DEPARTMENT and SUPPORTING.search(text) else field
    return None
