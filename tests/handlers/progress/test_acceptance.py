"""上级验收: handed in with a sealed dossier, graded on both sides, drawn from, accepted, returned, found at fault."""

import hashlib
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from bot.cli.history import commands
from bot.domain.acceptance.acceptance import Acceptance, Acceptor, Verdict, lot, short_seal
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.units.unit import Unit
from bot.readers.dossier import read_dossier
from bot.sandbox import Message
from bot.services.core.ledger import ACCEPTANCES_OF, MEASURES_OF_PLAN
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import Transaction, change, unit_of
from bot.services.history.verification import verify
from bot.services.operations.jobs import INSTALLATION_JOBS
from bot.services.people.binding import invite_to_office
from bot.services.units.administration import add_unit, set_unit
from tests.handlers.conftest import (
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    SECRETARY,
    Chats,
    data_of,
    labels,
)

ABOVE, REFEREE = "清河市委巡察办", "梁知秋"
INDICATORS = ("措施落实", "问题解决", "佐证真实", "长效机制")
PNG = b"\x89PNG\r\n\x1a\n" + b"7" * 17


async def records(chats: Chats, unit: str = "u1") -> list[Acceptance]:
    """All that a unit handed in, or was handed."""
    async with scoped(chats.stage.app.request, unit).look() as ledger:
        return await ledger.acceptances.find(ACCEPTANCES_OF, unit)


async def close(chats: Chats, number: str = OWN, owner: str = OWNER) -> None:
    """Close a measure through the chat, with a proof."""
    await chats.after(owner, lambda phone: phone.send_photo(PNG, f"{number} 现场"))
    await chats.say(owner, f"{number} 已完成，办了两期培训")
    if (await chats.measure(number)).is_open:
        await chats.say(owner, f"{number} 已完成")
    for name in (LEADER, OFFICE, SECRETARY):
        listed = await chats.say(name, "待办")
        if f"{number} ✅ 通过" in labels(listed):
            await chats.press(name, listed, f"{number} ✅ 通过")
    assert (await chats.measure(number)).stage is Stage.CLOSED


def now(chats: Chats, name: str, message: Message) -> Message:
    """A card as it stands on the phone now."""
    return next(one for one in chats.phone(name).inbox if one.id == message.id)


async def grade(chats: Chats, name: str, card: Message, grades: str) -> Message:
    """Give grades one by one on a card, by thumb."""
    for grade_ in grades:
        label = [one for one in labels(card) if "：" in one][int(grade_)]
        await chats.press(name, card, label)
        card = now(chats, name, card)
    return card


async def handed_in(chats: Chats, what: str = OWN, grades: str = "0100") -> Message:
    """Hand something in, graded; the card of who accepts, where somebody does."""
    card = await grade(chats, OFFICE, await chats.say(OFFICE, f"报验 {what}"), grades)
    told = await chats.press(OFFICE, card, "🔒 封存并报送")
    assert "卷宗已封存" in told
    return chats.phone(REFEREE if (await records(chats))[-1].acceptor is Acceptor.ABOVE else OFFICE).inbox[-1]


def sent_to(chats: Chats, name: str, ending: str) -> bytes:
    """The newest file of a kind on a phone."""
    inbox = chats.phone(name).inbox
    return [m.document for m in inbox if m.document and (m.file_name or "").endswith(ending)][-1]


async def with_upper(chats: Chats) -> None:
    """Put a unit above the office's, with one in its office; close something."""
    request = chats.stage.app.request
    await add_unit(request, Unit(id="u9", name=ABOVE), bots=())
    await set_unit(request, "u1", bots=(), upper="u9")
    invited = await invite_to_office(scoped(request, "u9"), "u9", REFEREE, by=await chats.person(OFFICE))
    chats.stage.phone(REFEREE).open_link(invited.code)
    await chats.stage.settle()
    await close(chats)


