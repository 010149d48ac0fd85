"""People: strangers, one-time links and who may issue them; absences, of which a doubtful day is asked about."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.people.person import Person, Role
from bot.sandbox import Phone
from bot.services.core.ledger import PEOPLE_OF
from bot.services.people.binding import TRIES, appoint
from tests.handlers.conftest import DAY, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, STRANGER, Chats, labels

LINK = re.compile(r"https://t\.me/duban_bot\?start=(\S+)")
NOVEMBER = dt.datetime(2025, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
UNBOUND = "曹砚青"
USED = "无效、已用过或已过期"


async def invited(chats: Chats, name: str) -> str:
    """The code of a fresh invitation, as the office gets it."""
    answer = await chats.say(OFFICE, f"/invite {name}")
    (code,) = LINK.findall(answer.text)
    return str(code)


async def test_strangers_hear_one_polite_sentence(chats: Chats) -> None:
    """Whatever a stranger sends, the answer names no measure, no person and no command, and nothing changes."""
    before = await chats.ledger()
    phone = chats.phone(STRANGER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: phone.say("你好"),
        lambda: phone.say("/status"),
        lambda: phone.say("3-2 完成80%"),
        lambda: phone.say("/start"),
        lambda: phone.send_photo(b"picture"),
        lambda: phone.send_file("台账.xlsx", b"no workbook"),
        phone.send_sticker,
        lambda: phone.edit(phone.messages[0], "改一改"),
        lambda: phone.press_data(phone.inbox[0], "take|x"),
    )
    for act in acts:
        act()
        await chats.stage.settle()
    sentences = {message.text for message in phone.inbox}
    assert len(sentences) == 1
    assert "还没有绑定" in sentences.pop()
    assert await chats.ledger() == before


async def test_a_link_binds_once(chats: Chats) -> None:
    """Who opens it first is bound; for everybody after, the same link is worthless."""
    code = await invited(chats, UNBOUND)
    (welcome,) = await chats.after(UNBOUND, lambda phone: phone.open_link(code))
    assert f"{UNBOUND}，您好" in welcome.text
    bound = await chats.person(UNBOUND)
    assert bound.chat == chats.phone(UNBOUND).user.id
    (answer,) = await chats.after(STRANGER, lambda phone: phone.open_link(code))
    assert USED in answer.text
    assert await chats.person(UNBOUND) == bound


async def test_a_picture_of_the_link_comes_with_it(chats: Chats) -> None:
    """A named invitation brings a QR picture under the person's name."""
    answer = await chats.say(OFFICE, f"/invite {UNBOUND}")
    assert answer.photo
    assert answer.photo.startswith(b"\x89PNG")


async def test_each_link_is_a_message_of_its_own(chats: Chats) -> None:
    """For everybody at once a message a person, which is sent on as it is: one link, whose it is, until when."""
    listed = await chats.say(OFFICE, "/invite")
    fresh = await chats.after(OFFICE, lambda phone: phone.press(listed, "给没有有效链接的8人各发一条"))
    links = [message for message in fresh if LINK.search(message.text)]
    assert [len(LINK.findall(message.text)) for message in links] == [1] * 8
    assert all(len(code) == 22 for message in links for code in LINK.findall(message.text))
    assert all(message.photo and "72 小时内有效" in message.text for message in links)
    assert "上面共8条" in fresh[-1].text


async def test_a_link_ends_after_its_hours(chats: Chats) -> None:
    """Three days later it opens nothing."""
    code = await invited(chats, UNBOUND)
    await chats.stage.pass_time(3 * DAY + dt.timedelta(minutes=1))
    answers = await chats.after(UNBOUND, lambda phone: phone.open_link(code))
    assert USED in answers[0].text
    assert (await chats.person(UNBOUND)).chat is None


async def test_a_newer_link_ends_the_older(chats: Chats) -> None:
    """Of two links for one person only the last binds."""
    old, new = await invited(chats, UNBOUND), await invited(chats, UNBOUND)
    (refused,) = await chats.after(UNBOUND, lambda phone: phone.open_link(old))
    assert USED in refused.text
    (welcome,) = await chats.after(UNBOUND, lambda phone: phone.open_link(new))
    assert "绑定成功" in welcome.text


