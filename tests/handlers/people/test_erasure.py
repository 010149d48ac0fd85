"""抹去: somebody who left is a pseudonym from then on, everywhere, and the history still proves itself."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.people.person import Person
from bot.sandbox import Message
from bot.services.core.ledger import JOURNAL_OF_UNIT, PEOPLE_OF
from bot.services.history.verification import export_journal, verify, verify_export
from tests.handlers.conftest import (
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    QUESTIONS,
    SECRETARY,
    Chats,
    holds_account,
    labels,
    open_chats,
)
from tests.handlers.people.test_two_keys import CONFIRM, card
from tests.handlers.people.test_ways_in import ROWS, take_in, workbook

PSEUDONYM = re.compile(r"离任人员\d+")


async def let_go(chats: Chats, name: str, taker: str) -> None:
    """Hand over all that somebody has, and let them leave."""
    await chats.act(OFFICE, f"/handover {name} {taker}")
    assert f"{name} 已调离" in (await chats.say(OFFICE, f"/people 调离 {name}")).text


async def erase(chats: Chats, name: str) -> str:
    """Show it, ask for it, have the secretary confirm it; the preview."""
    asked = await chats.say(OFFICE, f"/people 抹去 {name}")
    shown = asked.text
    assert "须两人办理" in shown
    await chats.press(OFFICE, asked, "确认抹去")
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    return shown


def bytes_of(folder: Path) -> bytes:
    """Every byte of every file of the data folder but archives."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_nothing_of_the_person_is_left_and_the_chain_holds(tmp_path: Path) -> None:
    """Name, account, telephone's end, post and department are in no byte of the ledger; papers bear the pseudonym."""
    async with open_chats(tmp_path) as chats:
        account = (await chats.person(MATE)).chat
        assert account
        await chats.say(MATE, f"{OTHERS} 完成40%，{MATE}已到现场")
        await chats.say(OWNER, f"{OWN} 完成20%，请{MATE}帮忙核对")
        await let_go(chats, MATE, OWNER)
        heads = await _heads(chats)
        preview = await erase(chats, MATE)
        assert MATE in preview
        assert "不能恢复" in preview
        assert "轮换" in preview
        for key, document in (await chats.ledger()).items():
            assert MATE.encode() not in document, (key, document.decode())
        kept = b"".join(document for _, document in sorted((await chats.ledger()).items()))
        assert not holds_account(kept, account)
        assert MATE.encode() not in bytes_of(tmp_path)
        assert all(proof.holds for proof in await verify(chats.stage.app.request))
        assert (await verify(chats.stage.app.request))[0].rewritten
        for number, digest in heads.items():
            assert (await _heads(chats))[number] == digest
        exported = verify_export(await export_journal(chats.stage.app.request, "u1"))
        assert exported.holds
        assert exported.rewritten
        story = (await chats.say(OFFICE, f"/history {OTHERS}")).text
        assert MATE not in story
        assert PSEUDONYM.search(story)
        week = (await chats.say(SECRETARY, "/digest")).text
        assert re.search(rf"抹去 {PSEUDONYM.pattern}（{OFFICE}）", week)


async def _heads(chats: Chats) -> dict[int, str]:
    async with chats.stage.app.request.look() as ledger:
        return {one.number: one.digest for one in await ledger.journal.find(JOURNAL_OF_UNIT, "u1")}


async def test_it_is_for_those_who_left_and_owe_nothing(chats: Chats) -> None:
    """Not of somebody who is here, nor twice; by the office alone, and never with one key."""
    before = await chats.ledger()
    assert "没有调离" in (await chats.say(OFFICE, f"/people 抹去 {MATE}")).text
    assert "没有找到" in (await chats.say(OFFICE, "/people 抹去 查无此人")).text
    assert await chats.ledger() == before
    await let_go(chats, MATE, OWNER)
    assert "权限" in (await chats.say(OWNER, f"/people 抹去 {MATE}")).text
    await chats.say(OFFICE, "/policy 两人确认 关")
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    asked = await chats.say(OFFICE, f"/people 抹去 {MATE}")
    await chats.press(OFFICE, asked, "确认抹去")
    assert (await chats.person(MATE)).name == MATE
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    gone = await _gone(chats)
    assert PSEUDONYM.fullmatch(gone)
    assert "已经抹去" in (await chats.say(OFFICE, f"/people 抹去 {gone}")).text


