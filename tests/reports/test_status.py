"""How things stand, as people read it: whole pages compared with what stands in tests/snapshots."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.core.refusal import NotFound
from bot.domain.plan.measure import Measure
from bot.domain.settings.policy import Policy
from bot.domain.status.register import RegisterRow
from bot.messages.core.taps import ShowCard, ShowPage
from bot.messages.pages import ROOM
from bot.messages.status.board import board_body
from bot.messages.status.facts import Listing
from bot.messages.status.view import draw
from bot.services.core.request import RequestContext
from bot.services.people.directory import list_people
from bot.services.status import answers
from tests.reports.round import PEOPLE, TODAY, UNIT, open_round

SECRETARY = PEOPLE["沈砚秋"]
Same = Callable[[str, str], None]


async def shown(context: RequestContext, words: str) -> str:
    """What somebody reads who sends the words."""
    return str(draw(context.wording, await answers.ask(context, UNIT, SECRETARY, words)).text)


async def numbers(context: RequestContext, words: str) -> list[str]:
    """The numbers of the measures that answer the words."""
    view = await answers.ask(context, UNIT, SECRETARY, words)
    assert isinstance(view, Listing)
    return [row.number for row in view.rows]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("status", ""),
        ("status-2-2", "2-2"),
        ("status-3-2", "3-2"),
        ("status-问题2", "问题2"),
        ("status-逾期", "逾期"),
        ("status-供水管理站", "供水管理站"),
    ],
)
async def test_status_reads_as_written(context: RequestContext, same: Same, name: str, words: str) -> None:
    """The whole picture, cards, a finding and lists read word for word as kept."""
    same(name, await shown(context, words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("逾期", ["2-1", "4-1", "3-2"]),
        ("逾期 河湖管理股", ["2-1"]),
        ("逾期 河湖股 本月", []),
        ("本月逾期", ["3-2"]),
        ("逾期，白芷清", ["3-2"]),
        ("待审定", ["1-2"]),
        ("长期坚持", ["1-1", "2-4"]),
        ("已销号", ["2-3", "3-3"]),
        ("已销号 本月", ["3-3"]),
        ("两周内到期", ["2-2"]),
        ("30天内", ["2-2", "1-1", "2-4"]),
        ("12月", ["3-1"]),
        ("书记牵头 未启动", ["4-3"]),
        ("缺经办人", ["4-3"]),
        ("时限不清", ["5-1"]),
        ("管网", ["3-1"]),
        ("我的", ["1-1", "1-2", "4-1", "4-2", "4-3"]),
        ("无此内容", []),
    ],
)
async def test_words_combine(context: RequestContext, words: str, expected: list[str]) -> None:
    """States, departments in full or short, names, times and words of the text narrow each other down."""
    assert await numbers(context, words) == expected


@pytest.mark.parametrize("words", ["9-9", "问题77", "88"])
async def test_unknown_numbers_are_refused(context: RequestContext, words: str) -> None:
    """A number that no measure or finding bears is said to be unknown, never searched for in texts."""
    with pytest.raises(NotFound):
        await answers.ask(context, UNIT, SECRETARY, words)


async def test_page_button_finds_the_same_list(context: RequestContext) -> None:
    """The code behind a button leads to what was asked in words."""
    for words in ("逾期 河湖管理股", "白芷清 未启动", "管网", "两周内到期", "我的"):
        view = await answers.ask(context, UNIT, SECRETARY, words)
        assert isinstance(view, Listing)
        again = await answers.turn(context, UNIT, view.code)
        assert isinstance(again, Listing)
        assert again.rows == view.rows


async def test_nothing_is_cut_from_long_lists(context: RequestContext) -> None:
    """Over all pages every measure is shown once; each page has room in a message, and buttons to its neighbours."""
    laid = await answers.ask(context, UNIT, SECRETARY, "未销号")
    assert isinstance(laid, Listing)
    many = replace(laid, rows=tuple(_numbered(row.measure, n, laid) for n in range(1, 60) for row in laid.rows[:1]))
    seen: list[str] = []
    page, pages = 1, 99
    while page <= pages:
        sheet = draw(context.wording, replace(many, page=page))
        assert len(sheet.text) < ROOM + 600
        seen += sheet.measures
        *cards, row = sheet.buttons
        assert [button.tap for line in cards for button in line] == [ShowCard(id_, "open") for id_ in sheet.measures]
        pages = page if row[-1].tap == ShowPage("open", page - 1) else page + 1
        page += 1
    assert seen == [row.measure.id for row in many.rows]


def _numbered(measure: Measure, number: int, laid: Listing) -> RegisterRow:
    return replace(laid.rows[0], measure=replace(measure, id=f"m{number}"), number=f"1-{number}")


async def test_confidential_lists_carry_number_and_day_only(tmp_path: Path) -> None:
    """With the setting on, no text, name or reply leaves the house."""
    async with open_round(tmp_path, policy=Policy(confidential=True)) as context:
        for words in ("", "2-1", "问题2", "逾期", "汪渡"):
            text = await shown(context, words)
            assert "公示牌" not in text
            assert "压实" not in text
            assert "对接" not in text
        assert await shown(context, "2-1") == (
            "<b>2-1</b> 🔴 红·逾期20天 · 推进中（70%）\n（内容按保密设置不在消息中显示）\n完成时限：2025-05-20（周二）"
        )


async def test_words_of_people_cannot_become_markup(context: RequestContext) -> None:
    """What somebody typed is shown as typed."""
    text = await shown(context, "<b>逾期</b>&")
    assert "&lt;b&gt;逾期&lt;/b&gt;&amp;" in text


async def test_board_shows_counts_and_red_items(context: RequestContext, same: Same) -> None:
    """The pinned board is one message."""
    shown_, red = await answers.board(context, UNIT)
    same("board", str(board_body(context.wording, shown_, red, "08:00").text))


async def test_people_and_departments_add_up(context: RequestContext, same: Same) -> None:
    """Both lists read as kept, and each measure counts once in the sum of departments."""
    counted = await answers.stats(context, UNIT)
    assert sum(len(line.tally.measures) for line in counted.departments) == len(counted.tally.measures)
    people = await list_people(context, UNIT)
    same("people", str(draw(context.wording, people).text))
    same("stats", str(draw(context.wording, counted).text))


async def test_due_asks_for_a_day(context: RequestContext) -> None:
    """What is open and due by a day, today included, nearest first."""
    found = await answers.due(context, UNIT, TODAY + dt.timedelta(100))
    assert [row.number for row in found.rows] == ["2-2", "1-1", "2-4", "4-3"]
