"""配合单位 with a share and a day of its own, from a correction or a plan's cell, followed for that share alone."""

import datetime as dt
import io

import openpyxl
import pytest

from bot.documents.board_page import board_page
from bot.messages.body import plain
from bot.readers.support import bodies_in, shares_in
from bot.services.history.verification import verify
from bot.services.reporting.documents import make_documents
from bot.services.status.board import draw_board
from bot.services.status.board_page import board_in_browser
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OWN, OWNER, Chats, labels

BODY = "水环境股"  # MATE's department
TODAY = dt.date(2025, 3, 20)


async def given(chats: Chats, share: str = "3月31日前提供清单", body: str = BODY) -> str:
    """The office gives a share, sees first what would become of it, and is told what was made of it."""
    return (await chats.act(OFFICE, f"/correct {OWN} 配合 {body}（{share}） 理由 方案原文")).text


@pytest.mark.parametrize(
    ("cell", "shares"),
    [
        ("水环境股（3月31日前提供清单）、法规股", [("水环境股", "3月31日前提供清单", dt.date(2025, 3, 31))]),
        ("水环境股（提供清单，4月10日前）", [("水环境股", "提供清单，4月10日前", dt.date(2025, 4, 10))]),
        ("水环境股（罗雨桐）、法规股（配合）", []),
        ("水环境股（每月25日前报数）", [("水环境股", "每月25日前报数", None)]),
        ("水环境股（1月31日前提供清单）", [("水环境股", "1月31日前提供清单", None)]),
        ("水环境股（2月30日前提供）", [("水环境股", "2月30日前提供", None)]),
        ("水环境股（9月份前后提供）", [("水环境股", "9月份前后提供", None)]),
        ("水环境股（尽快提供）", [("水环境股", "尽快提供", None)]),
        ("水环境股（资金到位后拨付）", [("水环境股", "资金到位后拨付", None)]),
        ("水环境股（长期配合）、法规股（2025年预算安排）、一科（3人）", []),
    ],
)
def test_a_share_is_read_with_its_day(cell: str, shares: list[tuple[str, str, dt.date | None]]) -> None:
    """What names no time is a part of the name; a day that is not certain is asked, never guessed."""
    assert [(one.body, one.words, one.day) for one in shares_in(bodies_in(cell), TODAY)] == shares


async def test_a_share_is_given_shown_answered_and_kept(chats: Chats) -> None:
    """By a correction of the office; only its people are asked; the card shows it; the ledger proves itself."""
    shown = await chats.say(OFFICE, f"/correct {OWN} 配合 {BODY}（3月31日前提供清单） 理由 方案原文")
    line = f"交{BODY}（{MATE}）：3月31日前提供清单，2025-03-31（周一）前答复"
    assert "还没有办" in shown.text
    assert line in shown.text
    assert not any("您这里只有这一份" in one.text for one in chats.phone(MATE).inbox)
    told = await given(chats)
    assert line in told
    assert MATE in told
    assert any("您这里只有这一份" in one.text for one in chats.phone(MATE).inbox)
    assert not any("您这里只有这一份" in one.text for one in chats.phone(OWNER).inbox)
    assert "未答复" in (await chats.say(OFFICE, f"/status {OWN}")).text
    asked = next(one for one in chats.phone(MATE).inbox if "您这里只有这一份" in one.text)
    await chats.press(MATE, asked, "答复")
    await chats.say(MATE, "清单已报水环境股，共三页")
    assert (
        "配合事项：水环境股 2025-03-31（周一）前 3月31日前提供清单 · 已答复"
        in (await chats.say(OFFICE, f"/status {OWN}")).text
    )
    assert any("的配合事项" in one.text for one in chats.phone(OFFICE).inbox)
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_share_is_urged_where_the_owner_has_reported_today(chats: Chats) -> None:
    """Of the owner nothing is asked; the supporting body is urged as often as the office says so, and it is entered."""
    await given(chats)
    await chats.stage.pass_time(DAY * 14)
    await chats.say(OWNER, f"{OWN} 完成50%")
    before = len(chats.phone(MATE).inbox)
    for _ in range(2):
        answer = (await chats.say(OFFICE, f"/nudge {OWN}")).text
        assert MATE in answer
        assert OWNER not in answer
    assert sum("催办配合事项" in one.text for one in chats.phone(MATE).inbox[before:]) == 2
    assert (await chats.say(OFFICE, f"/history {OWN}")).text.count("催办") == 2


