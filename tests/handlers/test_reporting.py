"""Regular messages, switched off and on again by the person who gets them."""

import datetime as dt
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage
from tests.handlers.conftest import OFFICE, OWN, Chats

START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


async def test_a_switched_off_list_stays_away_until_it_is_switched_on(tmp_path: Path) -> None:
    """Whoever does not want the Monday list gets none."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("罗雨桐")
        owner = stage.phone("罗雨桐")
        owner.say("/switch 清单")
        await stage.settle()
        assert "已关闭" in owner.last.text
        owner.say("/switch 清单")
        await stage.settle()
        assert "已打开" in owner.last.text
        owner.say("/switch 什么")
        await stage.settle()
        assert "没有找到" in owner.last.text


async def test_a_short_name_is_put_right_and_stands_in_the_history(chats: Chats) -> None:
    """The office gives a measure the name by which pages call it; who did it is kept."""
    assert (await chats.measure(OWN)).called != "名录核对"
    answer = await chats.say(OFFICE, f"/correct {OWN} 简称 名录核对 理由 便于称呼")
    assert "简称" in answer.text
    assert (await chats.measure(OWN)).called == "名录核对"
    assert "名录核对" in (await chats.say(OFFICE, f"/history {OWN}")).text
