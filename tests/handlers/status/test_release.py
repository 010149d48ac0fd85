"""The way of a paper out of the house: draft, the office's Word, differences, the secretary, the clean copy."""

import asyncio
import datetime as dt
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from bot.cli import main
from bot.demo.stage import open_stage
from bot.domain.people.person import Role
from bot.readers.paper import marked
from bot.sandbox import Message
from bot.services.core.ledger import RELEASES_OF
from bot.services.history.verification import verify
from bot.services.people.binding import appoint
from bot.services.reporting.release import decide_release_on_command_line
from tests.handlers.conftest import DAY, LEADER, OFFICE, OWNER, SECRETARY, START, Chats, data_of, labels, open_chats

pytestmark = pytest.mark.usefixtures("unheld")

ASK, APPROVE, RETURN, WITHDRAW = "📤 提请书记审定", "✅ 同意定稿", "↩️ 退回", "撤回提请"
CONFIRM = "✅ 确认"
DUE = "2025年6月30日前完成"  # of measure 6-1
WHOLE = "梳理形成9个问题"
CONTACT = ("（由发布人填写）", "见分局公告栏")


def files_of(chats: Chats, name: str) -> dict[str, bytes]:
    """The documents on a phone by name, the newest of each."""
    return {one.file_name or "": one.document for one in chats.phone(name).inbox if one.document}


async def drawn(chats: Chats, kind: str = "公开稿") -> bytes:
    """The draft's Word."""
    await chats.say(OFFICE, f"/report {kind}")
    return next(c for n, c in reversed(files_of(chats, OFFICE).items()) if n.endswith(".docx"))


def edited(content: bytes, *changes: tuple[str, str]) -> bytes:
    """The Word with words of it replaced."""
    document = docx.Document(io.BytesIO(content))
    for old, new in changes:
        place = next(p for p in document.paragraphs if old in p.text)
        text = place.text.replace(old, new)
        for run in place.runs[1:]:
            place._p.remove(run._r)
        place.runs[0].text = text
    return saved(document)


def saved(document: object) -> bytes:
    """The Word as a file."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


async def sent(chats: Chats, content: bytes, name: str = "改稿.docx", caption: str = "") -> Message:
    """The last answer to a Word that the office sends."""
    return (await chats.after(OFFICE, lambda phone: phone.send_file(name, content, caption)))[-1]


def newest(chats: Chats, name: str, label: str) -> Message:
    """The newest message on a phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if label in labels(message))


async def asked(chats: Chats, content: bytes) -> Message:
    """The secretary's card of a Word that came back and was asked for."""
    await chats.press(OFFICE, await sent(chats, content), ASK)
    return newest(chats, SECRETARY, APPROVE)


def text_of(content: bytes) -> str:
    """What a Word says."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def parts_of(content: bytes) -> dict[str, str]:
    """The parts of a Word."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


async def test_a_notice_goes_its_whole_way(chats: Chats) -> None:
    """Draft, differences with their places, the secretary's yes, a clean copy with its hash, found again."""
    content = await drawn(chats)
    assert any("公开稿2025年第1稿" in one.text for one in chats.phone(OFFICE).inbox)
    changes = (
        (WHOLE, "梳理形成8个问题"),
        (DUE, "2025年7月30日前完成"),
        ("二是邀请省级专家", "二是由张立新牵头，邀请省级专家"),
        CONTACT,
    )
    card = await sent(chats, edited(content, *changes))
    for told in (
        "第1次修改稿",
        "差异 3处",
        "第1段 数字：梳理形成9个 → 梳理形成8个",
        "问题（六），第1段 日期：计划于2025年6月30日 → 计划于2025年7月30日",
        "问题（六），第1段 姓名新增：",
        "张立新",
    ):
        assert told in card.text, told
    assert "差异清单（公开稿2025年第1稿）.xlsx" in files_of(chats, OFFICE)
    decision = await chats.press(OFFICE, card, ASK)
    assert f"已告知：{SECRETARY}" in decision
    waiting = newest(chats, SECRETARY, APPROVE)
    assert f"{OFFICE}提请书记审定" in waiting.text
    assert "梳理形成9个 → 梳理形成8个" in waiting.text
    review = files_of(chats, SECRETARY)["送审稿（公开稿2025年第1稿）.docx"]
    assert "草稿，未经审定不得印发" in "".join(parts_of(review).values())
    assert "公开稿2025年第1稿 等您审定" in (await chats.say(SECRETARY, "待办")).text
    done = await chats.press(SECRETARY, waiting, APPROVE)
    final = files_of(chats, OFFICE)["中共云溪市生态环境局柳河分局党组定稿（公开稿2025年第1稿）.docx"]
    digest = hashlib.sha256(final).hexdigest()
    assert digest in done
    assert digest in chats.phone(OFFICE).last.text
    parts = parts_of(final)
    assert "word/comments.xml" not in parts
    assert "草稿" not in "".join(parts.values())
    assert "张立新" in text_of(final)
    assert text_of(final).startswith("中共云溪市生态环境局柳河分局党组\n关于巡察整改进展情况的通报\n（社会公开稿）")
    assert digest in (await chats.say(OFFICE, "/report 定稿")).text
    assert digest in (await chats.say(SECRETARY, "/report 定稿 公开稿1")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))
    assert "一字不差" in (await sent(chats, final)).text
    other = await sent(chats, edited(final, ("张立新", "张立心")))
    assert "与定稿不同" in other.text
    assert digest in other.text
    assert digest in (await chats.say(OFFICE, "/report 定稿")).text


