"""The table of what is kept how long: every shelf is in it, and the documents hold it."""

import datetime as dt
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from bot.config import BackupSettings, Config, StoreSettings
from bot.demo.stage import open_stage
from bot.domain.history.anchor import anchors_in
from bot.domain.outbox.message import KEPT as FILES_KEPT
from bot.installation import clear_answer_files
from bot.messages.wording import load_wording
from bot.services.core.ledger import CARDS_AT, DRAFTS_ASIDE, EVIDENCE_OF, HANDLED_AT, OUTBOX_ENDED, SHELVES
from bot.services.history.verification import verify
from bot.services.invitations.knock import KEPT as KNOCK_KEPT
from bot.services.operations.kept import KEPT, kept_rows
from bot.services.operations.pruning import CARDS_KEPT, DRAFTS_KEPT, HANDLED_KEPT, MESSAGES_KEPT
from bot.services.people.binding import invite
from storage.opening import DocumentStore
from tests.handlers.conftest import (
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    SECRETARY,
    START,
    STRANGER,
    Chats,
    holds_account,
    open_chats,
)
from tests.handlers.people.test_erasure import erase, let_go
from tests.support.moment import now

DOCS = Path(__file__).parents[3] / "docs" / "operations.md"


def test_every_shelf_is_in_one_row() -> None:
    """A new kind of record needs a word on how long it is kept."""
    shelves = [shelf for row in KEPT.values() for shelf in row]
    assert sorted(shelves) == sorted(SHELVES)
    (backup,) = [row for row in kept_rows(load_wording()) if row.what.startswith("备份")]
    assert f"{BackupSettings().keep}份" in backup.long


def test_the_documents_hold_the_table() -> None:
    """Line by line, in its order."""
    rows = [f"| {row.what} | {row.why} | {row.long} | {row.after} |" for row in kept_rows(load_wording())]
    assert "\n".join(rows) in DOCS.read_text("utf-8")


async def test_anybody_reads_it_in_chat(tmp_path: Path) -> None:
    """Every row, to whoever is bound."""
    async with open_chats(tmp_path) as chats:
        for name in (OFFICE, OWNER):
            said = (await chats.say(name, "/people 保存期限")).text
            assert all(row.what in said and row.after in said for row in kept_rows(load_wording()))


@asynccontextmanager
async def life(folder: Path) -> AsyncIterator[Chats]:
    """An office of which something of every kind is kept: words, a proof, questions, cards, messages, a link."""
    async with open_chats(folder) as chats:
        await chats.say(OWNER, f"{OWN} 完成60%，已培训两期")
        await chats.after(OWNER, lambda phone: phone.send_photo(b"\x89PNG picture", f"{OWN} 签到"))
        await chats.say(OWNER, "完成20%")  # of which measure is asked
        await chats.say(OFFICE, f"/nudge {OTHERS}")
        await chats.say(OFFICE, "/policy 每周上限 6")
        await chats.stage.tick()
        yield chats


async def later(chats: Chats, span: dt.timedelta) -> None:
    """So much later, the jobs having come round."""
    chats.stage.sandbox.clock.move(span)
    for _ in range(3):
        await chats.stage.tick()


async def ids(chats: Chats, *shelves: str) -> set[tuple[str, str]]:
    """Ids of what stands on shelves, with them."""
    return {key for key in await chats.ledger(but=frozenset()) if key[0] in shelves}


async def stays(chats: Chats, *shelves: str) -> None:
    """Three years later all of it is there still."""
    before = await ids(chats, *shelves)
    await later(chats, dt.timedelta(days=3 * 365))
    assert before <= await ids(chats, *shelves)


