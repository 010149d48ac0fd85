"""The main job as one story through HTTP: a ledger goes in, deadlines are kept, people answer, the secretary reads."""

import datetime as dt
import re
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.replies.reply import Intent
from bot.services.core.ledger import EVIDENCE_OF, JOURNAL_OF
from bot.services.people.binding import appoint
from tests.handlers.conftest import BEIJING, DAY, Chats, labels

THURSDAY = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)
OFFICE, SECRETARY, LEADER, OWNER = "何清溪", "陆景澄", "沈知行", "孟晓川"
OWN = "5-1"  # at once: counted as due on Wednesday, 2025-04-02
LINK = re.compile(r"start=(\S+)")
PNG = b"\x89PNG\r\n\x1a\n"


async def test_a_round_from_the_ledger_to_the_secretarys_week(tmp_path: Path) -> None:
    """What issue and field ask for, in the order in which an office lives it."""
    async with open_stage(tmp_path, THURSDAY) as stage:
        chats = Chats(stage)
        await the_office_takes_the_ledger_in(chats)
        await the_same_file_again_changes_nothing(chats)
        await everybody_follows_a_link(chats)
        await the_first_reminder_comes_in_the_morning(chats)
        await a_reply_to_the_reminder_is_progress(chats)
        await a_plain_sentence_names_its_measure(chats)
        await a_tap_is_an_answer_too(chats)
        await a_slip_is_taken_back(chats)
        await an_edited_message_corrects_its_entry(chats)
        await a_photo_is_kept_as_proof(chats)
        await what_is_late_goes_up_the_ladder(chats)
        await the_office_asks_how_things_stand(chats)
        await the_secretary_reads_one_page_a_week(chats)
        await the_journal_holds_all_of_it(chats)
        assert chats.failures() == []


async def the_office_takes_the_ledger_in(chats: Chats) -> None:
    """Sent as a file, shown with its counts, stored by one tap."""
    await chats.stage.appoint(OFFICE)
    await chats.stage.bind(OFFICE)
    shown = (await chats.after(OFFICE, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes())))[-1]
    assert "读到 9个问题 23条措施" in shown.text
    assert "有日期 17 条、立行立改 3 条、长期坚持 3 条" in shown.text
    assert await chats.ledger_holds("measures") == 0
    assert "新增 23 条" in await chats.press(OFFICE, shown, "✅ 确认入库")
    assert await chats.ledger_holds("measures") == 23
    await appoint(chats.stage.app.request, "u1", (SECRETARY,), Role.SECRETARY)  # the first one, on the command line
    await chats.stage.tick()  # the office hears of it


async def the_same_file_again_changes_nothing(chats: Chats) -> None:
    """Neither a measure, nor a person, nor the journal."""
    before = await chats.ledger(but=frozenset({"drafts"}))
    shown = (await chats.after(OFFICE, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes())))[-1]
    assert "23 条不变" in shown.text
    assert "一切照旧" in await chats.press(OFFICE, shown, "✅ 确认更新")
    assert await chats.ledger(but=frozenset({"drafts"})) == before


async def everybody_follows_a_link(chats: Chats) -> None:
    """One link by name comes with a picture to scan; the list sends one for everybody who is left."""
    one = await chats.say(OFFICE, f"/invite {OWNER}")
    assert one.photo
    assert one.photo.startswith(PNG)
    (code,) = LINK.findall(one.text)
    (welcome,) = await chats.after(OWNER, lambda phone: phone.open_link(code))
    assert f"{OWNER}，您好" in welcome.text
    assert "经办人" in welcome.text
    assert {command["command"] for command in chats.phone(OWNER).commands} >= {"mine", "status", "help"}
    listed = await chats.say(OFFICE, "邀请")
    sent = await chats.after(OFFICE, lambda phone: phone.press(listed, "给没有有效链接的11人各发一条"))
    for message in sent:
        for name, code in re.findall(r"^(\S+)，您好！.*\n\S+start=(\S+)$", message.text, re.MULTILINE):
            chats.phone(name).open_link(code)
    await chats.stage.settle()
    async with chats.stage.app.request.look() as ledger:
        people = [await ledger.people.get(f"u1/p{number}") for number in range(1, 14)]
    assert all(person and person.reachable for person in people)


async def the_first_reminder_comes_in_the_morning(chats: Chats) -> None:
    """Thirteen days before the day, one folded message says which measure, which colour and how long."""
    before = len(chats.phone(OWNER).inbox)
    await chats.stage.pass_time(DAY)
    new = chats.phone(OWNER).inbox[before:]
    reminder = new[-1]
    assert f"{OWN} 🟡 黄·预警·剩12天" in reminder.text
    assert labels(reminder)[:5] == ["报进展", "已完成", "有困难", "申请延期", "收到"]
    assert len({message.text for message in new}) == len(new)


async def a_reply_to_the_reminder_is_progress(chats: Chats) -> None:
    """The answer says what was understood, and until when it can be taken back."""
    answer = await chats.say(OWNER, "完成六成，还差闭卷测试", chats.phone(OWNER).inbox[-1])
    assert f"{OWN} 执法大队集中学习" in answer.text
    assert "已登记：完成 60%" in answer.text
    assert "09:10 前撤回" in answer.text
    assert (await chats.measure(OWN)).percent == 60
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY


async def a_plain_sentence_names_its_measure(chats: Chats) -> None:
    """No reminder is needed where the number stands in the sentence."""
    answer = await chats.say(OWNER, "7-2 已采购一部分，完成30%")
    assert "7-2" in answer.text
    assert (await chats.measure("7-2")).percent == 30


async def a_tap_is_an_answer_too(chats: Chats) -> None:
    """报进展, then 70%: two taps, no word."""
    reminder = next(m for m in reversed(chats.phone(OWNER).inbox) if "报进展" in labels(m))
    await chats.press(OWNER, reminder, "报进展")
    asked = chats.phone(OWNER).inbox[-1]
    assert "70%" in labels(asked)
    assert "已登记：完成 70%" in await chats.press(OWNER, asked, "70%")
    assert (await chats.measure(OWN)).percent == 70


async def a_slip_is_taken_back(chats: Chats) -> None:
    """撤回 puts the measure back where it was; what was said stays in the journal."""
    answer = await chats.say(OWNER, f"{OWN} 完成90%")
    assert (await chats.measure(OWN)).percent == 90
    assert "已撤回" in await chats.press(OWNER, answer, "↩️ 撤回")
    assert (await chats.measure(OWN)).percent == 70


async def an_edited_message_corrects_its_entry(chats: Chats) -> None:
    """The newest wording counts."""
    await chats.say(OWNER, "7-2 完成50%")
    message = next(m for m in reversed(chats.phone(OWNER).messages) if not m.by_bot)
    (answer,) = await chats.after(OWNER, lambda phone: phone.edit(message, "7-2 完成40%"))
    assert "已按修改后的内容更正" in answer.text
    assert (await chats.measure("7-2")).percent == 40


async def a_photo_is_kept_as_proof(chats: Chats) -> None:
    """Its caption says of which measure; the content lies outside the ledger under its hash."""
    answers = await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"meeting", f"{OWN} 测试现场，完成80%"))
    assert f"已收存为 {OWN} 的佐证" in answers[0].text
    assert "完成 80%" in answers[-1].text
    request, measure = chats.stage.app.request, await chats.measure(OWN)
    async with request.look() as ledger:
        (proof,) = await ledger.evidence.find(EVIDENCE_OF, measure.id)
    assert await request.blobs.fetch(proof.digest) == PNG + b"meeting"


async def what_is_late_goes_up_the_ladder(chats: Chats) -> None:
    """A day after the deadline the reminder is red, and the responsible leader has it too, in words and colour."""
    await chats.stage.pass_time(14 * DAY)
    for name in (OWNER, LEADER):
        late = next(message for message in reversed(chats.phone(name).inbox) if "整改提醒" in message.text)
        assert f"{OWN} 🔴 红·督办·逾期1天" in late.text
    reminders = [m.text for m in chats.phone(OWNER).inbox if m.text.startswith("整改提醒")]
    assert len(reminders) == len(set(reminders))
    days = [text.splitlines()[0] for text in reminders]
    assert len(days) == len(set(days))


async def the_office_asks_how_things_stand(chats: Chats) -> None:
    """By command or by plain words, of everything, a measure, a department, a person, a stretch of time."""
    whole = (await chats.say(OFFICE, "/status")).text
    assert "9个问题23条措施" in whole
    assert (await chats.say(OFFICE, "状态")).text == whole
    assert "逾期" in whole
    card = (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "80%" in card
    assert "测试现场" in card
    asked = {"/status 执法大队": "7-2", f"/status {OWNER}": "7-2", "/overdue": OWN, "逾期": OWN, "/due 4月底前": "2-2"}
    for words, number in asked.items():
        assert number in (await chats.say(OFFICE, words)).text, words
    assert "2025-04-18前到期" in (await chats.say(OFFICE, "/due 两周内")).text
    assert f"{OWN} 🔴 红·逾期" in (await chats.say(OWNER, "我的")).text
    assert "/overdue" in (await chats.say(OWNER, "/help")).text


async def the_secretary_reads_one_page_a_week(chats: Chats) -> None:
    """Two Mondays have passed: two pages, each with its chart; on demand there is one more, unasked there is none."""
    pages = [message for message in chats.phone(SECRETARY).inbox if "整改周报" in message.text]
    assert [re.findall(r"截至(\S+)", page.text)[0] for page in pages] == ["3月24日", "3月31日"]
    assert all(page.photo and page.photo.startswith(PNG) for page in pages)
    for _ in range(5):
        await chats.stage.tick()
    assert len([m for m in chats.phone(SECRETARY).inbox if "整改周报" in m.text]) == 2
    asked = await chats.say(SECRETARY, "周报")
    assert "9个问题23条措施" in asked.text
    assert "另有3条逾期" in asked.text
    assert OWN in await chats.press(SECRETARY, asked, "逾期 6")


async def the_journal_holds_all_of_it(chats: Chats) -> None:
    """Every word of the owner on the measure stands in order, the one taken back too."""
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        verbs = [entry.verb for entry in await ledger.journal.find(JOURNAL_OF, measure.id)]
    assert verbs[0] == "import"
    assert verbs.count("report") == 4
    assert verbs.count("undo") == verbs.count("keep_evidence") == 1
    assert {one.intent for one in await chats.progress(OWN)} == {Intent.PROGRESS}