async def test_everything_by_words(chats: Chats) -> None:
    """Asked, returned with a reason, sent anew, asked, taken back, asked and approved in plain words."""
    content = await drawn(chats)
    await sent(chats, edited(content, CONTACT))
    assert "已提请审定" in (await chats.say(OFFICE, "定稿 提请")).text
    assert "已退回" in (await chats.say(SECRETARY, "定稿 退回 3-2 的数字再核一下")).text
    assert "3-2 的数字再核一下" in chats.phone(OFFICE).last.text
    assert "被退回，等您改好再发Word" in (await chats.say(OFFICE, "待办")).text
    card = await sent(chats, edited(content, (WHOLE, "梳理形成7个问题")))
    assert "第2次修改稿" in card.text
    assert "还有 2 处没有填写：“（由发布人填写）”" in card.text
    await chats.say(OFFICE, "定稿 提请")
    assert "已撤回提请" in (await chats.say(OFFICE, "定稿 撤回")).text
    await chats.say(OFFICE, "定稿 公开稿1 提请")
    assert "已审定" in "".join(m.text for m in await chats.after(SECRETARY, lambda phone: phone.say("定稿 同意")))
    assert "现在没有在办的文稿" in (await chats.say(OFFICE, "定稿")).text


async def test_the_reason_is_asked_for_and_may_begin_with_a_number(chats: Chats) -> None:
    """A reason that names a measure is no report of it."""
    card = await asked(chats, edited(await drawn(chats), CONTACT))
    assert "为什么退回" in await chats.press(SECRETARY, card, RETURN)
    assert "已退回" in (await chats.say(SECRETARY, "3-2 写早了，还没验收")).text
    assert "3-2 写早了，还没验收" in chats.phone(OFFICE).last.text
    assert "已经办过" in await chats.press_data(SECRETARY, card, data_of(card, APPROVE))


async def test_old_cards_decide_nothing_of_a_newer_word(chats: Chats) -> None:
    """The secretary's card of the first Word is out of date once a second one came back; so is the office's."""
    content = await drawn(chats)
    first = await sent(chats, edited(content, CONTACT))
    ask = data_of(first, ASK)
    await chats.press_data(OFFICE, first, ask)
    card = newest(chats, SECRETARY, APPROVE)
    yes = data_of(card, APPROVE)
    await sent(chats, edited(content, (WHOLE, "梳理形成90个问题")))
    assert "又发来了新的修改稿" in await chats.press_data(SECRETARY, card, yes)
    assert "又发来了新的修改稿" in await chats.press_data(OFFICE, first, ask)
    assert not any("定稿（" in name for name in files_of(chats, OFFICE))


async def test_a_button_that_is_too_old_shows_the_card_anew(chats: Chats) -> None:
    """After a month nothing is done by it: the paper is shown as it stands, to be decided there."""
    card = await asked(chats, edited(await drawn(chats), CONTACT))
    yes = data_of(card, APPROVE)
    await chats.stage.pass_time(DAY * 32)
    fresh = await chats.after(SECRETARY, lambda phone: phone.press_data(card, yes))
    assert any(APPROVE in labels(message) for message in fresh)
    assert not any("定稿（" in name for name in files_of(chats, SECRETARY))