async def test_a_late_share_is_counted_urged_and_seen_by_the_checker(chats: Chats) -> None:
    """Late for itself: on the card, the week's page and in an urging that reaches its people; the measure is not."""
    await given(chats)
    await chats.stage.pass_time(DAY * 14)
    assert "未答复，逾期3天" in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert f"配合事项未答复 1项（逾期1项：{OWN}{BODY}3天）" in (await chats.say(OFFICE, "/digest")).text
    before = len(chats.phone(MATE).inbox)
    assert MATE in (await chats.say(OFFICE, f"/nudge {OWN} 请抓紧")).text
    urged = chats.phone(MATE).inbox[before]
    assert "整改办催办配合事项" in urged.text
    assert "已逾期3天" in urged.text
    assert "附言：请抓紧" in urged.text
    await chats.say(OWNER, f"{OWN} 已完成")
    assert any(BODY in one.text and "尚未报完成" in one.text for one in chats.phone(LEADER).inbox)


async def test_what_is_late_names_the_share_everywhere(chats: Chats) -> None:
    """/overdue, its words by body and person, the board on its chat and in a browser, and the ledger: one truth."""
    await given(chats)
    await chats.stage.pass_time(DAY * 14)
    line = f"配合：{BODY}逾期3天（3月31日前提供清单）"
    for words in ("/overdue", "/status 逾期", f"/status 逾期 {BODY}", f"/status 逾期 {MATE}", "逾期"):
        listed = await chats.say(OFFICE, words)
        assert line in listed.text, words
        assert OWN in labels(listed), words
    assert line not in (await chats.say(OFFICE, "/status 逾期 法规股")).text
    request = chats.stage.app.request
    assert f"{OWN} 🔴 {line}" in plain((await draw_board(request, await chats.person(OFFICE))).text)
    page = await board_in_browser(request, "u1", request.now())
    assert line in board_page(request.wording, page, "nonce")
    ((_, book), *_) = await make_documents(request, "ledger", "u1")
    detail = openpyxl.load_workbook(io.BytesIO(book))["明细"]
    lines = list(detail.iter_rows(values_only=True))
    heads = next(row for row in lines if "措施编号" in row)
    number, late = heads.index("措施编号"), heads.index("配合逾期天数")
    assert {row[number] for row in lines[lines.index(heads) + 1 :] if row[late]} == {OWN}


async def test_an_urging_reaches_only_whose_day_has_come(chats: Chats) -> None:
    """A share that is not due yet is left alone, also where its measure is late; of 逾期 only what is late."""
    await given(chats, "4月30日前提供清单")
    before = len(chats.phone(MATE).inbox)
    assert MATE not in (await chats.say(OFFICE, f"/nudge {OWN}")).text
    await chats.stage.pass_time(DAY * 30)
    await chats.say(OFFICE, "/nudge 逾期")
    urged = [one.text for one in chats.phone(MATE).inbox[before:]]
    assert not any("催办配合事项" in text for text in urged)
    await chats.stage.pass_time(DAY * 12)
    await chats.say(OFFICE, "/nudge 逾期")
    assert sum("催办配合事项" in one.text for one in chats.phone(MATE).inbox[before:]) == 1