async def passes(chats: Chats, shelf: str, kept: dt.timedelta) -> None:
    """A day before its time all of it is there; a day after, nothing of it."""
    request = chats.stage.app.request
    async with request.look() as ledger:
        found = {
            "outbox": await ledger.outbox.find(OUTBOX_ENDED),
            "cards": await ledger.cards.find(CARDS_AT),
            "drafts": await ledger.drafts.find(DRAFTS_ASIDE),
            "handled": await ledger.handled.find(HANDLED_AT),
        }[shelf]
    before = {one.id for one in found}  # type: ignore[attr-defined]
    assert before
    await later(chats, kept - dt.timedelta(days=1))
    assert before <= await _kept(chats, shelf)
    await later(chats, dt.timedelta(days=2))
    assert not before & await _kept(chats, shelf)


async def _kept(chats: Chats, shelf: str) -> set[str]:
    store = cast("DocumentStore", chats.stage.app.request.store)
    return {id_ async for name, id_, _ in store.documents() if name == shelf}


async def person(chats: Chats, _: Path) -> None:
    """For good, until two erase whoever left."""
    await stays(chats, "people", "proposals")
    await let_go(chats, MATE, OWNER)
    await erase(chats, MATE)
    assert all(MATE.encode() not in one for key, one in (await chats.ledger()).items() if key[0] in KEPT["person"])


async def account(chats: Chats, _: Path) -> None:
    """Kept over an unbinding, so that the old phone hears of it; gone from the list with the next phone."""
    old = (await chats.person(OWNER)).chat
    assert old
    shown = await chats.say(OFFICE, f"/unbind {OWNER}")
    await chats.press(OFFICE, shown, "确认解绑")
    assert ((await chats.person(OWNER)).chat, (await chats.person(OWNER)).former) == (None, old)
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=(OWNER,))
    await chats.after(STRANGER, lambda phone: phone.open_link(invited.code))
    listed = b"".join(one for key, one in (await chats.ledger()).items() if key[0] == "people")
    assert not holds_account(listed, old)
    history = b"".join(one for key, one in (await chats.ledger()).items() if key[0] in {"journal", "changes"})
    assert f'"account":"{str(old)[-4:]}"'.encode() in history


async def knock(chats: Chats, _: Path) -> None:
    """A visitor whom nobody let in is forgotten when the days are over, whether or not another one comes."""
    await chats.say(STRANGER, "你好")
    await chats.press(STRANGER, chats.phone(STRANGER).last, "申请绑定")
    await chats.say(STRANGER, "卫长庚 信息股")
    assert any("卫长庚".encode() in one for one in (await chats.ledger()).values())
    await later(chats, KNOCK_KEPT + dt.timedelta(days=1))
    left = {key: one for key, one in (await chats.ledger()).items() if key[0] != "outbox"}
    assert not [key for key, one in left.items() if "卫长庚".encode() in one]


async def invitation(chats: Chats, _: Path) -> None:
    """One a person, as a hash; withdrawn it is gone."""
    codes = [(await invite(chats.stage.app.request, by=None, unit="u1", names=("唐若溪",)))[0].code for _ in range(2)]
    kept = {key: one for key, one in (await chats.ledger()).items() if key[0] == "invitations"}
    who = (await chats.person("唐若溪")).id.encode()
    assert sum(who in one for one in kept.values()) == 1
    assert not any(code.encode() in one for one in (await chats.ledger()).values() for code in codes)
    await chats.after("唐若溪", lambda phone: phone.open_link(codes[1]))
    await let_go(chats, "唐若溪", OWNER)
    await erase(chats, "唐若溪")
    assert not [one for key, one in (await chats.ledger()).items() if key[0] == "invitations" and who in one]


async def record(chats: Chats, _: Path) -> None:
    """For good."""
    await stays(chats, *KEPT["record"])


async def evidence(chats: Chats, _: Path) -> None:
    """By default for good, the file too; what the setting ends is tried in test_retention."""
    await stays(chats, "evidence")
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        (proof,) = await ledger.evidence.find(EVIDENCE_OF, measure.id)
    assert await chats.stage.app.request.blobs.fetch(proof.digest) == b"\x89PNG picture"


