"""The made-up round that all files of the corpus tell: an invented county's water bureau, in our own words."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

UNIT = "中共青岚县水务局党组"
TEAM = "县委第五巡察组"
TITLE = "青岚县水务局巡察反馈问题整改台账"
FEEDBACK = dt.date(2025, 2, 20)


@dataclass(frozen=True)
class M:
    """One measure of the round."""

    number: str
    text: str
    leaders: tuple[str, ...]
    departments: tuple[str, ...]
    support: tuple[str, ...]
    owners: tuple[str, ...]
    due: dt.date | str
    kind: str = "date"
    status: str = ""

    @property
    def words(self) -> str:
        """The deadline as an office writes it."""
        return self.due if isinstance(self.due, str) else f"{self.due.year}年{self.due.month}月{self.due.day}日前"


@dataclass(frozen=True)
class F:
    """One finding of the round."""

    number: str
    category: str
    text: str
    task: str
    measures: tuple[M, ...]


def d(month: int, day: int, year: int = 2025) -> dt.date:
    """A day of the round's year."""
    return dt.date(year, month, day)


ROUND: tuple[F, ...] = (
    F(
        "1",
        "理论武装方面",
        "理论学习零敲碎打，联系治水实际不够。",
        "建立健全学习制度",
        (
            M(
                "1-1",
                "每月安排一次专题学习，由班子成员轮流领学。",
                ("方敬之",),
                ("办公室",),
                ("各股室",),
                ("苏晴",),
                "长期坚持",
                "ongoing",
            ),
            M("1-2", "修订学习考勤办法，缺课人员限期补学。", ("方敬之",), ("办公室",), (), ("苏晴",), d(4, 30)),
        ),
    ),
    F(
        "2",
        "工程建设方面",
        "小型水库除险加固进度偏慢。",
        "加快推进除险加固",
        (
            M(
                "2-1",
                "对六座病险水库逐座倒排工期，按旬通报。",
                ("顾长河",),
                ("建设股",),
                ("质监站",),
                ("倪川",),
                "立行立改",
                "immediate",
            ),
            M(
                "2-2",
                "督促施工单位增加班组，汛前完成坝体防渗。",
                ("顾长河",),
                ("建设股",),
                ("质监站", "县财政局"),
                ("倪川",),
                d(5, 31),
            ),
            M(
                "2-3",
                "完成竣工验收并移交乡镇管护。",
                ("顾长河",),
                ("建设股", "质监站"),
                ("各乡镇",),
                ("倪川", "范小满"),
                d(11, 28),
            ),
        ),
    ),
    F(
        "3",
        "工程建设方面",
        "河道采砂监管有空档。",
        "堵塞监管漏洞",
        (
            M(
                "3-1",
                "开展河道采砂拉网排查，建立问题清单。",
                ("殷文渊",),
                ("河湖股",),
                ("水政大队",),
                ("谷雨",),
                d(6, 30),
            ),
            M(
                "3-2",
                "在重点河段安装视频监控，实行夜间值守。",
                ("殷文渊",),
                ("水政大队",),
                ("河湖股",),
                ("席望",),
                d(9, 30),
            ),
        ),
    ),
    F(
        "4",
        "内部管理方面",
        "财务报销审核把关不严。",
        "规范财务审批流程",
        (
            M(
                "4-1",
                "清理近三年差旅报销凭证，违规费用全部清退。",
                ("殷文渊",),
                ("财务股",),
                ("机关纪委",),
                ("陶然",),
                d(7, 15),
            ),
            M("4-2", "制定报销审批细则，组织全员培训。", ("殷文渊",), ("财务股",), (), ("陶然",), d(12, 31)),
        ),
    ),
)
MEASURES: tuple[M, ...] = tuple(measure for finding in ROUND for measure in finding.measures)


def rewritten(**changes: Any) -> tuple[F, ...]:
    """The round with the same change made to all of its measures."""
    return tuple(replace(f, measures=tuple(replace(m, **changes) for m in f.measures)) for f in ROUND)


def with_measures(changes: dict[str, dict[str, Any]], findings: tuple[F, ...] = ROUND) -> tuple[F, ...]:
    """The round with some measures changed."""
    return tuple(
        replace(f, measures=tuple(replace(m, **changes.get(m.number, {})) for m in f.measures)) for f in findings
    )


def expected(
    findings: tuple[F, ...] = ROUND,
    *,
    problems: tuple[tuple[str, str], ...] = (),
    category: bool = True,
    **basics: Any,
) -> dict[str, Any]:
    """What a careful clerk reads; each problem is a place and words that its sentence must hold."""
    return {
        "basics": {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in basics.items()},
        "findings": [
            {
                "number": f.number,
                "category": f.category if category else "",
                "text": f.text,
                "measures": [_measure(m) for m in f.measures],
            }
            for f in findings
        ],
        "problems": [list(problem) for problem in problems],
    }


def _measure(m: M) -> dict[str, Any]:
    return {
        "number": m.number,
        "text": m.text,
        "leaders": list(m.leaders),
        "departments": list(m.departments),
        "support": list(m.support),
        "owners": list(m.owners),
        "kind": m.kind,
        "date": m.due.isoformat() if isinstance(m.due, dt.date) and m.kind == "date" else None,
        "status": m.status,
    }
