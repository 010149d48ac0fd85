"""A ledger that proves itself: whatever is falsified in its file by hand is found, and named in Chinese."""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.cli.history import prove
from bot.config import Config, StoreSettings
from bot.domain.core.colour import Colour
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.history.change import EXEMPT, Change
from bot.domain.history.journal import Entry, Head
from bot.domain.people.invitation import Invitation
from bot.domain.replies.reply import Intent
from bot.messages.body import plain
from bot.messages.operations.view import draw_health
from bot.services.closing.steps import agree
from bot.services.core.ledger import EXTENSIONS_OF, SHELVES
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.extensions.steps import answer_extension
from bot.services.history.verification import examined, surrounded, verify
from bot.services.operations.health import health
from bot.services.operations.proof import prove_daily
from bot.services.progress.report import report_progress
from bot.services.supervision.instruction import instruct
from bot.services.supervision.letter import draft_letter, issue_letter
from storage.codec import decode, encode
from storage.known_fields import known_fields
from storage.opening import DocumentStore
from tests.services.scene import (
    CLERK,
    FIRST,
    LEADER,
    MATE,
    OFFICE,
    OWNER,
    SECOND,
    SECRETARY,
    Scene,
    done,
    open_scene,
    says,
)

Tables = dict[str, dict[str, dict[str, Any]]]


async def lived(scene: Scene) -> None:
    """An office of a few weeks: progress, evidence, a closing, an extension, a letter, an instruction, a link."""
    for n in range(1, 8):
        await report_progress(scene.request, OWNER, [says(f"第{n}段已清理", percent=n * 10)])
        scene.pass_by(hours=5)
    await keep_evidence(scene.request, OWNER, Upload(content=b"photo", kind=EvidenceKind.PHOTO), FIRST)
    await report_progress(scene.request, OWNER, [done()])
    for who in (LEADER, OFFICE, SECRETARY):
        await agree(scene.request, who, FIRST)
    await report_progress(
        scene.request, MATE, [says("汛期不能施工", Intent.EXTEND, SECOND, asked=dt.date(2026, 6, 30))]
    )
    async with scene.store.open() as ledger:
        (extension,) = await ledger.extensions.find(EXTENSIONS_OF, SECOND)
    await answer_extension(scene.request, LEADER, extension.id, agree=True)
    await answer_extension(scene.request, CLERK, extension.id, agree=True)
    letter = await draft_letter(scene.request, CLERK, Colour.YELLOW, [SECOND])
    await issue_letter(scene.request, OFFICE, letter.id)
    await instruct(scene.request, SECRETARY, SECOND, "抓紧办")
    async with scene.store.open() as ledger:
        await ledger.invitations.put(
            Invitation(id="0" * 64, unit="u1", person=OWNER.id, expires=scene.at, issued_by=CLERK.id)
        )


def one(tables: Tables, table: str, **facts: Any) -> dict[str, Any]:
    """The document of a table that has these facts."""
    return next(row for row in tables[table].values() if all(row.get(name) == fact for name, fact in facts.items()))


def close_by_hand(tables: Tables) -> None:
    """Falsify: close by hand."""
    one(tables, "measures", number="3-2")["stage"] = "closed"


def move_first_deadline(tables: Tables) -> None:
    """Falsify: move first deadline."""
    one(tables, "measures", number="3-2")["deadline"]["first"] = "2026-12-31"


def swap_account(tables: Tables) -> None:
    """Falsify: swap account."""
    one(tables, "people", id=SECRETARY.id)["chat"] = 666


def cut_last_ten(tables: Tables) -> None:
    """Falsify: cut last ten."""
    rows = sorted(tables["journal"].items(), key=lambda row: row[1]["number"])
    for key, _ in rows[-10:]:
        del tables["journal"][key]
    end = rows[-11][1]
    one(tables, "heads", id="u1").update(number=end["number"], digest=end["digest"])


def recompute_chain(tables: Tables) -> None:
    """Falsify: recompute chain."""
    head = Head("u1")
    for row in sorted(tables["journal"].values(), key=lambda row: row["number"]):
        if row["number"] == 3:
            row["words"] = "已全部完成"
        entry = decode(Entry, json.dumps(row).encode()).after_entry(head)
        row.update(json.loads(encode(entry)))
        head = Head("u1", entry.number, entry.digest)
    one(tables, "heads", id="u1").update(number=head.number, digest=head.digest)


def give_role(tables: Tables) -> None:
    """Falsify: give role."""
    one(tables, "people", id=OWNER.id)["roles"] = ["owner", "secretary"]


