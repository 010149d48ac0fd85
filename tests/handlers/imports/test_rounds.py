"""Two rounds in one office: numbers bear the round's name, and are understood by it, in every chat."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.domain.plan.measure import Measure
from bot.services.core.ledger import PLANS_OF, PROGRESS_OF
from bot.services.reporting.documents import make_documents
from tests.handlers.conftest import DAY, OFFICE, OWN, OWNER, Chats, labels, open_chats

FIRST, SECOND = "u1/A/2-3", "u1/B/2-3"


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Chats]:
    """An office with a second round, in which the same owner has the same number with other words."""
    async with open_chats(tmp_path) as chats:
        async with chats.stage.app.request.open() as ledger:
            (plan,) = await ledger.plans.find(PLANS_OF, "u1")
            feedback = plan.feedback.replace(year=plan.feedback.year + 1) if plan.feedback else None
            measure = await ledger.measures.get(FIRST)
            assert measure
            finding = await ledger.findings.get(measure.finding)
            assert finding
            await ledger.plans.put(replace(plan, id="u1/B", letter="B", feedback=feedback, imported_at=None))
            await ledger.findings.put(replace(finding, id="u1/B/2", plan="u1/B"))
            fresh = replace(measure, id=SECOND, plan="u1/B", finding="u1/B/2", text="重订船闸值守表")
            await ledger.measures.put(fresh)
        yield chats


async def percent(chats: Chats, id_: str) -> int | None:
    """What the owner said of a measure."""
    return (await measure_of(chats, id_)).percent


async def measure_of(chats: Chats, id_: str) -> Measure:
    """A measure by its id."""
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.measures.get(id_)
    assert found
    return found


async def test_lists_and_cards_bear_the_name_of_the_round(two: Chats) -> None:
    """Both measures of a number are told apart; a round is a filter, alone and beside others."""
    mine = (await two.say(OWNER, "/mine")).text
    assert f"第一轮{OWN}" in mine
    assert f"第二轮{OWN}" in mine
    for asked in (f"第二轮{OWN}", f"第二轮 {OWN}", f"B/{OWN}", f"/status 第二轮{OWN}", f"/status 第二轮 {OWN}"):
        assert "船闸" in (await two.say(OWNER, asked)).text, asked
    for asked in ("/status 第二轮", "/status 第二轮未启动", "/find 船闸"):
        text = (await two.say(OFFICE, asked)).text
        assert "共1条" in text, asked
        assert "船闸" in text
    assert "第二轮" in (await two.say(OFFICE, "/overdue 第二轮")).text


@pytest.mark.parametrize("named", [f"第二轮{OWN}", f"第二轮 {OWN}", f"B/{OWN}", f"第2轮{OWN}"])
async def test_replies_reach_the_round_that_is_named(two: Chats, named: str) -> None:
    """The other round's measure of the same number stays as it was."""
    await two.say(OWNER, f"{named} 完成60%")
    assert (await percent(two, FIRST), await percent(two, SECOND)) == (None, 60)


async def test_similar_things_are_shown_by_round(two: Chats) -> None:
    """举一反三 of a round alone, and of a finding behind its name, with or without a blank, also in words."""
    await two.say(OFFICE, "/rule 第二轮2《船闸值守制度》某办〔2025〕6号 3月18日")
    for asked in ("/similar 第二轮", "举一反三 第二轮", "/similar B"):
        text = (await two.say(OFFICE, asked)).text
        assert "举一反三和建章立制（第二轮）" in text, asked
        assert "船闸值守制度" in text, asked
    assert "船闸值守制度" not in (await two.say(OFFICE, "/similar 第一轮")).text
    assert "船闸值守制度" in (await two.say(OFFICE, "/similar")).text
    for asked in ("/similar 第二轮2", "/similar 第二轮 2", "举一反三 第二轮 2"):
        assert "举一反三 问题第二轮2" in (await two.say(OFFICE, asked)).text, asked


async def test_one_message_speaks_of_both_rounds(two: Chats) -> None:
    """Each number belongs to the round before it."""
    await two.say(OWNER, f"第一轮{OWN}完成30%，第二轮{OWN}完成60%")
    assert (await percent(two, FIRST), await percent(two, SECOND)) == (30, 60)


async def test_a_number_without_its_round_is_asked_about(two: Chats) -> None:
    """Nothing is recorded until the round is known."""
    await two.say(OWNER, f"{OWN} 完成60%")
    async with two.stage.app.request.look() as ledger:
        assert not [one for id_ in (FIRST, SECOND) for one in await ledger.progress.find(PROGRESS_OF, id_)]