async def test_two_keys(chats: Chats) -> None:
    """Only the office sends and asks, only a secretary decides, and nobody both, whatever posts somebody holds."""
    content = edited(await drawn(chats), CONTACT)
    before = await chats.ledger_holds("releases")
    refused = await chats.after(SECRETARY, lambda phone: phone.send_file("改稿.docx", content))
    assert "没有办理这一项的权限" in refused[-1].text
    for name in (OWNER, LEADER):
        await chats.after(name, lambda phone: phone.send_file("改稿.docx", content))
    assert await chats.ledger_holds("releases") == before
    await appoint(chats.stage.app.request, "u1", (OFFICE,), Role.SECRETARY)
    await chats.stage.tick()
    card = await asked(chats, content)
    yes = data_of(card, APPROVE)
    assert "另一位书记审定" in (await chats.say(OFFICE, "定稿 同意")).text
    for name in (OWNER, LEADER):
        assert "权限" in (await chats.say(name, "定稿 同意")).text
        await chats.press_data(name, chats.phone(name).last, yes)
    assert not any("定稿（" in name for name in files_of(chats, OFFICE))
    assert "已审定" in await chats.press(SECRETARY, card, APPROVE)


async def test_the_command_line_is_the_second_key_where_there_is_no_other(chats: Chats) -> None:
    """It lists by a number that the chat named, and its decision is told like any other."""
    await chats.press(OFFICE, await sent(chats, edited(await drawn(chats), CONTACT)), ASK)
    request = chats.stage.app.request
    async with request.look() as ledger:
        (waiting,) = await ledger.releases.find(RELEASES_OF, "u1")
    number = waiting.id.rpartition("/")[2]
    done = await decide_release_on_command_line(request, "u1", number, agree=True)
    await chats.stage.settle()
    assert done.final in chats.phone(OFFICE).last.text
    assert "已审定（管机器的同志" in chats.phone(OFFICE).last.text
    assert all(one.holds for one in await verify(request))


async def test_nothing_is_forgotten_by_a_restart(tmp_path: Path) -> None:
    """Drafted, compared and asked before a stop; approved after it."""
    async with open_chats(tmp_path) as chats:
        content = edited(await drawn(chats), CONTACT)
        phones, sandbox = chats.stage.phones, chats.stage.sandbox
    async with open_stage(tmp_path, START, sandbox=sandbox) as stage:
        stage.phones.update(phones)
        card = await sent(Chats(stage), content)
    async with open_stage(tmp_path, START, sandbox=sandbox) as stage:
        stage.phones.update(phones)
        await Chats(stage).press(OFFICE, card, ASK)
    async with open_stage(tmp_path, START, sandbox=sandbox) as stage:
        stage.phones.update(phones)
        chats = Chats(stage)
        assert "已审定" in await chats.press(SECRETARY, newest(chats, SECRETARY, APPROVE), APPROVE)


def with_tracked(content: bytes) -> bytes:
    """A Word in which a day is deleted and another inserted, neither accepted, with a comment and hidden words."""
    document = docx.Document(io.BytesIO(content))
    place = next(p for p in document.paragraphs if WHOLE in p.text)
    before, after = place.text.split("9个问题、23条整改措施，实行")
    for run in place.runs:
        place._p.remove(run._r)
    place.add_run(before)
    gone, come = OxmlElement("w:del"), OxmlElement("w:ins")
    gone.append(place.add_run("9个问题")._r)
    gone[0][-1].tag = qn("w:delText")
    come.append(place.add_run("12个问题")._r)
    place._p.append(gone)
    place._p.append(come)
    place._p.append(place.add_run(f"、23条整改措施，实行{after}")._r)
    hidden = place.add_run("内部掌握")
    hidden.font.hidden = True
    document.add_comment(place.runs[:1], "再核一遍", author="某某")
    return saved(document)


