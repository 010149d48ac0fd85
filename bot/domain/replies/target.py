"""What a measure's own words promise in figures (完成12家企业排查), and which reported figure is one of that."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.replies.figure import Figure

ACTS = (
    "排查",
    "检查",
    "核查",
    "抽查",
    "巡查",
    "走访",
    "摸排",
    "约谈",
    "追缴",
    "清退",
    "收缴",
    "退缴",
    "追回",
    "清理",
    "整治",
    "治理",
    "改造",
    "新建",
    "建成",
    "建设",
    "修复",
    "维修",
    "更换",
    "安装",
    "配备",
    "购置",
    "采购",
    "培训",
    "宣讲",
    "演练",
    "开展",
    "组织",
    "举办",
    "召开",
    "制定",
    "修订",
    "出台",
    "印发",
    "监测",
    "采样",
    "整改",
    "办结",
    "化解",
    "拆除",
    "种植",
    "补种",
    "复核",
    "轮训",
    "招聘",
    "征收",
    "清运",
)
SHORT = {
    "查": ("排查", "检查", "核查", "抽查", "巡查"),
    "改": ("整改", "改造"),
    "建": ("新建", "建成", "建设"),
    "修": ("修复", "维修"),
    "追": ("追缴", "追回"),
    "拆": ("拆除",),
    "换": ("更换",),
    "装": ("安装",),
    "谈": ("约谈",),
    "种": ("种植", "补种"),
}
LIGHT = ("开展", "组织", "举办", "召开", "完成")  # before another act they say nothing: 开展检查
MONEY = frozenset({"资金", "款项", "钱款", "款", "金额", "钱"})  # of an amount of money these name nothing
PARTS = sorted((*ACTS, *SHORT), key=len, reverse=True)


@dataclass(frozen=True, kw_only=True)
class Target:
    """So much of something that is to be done; `least` where more is welcome (不少于24次)."""

    act: str  # 排查
    noun: str  # 企业, "" where none is named
    name: str  # as it is shown: 企业排查
    value: float
    unit: str
    least: bool = False


def target_of(figure: Figure, targets: Sequence[Target]) -> Target | None:
    """The target that a reported figure is clearly a part of: the same unit, the same act, nothing more special."""
    alike = [one for one in targets if one.unit == figure.unit and _names(figure.name, one)]
    return alike[0] if len(alike) == 1 else None


def target_of_whole(value: float, unit: str, targets: Sequence[Target]) -> tuple[Target | None, bool]:
    """The only target of a unit, and whether a whole that somebody named (12家查了5家) is that."""
    alike = [one for one in targets if one.unit == unit]
    return (alike[0], alike[0].value == value) if len(alike) == 1 else (None, False)


def parted(name: str) -> tuple[str, str]:
    """The act and the thing of a name: 排查企业 and 企业排查 are 排查 of 企业, 泵站 is a thing."""
    name = next((rest for light in LIGHT if (rest := name.removeprefix(light)) not in {name, ""}), name)
    for act in PARTS:
        if name.startswith(act):
            return act, name.removeprefix(act).removeprefix("了")
        if name.endswith(act):
            return act, name.removesuffix(act)
    return "", name


def _names(name: str, target: Target) -> bool:
    if name == target.name:
        return True
    act, noun = parted(name)
    noun = "" if noun in MONEY else noun
    meant = "" if target.noun in MONEY else target.noun
    if act and act != target.act and target.act not in SHORT.get(act, ()):
        return False
    if not act:
        return bool(noun) and noun == meant
    return not noun or noun == meant or (len(noun) > 1 and meant.endswith(noun))