@pytest.fixture
async def above(chats: Chats) -> AsyncIterator[Chats]:
    """A unit above with one in its office; of the office's unit something is closed."""
    await with_upper(chats)
    yield chats
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_what_is_closed_goes_up_and_is_accepted(above: Chats) -> None:
    """The self-rating stands beside the referee's on the card, in the sheet and in the register of both sides."""
    chats = above
    card = await handed_in(chats)
    (sent,), (share,) = await records(chats), await records(chats, "u9")
    assert (share.unit, share.subject, share.by, share.other, sent.other) == ("u9", "", "", sent.id, share.id)
    assert (share.seal, share.core, share.proofs, share.own) == (sent.seal, sent.core, sent.proofs, "0100")
    assert OFFICE in card.text
    assert "· 问题解决：自评 较好，验收 未评" in card.text
    assert "✅ 通过" not in labels(card)  # before all is graded
    card = await grade(chats, REFEREE, card, "0011")
    assert "· 长效机制：自评 好，验收 较好" in card.text
    yes = data_of(card, "✅ 通过")
    said = await chats.press_data(REFEREE, card, yes)
    assert "验收通过" in said
    assert not any(name in said for name in (OWNER, SECRETARY, LEADER))  # the people below are not named
    for name in (OFFICE, SECRETARY, OWNER, LEADER):
        assert f"{ABOVE}验收通过" in chats.phone(name).inbox[-1].text
    for unit in ("u1", "u9"):
        (one,) = await records(chats, unit)
        assert (one.verdict, one.given) == (Verdict.ACCEPTED, "0011")
    assert "已经有结果" in await chats.press_data(REFEREE, card, yes)  # a second press
    assert "已经由" in (await chats.say(OFFICE, f"报验 {OWN}")).text
    for name in (OFFICE, REFEREE):
        await chats.say(name, "/report 验收单")
        sheet = docx.Document(BytesIO(sent_to(chats, name, ".docx")))
        cells = [[cell.text for cell in row.cells] for table in sheet.tables for row in table.rows]
        told = ["|".join(dict.fromkeys(row)) for row in cells]
        assert "长效机制|好|较好" in told
        assert any("通过" in row for row in told)
        await chats.say(name, "/report 验收登记")
        book = openpyxl.load_workbook(BytesIO(sent_to(chats, name, ".xlsx")))
        values = [str(cell.value) for row in book["验收登记表"].iter_rows() for cell in row]
        assert "措施落实好；问题解决较好；佐证真实好；长效机制好" in values
        assert short_seal(sent.seal) in values
    assert OWN in (await chats.say(OFFICE, f"/find {ABOVE}")).text
    refused = await chats.after(REFEREE, lambda phone: phone.say("/report 月报"))  # a unit that has no plan of its own
    assert any("没有找到“整改方案”" in one.text for one in refused)
    assert "验收通过" in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_the_dossier_proves_itself_without_the_ledger(above: Chats, tmp_path: Path) -> None:
    """Slip, slice of the journal and proofs under one seal, in both chats; any change is seen, by a command too."""
    chats = above
    card = await handed_in(chats)
    assert short_seal((await records(chats))[0].seal) in card.text
    await chats.press(REFEREE, card, "📦 取卷宗")
    content = sent_to(chats, REFEREE, ".zip")
    file = tmp_path / "卷宗.zip"
    file.write_bytes(content)
    read = read_dossier(file)
    assert read.holds
    assert read.seal == (await records(chats, "u9"))[0].seal
    assert read.entries >= 6
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert hashlib.sha256(parts["SHA256SUMS"]).hexdigest() == read.seal
    assert PNG in parts.values()
    assert any(name.startswith("销号单/") for name in parts)
    run = CliRunner().invoke(commands, ["verify", str(file), "--against", short_seal(read.seal)])
    assert run.exit_code == 0, run.output
    assert "全部相符" in run.output
    run = CliRunner().invoke(commands, ["verify", str(file), "--against", "0" * 16])
    assert run.exit_code == 1
    assert "不符" in run.output
    forged = {
        "entry": {"历史.jsonl": parts["历史.jsonl"].replace(b'"agree"', b'"submi"')},
        "proof": {name: b"other" for name in parts if name.startswith("佐证/")},
        "added": {"佐证/2-3/09_另.jpg": b"new"},
    }
    for what, changed in forged.items():
        bad = tmp_path / f"{what}.zip"
        with zipfile.ZipFile(bad, "w") as archive:
            for name, one in (parts | changed).items():
                archive.writestr(name, one)
        assert not read_dossier(bad).holds, what
        assert CliRunner().invoke(commands, ["verify", str(bad)]).exit_code == 1
    sums = "".join(
        f"{hashlib.sha256(b'other' if name.startswith('佐证/') else one).hexdigest()}  {name}\n"
        for name, one in parts.items()
        if name != "SHA256SUMS"
    )
    bad = tmp_path / "relisted.zip"  # whoever lists it anew is found out by the journal, and by the seal
    with zipfile.ZipFile(bad, "w") as archive:
        for name, one in (parts | {"SHA256SUMS": sums.encode()}).items():
            archive.writestr(name, b"other" if name.startswith("佐证/") else one)
    assert read_dossier(bad).unproven
    assert read_dossier(bad).seal != read.seal