async def test_an_order_in_a_sentence_is_of_the_round_that_it_names(two: Chats) -> None:
    """第二轮2-3催一下 urges that one, and names its matter."""
    assert (await two.say(OFFICE, f"第二轮{OWN}催一下")).text.startswith(f"已催办1项：第二轮{OWN}\n")
    assert f"第二轮{OWN} 剩" in two.phone(OWNER).inbox[-1].text
    assert "船闸" in two.phone(OWNER).inbox[-1].text


async def test_commands_take_the_round(two: Chats) -> None:
    """Corrections, notes on why, and settings reach the named round only."""
    acts = (f"取消措施 第二轮{OWN} 理由 重复", f"/reopen 第二轮 {OWN} 理由 并不重复")
    for words in (*acts, f"/history 第二轮{OWN}"):
        answer = await (two.act if words in acts else two.say)(OFFICE, words)
        assert "没有找到" not in answer.text, words
    assert (await measure_of(two, SECOND)).report_by
    assert not (await measure_of(two, FIRST)).report_by
    assert len(await two.after(OFFICE, lambda phone: phone.say(f"/why 第二轮{OWN}"))) == 1


async def test_office_names_a_round(two: Chats) -> None:
    """The name is shown and understood from then on; what is another round's name, or none, is refused."""
    assert "B 第二轮" in (await two.say(OFFICE, "/round")).text
    for wrong in ("第一轮", "2024年", "新 轮"):
        assert "不能作轮次名称" in (await two.say(OFFICE, f"/round B {wrong}")).text
    assert "轮次名称由 第二轮 改为 提级巡察轮" in (await two.say(OFFICE, "/round B 提级巡察轮")).text
    assert f"提级巡察轮{OWN}" in (await two.say(OWNER, "/mine")).text
    said = await two.say(OWNER, f"提级巡察轮{OWN} 完成60%")
    assert f"提级巡察轮{OWN}" in said.text
    assert (await percent(two, FIRST), await percent(two, SECOND)) == (None, 60)


async def test_which_round_is_meant_is_chosen_by_its_name(two: Chats) -> None:
    """The buttons of the question, and the reminder and its why, bear the round."""
    asked = await two.say(OWNER, f"{OWN} 完成60%")
    assert {label[: len(f"第一轮{OWN}")] for label in labels(asked)} >= {f"第一轮{OWN}", f"第二轮{OWN}"}
    assert f"第二轮{OWN} 为什么" in (await two.say(OWNER, f"/why 第二轮{OWN}")).text


BARE = re.compile(rf"(?<!轮)(?<![\d/-]){OWN}(?![\d-])")


async def test_whatever_is_said_of_a_measure_names_its_round(two: Chats) -> None:
    """Answers, notices, cards, to-do lists, letters, slips and histories of a closing, each with no bare number."""
    said = [await two.say(OWNER, f"第二轮{OWN} 进展：值守表已重订")]
    said += [await two.say(OWNER, f"第二轮{OWN} 已完成，请审核")]
    leading = (await measure_of(two, SECOND)).leaders
    async with two.stage.app.request.look() as ledger:
        leaders = await ledger.people.get_many(leading)
    leader = leaders[0].name
    said += [await two.say(leader, "/todo"), await two.say(OFFICE, f"/history 第二轮{OWN}")]
    said += [await two.say(OFFICE, f"/nudge 第一轮{OWN}"), await two.say(OFFICE, f"/letter 第一轮{OWN} 请抓紧")]
    said += [await two.say(OFFICE, f"/correct 第一轮{OWN} 内容 重排泊位值守 理由 补全")]
    said += [await two.act(OFFICE, f"/cancel 第一轮{OWN} 理由 并入第二轮"), await two.say(OFFICE, "/forecast")]
    await two.stage.pass_time(DAY)
    inboxes = [message for name in (OWNER, OFFICE, leader) for message in two.phone(name).inbox]
    texts = [message.text for message in (*said, *inboxes) if "绑定成功" not in message.text]
    texts += [label for message in said for label in labels(message)]
    assert any(f"第二轮{OWN}" in text for text in texts)
    own_words = ("/status", "A/")
    wrong = [text for text in texts if BARE.search(text) and not any(word in text for word in own_words)]
    assert wrong == []


