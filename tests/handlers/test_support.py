"""配合单位 with a share and a day of its own, from a correction or a plan's cell, followed for that share alone."""

import datetime as dt

import pytest

from bot.readers.support import bodies_in, shares_in
from bot.services.history.verification import verify
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OWN, OWNER, Chats, labels

BODY = "水环境股"  # MATE's department
TODAY = dt.date(2025, 3, 20)


async def given(chats: Chats, share: str = "3月31日前提供清单") -> str:
    """The office gives a share, and is told what was made of it."""
    return (await chats.say(OFFICE, f"/correct {OWN} 配合 {BODY}（{share}） 理由 方案原文")).text


@pytest.mark.parametrize(
    ("cell", "shares"),
    [
        ("水环境股（3月31日前提供清单）、法规股", [("水环境股", "3月31日前提供清单", dt.date(2025, 3, 31))]),
        ("水环境股（提供清单，4月10日前）", [("水环境股", "提供清单，4月10日前", dt.date(2025, 4, 10))]),
        ("水环境股（罗雨桐）、法规股（配合）", []),
        ("水环境股（每月25日前报数）", [("水环境股", "每月25日前报数", None)]),
        ("水环境股（1月31日前提供清单）", [("水环境股", "1月31日前提供清单", None)]),
    ],
)
def test_a_share_is_read_with_its_day(cell: str, shares: list[tuple[str, str, dt.date | None]]) -> None:
    """What names no time is a part of the name; a day that is not certain is asked, never guessed."""
    assert [(one.body, one.words, one.day) for one in shares_in(bodies_in(cell), TODAY)] == shares


async def test_a_share_is_given_shown_answered_and_kept(chats: Chats) -> None:
    """By a correction of the office; only its people are asked; the card shows it; the ledger proves itself."""
    told = await given(chats)
    assert f"配合事项：{BODY} 2025-03-31（周一）前 3月31日前提供清单" in told
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


async def test_a_late_share_is_counted_urged_and_seen_by_the_checker(chats: Chats) -> None:
    """Late for itself: on the card, the week's page and in an urging that reaches its people; the measure is not."""
    await given(chats)
    await chats.stage.pass_time(DAY * 14)
    assert "未答复，逾期3天" in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "配合事项未答复 1项</b>（逾期1项）".replace("</b>", "") in (await chats.say(OFFICE, "/digest")).text
    before = len(chats.phone(MATE).inbox)
    assert MATE in (await chats.say(OFFICE, f"/nudge {OWN}")).text
    assert "配合事项" in chats.phone(MATE).inbox[before].text
    await chats.say(OWNER, f"{OWN} 已完成")
    assert any(BODY in one.text and "尚未报完成" in one.text for one in chats.phone(LEADER).inbox)


async def test_a_share_that_the_plan_drops_is_waited_for_no_longer(chats: Chats) -> None:
    """Corrected away, it stands on no card and in no list; the same words again are given once."""
    await given(chats)
    await given(chats, "4月10日前提供清单")
    card = (await chats.say(OFFICE, f"/status {OWN}")).text
    assert card.count("配合事项：") == 1
    await chats.say(OFFICE, f"/correct {OWN} 配合 法规股 理由 换单位")
    assert "配合事项：" not in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "配合事项等您答复" not in (await chats.say(MATE, "/todo")).text


async def test_an_uncertain_day_is_asked_and_a_body_without_people_is_said(chats: Chats) -> None:
    """Nothing is given by guess."""
    assert "每月25日前报数" in await given(chats, "每月25日前报数")
    assert "配合事项：" not in (await chats.say(OFFICE, f"/status {OWN}")).text
    told = (await chats.say(OFFICE, f"/correct {OWN} 配合 县财政局（3月31日前拨付） 理由 方案原文")).text
    assert "县财政局 在人员名单里没有人" in told


async def test_a_plans_cell_gives_the_share(chats: Chats) -> None:
    """配合单位 of a file with a day behind the name: the share is there once it is taken in."""
    head = "序号,反馈问题,整改措施,责任领导,牵头科室,配合单位,经办人,完成时限\n"
    row = "41,台账缺页,补齐台账,沈知行,执法大队,水环境股（2025年4月10日前提供清单）,孟晓川,2025年6月30日\n"
    (preview,) = await chats.after(OFFICE, lambda phone: phone.send_file("补充.csv", (head + row).encode()))
    await chats.press(OFFICE, preview, next(label for label in labels(preview) if "确认" in label))
    card = (await chats.say(OFFICE, "/status 41-1")).text
    assert "配合事项：水环境股 2025-04-10（周四）前 2025年4月10日前提供清单 · 未答复" in card
    assert any("您这里只有这一份" in one.text for one in chats.phone(MATE).inbox)