async def test_changes_that_nobody_accepted_are_read_as_accepted_and_said(chats: Chats) -> None:
    """They are compared, and the clean copy has no trace of them, of comments or of hidden words."""
    card = await asked(chats, with_tracked(await drawn(chats)))
    assert "数字：梳理形成9个 → 梳理形成12个" in card.text
    assert "未接受的修订 2处" in card.text
    assert "批注 1条不带入定稿" in card.text
    assert "“内部掌握”" in card.text
    await chats.press(SECRETARY, card, APPROVE)
    final = next(c for n, c in files_of(chats, OFFICE).items() if "定稿（" in n)
    told = "".join(parts_of(final).values())
    for trace in ("w:del ", "w:ins ", "内部掌握", "再核一遍", "w:vanish"):
        assert trace not in told
    assert "梳理形成12个问题、23条整改措施" in text_of(final)


def with_table(content: bytes) -> bytes:
    """A Word with a table."""
    document = docx.Document(io.BytesIO(content))
    document.add_table(1, 2).rows[0].cells[0].text = "附表"
    return saved(document)


def with_picture(content: bytes) -> bytes:
    """A Word with a picture."""
    document = docx.Document(io.BytesIO(content))
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document.add_picture(picture, Mm(10))
    return saved(document)


@pytest.mark.parametrize(("change", "told"), [(with_table, "表格 1个"), (with_picture, "图片、图形 1个")])
async def test_what_the_clean_copy_would_lack_keeps_it_from_being_asked(
    chats: Chats, change: object, told: str
) -> None:
    """Nothing is lost in silence: it is named, and neither a tap nor words ask for it."""
    card = await sent(chats, change(await drawn(chats)))  # type: ignore[operator]
    assert told in card.text
    assert ASK not in labels(card)
    assert "带不进定稿" in (await chats.say(OFFICE, "定稿 提请")).text


