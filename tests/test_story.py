"""The main job as one story through HTTP: a ledger goes in, deadlines are kept, people answer, the secretary reads."""

import datetime as dt
import re
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.plan.measure import Stage
from bot.domain.replies.reply import Intent
from bot.services.core.ledger import EVIDENCE_OF, JOURNAL_OF
from tests.handlers.conftest import BEIJING, DAY, Window, labels

THURSDAY = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)
OFFICE, SECRETARY, LEADER, OWNER = "何清溪", "陆景澄", "沈知行", "孟晓川"
OWN = "5-1"  # at once: counted as due on Wednesday, 2025-04-02
LINK = re.compile(r"start=(\S+)")
PNG = b"\x89PNG\r\n\x1a\n"


async def test_a_round_from_the_ledger_to_the_secretarys_week(tmp_path: Path) -> None:
    """What issue and field ask for, in the order in which an office lives it."""
    async with open_stage(tmp_path, THURSDAY) as stage:
        window = Window(stage)
        await the_office_takes_the_ledger_in(window)
        await the_same_file_again_changes_nothing(window)
        await everybody_follows_a_link(window)
        await the_first_reminder_comes_in_the_morning(window)
        await a_reply_to_the_reminder_is_progress(window)
        await a_plain_sentence_names_its_measure(window)
        await a_tap_is_an_answer_too(window)
        await a_slip_is_taken_back(window)
        await an_edited_message_corrects_its_entry(window)
        await a_photo_is_kept_as_proof(window)
        await what_is_late_goes_up_the_ladder(window)
        await the_office_asks_how_things_stand(window)
        await the_secretary_reads_one_page_a_week(window)
        await the_journal_holds_all_of_it(window)
        assert window.failures() == []


async def the_office_takes_the_ledger_in(window: Window) -> None:
    """Sent as a file, shown with its counts, stored by one tap."""
    await window.stage.appoint(OFFICE)
    await window.stage.bind(OFFICE)
    shown = (await window.after(OFFICE, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes())))[-1]
    assert "读到 9个问题 23条措施" in shown.text
    assert "有日期 17 条、立行立改 3 条、长期坚持 3 条" in shown.text
    assert await window.ledger_holds("measures") == 0
    assert "新增 23 条" in await window.press(OFFICE, shown, "✅ 确认入库")
    assert await window.ledger_holds("measures") == 23


async def the_same_file_again_changes_nothing(window: Window) -> None:
    """Neither a measure, nor a person, nor the journal."""
    before = await window.ledger(but=frozenset({"drafts"}))
    shown = (await window.after(OFFICE, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes())))[-1]
    assert "23 条不变" in shown.text
    assert "一切照旧" in await window.press(OFFICE, shown, "✅ 确认更新")
    assert await window.ledger(but=frozenset({"drafts"})) == before


async def everybody_follows_a_link(window: Window) -> None:
    """One link by name comes with a picture to scan; the list has one for everybody who is left."""
    one = await window.say(OFFICE, f"/invite {OWNER}")
    assert one.photo
    assert one.photo.startswith(PNG)
    (code,) = LINK.findall(one.text)
    (welcome,) = await window.after(OWNER, lambda phone: phone.open_link(code))
    assert f"{OWNER}，您好" in welcome.text
    assert "经办人" in welcome.text
    assert {command["command"] for command in window.phone(OWNER).commands} >= {"mine", "status", "help"}
    listed = (await window.say(OFFICE, "邀请")).text
    for name, code in re.findall(r"^(\S+) .*\n\S+start=(\S+)$", listed, re.MULTILINE):
        window.phone(name).open_link(code)
    await window.stage.settle()
    async with window.stage.app.request.look() as ledger:
        people = [await ledger.people.get(f"u1/p{number}") for number in range(1, 14)]
    assert all(person and person.reachable for person in people)


async def the_first_reminder_comes_in_the_morning(window: Window) -> None:
    """Thirteen days before the day, one folded message says which measure, which colour and how long."""
    before = len(window.phone(OWNER).inbox)
    await window.stage.pass_time(DAY)
    new = window.phone(OWNER).inbox[before:]
    reminder = new[-1]
    assert f"{OWN} 🟡 黄·预警·剩12天" in reminder.text
    assert labels(reminder)[:5] == ["报进展", "已完成", "有困难", "申请延期", "收到"]
    assert len({message.text for message in new}) == len(new)


async def a_reply_to_the_reminder_is_progress(window: Window) -> None:
    """The answer says what was understood, and until when it can be taken back."""
    answer = await window.say(OWNER, "完成六成，还差闭卷测试", window.phone(OWNER).inbox[-1])
    assert f"{OWN} 执法大队集中学习" in answer.text
    assert "已登记：完成 60%" in answer.text
    assert "09:10 前撤回" in answer.text
    assert (await window.measure(OWN)).percent == 60
    assert (await window.measure(OWN)).stage is Stage.UNDER_WAY


async def a_plain_sentence_names_its_measure(window: Window) -> None:
    """No reminder is needed where the number stands in the sentence."""
    answer = await window.say(OWNER, "7-2 已完成第一批采购30%")
    assert "7-2" in answer.text
    assert (await window.measure("7-2")).percent == 30