def move_granted_day(tables: Tables) -> None:
    """Falsify: move granted day."""
    one(tables, "extensions", measure=SECOND)["granted"] = "2026-09-30"


def take_letter_away(tables: Tables) -> None:
    """Falsify: take letter away."""
    tables["letters"].clear()


def exchange_evidence(tables: Tables) -> None:
    """Falsify: exchange evidence."""
    one(tables, "evidence", measure=FIRST)["digest"] = "f" * 64


def rewrite_words(tables: Tables) -> None:
    """Falsify: rewrite words."""
    one(tables, "progress", words="第3段已清理")["words"] = "全部完成"


def slip_person_in(tables: Tables) -> None:
    """Falsify: slip person in."""
    tables["people"]["999"] = one(tables, "people", id=CLERK.id) | {"id": "u1/p99", "name": "无名", "chat": 667}


def forge_closing(tables: Tables) -> None:
    """Falsify: forge closing."""
    one(tables, "closings", subject=FIRST)["by"] = OWNER.id


def change_policy(tables: Tables) -> None:
    """Falsify: change policy."""
    one(tables, "units", id="u1")["changes"] = {"photos": 9}


def lengthen_link(tables: Tables) -> None:
    """Falsify: lengthen link."""
    one(tables, "invitations", person=OWNER.id)["expires"] = "2030-01-01T00:00:00Z"


def answer_instruction_by_hand(tables: Tables) -> None:
    """Falsify: answer instruction by hand."""
    one(tables, "instructions", subject=SECOND).update(answer="已办", answered_by=OWNER.id)


def take_changes_away(tables: Tables) -> None:
    """Falsify: take changes away."""
    del tables["changes"]
    one(tables, "measures", number="3-2")["stage"] = "closed"


def polish_change(tables: Tables) -> None:
    """Falsify: polish change."""
    row = next(row for row in tables["changes"].values() if "progress" in row["records"])
    next(iter(row["records"]["progress"].values()))["words"] = "x"


FALSIFIED: dict[str, tuple[Callable[[Tables], None], str]] = {
    "a measure is closed": (close_by_hand, "措施 3-2 的状态：台账上是“已销号”，历史记的是“未启动”"),
    "a first deadline is moved": (move_first_deadline, "措施 3-2 的时限：台账上是"),
    "the secretary's account is another": (swap_account, "人员 郭岱 的绑定账号"),
    "the last ten entries are cut off": (cut_last_ten, "末尾的历史被截掉了"),
    "the chain is computed anew": (recompute_chain, "第 3 条历史与当时写下的不同"),
    "a role is given": (give_role, "人员 祁川 的职务"),
    "a granted day is moved": (move_granted_day, "的批准的日期：台账上是“2026-09-30”，历史记的是“2026-06-30”"),
    "a letter is gone": (take_letter_away, "督办函 .*：历史上有，台账上没有了"),
    "evidence is exchanged": (exchange_evidence, "佐证 .* 的文件校验值"),
    "somebody's words are others": (rewrite_words, "进展 .* 的原话：台账上是“全部完成”，历史记的是“第3段已清理”"),
    "a person is slipped in": (slip_person_in, "人员 无名：台账上有，历史上没有"),
    "a closing is somebody else's": (forge_closing, "销号 1 的经手人：台账上是“祁川”，历史记的是“郭岱”"),
    "a setting is changed": (change_policy, "单位 青梁县水务局 的设置"),
    "a link lives longer": (lengthen_link, "绑定链接 .* 的有效期"),
    "an instruction is answered": (answer_instruction_by_hand, "批示 .* 的回复"),
    "the record of changes is gone": (take_changes_away, "末尾的变动被截掉了"),
    "a change is polished": (polish_change, "笔变动被改动过"),
}


