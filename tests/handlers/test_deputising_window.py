"""Absences by thumb: a day that leaves doubt is asked about before anybody's reminders go elsewhere."""

import datetime as dt
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage
from bot.services.core.ledger import PEOPLE_OF

START = dt.datetime(2025, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


async def test_a_doubtful_day_of_an_absence_is_chosen_by_a_tap(tmp_path: Path) -> None:
    """12月初 may be two days: both are offered, and the chosen one stands with its weekday."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪")
        office = stage.phone("何清溪")
        office.say("/away 罗雨桐 12月初 由唐若溪代")
        await stage.settle()
        labels = [button.text for row in office.last.buttons for button in row]
        assert labels == ["✅ 2025-12-10（周三）", "✅ 2025-12-05（周五）", "📅 手工输入"]
        office.press(office.last, "✅ 2025-12-05（周五）")
        await stage.settle()
        assert "2025-12-05（周五）至2025-12-05（周五）" in office.last.text
        assert "唐若溪" in office.last.text


async def test_certain_days_need_no_question(tmp_path: Path) -> None:
    """Both days are echoed with their weekdays."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪")
        office = stage.phone("何清溪")
        office.say("/away 罗雨桐 12月1日-12月5日 由唐若溪代")
        await stage.settle()
        assert "2025-12-01（周一）至2025-12-05（周五）" in office.last.text


async def test_words_that_are_no_day_are_asked_about_and_change_nobody(tmp_path: Path) -> None:
    """某天 is no day: a day is offered to be picked, and nobody is away."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪")
        office = stage.phone("何清溪")
        office.say("/away 罗雨桐 某天 由唐若溪代")
        await stage.settle()
        assert "没能从“某天”里读出日期" in office.last.text
        async with stage.app.request.look() as ledger:
            people = await ledger.people.find(PEOPLE_OF, "u1")
        assert all(person.absences == () for person in people)