async def a_tap_is_an_answer_too(window: Window) -> None:
    """报进展, then 70%: two taps, no word."""
    reminder = next(m for m in reversed(window.phone(OWNER).inbox) if "报进展" in labels(m))
    await window.press(OWNER, reminder, "报进展")
    asked = window.phone(OWNER).inbox[-1]
    assert "70%" in labels(asked)
    assert "已登记：完成 70%" in await window.press(OWNER, asked, "70%")
    assert (await window.measure(OWN)).percent == 70


async def a_slip_is_taken_back(window: Window) -> None:
    """撤回 puts the measure back where it was; what was said stays in the journal."""
    answer = await window.say(OWNER, f"{OWN} 完成90%")
    assert (await window.measure(OWN)).percent == 90
    assert "已撤回" in await window.press(OWNER, answer, "↩️ 撤回")
    assert (await window.measure(OWN)).percent == 70


async def an_edited_message_corrects_its_entry(window: Window) -> None:
    """The newest wording counts."""
    await window.say(OWNER, "7-2 完成50%")
    message = next(m for m in reversed(window.phone(OWNER).messages) if not m.by_bot)
    (answer,) = await window.after(OWNER, lambda phone: phone.edit(message, "7-2 完成40%"))
    assert "已按修改后的内容更正" in answer.text
    assert (await window.measure("7-2")).percent == 40


async def a_photo_is_kept_as_proof(window: Window) -> None:
    """Its caption says of which measure; the content lies outside the ledger under its hash."""
    answers = await window.after(OWNER, lambda phone: phone.send_photo(PNG + b"meeting", f"{OWN} 测试现场，完成80%"))
    assert f"已收存为 {OWN} 的佐证" in answers[0].text
    assert "完成 80%" in answers[-1].text
    request, measure = window.stage.app.request, await window.measure(OWN)
    async with request.look() as ledger:
        (proof,) = await ledger.evidence.find(EVIDENCE_OF, measure.id)
    assert await request.blobs.fetch(proof.digest) == PNG + b"meeting"


async def what_is_late_goes_up_the_ladder(window: Window) -> None:
    """A day after the deadline the reminder is red, and the responsible leader has it too, in words and colour."""
    await window.stage.pass_time(14 * DAY)
    for name in (OWNER, LEADER):
        late = next(message for message in reversed(window.phone(name).inbox) if "整改提醒" in message.text)
        assert f"{OWN} 🔴 红·督办·逾期1天" in late.text
    reminders = [m.text for m in window.phone(OWNER).inbox if m.text.startswith("整改提醒")]
    assert len(reminders) == len(set(reminders))
    days = [text.splitlines()[0] for text in reminders]
    assert len(days) == len(set(days))


async def the_office_asks_how_things_stand(window: Window) -> None:
    """By command or by plain words, of everything, a measure, a department, a person, a stretch of time."""
    whole = (await window.say(OFFICE, "/status")).text
    assert "9个问题23条措施" in whole
    assert (await window.say(OFFICE, "状态")).text == whole
    assert "逾期" in whole
    card = (await window.say(OFFICE, f"/status {OWN}")).text
    assert "80%" in card
    assert "测试现场" in card
    asked = {"/status 执法大队": "7-2", f"/status {OWNER}": "7-2", "/overdue": OWN, "逾期": OWN, "/due 4月底前": "2-2"}
    for words, number in asked.items():
        assert number in (await window.say(OFFICE, words)).text, words
    assert "2025-04-18前到期" in (await window.say(OFFICE, "/due 两周内")).text
    assert f"{OWN} 🔴 红·逾期" in (await window.say(OWNER, "我的")).text
    assert "/overdue" in (await window.say(OWNER, "/help")).text


async def the_secretary_reads_one_page_a_week(window: Window) -> None:
    """Two Mondays have passed: two pages, each with its chart; on demand there is one more, unasked there is none."""
    pages = [message for message in window.phone(SECRETARY).inbox if "整改周报" in message.text]
    assert [re.findall(r"截至(\S+?)（", page.text)[0] for page in pages] == ["2025-03-24", "2025-03-31"]
    assert all(page.photo and page.photo.startswith(PNG) for page in pages)
    for _ in range(5):
        await window.stage.tick()
    assert len([m for m in window.phone(SECRETARY).inbox if "整改周报" in m.text]) == 2
    asked = await window.say(SECRETARY, "周报")
    assert "9个问题23条措施" in asked.text
    assert OWN in asked.text.partition("逾期 ")[2]


async def the_journal_holds_all_of_it(window: Window) -> None:
    """Every word of the owner on the measure stands in order, the one taken back too."""
    measure = await window.measure(OWN)
    async with window.stage.app.request.look() as ledger:
        verbs = [entry.verb for entry in await ledger.journal.find(JOURNAL_OF, measure.id)]
    assert verbs[0] == "import"
    assert verbs.count("report") == 4
    assert verbs.count("undo") == verbs.count("keep_evidence") == 1
    assert {one.intent for one in await window.progress(OWN)} == {Intent.PROGRESS}