@pytest.mark.parametrize("way", FALSIFIED)
async def test_whatever_is_falsified_is_found_and_named(
    tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change of the file by hand makes `verify` fail, with the record and what its history says."""
    falsify, words = FALSIFIED[way]
    async with open_scene(tmp_path) as scene:
        await lived(scene)
    file = tmp_path / "ledger.json"
    config = Config(store=StoreSettings(url=str(file), evidence=str(tmp_path / "evidence")))
    assert await prove(config, None) == 0
    said = capsys.readouterr().out
    assert "条记录逐项核对，全部相符。" in said
    tables = json.loads(file.read_bytes())
    falsify(tables)
    file.write_text(json.dumps(tables, ensure_ascii=False, indent=1))
    assert await prove(config, None) == 1
    said = capsys.readouterr().out
    assert re.search(words, said), said


async def test_edited_file_is_read_to_say_what_was_edited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that the program refuses, because one word of it was changed, is still looked at by `verify`."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
    file = tmp_path / "ledger.json"
    content = file.read_text()
    at = content.index('"measures": {')
    file.write_text(content[:at] + content[at:].replace('"stage":"not_started"', '"stage":"closed"', 1))
    config = Config(store=StoreSettings(url=str(file), evidence=str(tmp_path / "evidence")))
    assert await prove(config, None) == 1
    said = capsys.readouterr().out
    assert "校验不符" in said
    assert "历史记的是“未启动”" in said


async def test_a_record_that_is_no_text_any_more_is_named(scene: Scene) -> None:
    """Bytes that are no UTF-8, or no record at all, end no check: it says of which record nothing can be read."""
    await lived(scene)
    documents = [one async for one in cast("DocumentStore", scene.store).documents()]
    for broken in (b'{"unit":"u1","text":"\xf5"}', b"[1]", b"null", b"{", b""):
        for shelf in ("measures", "journal", "changes", "heads", "evidence"):
            place = next(n for n, (name, _, _) in enumerate(documents) if name == shelf)
            id_ = documents[place][1]
            found = examined([*documents[:place], (shelf, id_, broken), *documents[place + 1 :]])
            assert any(not one.holds for one in found), (shelf, broken)
            assert await surrounded(found, [(shelf, id_, broken)], scene.request.blobs)


async def test_account_stands_in_no_change(scene: Scene) -> None:
    """Of an account the chain keeps a keyed hash alone."""
    async with scene.store.open() as ledger:
        await ledger.people.put(replace(OWNER, chat=918273645546))
        head = await ledger.heads.get("u1")
    async with scene.request.look() as ledger:
        changes = [await ledger.changes.get(f"u1/{n:09d}") for n in range(1, 9)]
    assert head
    kept = [encode(change) for change in changes if change]
    assert len(kept) >= 2
    assert not any(b"918273645546" in change for change in kept)
    (found,) = await verify(scene.request)
    assert found.holds


async def test_the_day_s_check_is_told_and_shown(scene: Scene) -> None:
    """The check is made once a day; /health says when, and the office hears what is wrong."""
    await report_progress(scene.request, OWNER, [says("已清理一段", percent=10)])
    assert await prove_daily(scene.request)
    assert not await prove_daily(scene.request)
    page = plain(draw_health(scene.request.wording, await health(scene.request, by=OFFICE)).text)
    assert "历史核对：2026-03-02（周一） 10:00，记录与历史全部相符" in page
    measure = await scene.measure()
    await scene.store.put_documents([("measures", FIRST, encode(replace(measure, percent=100)))])  # type: ignore[attr-defined]  # past every transaction
    scene.pass_by(days=1)
    assert await prove_daily(scene.request)
    page = plain(draw_health(scene.request.wording, await health(scene.request, by=OFFICE)).text)
    assert "有记录与历史不符" in page
    (told,) = [m for m in await scene.messages(OFFICE, "notice") if m.facts["key"] == "operations.proof_differs"]
    assert "措施 3-1 的进度" in str(told.facts)


def test_every_stored_field_is_covered() -> None:
    """A shelf is recorded, or left out with a reason; of a recorded one every field is in the changes."""
    assert set(EXEMPT) <= set(SHELVES)
    recorded = set(SHELVES) - set(EXEMPT)
    assert {"measures", "people", "units", "extensions", "closings", "letters", "instructions", "evidence"} <= recorded
    for shelf in recorded:
        assert {one.name for one in fields(SHELVES[shelf])} <= set(known_fields()[shelf])


async def test_whatever_becomes_of_a_record_is_derived_from_its_changes(scene: Scene) -> None:
    """After weeks of work every record of the ledger is what its changes make of it, also when it was dropped."""
    await lived(scene)
    async with scene.store.open() as ledger:
        await ledger.invitations.drop("0" * 64)
    (found,) = await verify(scene.request)
    assert found.differences == ()
    assert found.records > 20
    async with scene.request.look() as ledger:
        head = await ledger.heads.get("u1")
        assert head
        last = await ledger.changes.get(f"u1/{head.changes:09d}")
    assert isinstance(last, Change)
    assert last.records == {"invitations": {"0" * 64: None}}