async def test_guessing_is_slowed_and_keeps_nobody_out(chats: Chats) -> None:
    """One a minute is answered, after a few they wait for an hour; a right one binds, whoever guessed before."""
    code = await invited(chats, UNBOUND)
    before = await chats.ledger()
    for guess in range(TRIES - 1):
        assert USED in (await chats.say(STRANGER, f"/start guess{guess}")).text
        chats.stage.sandbox.clock.move(dt.timedelta(minutes=1))
    assert USED in (await chats.say(STRANGER, "/start guess")).text
    assert await chats.after(STRANGER, lambda phone: phone.say("/start guess")) == []
    chats.stage.sandbox.clock.move(dt.timedelta(minutes=1))
    assert "尝试次数过多" in (await chats.say(STRANGER, "/start guess")).text
    assert await chats.ledger() == before
    assert await chats.after(STRANGER, lambda phone: phone.say("/start guess")) == []
    (welcome,) = await chats.after(STRANGER, lambda phone: phone.open_link(code))
    assert "绑定成功" in welcome.text


async def test_a_stranger_is_answered_once_a_minute(chats: Chats) -> None:
    """Whoever writes on and on hears one sentence, and nobody else waits for it."""
    told = [await chats.after(STRANGER, lambda phone: phone.say("在吗")) for _ in range(5)]
    assert [len(messages) for messages in told] == [1, 0, 0, 0, 0]
    await chats.stage.pass_time(dt.timedelta(minutes=1, seconds=1))
    assert len(await chats.after(STRANGER, lambda phone: phone.say("在吗"))) == 1


async def test_a_bound_account_cannot_become_somebody_else(chats: Chats) -> None:
    """Another person's link in the hands of one who is bound binds nobody and stays good."""
    code = await invited(chats, UNBOUND)
    before = await chats.ledger()
    (answer,) = await chats.after(OWNER, lambda phone: phone.open_link(code))
    assert "没有作任何更改" in answer.text
    assert await chats.ledger() == before


async def test_the_own_link_twice_is_no_mistake(chats: Chats) -> None:
    """Who taps the link again is told that nothing needed to change."""
    code = await invited(chats, UNBOUND)
    await chats.after(UNBOUND, lambda phone: phone.open_link(code))
    before = await chats.ledger()
    (again,) = await chats.after(UNBOUND, lambda phone: phone.open_link(code))
    assert "一切照旧" in again.text
    assert await chats.ledger() == before


async def test_only_a_hash_of_the_code_is_kept(chats: Chats) -> None:
    """Who reads the ledger cannot bind with it."""
    code = await invited(chats, UNBOUND)
    assert all(code.encode() not in document for document in (await chats.ledger()).values())


async def test_two_people_of_one_name_are_not_mixed_up(chats: Chats) -> None:
    """The name alone decides nothing: no link is issued for either."""
    async with chats.stage.app.request.store.open() as ledger:
        await ledger.people.put(
            Person(id="u1/p90", unit="u1", name=UNBOUND, post="科员", department="人事股", roles=(Role.OWNER,))
        )
    before = await chats.ledger()
    answer = await chats.say(OFFICE, f"/invite {UNBOUND}")
    assert "没有作任何更改" in answer.text
    assert "两人以上" in answer.text
    assert await chats.ledger() == before


async def test_unbound_people_are_strangers_again(chats: Chats) -> None:
    """After /unbind the old telephone hears nothing more of the ledger."""
    await chats.act(OFFICE, f"/unbind {MATE}")
    answer = await chats.say(MATE, "我的")
    assert "还没有绑定" in answer.text


async def test_groups_are_no_place_for_business(chats: Chats) -> None:
    """A bound person who asks in a group is sent to the private chat; strangers and talk are met with silence."""
    group = chats.stage.sandbox.group(-100_200_300, "整改群", [chats.phone(OWNER), chats.phone(STRANGER)])
    before = await chats.ledger()
    for name, words in ((STRANGER, "/status"), (STRANGER, "@duban_bot 在吗"), (OWNER, "大家好")):
        chats.phone(name).scoped(group).say(words)
        await chats.stage.settle()
    assert [message for message in group.messages if message.by_bot] == []
    for words in ("/status 2-3", "@duban_bot 2-3 完成80%"):
        chats.phone(OWNER).scoped(group).say(words)
        await chats.stage.settle()
        assert "私聊" in group.messages[-1].text
    assert await chats.ledger() == before


