"""What an office may set in chat: by its Chinese name, within bounds, for the unit, a round or one measure."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.refusal import Unreadable

MANY = 400  # days
CLOCK = re.compile(r"^([01]?\d|2[0-3])[:：点]([0-5]\d)?分?$")
YES, NO = frozenset({"开", "是", "有"}), frozenset({"关", "否", "无", "0"})


@dataclass(frozen=True)
class Setting:
    """One setting of the policy; `own` where a round or a measure may differ from the unit."""

    name: str
    field: str
    read: Callable[[str], Any]
    own: bool = True


def _number(least: int, most: int = MANY) -> Callable[[str], int]:
    def read(words: str) -> int:
        found = re.fullmatch(r"(\d{1,3})\s*(?:个?工作日|天|日|个月|月|次)?", words.strip())
        if not found or not least <= int(found[1]) <= most:
            raise Unreadable(what=words)
        return int(found[1])

    return read


def _marks(words: str) -> list[int]:
    parts = [part for part in re.split(r"[,，、/\s天]+", words.strip()) if part]
    if not parts or not all(part.isdecimal() and int(part) <= MANY for part in parts):
        raise Unreadable(what=words)
    return sorted({int(part) for part in parts}, reverse=True)


def _time(words: str) -> str:
    found = CLOCK.match(words.strip())
    if not found:
        raise Unreadable(what=words)
    return dt.time(int(found[1]), int(found[2] or 0)).isoformat()


def _switch(words: str) -> bool:
    if words.strip() not in YES | NO:
        raise Unreadable(what=words)
    return words.strip() in YES


SETTINGS = (
    Setting("提前天数", "marks", _marks),
    Setting("转黄天数", "yellow_from", _number(0)),
    Setting("逾期间隔", "overdue_every", _number(1)),
    Setting("宽限工作日", "grace", _number(0, 30)),
    Setting("立行立改天数", "at_once_days", _number(1)),
    Setting("长期报告月数", "standing_months", _number(1, 12)),
    Setting("催问工作日", "chase_after", _number(0)),
    Setting("重复间隔", "nag_every", _number(0)),
    Setting("办理工作日", "step_days", _number(1)),
    Setting("提醒时间", "send_at", _time, own=False),
    Setting("免打扰开始", "quiet_from", _time, own=False),
    Setting("免打扰结束", "quiet_until", _time, own=False),
    Setting("保密简化", "confidential", _switch),
)


def setting(name: str) -> Setting:
    """The setting of that name; raises Unreadable."""
    for one in SETTINGS:
        if one.name == name.strip():
            return one
    raise Unreadable(what=name)


def in_words(value: Any) -> str:
    """A value as people write it."""
    match value:
        case bool():
            return "开" if value else "关"
        case tuple() | list():
            return "、".join(str(item) for item in value)
        case dt.time():
            return f"{value:%H:%M}"
        case _:
            return str(value)
