"""What an office may set in chat: by its Chinese name, within bounds, for the unit, a round or one measure."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.core.local_day import WEEKDAYS
from bot.domain.core.refusal import Unreadable
from bot.domain.core.working_calendar import RestDay
from bot.domain.people.person import Role
from bot.domain.settings.policy import Accepted

MANY = 400  # days
CLOCK = re.compile(r"^([01]?\d|2[0-3])[:：点]([0-5]\d)?分?$")
LONG = 120  # months
TELEGRAM_MB = 20
LADDER = {Role.LEADER: ("责任领导", "分管领导", "领导"), Role.OFFICE: ("整改办",), Role.SECRETARY: ("党组书记", "书记")}
REST = {"不动": RestDay.AS_WRITTEN, "提前": RestDay.BEFORE, "顺延": RestDay.AFTER}
ACCEPTED = {
    "无": Accepted.NOTHING,
    "措施": Accepted.MEASURE,
    "问题": Accepted.FINDING,
    "轮次": Accepted.ROUND,
}
MOST_INDICATORS, LONGEST_INDICATOR = 6, 10
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
        found = re.fullmatch(r"(\d{1,3})\s*(?:个?工作日|天|日|周|个月|月|次|张|份|条|分钟|小时|兆|MB)?", words.strip())
        if not found or not least <= int(found[1]) <= most:
            raise Unreadable(what=words)
        return int(found[1])

    return read


def _marks(words: str) -> list[int]:
    parts = [part for part in re.split(r"[,，、/\s天]+", words.strip()) if part]
    if not parts or not all(part.isdecimal() and int(part) <= MANY for part in parts):
        raise Unreadable(what=words)
    return sorted({int(part) for part in parts}, reverse=True)


def _days(words: str) -> list[int]:
    return [] if words.strip() in NO else sorted(set(_marks(words)) - {0})


def _roles(words: str) -> list[str]:
    """Roles of the ladder in its order, whatever the order in which they are named."""
    parts = {part for part in re.split(r"[,，、/→\s]+", words.strip()) if part}
    found = {role: parts.intersection(names) for role, names in LADDER.items()}
    if not parts or parts - set().union(*found.values()):
        raise Unreadable(what=words)
    return [str(role) for role, named in found.items() if named]


def _weekday(words: str) -> int:
    day = words.strip().removeprefix("周").removeprefix("星期").replace("天", "日")
    if len(day) != 1 or day not in WEEKDAYS:
        raise Unreadable(what=words)
    return WEEKDAYS.index(day)


def _time(words: str) -> str:
    found = CLOCK.match(words.strip())
    if not found:
        raise Unreadable(what=words)
    return dt.time(int(found[1]), int(found[2] or 0)).isoformat()


def _rest(words: str) -> str:
    if words.strip() not in REST:
        raise Unreadable(what=words)
    return str(REST[words.strip()])


def _switch(words: str) -> bool:
    if words.strip() not in YES | NO:
        raise Unreadable(what=words)
    return words.strip() in YES


def _accepted(words: str) -> str:
    if words.strip() not in ACCEPTED:
        raise Unreadable(what=words)
    return str(ACCEPTED[words.strip()])


def _indicators(words: str) -> list[str]:
    """Names of indicators, each once, in their order; 无 for none."""
    parts = [part for part in re.split(r"[,，、/;；\s]+", words.strip()) if part]
    names = [] if parts == ["无"] else list(dict.fromkeys(parts))
    if not parts or len(names) > MOST_INDICATORS or any(len(name) > LONGEST_INDICATOR for name in names):
        raise Unreadable(what=words)
    return names


NAMED: dict[Callable[[str], Any], dict[str, Any]] = {_rest: REST, _accepted: ACCEPTED}
SETTINGS = (
    Setting("提前天数", "marks", _marks),
    Setting("转黄天数", "yellow_from", _number(0)),
    Setting("逾期间隔", "overdue_every", _number(1)),
    Setting("逾期周数", "overdue_weeks", _number(1, 60)),
    Setting("宽限工作日", "grace", _number(0, 30)),
    Setting("立行立改天数", "at_once_days", _number(1)),
    Setting("长期报告月数", "standing_months", _number(1, 12)),
    Setting("按期遇休息日", "rest_days", _rest),
    Setting("催问工作日", "chase_after", _number(0)),
    Setting("重复间隔", "nag_every", _number(0)),
    Setting("每周提醒条数", "week_ceiling", _number(1, 7), own=False),
    Setting("销号环节", "steps", _roles),
    Setting("办理工作日", "step_days", _number(1)),
    Setting("退回工作日", "return_days", _number(1)),
    Setting("延期环节", "extension_steps", _roles),
    Setting("答复工作日", "answer_days", _number(1), own=False),
    Setting("照片数", "photos", _number(0, 50)),
    Setting("文件数", "files", _number(0, 50)),
    Setting("佐证数", "evidence", _number(0, 50)),
    Setting("佐证兆数", "evidence_mb", _number(1, TELEGRAM_MB)),
    Setting("佐证保存月数", "evidence_months", _number(0, LONG)),
    Setting("回头看天数", "recheck_days", _days),
    Setting("抽查条数", "recheck_sample", _number(0, 50), own=False),
    Setting("上级验收", "acceptance", _accepted),
    Setting("验收工作日", "acceptance_days", _number(1, 60), own=False),
    Setting("验收指标", "indicators", _indicators, own=False),
    Setting("撤回分钟", "undo_minutes", _number(1)),
    Setting("链接小时", "invite_hours", _number(1, 720), own=False),
    Setting("换机小时", "move_hours", _number(1, 720), own=False),
    Setting("周报星期", "digest_weekday", _weekday, own=False),
    Setting("周报时间", "digest_at", _time, own=False),
    Setting("提醒时间", "send_at", _time, own=False),
    Setting("免打扰开始", "quiet_from", _time, own=False),
    Setting("免打扰结束", "quiet_until", _time, own=False),
    Setting("两人确认", "two_keys", _switch, own=False),
    Setting("线路自检", "canary", _switch, own=False),
    Setting("保密简化", "confidential", _switch),
)


def setting(name: str) -> Setting:
    """The setting of that name; raises Unreadable."""
    for one in SETTINGS:
        if one.name == name.strip():
            return one
    raise Unreadable(what=name)


def _plain(item: Any) -> str:
    """A role of the ladder by its first name, a number of days as it is."""
    return LADDER[Role(item)][0] if item in LADDER else str(item)


def in_words(one: Setting, value: Any) -> str:
    """A setting's value as people write it."""
    match value:
        case int() if one.read is _weekday:
            return f"周{WEEKDAYS[value]}"
        case str() if one.read in NAMED:
            return next(words for words, named in NAMED[one.read].items() if named == value)
        case bool():
            return "开" if value else "关"
        case tuple() | list():
            return "、".join(_plain(item) for item in value) or "无"
        case dt.time():
            return f"{value:%H:%M}"
        case _:
            return str(value)