async def test_a_name_that_two_bear_or_that_is_a_word_stays_where_it_is_not_clear(chats: Chats) -> None:
    """Nobody else's name is taken from them, nor a word for a name; the preview counts what stays."""
    await chats.say(OFFICE, "/people 新增 高兴 财务股 科员")
    await chats.say(OFFICE, "/people 新增 秦放 财务股 科员")
    await chats.say(OFFICE, "/people 新增 秦放 监测站 科员")
    await chats.say(OWNER, f"{OWN} 群众都很高兴，请高兴同志、秦放（财务股）和秦放到场，完成30%")
    for name in ("高兴", "秦放（财务股）"):
        assert "已调离" in (await chats.say(OFFICE, f"/people 调离 {name}")).text
        assert "处文字里看不出写的是不是本人" in await erase(chats, name)
    (*_, said) = await chats.progress(OWN)
    assert re.fullmatch(r"2-3 群众都很高兴，请离任人员\d+同志、离任人员\d+和秦放到场，完成30%", said.words)
    assert (await chats.person("秦放（监测站）")).active
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_what_was_rewritten_cannot_be_rewritten_again(chats: Chats) -> None:
    """A word more in an entry that an erasure touched, or in one that it did not, is found and named."""
    await chats.say(OWNER, f"{OWN} 完成20%，请{MATE}帮忙核对")
    await let_go(chats, MATE, OWNER)
    await erase(chats, MATE)
    store = chats.stage.app.request.store
    async with store.read() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, "u1")
    (said,) = [one for one in entries if "帮忙核对" in one.words]
    assert "离任人员" in said.words
    for words in (f"2-3 完成20%，请{MATE}帮忙核对", "2-3 完成20%，请离任人员7不要核对"):
        async with store.open() as ledger:
            await ledger.journal.put(replace(said, words=words))
        (found,) = await verify(chats.stage.app.request)
        assert found.breaks == ((said.number, "altered"),)
    async with store.open() as ledger:
        await ledger.journal.put(said)
    (found,) = await verify(chats.stage.app.request)
    assert found.holds


async def _gone(chats: Chats) -> str:
    async with chats.stage.app.request.look() as ledger:
        (gone,) = [one for one in await ledger.people.find(PEOPLE_OF, "u1") if not one.active]
    return gone.name


LISTED = ("1-3", "水阀由闻人歌逐个登记，闻人歌同志负责复核", "闻人歌")


def old_list() -> bytes:
    """A list that still bears the name of somebody who left, as an owner and in its words."""
    number, text, owner = LISTED
    return workbook(rows=(*ROWS, ("1", "台账更新不及时", number, text, "邵原", "设备科", owner, "2025年6月30日")))


async def shown_again(chats: Chats) -> Message:
    """The preview of the old list."""
    fresh = await chats.after(OFFICE, lambda phone: phone.send_file("整改台账.xlsx", old_list()))
    return next(one for one in reversed(fresh) if "读到" in one.text)


@asynccontextmanager
async def with_old_list(folder: Path, *, erased: bool) -> AsyncIterator[Chats]:
    """An office that took in the list, handed the leaver's measure over, let them go, and erased them."""
    async with open_chats(folder) as chats:
        await take_in(chats, OFFICE, old_list())
        await let_go(chats, "闻人歌", "王磊")
        if erased:
            await erase(chats, "闻人歌")
        yield chats