async def test_a_given_share_can_be_taken_back(chats: Chats) -> None:
    """Within a day, as its neighbours: nobody waits for it, its people hear, and it can be given anew."""
    done = await chats.act(OFFICE, f"/correct {OWN} 配合 {BODY}（3月31日前提供清单） 理由 方案原文")
    await chats.press(OFFICE, done, "↩️ 撤回刚才的办理")
    assert "配合事项：" not in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert any("撤回了" in one.text for one in chats.phone(MATE).inbox)
    assert "配合事项等您答复" not in (await chats.say(MATE, "/todo")).text
    await given(chats)
    assert (await chats.say(OFFICE, f"/status {OWN}")).text.count("配合事项：") == 1
    assert "配合事项等您答复" in (await chats.say(MATE, "/todo")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_merged_measure_takes_its_shares_along(chats: Chats) -> None:
    """What was given, and what was answered, stands on the measure that stays; the preview says so."""
    await given(chats)
    shown = await chats.say(OFFICE, f"/merge {OWN} 2-2 理由 合并办理")
    assert f"{BODY}那一份（3月31日前提供清单）随之移过去" in shown.text
    await chats.press(OFFICE, shown, labels(shown)[0])
    assert f"配合事项：{BODY}" in (await chats.say(OFFICE, "/status 2-2")).text
    assert "配合事项还没有交办" not in (await chats.say(OFFICE, "/todo")).text
    assert "配合事项等您答复" in (await chats.say(MATE, "/todo")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_share_that_the_plan_drops_is_waited_for_no_longer(chats: Chats) -> None:
    """Corrected away, it stands on no card and in no list; the same words again are given once."""
    await given(chats)
    await given(chats, "4月10日前提供清单")
    card = (await chats.say(OFFICE, f"/status {OWN}")).text
    assert card.count("配合事项：") == 1
    dropped = await chats.act(OFFICE, f"/correct {OWN} 配合 法规股 理由 换单位")
    assert f"不再等{BODY}" in dropped.text
    assert "配合事项：" not in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "配合事项等您答复" not in (await chats.say(MATE, "/todo")).text


async def test_an_uncertain_day_is_asked_and_a_body_without_people_is_said(chats: Chats) -> None:
    """Nothing is given by guess."""
    asked = await chats.say(OFFICE, f"/correct {OWN} 配合 {BODY}（每月25日前报数） 理由 方案原文")
    assert "每月25日前报数" in asked.text
    assert "配合事项：" not in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "县财政局 在人员名单里没有人" in await given(chats, "3月31日前拨付", "县财政局")
    assert "配合事项还没有交办（县财政局）" in (await chats.say(OFFICE, "/todo")).text
    assert "名单里没有这个单位的人" in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "配合事项待明确1条" in (await chats.say(OFFICE, "/digest")).text
    await chats.say(OFFICE, "/people 新增 唐小满 县财政局")
    assert "现在可以交办" in (await chats.say(OFFICE, "/todo")).text
    assert "交县财政局（唐小满）" in await given(chats, "3月31日前拨付", "县财政局")
    assert "配合事项还没有交办" not in (await chats.say(OFFICE, "/todo")).text


async def test_a_plans_cell_gives_the_share(chats: Chats) -> None:
    """配合单位 of a file with a day behind the name: the share is there once it is taken in."""
    head = "序号,反馈问题,整改措施,责任领导,牵头科室,配合单位,经办人,完成时限\n"
    shares = (
        "水环境股（2025年4月10日前提供清单）",
        "县财政局（4月底前拨付）",
        "法规股（每月5日前报数）",
        "执法大队（1月31日前踏勘）",
    )
    cell = "、".join(shares)
    row = f"41,台账缺页,补齐台账,沈知行,执法大队,{cell},孟晓川,2025年6月30日\n"
    (preview,) = await chats.after(OFFICE, lambda phone: phone.send_file("补充.csv", (head + row).encode()))
    await chats.press(OFFICE, preview, next(label for label in labels(preview) if "确认" in label))
    taken = next(one.text for one in reversed(chats.phone(OFFICE).inbox) if "配合事项待明确" in one.text)
    assert "已交办配合事项 1 项：41-1水环境股2025-04-10（周四）前" in taken
    assert "配合事项待明确 3 项" in taken
    for words in ("41-1县财政局（名单里没有人）", "41-1法规股（日期不能确定）", "41-1执法大队（日期不能确定）"):
        assert words in taken
    todo = (await chats.say(OFFICE, "/todo")).text
    assert todo.count("配合事项还没有交办") == 3
    card = (await chats.say(OFFICE, "/status 41-1")).text
    assert card.count("❓ 配合事项没有交办") == 3
    assert "配合事项：水环境股 2025-04-10（周四）前 2025年4月10日前提供清单 · 未答复" in card
    assert any("您这里只有这一份" in one.text for one in chats.phone(MATE).inbox)
