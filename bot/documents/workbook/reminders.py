"""The reminder register (催办登记表) as a workbook: who was told what and when, whether it arrived, and the sums."""

import datetime as dt
from collections.abc import Sequence

from bot.documents.workbook.paper import Column, Value, headed, lay_out, new_book, saved, time_of
from bot.domain.core.colour import Colour
from bot.domain.reminders.ladder import NEVER
from bot.domain.reminders.reminder import Reminder
from bot.domain.status.register import Register
from bot.messages.text import full_day

WORDS = {Colour.GREEN: "绿·提示", Colour.YELLOW: "黄·预警", Colour.RED: "红·督办"}
STRENGTH = (Colour.GREEN, Colour.YELLOW, Colour.RED)
COLUMNS = (
    Column("措施编号", 10, centred=True),
    Column("提醒对象", 10, centred=True),
    Column("等级", 11, centred=True),
    Column("所指时限", 12, centred=True),
    Column("距时限", 12, centred=True),
    Column("登记时间", 17, centred=True),
    Column("送达时间", 17, centred=True),
    Column("收到确认", 17, centred=True),
)
SUMMED = (
    Column("措施编号", 10, centred=True),
    Column("提醒对象", 10, centred=True),
    Column("次数", 8, centred=True),
    Column("送达次数", 10, centred=True),
    Column("确认次数", 10, centred=True),
    Column("最高等级", 12, centred=True),
    Column("首次", 13, centred=True),
    Column("最近", 13, centred=True),
    Column("最近所指时限", 13, centred=True),
    Column("当时距时限", 12, centred=True),
)


def reminders_book(register: Register, reminders: Sequence[Reminder]) -> bytes:
    """Their sum by measure and person, and behind it the reminders in the order in which they were planned."""
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(reminders)}次")
    told: dict[tuple[str, str], list[Reminder]] = {}
    for reminder in reminders:
        told.setdefault((reminder.measure, reminder.person), []).append(reminder)
    place = {measure.id: number for number, measure in enumerate(register.measures)}
    pairs = sorted(told, key=lambda pair: (place.get(pair[0], len(place)), pair))
    sums = [_summed(register, told[pair]) for pair in pairs]
    lay_out(book, "催办汇总", SUMMED, sums, title="整改催办汇总表", below=below)
    rows = [_row(register, reminder) for reminder in reminders]
    lay_out(book, "催办登记表", COLUMNS, rows, title="整改催办登记表", below=below)
    return saved(book)


def _row(register: Register, reminder: Reminder) -> tuple[Value, ...]:
    times = (reminder.at, reminder.sent, reminder.acknowledged)
    return (
        _number(register, reminder),
        register.names([reminder.person])[0],
        WORDS[reminder.colour],
        _due(reminder),
        _distance(register, reminder),
        *(time_of(register.unit.zone, at) for at in times),
    )


def _summed(register: Register, told: Sequence[Reminder]) -> tuple[Value, ...]:
    last = told[-1]
    return (
        _number(register, last),
        register.names([last.person])[0],
        len(told),
        sum(one.sent is not None for one in told),
        sum(one.acknowledged is not None for one in told),
        WORDS[max((one.colour for one in told), key=STRENGTH.index)],
        register.unit.day_of(told[0].at),
        register.unit.day_of(last.at),
        _due(last),
        _distance(register, last),
    )


def _number(register: Register, reminder: Reminder) -> str:
    measure = register.measure.get(reminder.measure)
    return register.number(measure) if measure else reminder.measure.rpartition("/")[2]


def _due(reminder: Reminder) -> dt.date | None:
    """The day of which it speaks; none where it asks for an owner or a clear deadline."""
    return None if reminder.due == NEVER else reminder.due


def _distance(register: Register, reminder: Reminder) -> str:
    """How far the day was when it was written, whatever the rung of the ladder is called."""
    due = _due(reminder)
    if due is None:
        return "无时限"
    left = (due - register.unit.day_of(reminder.at)).days
    return f"还有{left}天" if left > 0 else f"逾期{-left}天" if left else "当天"