async def test_what_comes_back_waits_until_it_is_handed_in_anew(above: Chats) -> None:
    """Without a reason nothing is returned; the office has it in its list, and hands in a second time with one tap."""
    chats = above
    card = await handed_in(chats)
    await chats.press(REFEREE, card, "↩ 退回补正")
    await chats.say(REFEREE, "？")
    assert (await records(chats))[0].is_open
    assert "退回补正" in (await chats.say(REFEREE, f"{OWN} 的签到表没有附")).text
    (back,) = await records(chats)
    assert (back.verdict, back.words, back.waits) == (Verdict.RETURNED, f"{OWN} 的签到表没有附", True)
    assert "签到表没有附" in chats.phone(OWNER).inbox[-1].text
    listed = await chats.say(OFFICE, "待办")
    assert "上级验收退回，请补正后再报" in listed.text
    await chats.press(OFFICE, listed, f"措施{OWN} 看报验")
    shown = chats.phone(OFFICE).inbox[-1]
    await chats.press(OFFICE, shown, f"再报 措施{OWN}")
    again = await grade(chats, OFFICE, chats.phone(OFFICE).inbox[-1], "0000")
    assert "第2次报验" in again.text
    await chats.press(OFFICE, again, "🔒 封存并报送")
    first, second = await records(chats)
    assert (first.waits, first.done, second.times, second.is_open) == (False, True, 2, True)
    assert "上级验收退回" not in (await chats.say(OFFICE, "待办")).text
    await chats.press(REFEREE, chats.phone(REFEREE).inbox[-1], "⚠️ 发现问题")
    await chats.say(REFEREE, "现场看，培训对象不对")
    assert "验收发现问题" in chats.phone(SECRETARY).inbox[-1].text
    assert "上级验收发现问题" in (await chats.say(OFFICE, "待办")).text
    assert "退回或发现问题1" in (await chats.say(OFFICE, "/digest")).text


async def test_only_who_may(above: Chats) -> None:
    """Nobody but the office hands in, nobody of the unit accepts its own, what is open is not handed in, nor twice."""
    chats = above
    for name in (OWNER, LEADER, SECRETARY):
        assert "权限" in (await chats.say(name, f"报验 {OWN}")).text
    assert "还没有全部销号" in (await chats.say(OFFICE, "报验 2")).text
    assert "还没有全部销号" in (await chats.say(OFFICE, "报验 2-4")).text
    assert "没有找到" in (await chats.say(OFFICE, "报验 9-9")).text
    card = await chats.say(OFFICE, f"报验 {OWN}")
    assert await records(chats) == []
    ready = await grade(chats, OFFICE, card, "0000")
    send = data_of(ready, "🔒 封存并报送")
    await chats.press_data(OFFICE, ready, send)
    assert "已经报" in await chats.press_data(OFFICE, ready, send)
    assert len(await records(chats)) == 1
    own = (await chats.say(SECRETARY, "/accept")).text
    assert "等验收" in own
    (sent,) = await records(chats)
    shown = await chats.say(OFFICE, "/accept")
    await chats.press(OFFICE, shown, sent.title)
    assert "✅ 通过" not in labels(chats.phone(OFFICE).inbox[-1])
    assert not any(label.startswith("措施落实") for label in labels(chats.phone(OFFICE).inbox[-1]))
    assert "没有找到" in (await chats.say(REFEREE, f"/history {OWN}")).text  # of the unit below nothing else is there
    assert "看报验" not in labels(await chats.say(MATE, "待办"))


async def test_what_is_open_again_is_taken_back(above: Chats) -> None:
    """By hand with a reason, and by itself where its measures are opened again; the other side hears."""
    chats = above
    await handed_in(chats)
    shown = await chats.say(OFFICE, "/accept")
    await chats.press(OFFICE, shown, (await records(chats))[0].title)
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "撤回报验")
    assert "已撤回" in (await chats.say(OFFICE, "材料要换一份")).text
    assert "撤回了" in chats.phone(REFEREE).inbox[-1].text
    card = await handed_in(chats)
    old = data_of(card, "↩ 退回补正")
    preview = await chats.say(OFFICE, f"/reopen {OWN} 理由 群众反映反弹")
    await chats.press(OFFICE, preview, "确认重新打开")
    await chats.stage.tick()
    assert [one.verdict for one in await records(chats)] == [Verdict.WITHDRAWN] * 2
    assert [one.verdict for one in await records(chats, "u9")] == [Verdict.WITHDRAWN] * 2
    assert "↩ 退回补正" not in labels(card)
    assert "已经有结果、已撤回" in await chats.press_data(REFEREE, card, old)
    assert (
        "重新打开" in (await chats.say(OFFICE, "/accept")).text or "已撤回" in (await chats.say(OFFICE, "/accept")).text
    )