@pytest.mark.parametrize("erased", [True, False])
async def test_an_old_list_brings_nobody_back_without_a_word(tmp_path: Path, *, erased: bool) -> None:
    """Asked by name, refused until it is said; said to be the same, the list brings neither person nor name."""
    async with with_old_list(tmp_path, erased=erased) as chats:
        gone = await _gone(chats)
        preview = await shown_again(chats)
        assert f"闻人歌 与已经离开的 {gone} 同名" in preview.text
        assert not any("入库" in label for label in labels(preview))
        await chats.press(OFFICE, preview, "闻人歌：就是离开的这位")
        preview = next(one for one in reversed(chats.phone(OFFICE).inbox) if "读到" in one.text)
        assert f"1-3 经办人：台账里 王磊，文件里 {gone}" in preview.text
        if take := [label for label in labels(preview) if "入库" in label]:
            await chats.press(OFFICE, preview, take[0])
        await chats.stage.tick()
        assert "闻人歌" not in {one.name for one in await everybody(chats) if one.active}
        async with chats.stage.app.request.look() as ledger:
            handed_over = await ledger.measures.get("u1/B/1-3")
        assert handed_over
        assert handed_over.owners == ((await chats.person("王磊")).id,)
        if erased:
            for key, document in (await chats.ledger(but=QUESTIONS)).items():
                assert "闻人歌".encode() not in document, (key, document.decode())
        assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_a_newcomer_of_that_name_is_a_person_of_his_own(tmp_path: Path) -> None:
    """Said to be another one, the list brings a new person, and the pseudonym stays what it is."""
    async with with_old_list(tmp_path, erased=True) as chats:
        gone = await _gone(chats)
        preview = await shown_again(chats)
        await chats.press(OFFICE, preview, "作为新的一轮")
        await chats.press(OFFICE, chats.phone(OFFICE).last, "闻人歌：另一个人")
        preview = next(one for one in reversed(chats.phone(OFFICE).inbox) if "读到" in one.text)
        await chats.press(OFFICE, preview, next(label for label in labels(preview) if "入库" in label))
        assert (await chats.person("闻人歌")).active
        assert await _gone(chats) == gone


async def everybody(chats: Chats) -> list[Person]:
    """All that the ledger has of people."""
    async with chats.stage.app.request.look() as ledger:
        return await ledger.people.find(PEOPLE_OF, "u1")


async def test_of_two_leavers_of_one_name_each_is_erased_by_number(chats: Chats) -> None:
    """One left, a namesake came and left too: both are named with number and department, and one goes."""
    for department in ("财务股", "监测站"):
        await chats.say(OFFICE, f"/people 新增 温若谷 {department} 科员")
        assert "已调离" in (await chats.say(OFFICE, "/people 调离 温若谷")).text
    refused = (await chats.say(OFFICE, "/people 抹去 温若谷")).text
    numbers = re.findall(r"(p\d+)（(财务股|监测站)）", refused)
    assert [department for _, department in numbers] == ["财务股", "监测站"]
    await erase(chats, numbers[1][0])
    gone = {one.id.rpartition("/")[2]: one.name for one in await everybody(chats) if not one.active}
    assert gone[numbers[0][0]] == "温若谷"
    assert PSEUDONYM.fullmatch(gone[numbers[1][0]])
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_a_name_of_somebody_who_left_is_not_given_again_without_a_word(chats: Chats) -> None:
    """Added in chat, it is said that one of that name left, or was erased; the new person is one of their own."""
    await chats.say(OFFICE, "/people 新增 闻人歌 财务股 科员")
    first = (await chats.person("闻人歌")).id
    await chats.say(OFFICE, "/people 调离 闻人歌")
    again = await chats.say(OFFICE, "/people 新增 闻人歌 监测站 科员")
    assert "以前也有一位 闻人歌，已经调离" in again.text
    await chats.say(OFFICE, "/people 改名 闻人歌 闻歌")
    await erase(chats, "闻人歌")
    for words in ("/people 改名 闻歌 闻人歌", "/people 新增 闻人歌 法规股 科员"):
        said = await chats.say(OFFICE, words)
        assert "（已调离，个人信息已抹去）以前用过这个姓名" in said.text
        assert "互不相干" in said.text
    people = {one.id: one for one in await everybody(chats)}
    assert PSEUDONYM.fullmatch(people[first].name)
    assert {one.name for one in people.values() if one.active} >= {"闻人歌（监测站）", "闻人歌（法规股）"}
    assert all(proof.holds for proof in await verify(chats.stage.app.request))
