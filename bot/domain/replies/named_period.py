"""A period (期) or stage (节点) as somebody named it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.plan.recurrence import Cycle


class Naming(StrEnum):
    """How a period is named."""

    NUMBER = "number"  # 11月, 三季度, 下半年, 第48周
    BACK = "back"  # so many before the present one: 上月, 本期
    NODE = "node"  # 第1节点


@dataclass(frozen=True, kw_only=True)
class NamedPeriod:
    """`cycle` None is the series' own, `year` None the nearest one."""

    naming: Naming
    number: int
    cycle: Cycle | None = None
    year: int | None = None