def with_part(content: bytes, name: str, words: bytes) -> bytes:
    """A Word with a part more."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, words)
    return out.getvalue()


async def test_hostile_and_broken_files_are_refused_in_words(chats: Chats) -> None:
    """Macros, objects, templates from elsewhere, bombs, and what is no Word at all; nothing is kept of them."""
    content = await drawn(chats)
    before = await chats.ledger(but=frozenset({"outbox", "drafts", "cards"}))
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
    rels += b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    rels += b'Target="http://example.org/t.dotm" TargetMode="External"/></Relationships>'
    for hostile in (
        with_part(content, "word/vbaProject.bin", b"macro"),
        with_part(content, "word/embeddings/oleObject1.bin", b"object"),
        with_part(content, "word/_rels/settings.xml.rels", rels),
        with_part(content, "word/more.xml", b" " * 80_000_000),
        content[: len(content) // 2],
        b"PK\x03\x04 no word",
    ):
        answers = await chats.after(OFFICE, lambda phone, hostile=hostile: phone.send_file("改稿.docx", hostile))  # type: ignore[misc]
        assert answers, hostile[-80:]
        answer = answers[-1]
        assert answer.text.endswith("。"), answer.text
        assert labels(answer) == []
    assert "另存为 docx" in (await sent(chats, b"%PDF-1.4", "整改进展情况通报.pdf")).text
    assert "另存为 docx" in (await sent(chats, b"\xd0\xcf\x11\xe0", "社会公开稿改.doc")).text
    assert await chats.ledger(but=frozenset({"outbox", "drafts", "cards"})) == before


def without_mark(content: bytes) -> bytes:
    """The Word as somebody pasted it into a new file."""
    document = docx.Document(io.BytesIO(content))
    document.core_properties.keywords = ""
    return saved(document)


async def test_a_word_without_its_mark_is_asked_about(chats: Chats) -> None:
    """It is like two drafts: which one it is is said by a tap; said to be none, it is a file like any other."""
    content = without_mark(edited(await drawn(chats), (WHOLE, "梳理形成8个问题")))
    assert marked(content) == ""
    card = await sent(chats, content)
    assert "没有稿号" in card.text
    await chats.press(OFFICE, card, "公开稿2025年第1稿")
    assert "梳理形成9个 → 梳理形成8个" in chats.phone(OFFICE).last.text
    other = without_mark(edited(content, ("8个问题", "7个问题")))
    card = await sent(chats, other)
    assert "不是文稿" in await chats.press(OFFICE, card, "都不是")
    assert "没有稿号" not in (await sent(chats, other)).text


async def test_the_same_words_are_one_draft_until_something_came_back(chats: Chats) -> None:
    """Drawn up twice on a day it has one number; after a Word came back the next one is another."""
    first = marked(await drawn(chats))
    assert marked(await drawn(chats)) == first
    await sent(chats, edited(await drawn(chats), CONTACT))
    assert marked(await drawn(chats)) != first
    assert any("公开稿2025年第2稿" in one.text for one in chats.phone(OFFICE).inbox)
    await chats.stage.pass_time(dt.timedelta(days=1))
    await drawn(chats, "月报")
    assert any("月报2025年第1稿" in one.text for one in chats.phone(OFFICE).inbox)


async def test_a_monthly_report_goes_the_same_way(chats: Chats) -> None:
    """Its addressee and headings are those of a report."""
    content = await drawn(chats, "月报")
    card = await asked(chats, edited(content, ("特此报告", "特此报告")))
    assert "与原稿一字未改" in card.text
    await chats.press(SECRETARY, card, APPROVE)
    final = next(c for n, c in files_of(chats, OFFICE).items() if "定稿（" in n)
    assert text_of(final).split("\n")[:2] == text_of(content).split("\n")[:2]
    assert [line for line in text_of(final).split("\n") if line] == [x for x in text_of(content).split("\n") if x]


async def correct_limit(chats: Chats, number: str, day: str) -> None:
    """The office moves a deadline, and the secretary confirms it."""
    assert "须另一人确认" in (await chats.say(OFFICE, f"更正 {number} 时限 {day} 理由 录错")).text
    await chats.press(SECRETARY, newest(chats, SECRETARY, CONFIRM), CONFIRM)


async def test_what_moved_in_the_ledger_since_the_draft_is_said_and_asked(chats: Chats) -> None:
    """Neither asked nor filed over it unawares: the card names it, and its button is the yes to that."""
    card = await sent(chats, edited(await drawn(chats), CONTACT))
    assert "台账又变了" not in card.text
    await correct_limit(chats, "6-1", "2025年8月15日")
    told = "".join(m.text for m in await chats.after(OFFICE, lambda phone: phone.say("定稿 提请")))
    assert "没有作任何更改" in told
    assert "2025年6月30日" in told
    assert "2025年8月15日" in told
    assert "已提请审定" in await chats.press(OFFICE, newest(chats, OFFICE, ASK), ASK)
    waiting = newest(chats, SECRETARY, APPROVE)
    assert "1处与文稿不同" in waiting.text
    listed = files_of(chats, SECRETARY)["差异清单（公开稿2025年第1稿）.xlsx"]
    assert "台账变化" in openpyxl.load_workbook(io.BytesIO(listed)).sheetnames
    await correct_limit(chats, "6-1", "2025年9月15日")
    refused = await chats.press(SECRETARY, waiting, APPROVE)
    assert "2处与文稿不同" in refused
    assert not any("定稿（" in name for name in files_of(chats, SECRETARY))
    assert "已审定" in await chats.press(SECRETARY, newest(chats, SECRETARY, APPROVE), APPROVE)


async def test_what_the_office_put_right_itself_is_not_said_again(chats: Chats) -> None:
    """The ledger and the edited Word say the same new day."""
    content = await drawn(chats)
    await correct_limit(chats, "6-1", "2025年8月15日")
    card = await sent(chats, edited(content, (DUE, "2025年8月15日前完成"), CONTACT))
    assert "台账又变了" not in card.text
    assert "已提请审定" in await chats.press(OFFICE, card, ASK)


async def test_a_plain_word_in_answer_to_the_card_decides(chats: Chats) -> None:
    """退回 with its reason, and 同意; in answer to an older card nothing, whatever other things wait."""
    content = await drawn(chats)
    first = await asked(chats, edited(content, CONTACT))
    back = await chats.after(SECRETARY, lambda phone: phone.say("退回 3-2 的数字再核一下", first))
    assert "已退回" in back[-1].text
    assert "3-2 的数字再核一下" in chats.phone(OFFICE).last.text
    await chats.stage.pass_time(dt.timedelta(hours=1))
    second = await asked(chats, edited(content, (WHOLE, "梳理形成8个问题"), CONTACT))
    old = await chats.after(SECRETARY, lambda phone: phone.say("同意", first))
    assert "没有作任何更改" in old[-1].text
    assert not any("定稿（" in name for name in files_of(chats, SECRETARY))
    done = await chats.after(SECRETARY, lambda phone: phone.say("同意定稿", second))
    assert any("已审定" in one.text for one in done)


async def test_two_rounds_each_with_a_return_and_a_second_draft(chats: Chats) -> None:
    """The secretary returns the first Word, agrees to the second; the next notice is a paper of its own."""
    content = await drawn(chats)
    await chats.press(SECRETARY, await asked(chats, edited(content, CONTACT)), RETURN)
    await chats.say(SECRETARY, "口径再统一")
    second = await asked(chats, edited(content, (WHOLE, "梳理形成8个问题"), CONTACT))
    assert "第2次修改稿" in second.text
    assert "已审定" in await chats.press(SECRETARY, second, APPROVE)
    first = hashlib.sha256(final_on(chats, "公开稿2025年第1稿")).hexdigest()
    await correct_limit(chats, "6-1", "2025年8月15日")
    await chats.stage.pass_time(dt.timedelta(hours=1))
    await chats.say(OFFICE, "/report 公开稿")
    later = next(c for n, c in files_of(chats, OFFICE).items() if "（社会公开稿）（" in n and n.endswith(".docx"))
    assert "8月15日" in text_of(later)
    await asked(chats, edited(later, CONTACT))
    assert "已退回" in (await chats.say(SECRETARY, "定稿 退回 联系方式写错")).text
    again = await asked(chats, edited(later, (CONTACT[0], "见本局公告栏")))
    assert "公开稿2025年第2稿" in again.text
    assert "第2次修改稿" in again.text
    assert "已审定" in await chats.press(SECRETARY, again, APPROVE)
    other = hashlib.sha256(final_on(chats, "公开稿2025年第2稿")).hexdigest()
    assert first != other
    assert first in (await chats.say(OFFICE, "/report 定稿 公开稿1")).text
    assert other in (await chats.say(OFFICE, "/report 定稿")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))


def final_on(chats: Chats, title: str) -> bytes:
    """The clean copy on the office's phone."""
    return next(c for n, c in files_of(chats, OFFICE).items() if f"定稿（{title}" in n)


