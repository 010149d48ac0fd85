"""Regular messages, switched off and on again by the person who gets them."""

import datetime as dt
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage

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