async def test_late_ones_are_said_on_both_sides(above: Chats) -> None:
    """Past its day it stands in the message of the day above, and the office below knows."""
    chats = above
    await handed_in(chats)
    await chats.stage.pass_time(21 * DAY)
    assert any("请验收，已逾期" in one.text for one in chats.phone(REFEREE).inbox)
    assert any("还没有验收，已逾期" in one.text for one in chats.phone(OFFICE).inbox)
    assert "其中逾期1件" in (await chats.say(REFEREE, "/accept")).text
    assert f"措施{OWN} 看报验" in labels(await chats.say(REFEREE, "待办"))


async def test_the_plan_asks_for_it(above: Chats) -> None:
    """With the setting what is closed stands in the list and in the office's message until it is handed in."""
    chats = above
    assert "已" in (await chats.say(OFFICE, "/policy 上级验收 措施")).text
    shown = await chats.say(OFFICE, "/accept")
    assert f"还没有报：措施{OWN}" in shown.text
    await chats.stage.pass_time(1 * DAY)
    assert any("按设置应报上级验收" in one.text for one in chats.phone(OFFICE).inbox)
    await chats.press(OFFICE, shown, f"报 措施{OWN}")
    ready = await grade(chats, OFFICE, chats.phone(OFFICE).inbox[-1], "0000")
    await chats.press(OFFICE, ready, "🔒 封存并报送")
    assert "还没有报：" not in (await chats.say(OFFICE, "/accept")).text


async def test_a_lot_is_drawn_by_the_seal(above: Chats) -> None:
    """The same for everybody who draws; what does not hold in place keeps it from being accepted."""
    chats = above
    request = chats.stage.app.request
    plan = (await chats.measure(OWN)).plan
    async with request.store.open() as ledger:  # a round of which all is closed, without five weeks of pressing
        for measure in await ledger.measures.find(MEASURES_OF_PLAN, plan):
            tx = Transaction(request, ledger, await unit_of(ledger, "u1"))
            await change(tx, measure, replace(measure, stage=Stage.CLOSED), Verb.CLOSE)
    card = await handed_in(chats, "本轮", "0000")
    (share,) = await records(chats, "u9")
    assert len(share.measures) > 10
    assert "整轮" in card.text
    await chats.press(REFEREE, card, "🎲 抽查3条")
    (share,) = await records(chats, "u9")
    assert share.drawn == lot(share.seal, share.measures, 3)
    assert (await records(chats))[0].drawn == share.drawn
    assert "、".join(share.drawn) in chats.phone(OFFICE).inbox[-1].text
    card = now(chats, REFEREE, card)
    assert "🎲 抽查3条" not in labels(card)
    for number, mark in zip(share.drawn, ("属实", "不属实", "属实"), strict=True):
        await chats.press(REFEREE, card, f"{number} {mark}")
        card = now(chats, REFEREE, card)
    card = await grade(chats, REFEREE, card, "0000")
    assert f"{share.drawn[1]} 不属实" in card.text
    assert "✅ 通过" not in labels(card)
    await chats.press(REFEREE, card, "⚠️ 发现问题")
    await chats.say(REFEREE, f"{share.drawn[1]} 现场没有做")
    assert [one.marks for unit in ("u1", "u9") for one in await records(chats, unit)] == ["101", "101"]


async def test_an_acceptor_outside_is_entered_by_the_office(chats: Chats) -> None:
    """Nobody is said to be told; the dossier is taken out by hand, and the word is marked as entered by the office."""
    await close(chats)
    ready = await grade(chats, OFFICE, await chats.say(OFFICE, f"报验 {OWN}"), "0000")
    assert "上级没有在台账里" in ready.text
    told = await chats.press(OFFICE, ready, "🔒 封存并报送")
    assert "没有人可以代为通知" in told
    assert "等上级验收，请登记结果" in (await chats.say(OFFICE, "待办")).text
    card = now(chats, OFFICE, ready)
    await chats.press(OFFICE, card, "📦 取卷宗")
    assert sent_to(chats, OFFICE, ".zip")
    shown = await chats.say(OFFICE, "/accept")
    await chats.press(OFFICE, shown, (await records(chats))[0].title)
    card = await grade(chats, OFFICE, chats.phone(OFFICE).inbox[-1], "0000")
    assert "验收通过" in await chats.press(OFFICE, card, "✅ 通过")
    (one,) = await records(chats)
    assert (one.acceptor, one.verdict) == (Acceptor.OUTSIDE, Verdict.ACCEPTED)
    await chats.press(OFFICE, await chats.say(OFFICE, "/accept"), one.title)
    assert "整改办代记" in chats.phone(OFFICE).inbox[-1].text
    assert all(each.holds for each in await verify(chats.stage.app.request))