async def test_whoever_speaks_to_the_bot_in_a_group_is_answered(chats: Chats) -> None:
    """By a reply to it or by its name below a picture, whatever is sent; an album once; strangers never."""
    group = chats.stage.sandbox.group(-100_200_300, "整改群", [chats.phone(OWNER), chats.phone(STRANGER)])
    phone, png = chats.phone(OWNER).scoped(group), b"\x89PNG\r\n\x1a\n" + b"0" * 64
    phone.say("/status 2-3")
    await chats.stage.settle()
    ours = group.messages[-1]
    acts: list[Callable[[Phone], object]] = [
        lambda one: one.say("完成80%", ours),
        lambda one: one.send_photo(png, reply_to=ours),
        lambda one: one.send_voice(b"OggS", reply_to=ours),
        lambda one: one.send_photo(png, "@Duban_Bot 2-3 第一期"),
        lambda one: one.send_album([png, png + b"1"], "@duban_bot 2-3"),
    ]
    for act in acts:
        known = len([message for message in group.messages if message.by_bot])
        for speaker in (phone, chats.phone(STRANGER).scoped(group)):
            act(speaker)
            await chats.stage.settle()
        answers = [message for message in group.messages if message.by_bot][known:]
        assert len(answers) == 1
        assert "私聊" in answers[0].text


async def test_who_lets_the_bot_write_again_is_reached_again(chats: Chats) -> None:
    """A person marked as having blocked the bot is reachable as soon as Telegram says so."""
    phone, person = chats.phone(OWNER), await chats.person(OWNER)
    phone.block()
    async with chats.stage.app.request.store.open() as ledger:
        await ledger.people.put(replace(person, blocked=True))
    phone.unblock()
    await chats.stage.settle()
    assert (await chats.person(OWNER)).reachable


async def test_strangers_may_block_and_unblock_unheard(chats: Chats) -> None:
    """What a stranger does with the chat itself is not answered."""
    chats.phone(STRANGER).block()
    await chats.stage.settle()
    chats.phone(STRANGER).unblock()
    await chats.stage.settle()
    assert chats.phone(STRANGER).inbox == []


async def test_a_doubtful_day_of_an_absence_is_chosen_by_a_tap(tmp_path: Path) -> None:
    """12月初 may be two days: both are offered, and the chosen one stands with its weekday."""
    async with open_stage(tmp_path, NOVEMBER) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪")
        office = stage.phone("何清溪")
        office.say("/away 罗雨桐 12月初 由唐若溪代")
        await stage.settle()
        labels = [button.text for row in office.last.buttons for button in row]
        assert labels == ["✅ 2025-12-10（周三）", "✅ 2025-12-05（周五）", "📅 手工输入"]
        office.press(office.last, "✅ 2025-12-05（周五）")
        await stage.settle()
        assert "2025-12-05（周五）至2025-12-05（周五）" in office.last.text
        assert "唐若溪" in office.last.text


async def test_certain_days_need_no_question(tmp_path: Path) -> None:
    """Both days are echoed with their weekdays."""
    async with open_stage(tmp_path, NOVEMBER) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪")
        office = stage.phone("何清溪")
        office.say("/away 罗雨桐 12月1日-12月5日 由唐若溪代")
        await stage.settle()
        assert "2025-12-01（周一）至2025-12-05（周五）" in office.last.text


async def test_words_that_are_no_day_are_asked_about_and_change_nobody(tmp_path: Path) -> None:
    """某天 is no day: a day is offered to be picked, and nobody is away."""
    async with open_stage(tmp_path, NOVEMBER) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪")
        office = stage.phone("何清溪")
        office.say("/away 罗雨桐 某天 由唐若溪代")
        await stage.settle()
        assert "没能从“某天”里读出日期" in office.last.text
        async with stage.app.request.look() as ledger:
            people = await ledger.people.find(PEOPLE_OF, "u1")
        assert all(person.absences == () for person in people)


async def test_a_name_told_apart_follows_its_department(chats: Chats) -> None:
    """Whoever moves is called by the new department; two of one name are never in the same."""
    for department in ("财务股", "水环境股"):
        await chats.say(OFFICE, f"/people 新增 王磊 {department} 科员")
    moved = await chats.say(OFFICE, "/people 调动 王磊（财务股） 法规股")
    assert "王磊（法规股） 已转到法规股" in moved.text
    before = await chats.ledger()
    assert "水环境股已经有一位 王磊" in (await chats.say(OFFICE, "/people 调动 王磊（法规股） 水环境股")).text
    assert await chats.ledger() == before
    assert "没有找到" in (await chats.say(OFFICE, "/people 王磊（财务股）")).text


