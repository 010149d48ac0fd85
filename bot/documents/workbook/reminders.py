"""The reminder register (催办登记表) as a workbook: who was told what, when, and whether it arrived."""

from collections.abc import Sequence

from bot.documents.workbook.paper import Column, Value, lay_out, new_book, saved
from bot.domain.core.colour import Colour
from bot.domain.reminders.reminder import Reminder
from bot.domain.status.register import Register
from bot.messages.text import full_day, time_in

WORDS = {Colour.GREEN: "绿·提示", Colour.YELLOW: "黄·预警", Colour.RED: "红·督办"}
COLUMNS = (
    Column("措施编号", 10, centred=True),
    Column("提醒对象", 12, centred=True),
    Column("等级", 12, centred=True),
    Column("所指时限", 13, centred=True),
    Column("距时限", 14, centred=True),
    Column("登记时间", 18, centred=True),
    Column("送达时间", 18, centred=True),
    Column("收到确认", 18, centred=True),
)


def reminders_book(register: Register, reminders: Sequence[Reminder]) -> bytes:
    """The reminders in the order in which they were planned."""
    book = new_book()
    below = (f"单位：{register.unit.name}", f"截至{full_day(register.today)}　共{len(reminders)}次")
    rows = [_row(register, reminder) for reminder in reminders]
    lay_out(book, "催办登记表", COLUMNS, rows, title="整改催办登记表", below=below)
    return saved(book)


def _row(register: Register, reminder: Reminder) -> tuple[Value, ...]:
    measure = register.measure.get(reminder.measure)
    times = (reminder.at, reminder.sent, reminder.acknowledged)
    left = f"还有{reminder.mark}天" if reminder.mark > 0 else f"逾期{-reminder.mark}天" if reminder.mark else "当天"
    return (
        register.number(measure) if measure else reminder.measure.rpartition("/")[2],
        register.names([reminder.person])[0],
        WORDS[reminder.colour],
        reminder.due,
        left,
        *(time_in(register.unit.zone, at) for at in times),
    )