async def history(chats: Chats, _: Path) -> None:
    """For good, and the chain holds."""
    await stays(chats, *KEPT["history"])
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def reminder(chats: Chats, _: Path) -> None:
    """For good."""
    await stays(chats, "reminders")


async def setting(chats: Chats, _: Path) -> None:
    """For good."""
    await stays(chats, *KEPT["setting"])


async def secret(chats: Chats, _: Path) -> None:
    """For good, and the same: a button of then is still known."""
    store = cast("DocumentStore", chats.stage.app.request.store)
    before = {(shelf, id_): one async for shelf, id_, one in store.documents() if shelf == "secrets"}
    assert before
    await later(chats, dt.timedelta(days=3 * 365))
    assert {(shelf, id_): one async for shelf, id_, one in store.documents() if shelf == "secrets"} == before


async def message(chats: Chats, folder: Path) -> None:
    """Half a year, and the files of answers a fortnight."""
    parcels = [folder / "parcels" / "aa" / "bb" / name for name in ("old", "new")]
    parcels[0].parent.mkdir(parents=True, exist_ok=True)
    for file, days in zip(parcels, (FILES_KEPT.days + 1, FILES_KEPT.days - 1), strict=True):
        file.write_bytes(b"paper")
        at = now().timestamp() - days * 86400
        os.utime(file, (at, at))
    await clear_answer_files(Config(store=StoreSettings(str(folder / "ledger.json"), str(folder / "evidence"))))
    assert [file.exists() for file in parcels] == [False, True]
    await passes(chats, "outbox", MESSAGES_KEPT)


async def card(chats: Chats, _: Path) -> None:
    """Half a year."""
    await passes(chats, "cards", CARDS_KEPT)


async def question(chats: Chats, _: Path) -> None:
    """A month for what is asked and for what takes back."""
    await chats.act(OFFICE, f"/cancel {OTHERS} 理由 重复")
    await passes(chats, "drafts", DRAFTS_KEPT)


async def inbox(chats: Chats, _: Path) -> None:
    """Nothing of an update once it is handled."""
    await chats.say(OWNER, "状态 卫长庚")
    assert not await _kept(chats, "inbox")


async def update(chats: Chats, _: Path) -> None:
    """Four days."""
    await passes(chats, "handled", HANDLED_KEPT)


async def backup(_: Chats, folder: Path) -> None:
    """The last so many, one a day."""
    async with open_stage(folder / "kept", START, keep=2) as stage:
        for _day in range(5):
            await stage.pass_time(dt.timedelta(days=1))
    assert len([*(folder / "kept" / "backups").glob("*.zip")]) == 2


async def anchor(chats: Chats, folder: Path) -> None:
    """For good, without a name."""
    await later(chats, dt.timedelta(days=1))
    (file,) = folder.glob("anchors*")
    before = file.read_text()
    assert not any(name in before for name in (OFFICE, OWNER, SECRETARY))
    await later(chats, dt.timedelta(days=3 * 365))
    kept = [*anchors_in(before)]
    assert kept
    assert [*anchors_in(file.read_text())][: len(kept)] == kept


ROWS: dict[str, Callable[[Chats, Path], Awaitable[None]]] = {
    one.__name__: one
    for one in (
        *(person, account, knock, invitation, record, evidence, history, reminder, setting),
        *(secret, message, card, question, inbox, update, backup, anchor),
    )
}


def test_every_row_has_its_behaviour_tried() -> None:
    """A new row needs a trial."""
    assert list(ROWS) == list(KEPT)


@pytest.mark.parametrize("row", ROWS)
async def test_what_the_table_says_becomes_of_it(tmp_path: Path, row: str) -> None:
    """On the running bot, with its own jobs and the sandbox's clock."""
    async with life(tmp_path) as chats:
        await ROWS[row](chats, tmp_path)