async def test_a_shared_name_shows_what_all_of_them_have(chats: Chats) -> None:
    """Asked by the bare name the list is of both, by name and department; nothing is said not to be there."""
    for department in ("财务股", "水环境股"):
        await chats.say(OFFICE, f"/people 新增 王磊 {department} 科员")
    await chats.say(OFFICE, f"/correct {OWN} 经办人 王磊（财务股） 理由 分工")
    await chats.say(OFFICE, f"/correct {OTHERS} 经办人 王磊（水环境股） 理由 分工")
    for words in ("/status 王磊", "状态 王磊", "王磊的措施有哪些"):
        shown = await chats.say(OFFICE, words)
        head = shown.text.partition(" 共2条")[0]
        assert {*head.split("、")} == {"王磊（水环境股）", "王磊（财务股）"}
        assert {OWN, OTHERS} <= {*labels(shown)}
    assert "经办 王磊（财务股）" in (await chats.say(OFFICE, "/status 王磊（财务股）")).text


async def test_who_is_appointed_hears_it_once(chats: Chats) -> None:
    """From the command line and by two keys alike: in words of their own, and the other secretaries as an act."""

    def heard(name: str, words: str) -> int:
        return sum(words in message.text for message in chats.phone(name).inbox)

    await appoint(chats.stage.app.request, "u1", (MATE,), Role.SECRETARY)
    await chats.stage.settle()
    assert heard(MATE, "任命") == 1
    assert heard(MATE, "您已被任命为党组书记") == 1
    assert heard(SECRETARY, f"已任命 {MATE} 为党组书记") == 1
    await chats.say(OFFICE, f"/people 任 {OWNER} 书记")
    asked = next(one for one in reversed(chats.phone(SECRETARY).inbox) if "✅ 确认" in labels(one))
    await chats.press(SECRETARY, asked, "✅ 确认")
    assert heard(OWNER, "任命") == 1


async def test_a_delegate_whom_nothing_reaches_is_named_as_such(chats: Chats) -> None:
    """Nobody is said to have been told who was not; until the delegate is bound the reminders stay where they were."""
    told = (await chats.say(OFFICE, f"/away {OWNER} 3月21日-3月25日 由{MATE}代")).text
    assert f"提醒由 {MATE} 代收。\n已告知：{OWNER}、{MATE}" in told
    lost = (await chats.say(OFFICE, f"/away {MATE} 3月21日-3月25日 由曹砚青代")).text
    assert "均已告知" not in lost
    assert "曹砚青 现在收不到消息，绑定以前提醒仍发" in lost
    assert f"已告知：{MATE}；收不到消息的：曹砚青" in lost


@pytest.mark.parametrize(
    ("who", "words", "days"),
    [
        (OWNER, f"我下周一到下周三出差，{MATE}代", ("2025-03-24", "2025-03-26")),
        (OWNER, f"明天请假一天，由{MATE}代", ("2025-03-21", "2025-03-21")),
        (OFFICE, f"{OWNER}请假了，24号到26号，{MATE}代", ("2025-03-24", "2025-03-26")),
        (OFFICE, f"/away {OWNER} 明天到后天 由{MATE}代", ("2025-03-21", "2025-03-22")),
    ],
)
async def test_an_absence_is_taken_in_a_sentence(chats: Chats, who: str, words: str, days: tuple[str, str]) -> None:
    """Each day is the one that is meant today, the last as well as the first."""
    assert "已登记" in (await chats.say(who, words)).text
    ((start, end),) = [(one.start.isoformat(), one.end.isoformat()) for one in (await chats.person(OWNER)).absences]
    assert (start, end) == days


async def test_without_anybody_who_stands_in_nothing_is_recorded(chats: Chats) -> None:
    """The line to send stands there, but for the name; another's absence is not for an owner to say."""
    assert f"请假 {OWNER} 明天 由某某代" in (await chats.say(OWNER, "明天请假一天")).text
    assert "没有作任何更改" in (await chats.say(OWNER, f"{MATE}明天请假")).text
    assert not (await chats.person(OWNER)).absences