async def test_on_the_command_line_a_moved_ledger_is_shown_and_a_damaged_copy_found(tmp_path: Path) -> None:
    """The differences come first with a word by which they are agreed to; `check` looks at what was filed."""
    async with open_chats(tmp_path) as chats:
        await chats.press(OFFICE, await sent(chats, edited(await drawn(chats), CONTACT)), ASK)
        await correct_limit(chats, "6-1", "2025年8月15日")
        async with chats.stage.app.request.look() as ledger:
            (waiting,) = await ledger.releases.find(RELEASES_OF, "u1")
    config = tmp_path / "config.toml"
    config.write_text(f'[store]\nurl = "{tmp_path / "ledger.json"}"\nevidence = "{tmp_path / "evidence"}"\n', "utf-8")

    async def run(*words: str) -> str:
        ran = await asyncio.to_thread(CliRunner().invoke, main, [*words, "--config", str(config)])
        assert "Traceback" not in ran.output
        return ran.output

    number = waiting.id.rpartition("/")[2]
    told = await run("release", number)
    assert "2025年6月30日" in told
    assert "2025年8月15日" in told
    assert f"{number}\t整改进展情况通报（社会公开稿2025年第1稿）\t等书记审定" in await run("release")
    assert await run("confirm") == "没有等确认的提请。\n"
    done = await run("release", number, "--seen", told.split("--seen ")[1].split()[0])
    assert "\t已定稿\t" in done
    assert "文稿文件：都在" in (await run("check")).replace(" ", "")
    digest = done.split()[-1]
    (tmp_path / "evidence" / digest[:2] / digest[2:4] / digest).write_bytes(b"another")
    assert "1 份的文件缺失或被改动" in await run("check")


async def test_drafts_of_one_instant_stand_in_their_order(chats: Chats) -> None:
    """However many there are, the newest is the one of the highest number."""
    await drawn(chats)
    async with chats.stage.app.request.store.open() as ledger:
        (first,) = await ledger.releases.find(RELEASES_OF, "u1")
        for number in (10, 2, 9):
            await ledger.releases.put(replace(first, id=f"u1/r{99 - number}", number=number))
    async with chats.stage.app.request.look() as ledger:
        kept = await ledger.releases.find(RELEASES_OF, "u1", latest=True)
    assert [one.number for one in kept] == [10, 9, 2, 1]
