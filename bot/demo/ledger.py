"""Writes the demo's workbook, an invented environment bureau: run `python -m bot.demo.ledger` after a change."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DEMO_LEDGER = Path(__file__).with_name("整改台账.xlsx")
HEADS = (
    "问题编号",
    "问题类别",
    "反馈问题",
    "措施编号",
    "整改措施",
    "整改类型",
    "责任领导",
    "牵头科室",
    "配合单位",
    "经办人",
    "完成时限",
)
WIDTHS = (9, 18, 30, 9, 52, 11, 11, 16, 20, 11, 14)
AT_ONCE, STANDING = "立行立改", "长期坚持"
BASICS = (
    ("单位", "中共云溪市生态环境局柳河分局党组"),
    ("巡察组", "市局党组第三巡察组"),
    ("反馈日期", dt.date(2025, 3, 18)),
    ("集中整改截止", dt.date(2025, 9, 17)),
)
PEOPLE = (
    ("陆景澄", "党组书记、局长", "局领导", "党组书记"),
    ("沈知行", "党组成员、副局长", "局领导", "责任领导"),
    ("秦望舒", "党组成员、副局长", "局领导", "责任领导"),
    ("何清溪", "办公室主任、整改办主任", "办公室", "整改办"),
    ("梁思远", "股长", "大气环境股", "经办人"),
    ("孟晓川", "大队长", "执法大队", "经办人"),
    ("罗雨桐", "股长", "水环境股", "经办人"),
    ("曹砚青", "股长", "土壤环境股", "经办人"),
    ("贺知微", "副主任", "攻坚办", "经办人"),
    ("邱明朗", "股长", "法规股", "经办人"),
    ("唐若溪", "股长", "审批股", "经办人"),
    ("魏长风", "股长", "人事股", "经办人"),
    ("薛映雪", "股长", "信访股", "经办人"),
)
AWARENESS, BATTLE, DISCIPLINE, ORGANISATION, ASSIGNED = (
    "思想政治方面",
    "攻坚治污方面",
    "从严治党方面",
    "队伍建设方面",
    "交办事项方面",
)
FINDINGS: tuple[tuple[str, str, tuple[tuple[str, str, str, str, str, str, str | dt.date], ...]], ...] = (
    (
        AWARENESS,
        "抓意识形态工作的主动性不强，风险研判不够及时。",
        (
            (
                "每半年排查一次意识形态风险点，形成研判材料报党组会审议。",
                "集中整改",
                "陆景澄",
                "办公室",
                "各股室",
                "何清溪",
                dt.date(2025, 8, 29),
            ),
            (
                "出现涉环保的网络舆情当天会商，次日前向党组作书面汇报。",
                STANDING,
                "陆景澄",
                "办公室",
                "各股室",
                "何清溪",
                STANDING,
            ),
        ),
    ),
    (
        BATTLE,
        "大气、水、土壤三场保卫战都有短板没有补齐。",
        (
            (
                "联合住建部门逐个检查在建工地扬尘，不达标的当场责令整改。",
                AT_ONCE,
                "沈知行",
                "大气环境股",
                "执法大队",
                "梁思远",
                AT_ONCE,
            ),
            (
                "印发烟花爆竹禁放区域通告，重要节日组织力量上街劝导。",
                "集中整改",
                "沈知行",
                "大气环境股",
                "各乡镇（街道）",
                "梁思远",
                dt.date(2025, 4, 25),
            ),
            (
                "执法人员全员培训重污染天气分级响应，至少两期，并到重点企业指导。",
                "集中整改",
                "沈知行",
                "执法大队",
                "大气环境股",
                "孟晓川",
                dt.date(2025, 6, 20),
            ),
            (
                "跟踪北岸片区雨污分流工程，逐月通报进度直至完工。",
                "集中整改",
                "秦望舒",
                "水环境股",
                "县住建局",
                "罗雨桐",
                dt.date(2025, 12, 31),
            ),
            (
                "会同城管部门管好提升泵站，雨季不发生污水直排。",
                STANDING,
                "秦望舒",
                "水环境股",
                "县城管局",
                "罗雨桐",
                STANDING,
            ),
            (
                "委托第三方对尾矿库下游监测地表水三次、地下水两次，提交评估报告。",
                "集中整改",
                "秦望舒",
                "土壤环境股",
                "监测站",
                "曹砚青",
                dt.date(2025, 9, 12),
            ),
            (
                "完成废弃矿渣源头治理工程，风险点位逐一建档。",
                STANDING,
                "秦望舒",
                "土壤环境股",
                "县财政局",
                "曹砚青",
                dt.date(2026, 6, 30),
            ),
        ),
    ),
    (
        BATTLE,
        "年度攻坚任务推进缓慢。",
        (
            (
                "提请县政府每月调度一次攻坚任务，对落后事项逐件说明原因。",
                "集中整改",
                "陆景澄",
                "攻坚办",
                "各责任单位",
                "贺知微",
                dt.date(2025, 9, 5),
            ),
            (
                "对已完工的治理项目组织现场验收，合格一项销号一项。",
                "集中整改",
                "陆景澄",
                "攻坚办",
                "执法大队",
                "贺知微",
                dt.date(2025, 10, 17),
            ),
        ),
    ),
    (
        DISCIPLINE,
        "对干部的日常监督管理不严。",
        (
            (
                "班子成员与分管干部谈心谈话全覆盖，发现苗头及时提醒。",
                "集中整改",
                "陆景澄",
                "机关支部",
                "办公室",
                "何清溪",
                dt.date(2025, 5, 30),
            ),
            ("按季通报典型案例，常抓违规吃喝问题。", STANDING, "陆景澄", "机关支部", "各股室", "何清溪", STANDING),
        ),
    ),
    (
        DISCIPLINE,
        "行政处罚的程序和裁量不规范。",
        (
            (
                "执法大队集中学习行为规范和裁量基准，并组织闭卷测试。",
                AT_ONCE,
                "沈知行",
                "执法大队",
                "法规股",
                "孟晓川",
                AT_ONCE,
            ),
            (
                "处罚告知书写明裁量计算过程，抽查近两年案卷并逐卷整改。",
                "集中整改",
                "沈知行",
                "法规股",
                "执法大队",
                "邱明朗",
                dt.date(2025, 7, 31),
            ),
        ),
    ),
    (
        DISCIPLINE,
        "排污许可证的核发质量不高。",
        (
            (
                "督促八家企业补正排污许可证中的错漏。",
                "集中整改",
                "沈知行",
                "审批股",
                "执法大队",
                "唐若溪",
                dt.date(2025, 6, 30),
            ),
            (
                "邀请省级专家复核全部已发许可证，列出清单逐证整改。",
                "集中整改",
                "沈知行",
                "审批股",
                "监测站",
                "唐若溪",
                dt.date(2025, 9, 10),
            ),
        ),
    ),
    (
        ORGANISATION,
        "执法力量和装备跟不上任务需要。",
        (
            (
                "按编制文件核定执法大队人员，新进人员优先补充一线。",
                "集中整改",
                "陆景澄",
                "人事股",
                "执法大队",
                "魏长风",
                dt.date(2025, 7, 15),
            ),
            (
                "分两批添置快速检测和取证设备。",
                "集中整改",
                "沈知行",
                "执法大队",
                "财务股",
                "孟晓川",
                dt.date(2025, 12, 19),
            ),
        ),
    ),
    (
        ORGANISATION,
        "机关与下属机构人员混岗。",
        (
            (
                "出台局、队、站一体运行办法，逐人明确岗位和交叉任职。",
                "集中整改",
                "陆景澄",
                "人事股",
                "执法大队、监测站",
                "魏长风",
                dt.date(2025, 6, 13),
            ),
        ),
    ),
    (
        ASSIGNED,
        "上级督察交办的问题办结不彻底。",
        (
            (
                "对已销号的黑臭水体每月采样一次，防止返黑返臭。",
                AT_ONCE,
                "秦望舒",
                "水环境股",
                "监测站",
                "罗雨桐",
                AT_ONCE,
            ),
            (
                "建立督察信访件责任清单，包案到人、限时办结。",
                "集中整改",
                "陆景澄",
                "信访股",
                "各乡镇",
                "薛映雪",
                dt.date(2025, 8, 15),
            ),
            (
                "完成放射性废渣的清运和污染土壤处置，申报销号。",
                "集中整改",
                "秦望舒",
                "土壤环境股",
                "县政府有关部门",
                "曹砚青",
                dt.date(2025, 12, 26),
            ),
        ),
    ),
)


def write_ledger(path: Path = DEMO_LEDGER) -> Path:
    """Write the workbook as an office would have made it and give its path."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "整改台账"
    _head(sheet, HEADS, WIDTHS)
    for number, (category, text, measures) in enumerate(FINDINGS, 1):
        for part, (measure, kind, leader, department, support, owner, due) in enumerate(measures, 1):
            sheet.append(
                [number, category, text, f"{number}-{part}", measure, kind, leader, department, support, owner, due]
            )
    _dress(sheet)
    people = book.create_sheet("人员名单")
    _head(people, ("姓名", "职务", "科室", "角色"), (12, 26, 18, 14))
    for person in PEOPLE:
        people.append(list(person))
    basics = book.create_sheet("基本信息")
    for row in BASICS:
        basics.append(list(row))
    basics.column_dimensions["A"].width, basics.column_dimensions["B"].width = 16, 40
    for place in ("B3", "B4"):
        basics[place].number_format = "yyyy-mm-dd"
    book.save(path)
    return path


def _head(sheet: "Worksheet", heads: tuple[str, ...], widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append(list(heads))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)


def _dress(sheet: "Worksheet") -> None:
    """Wrap the words, show days as days, keep the head in view."""
    from openpyxl.styles import Alignment

    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        if not isinstance(row[-1].value, str):
            row[-1].number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "A2"


if __name__ == "__main__":
    write_ledger()
