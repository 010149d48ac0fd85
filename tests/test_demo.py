"""The demo is what the README says of it: a measure's whole way, short, and closed in the end."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.demo.phones import START, begin_with, bind_one_of_each, first_number, welcome_guests
from bot.demo.stage import WORKBOOK, open_stage
from bot.demo.tour import tour

ROOT = Path(__file__).parent.parent
MOST_LINES = 100
SHOWN = (
    r"已入库：新增 23 条",
    r"到期前提醒.*2025-04-15",
    r"2-2 🟡 黄·预警·剩10天",
    r"数据：通告印发 8个 · 劝导点设 36处",
    r"已收存为 2-2 的佐证",
    r"何清溪：2-2到哪一步了？",
    r"推进中（70%）",
    r"2-2 被 沈知行 退回：“还差两个镇的上街劝导记录”",
    r"已通过，转已报完成·待核验",
    r"已通过，转已报完成·待审定",
    r"2-2 已销号，编号 销号〔2025〕1号",
    r"销号单（销号〔2025〕1号）\.docx",
    r"书记的一页.*2025-04-21",
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The transcript, with what it left in its folder."""
    folder = tmp_path_factory.mktemp("demo")
    command = [
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--no-phones",
        "--out",
        str(folder),
        "--svg",
        str(folder / "demo.svg"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", done.stdout), folder


def test_the_whole_way_is_seen_on_one_page(played: tuple[str, Path]) -> None:
    """Every station, in this order, and no more lines than anybody reads."""
    text, _ = played
    assert len(text.splitlines()) <= MOST_LINES
    place = 0
    for station in SHOWN:
        found = re.compile(station).search(text, place)
        assert found, f"{station} is not shown, or too early"
        place = found.start()


def test_the_secretary_s_page_is_shown_in_full(played: tuple[str, Path]) -> None:
    """Every line that the secretary reads stands in the transcript."""
    text, folder = played
    page = [line for line in (folder / "周报.txt").read_text("utf-8").splitlines() if line.strip()]
    assert len(page) > 5
    shown = re.sub(r"\s", "", text.partition("书记的一页")[2])
    assert [line for line in page if re.sub(r"\s", "", line) not in shown] == []


def test_papers_lie_in_the_folder(played: tuple[str, Path]) -> None:
    """The page, its picture, the ledger, and the numbered slip."""
    names = sorted(path.name for path in played[1].iterdir())
    for ending in ("周报.txt", "周报图.png", "销号单（销号〔2025〕1号）.docx", "整改台账20250421.xlsx"):
        assert any(name.endswith(ending) for name in names), ending


def test_the_recording_fetches_nothing(played: tuple[str, Path]) -> None:
    """A picture alone: no script, no address of anybody, and all that was said."""
    svg = (played[1] / "demo.svg").read_text("utf-8")
    ET.fromstring(svg)  # noqa: S314 - our own
    assert "<script" not in svg
    assert set(re.findall(r"https?://[^\"' )]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "书记的一页" in svg


async def test_the_sandbox_shows_one_phone_of_each_kind(tmp_path: Path) -> None:
    """Staff, office and secretary, each bound; a phone that is added for somebody on the list is bound too."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await bind_one_of_each(stage)
        assert [phone.role for phone in stage.phones.values()] == ["经办人", "整改办", "党组书记"]
        assert all("绑定成功" in phone.inbox[0].text for phone in stage.phones.values())
        welcome_guests(stage)
        assert stage.sandbox.guests
        assert stage.sandbox.on_phone_added
        names = await stage.sandbox.guests()
        assert names
        assert not set(names) & set(stage.phones)
        guest, stranger = stage.sandbox.phone(9001, names[0]), stage.sandbox.phone(9002, "卓不凡")
        for phone in (guest, stranger):
            await stage.sandbox.on_phone_added(phone)
        await stage.settle()
        assert f"{names[0]}，您好" in guest.last.text
        assert stranger.messages == []
        assert names[0] not in await stage.sandbox.guests()


async def test_an_empty_office_begins_with_one_phone(tmp_path: Path) -> None:
    """A ledger of one's own lies there with its preview, whatever is doubtful in it, and one tap takes it in."""
    async with open_stage(tmp_path, START) as stage:
        await begin_with(stage, (WORKBOOK.name, WORKBOOK.read_bytes()))
        (phone,) = stage.phones.values()
        assert phone.role == "整改办"
        assert "读到 9个问题 23条措施" in phone.last.text
        phone.press(phone.last, "✅ 确认入库")
        await stage.settle()
        assert any("已入库：新增 23 条" in message.text for message in phone.inbox)


@pytest.mark.parametrize("begins", [False, True])
async def test_every_sentence_that_the_tour_writes_is_understood(begins: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """Each on the phone of the role that it speaks of, in the order of the tour; the first one is registered."""
    async with open_stage(tmp_path, START) as stage:
        if begins:
            await begin_with(stage, None)
        else:
            await stage.take_in(WORKBOOK)
            await bind_one_of_each(stage)
        number = await first_number(stage)
        steps = tour(stage.sandbox, begins=begins, number=number)
        assert len(steps) == (4 if begins else 5)
        said = []
        for step in steps:
            phone = stage.sandbox.phone(step.phone)
            before = len(phone.inbox)
            phone.say(step.says)
            await stage.settle()
            assert len(phone.inbox) > before, step.says
            said.append(phone.inbox[before].text)
        assert not [text for text in said if "没看明白" in text or "没有登记" in text]
        assert begins or (number in said[0] and "已登记：完成 40%" in said[0])