async def test_nothing_confidential_leaves_the_unit(above: Chats) -> None:
    """It is sealed and taken out by hand; above nobody hears of it, and no message bears its words."""
    chats = above
    await chats.say(OFFICE, f"/policy {OWN} 保密简化 开")
    text = (await chats.measure(OWN)).text[:8]
    ready = await grade(chats, OFFICE, await chats.say(OFFICE, f"报验 {OWN}"), "0000")
    assert text not in ready.text
    await chats.press(OFFICE, ready, "🔒 封存并报送")
    assert await records(chats, "u9") == []
    assert (await records(chats))[0].acceptor is Acceptor.OUTSIDE
    assert "📦 取卷宗" not in labels(now(chats, OFFICE, ready))


def test_every_job_is_listed() -> None:
    """The one that follows what was handed in runs by itself."""
    assert "acceptances" in {job.id for job in INSTALLATION_JOBS}


async def test_an_acceptance_is_spoken_of_in_sentences(above: Chats) -> None:
    """Handed in, asked for by all who may see it; whoever accepts is led to the card, whose buttons decide."""
    chats = above
    card = await chats.say(OFFICE, f"把{OWN}报上级验收")
    assert "请先自评：措施落实" in card.text
    await chats.press(OFFICE, await grade(chats, OFFICE, card, "0000"), "🔒 封存并报送")
    for name in (OFFICE, OWNER):
        assert "等对方验收" in (await chats.say(name, f"{OWN}验收过了吗")).text
    for words in (f"{OWN}通过", f"退回 {OWN} 照片看不清"):
        shown = await chats.say(REFEREE, words)
        assert "这句话没有登记" in shown.text
        assert "↩ 退回补正" in labels(shown)
    assert [one.verdict for one in await records(chats)] == [Verdict.OPEN]
    assert "等对方验收" not in (await chats.say(OFFICE, f"{OTHERS}验收过了吗")).text


async def test_acceptance_is_spoken_of_as_people_say_it(above: Chats) -> None:
    """Of a finding and a round too; what was never handed in is said, and a reply to the card is not lost."""
    chats = above
    never = await chats.say(OFFICE, f"{OWN}要不要报上级验收")
    assert f"措施{OWN}还没有报过上级验收" in never.text
    assert "请先自评：措施落实" in await chats.press(OFFICE, never, f"报 措施{OWN}")
    assert "还没有全部销号" in (await chats.say(OFFICE, "问题2报上级验收")).text
    assert "还没有全部销号" in (await chats.say(OFFICE, "把整轮报验收")).text
    assert "还没有报过上级验收" in (await chats.say(OWNER, "问题2的上级验收情况")).text
    card = await handed_in(chats)
    for words in ("下级报了几件验收", "有哪些等我验收的"):
        assert "待验收1件" in (await chats.say(REFEREE, words)).text
    for words, to in (("验收通过", None), ("退回，照片看不清", card)):
        shown = await chats.say(REFEREE, words, to)
        assert "这句话没有登记" in shown.text
        assert "↩ 退回补正" in labels(shown)
    assert [one.verdict for one in await records(chats)] == [Verdict.OPEN]
    assert "撤回报验" in labels(await chats.say(OFFICE, f"撤回{OWN}的报验"))
    assert "等对方验收" in (await chats.say(OFFICE, f"{OWN} 验收情况")).text


async def test_what_was_closed_is_handed_in_by_thumb(above: Chats) -> None:
    """上级验收 on the first page offers what was closed and never handed in; who may not hand in is offered nothing."""
    await above.press(OFFICE, await above.say(OFFICE, "/home"), "更多")
    await above.press(OFFICE, above.phone(OFFICE).last, "上级验收")
    listed = above.phone(OFFICE).last
    assert f"已销号、还没有报过：措施{OWN}" in listed.text
    await above.press(OFFICE, listed, labels(listed)[0])
    assert f"报上级验收 措施{OWN}" in above.phone(OFFICE).last.text
    assert not [one for one in labels(await above.say(SECRETARY, "/accept")) if OWN in one]
    await handed_in(above)
    assert "还没有报过：" not in (await above.say(OFFICE, "/accept")).text
