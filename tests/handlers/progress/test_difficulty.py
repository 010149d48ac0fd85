"""困难: a tap replies to it, puts it on the next meeting, or asks the secretary for an instruction."""

from tests.handlers.conftest import DAY, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

WORDS = "有困难：配套资金还没有批下来"


async def test_a_difficulty_comes_with_what_each_may_do(chats: Chats) -> None:
    """Office and leader can reply and ask for an instruction; meetings are for the office and the secretary."""
    await chats.say(OWNER, f"{OWN} {WORDS}")
    office, leader = chats.phone(OFFICE).last, chats.phone(LEADER).last
    assert labels(office) == ["💬 回复", "📌 列入会议", "📤 转批示", "打开这条措施"]
    assert labels(leader) == ["💬 回复", "📤 转批示", "打开这条措施"]


async def test_a_reply_reaches_the_owner_and_stands_in_the_history(chats: Chats) -> None:
    """Whatever the words are, they are a reply: nothing is handed in by them."""
    await chats.say(OWNER, f"{OWN} {WORDS}")
    asked = await chats.press(LEADER, chats.phone(LEADER).last, "💬 回复")
    assert OWN in asked
    before = await chats.measure(OWN)
    await chats.say(LEADER, "下周二我去财政局协调，办完了告诉你")
    assert "下周二我去财政局协调" in chats.phone(OWNER).last.text
    assert (await chats.measure(OWN)).stage is before.stage
    assert "下周二我去财政局协调" in (await chats.say(OFFICE, f"历史 {OWN}")).text


async def test_it_goes_on_the_next_meeting(chats: Chats) -> None:
    """Where none is planned it says so and nothing is changed; where it is there already it says the same again."""
    await chats.say(OWNER, f"{OWN} {WORDS}")
    told = chats.phone(OFFICE).last
    assert "还没有定下一次会" in await chats.press(OFFICE, told, "📌 列入会议")
    await chats.say(OFFICE, "/meeting 3月28日9点 党组会")
    for _ in range(2):
        assert "党组会" in await chats.press(OFFICE, told, "📌 列入会议")
    assert OWN in await chats.press(OFFICE, chats.phone(OFFICE).last, labels(chats.phone(OFFICE).last)[0])


async def test_the_secretary_is_asked_once_and_instructs_by_a_tap(chats: Chats) -> None:
    """A second one who asks hears who was quicker; what is settled cannot be forwarded."""
    await chats.say(OWNER, f"{OWN} {WORDS}")
    office, leader = chats.phone(OFFICE).last, chats.phone(LEADER).last
    assert SECRETARY in await chats.press(LEADER, leader, "📤 转批示")
    forwarded = chats.phone(SECRETARY).last
    assert f"{LEADER} 转请您批示" in forwarded.text
    assert "配套资金还没有批下来" in forwarded.text
    count = len(chats.phone(SECRETARY).inbox)
    assert LEADER in await chats.press(OFFICE, office, "📤 转批示")
    assert len(chats.phone(SECRETARY).inbox) == count
    await chats.press(SECRETARY, forwarded, "✍️ 批示")
    await chats.say(SECRETARY, "财务股三天内拿出办法")
    assert "财务股三天内拿出办法" in chats.phone(OWNER).last.text
    await chats.say(OWNER, f"{OWN} 资金已到位，正在施工，完成60%")
    assert "现在没有报困难" in await chats.press(OFFICE, office, "💬 回复")


async def test_the_page_tells_of_it_until_its_owner_says_otherwise(chats: Chats) -> None:
    """However long ago it was told, with its day; the question who has difficulties is answered by the same."""
    await chats.say(OWNER, f"{OWN} {WORDS}")
    await chats.stage.pass_time(10 * DAY)
    page = (await chats.say(OFFICE, "/digest")).text
    assert "困难 1条" in page
    assert f"{WORDS.removeprefix('有困难：')}”（3月20日报）" in page
    assert "报了困难 共1条" in (await chats.say(OFFICE, "有困难的有哪些")).text
    await chats.say(OWNER, f"{OWN} 资金到了，完成60%")
    assert "困难" not in (await chats.say(OFFICE, "/digest")).text
    assert "没有符合的措施" in (await chats.say(OFFICE, "有困难的有哪些")).text


async def test_a_card_leads_back_to_the_list_it_was_opened_from(chats: Chats) -> None:
    """Opened from nowhere it leads nowhere."""
    listed = await chats.say(OWNER, "我的")
    await chats.press(OWNER, listed, OWN)
    card = chats.phone(OWNER).last
    assert "‹ 回到清单" in labels(card)
    again = await chats.press(OWNER, card, "‹ 回到清单")
    assert again == listed.text
    assert "‹ 回到清单" not in labels(await chats.say(OWNER, f"状态 {OWN}"))
