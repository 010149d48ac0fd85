"""Names and roles in the preview of a file: who becomes what, and whether one or two people bear a name."""

from pathlib import Path

import pytest

from bot.demo.stage import open_stage
from bot.domain.people.person import Role
from bot.sandbox import Message
from tests.handlers.conftest import Chats, labels
from tests.handlers.people.test_ways_in import ROWS, START, measure, opens_link, people, workbook

CLERK = "何清"
LIST = [("鲁望", "局长", "办公室", "党组书记"), ("薛禾", "干事", "办公室", "整改办")]


async def shown(chats: Chats, content: bytes) -> Message:
    """The preview of a file."""
    fresh = await chats.after(CLERK, lambda phone: phone.send_file("整改台账.xlsx", content))
    return next(one for one in reversed(fresh) if "读到" in one.text)


async def said(chats: Chats, preview: Message, label: str) -> Message:
    """Answer what the preview asks: the preview as it is then."""
    await chats.press(CLERK, preview, label)
    return next(one for one in reversed(chats.phone(CLERK).inbox) if "读到" in one.text)


async def taken(chats: Chats, preview: Message) -> None:
    """Confirm it."""
    await chats.press(CLERK, preview, next(one for one in labels(preview) if "入库" in one))


async def test_the_preview_says_who_becomes_what(tmp_path: Path) -> None:
    """By the list and by the columns; a secretary and an office of a file are said to be asked for."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint(CLERK)
        await opens_link(chats, CLERK)
        preview = await shown(chats, workbook(LIST))
        assert "党组书记1人（鲁望，须另一人确认后才算数）" in preview.text
        assert "整改办1人（薛禾，须另一人确认后才算数）" in preview.text
        assert "责任领导2人（鲁望、邵原）" in preview.text
        assert "经办人2人（王磊、汤秋）" in preview.text
        await taken(chats, preview)
        assert not (await people(chats))["鲁望"].holds(Role.SECRETARY)
        again = await shown(chats, workbook(LIST))
        assert "责任领导" not in again.text.partition("🪪")[2].partition("\n")[0]


@pytest.mark.parametrize("two", [True, False])
async def test_a_name_in_two_departments_is_one_or_two_by_a_tap(tmp_path: Path, *, two: bool) -> None:
    """王磊 of 设备科 and of 财务科, whom no list knows."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint(CLERK)
        await opens_link(chats, CLERK)
        preview = await shown(chats, workbook())
        assert {"王磊：同一人", "王磊：两个人"} <= set(labels(preview))
        preview = await said(chats, preview, f"王磊：{'两个人' if two else '同一人'}")
        assert "王磊：两个人" not in labels(preview)
        await taken(chats, preview)
        known = await people(chats)
        owners = (await measure(chats, "1-1")).owners, (await measure(chats, "1-2")).owners
        if two:
            assert owners == ((known["王磊（设备科）"].id,), (known["王磊（财务科）"].id,))
        else:
            assert owners == ((known["王磊"].id,), (known["王磊"].id,))


@pytest.mark.parametrize("two", [True, False])
async def test_a_spelling_near_a_known_one_is_one_or_two_by_a_tap(tmp_path: Path, *, two: bool) -> None:
    """欧阳若 in the list and 欧阳苦 in a row."""
    rows = (*ROWS[:2], (*ROWS[2][:6], "欧阳苦", ROWS[2][7]))
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint(CLERK)
        await opens_link(chats, CLERK)
        preview = await shown(chats, workbook([("欧阳若", "科员", "设备科", "经办人")], rows))
        preview = await said(chats, preview, f"欧阳苦：{'两个人' if two else '同一人'}")
        await taken(chats, preview)
        known = await people(chats)
        owner = "欧阳苦" if two else "欧阳若"
        assert (await measure(chats, "2-1")).owners == (known[owner].id,)
        assert ("欧阳苦" in known) is two


async def test_somebody_in_another_department_than_known_is_the_same_or_another(tmp_path: Path) -> None:
    """汤秋 of 设备科 is known; a newer list has one in 财务科: 两个人 makes a second, and the first keeps the work."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint(CLERK)
        await opens_link(chats, CLERK)
        await taken(chats, await shown(chats, workbook([("汤秋", "科员", "设备科", "经办人")])))
        first = (await people(chats))["汤秋"]
        preview = await shown(chats, workbook([("汤秋", "会计", "财务科", "经办人")]))
        preview = await said(chats, preview, "汤秋：两个人")
        await chats.press(CLERK, preview, next(one for one in labels(preview) if one.startswith("✅")))
        known = await people(chats)
        assert known["汤秋（设备科）"].id == first.id
        assert known["汤秋（财务科）"].department == "财务科"
        assert (await measure(chats, "2-1")).owners == (first.id,)


@pytest.mark.parametrize("two", [True, False])
async def test_who_is_one_or_two_is_asked_once_though_columns_are_explained_after_it(
    tmp_path: Path, *, two: bool
) -> None:
    """The file is read again once its columns are known; what was said of 王磊 stays said."""
    marked = tuple((*row, "黄灯") for row in ROWS)  # in a column without a head
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint(CLERK)
        await opens_link(chats, CLERK)
        preview = await shown(chats, workbook((), marked))
        preview = await said(chats, preview, f"王磊：{'两个人' if two else '同一人'}")
        await chats.press(CLERK, preview, "逐个确认栏目（1）")
        explained = await said(chats, chats.phone(CLERK).inbox[-1], "不用")
        assert not {"王磊：同一人", "王磊：两个人"} & set(labels(explained))
        await taken(chats, explained)
        assert ({"王磊（设备科）", "王磊（财务科）"} <= (await people(chats)).keys()) is two
