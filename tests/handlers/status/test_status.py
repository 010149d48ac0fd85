"""The pinned board: hung by the office, renewed in place."""

import datetime as dt
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage

START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


async def test_the_board_edits_itself_and_never_floods(tmp_path: Path) -> None:
    """One pinned message follows the figures; nobody gets a second one."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪", "罗雨桐")
        office, owner = stage.phone("何清溪"), stage.phone("罗雨桐")
        office.say("/board")
        await stage.settle()
        assert "看板" in office.last.text
        await stage.tick()
        board = next(message for message in office.messages if "整改看板" in message.text)
        assert "pinChatMessage" in [call.method for call in stage.sandbox.calls]
        assert "未启动20" in board.text
        owner.say("2-4 完成30%")
        await stage.settle()
        before = len(office.messages)
        await stage.tick()
        assert "推进中1" in board.text
        assert board.edited
        assert [m for m in office.messages[before:] if "看板" in m.text] == []


async def test_only_office_and_secretary_hang_the_board(tmp_path: Path) -> None:
    """An owner is refused in words."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("罗雨桐")
        owner = stage.phone("罗雨桐")
        owner.say("/board")
        await stage.settle()
        assert "权限" in owner.last.text