async def test_a_refusal_names_the_round_of_its_measure(two: Chats) -> None:
    """What cannot be done is said of the measure that was meant, in words and as the alert of a button."""
    await two.say(OFFICE, f"/cancel 第一轮{OWN} 理由 重复")
    await two.say(OFFICE, "确认")
    said = [
        await two.say(OWNER, f"第一轮{OWN} 完成60%"),
        await two.say(OFFICE, f"/split 第一轮{OWN} 前一半｜后一半 理由 两件事"),
        await two.say(OFFICE, f"/correct 第二轮{OWN} 内容 重订船闸值守表 理由 同样的话"),
        await two.say(OFFICE, f"第二轮{OWN} 退回 缺照片"),
    ]
    assert [one.text for one in said if BARE.search(one.text)] == []
    assert f"/status 第一轮{OWN}" in said[0].text


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ("/mine 第二轮", "第二轮 共1条"),
        ("/due 180天内 第二轮", "第二轮 共1条"),
        ("/due 第二轮 180天内", "第二轮 共1条"),
        ("/find 第二轮 值守表", "共1条"),
        ("/stats 第二轮", "1个问题1条措施"),
        ("/stats", "轮次：第一轮、第二轮"),
        ("/digest 第二轮", "（第二轮）"),
    ],
)
async def test_lists_and_pages_take_a_round(two: Chats, asked: str, head: str) -> None:
    """Nothing of the other round is counted, and the page says which it is about; a filter is never passed over."""
    who = OWNER if asked.startswith("/mine") else OFFICE
    text = (await two.say(who, asked)).text
    assert head in text
    assert asked == "/stats" or f"第一轮{OWN}" not in text
    other = (await two.say(who, asked.replace("第二轮", "第一轮"))).text
    assert "第二轮2" not in other


async def files(chats: Chats, words: str) -> list[str]:
    """Names of the files that come, without the unit's."""
    got = await chats.after(OFFICE, lambda phone: phone.say(words))
    found = [one.attachment.file.name for one in got if one.attachment and one.attachment.file]
    return [name[name.index("党组") + 2 :] if "党组" in name else name for name in found]


async def test_papers_and_books_of_a_round_bear_its_name(two: Chats) -> None:
    """File names and heads; all rounds each in a file of its own where none is named; no word is passed over."""
    day = "20250320"
    both = [f"整改台账（第一轮）{day}.xlsx", f"整改台账（第二轮）{day}.xlsx"]
    assert await files(two, "/export") == both
    assert await files(two, "/export 第二轮") == both[1:]
    assert await files(two, "/report 台账 B") == both[1:]
    assert await files(two, "/report 统计表 第二轮") == [f"科室统计（第二轮）{day}.xlsx"]
    assert await files(two, "/report 函件登记 第一轮") == [f"函件登记表（第一轮）{day}.xlsx"]
    for kind, name in (("周报", "整改工作周报"), ("月报", "整改进展情况报告")):
        made = await files(two, f"/report {kind} 第二轮")
        assert made[0] == f"{name}（2025年3月20日）（第二轮）.docx"
    assert await files(two, "/chart 科室 第二轮") == ["departments（第二轮）.png"]
    assert await files(two, "/export 上周") == []
    assert await files(two, "/report 统计表 第三轮") == []


async def test_heads_of_books_and_papers_name_the_round(two: Chats) -> None:
    """Below the title of a sheet, and of a Word file."""
    make = two.stage.app.request
    ((_, book),) = await make_documents(make, "stats", "u1")
    sheet = load_workbook(BytesIO(book)).worksheets[0]
    assert "轮次：第一轮、第二轮" in str([cell.value for cell in sheet[2]])
    (_, (_, ledger)) = await make_documents(make, "ledger", "u1")
    assert "轮次：第二轮" in str([cell.value for cell in load_workbook(BytesIO(ledger)).worksheets[0][2]])
    papers = await make_documents(make, "notice", "u1", "第二轮")
    assert "（第二轮）" in [one.text for one in Document(BytesIO(papers[0][1])).paragraphs]


async def test_urging_and_forecast_keep_to_a_round(two: Chats) -> None:
    """Before or behind what is meant, or alone: what is late in it."""
    await two.stage.pass_time(DAY * 95)
    assert f"第一轮{OWN}" not in (await two.say(OFFICE, "/nudge 第二轮")).text
    for words in (
        "/nudge 逾期 第二轮",
        "/nudge 第二轮 逾期 请抓紧",
        "/nudge 第二轮 执法大队",
        "/nudge 执法大队 第二轮",
    ):
        text = (await two.say(OFFICE, words)).text
        assert f"第二轮{OWN}" in text, words
        assert "第一轮" not in text, words
    assert (await two.say(OFFICE, "/forecast 第二轮")).text.startswith("第二轮今后60天")


async def test_a_notice_without_measures_moves_no_number(chats: Chats) -> None:
    """Findings of another body's public notice are no supplement of the round: it says that nothing can be taken in."""
    before = await chats.ledger(but=frozenset({"drafts"}))
    notice = "（一）关于“督办不力”的问题。已建立台账。\n（二）关于“走过场”的问题。已开展抽查。\n".encode()
    shown = (await chats.after(OFFICE, lambda phone: phone.send_file("通报.md", notice)))[-1]
    assert "没有整改措施" in shown.text
    assert "编号顺延" not in shown.text
    assert not [label for label in labels(shown) if label.startswith("✅")]
    assert await chats.ledger(but=frozenset({"drafts"})) == before
