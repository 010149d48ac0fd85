"""Whoever a file makes lead for the first time waits for a second person, as in chat; all else comes in at once."""

import pytest

from bot.domain.people.person import Role
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWN, SECRETARY, Chats, labels
from tests.handlers.imports.test_import_again import (
    CONFIRM,
    CONFIRM_UNDO,
    LEADERS,
    REDO,
    TAKE,
    Rows,
    amended,
    newer,
    send,
    with_one_in_front,
)

pytestmark = pytest.mark.usefixtures("unheld")

REASON = "班子分工调整"
ASKED = "任命 罗雨桐 为责任领导"


async def take(chats: Chats, content: bytes) -> str:
    """Take a newer file in, with a reason where one is wanted; what the office is told."""
    await chats.press(OFFICE, await send(chats, content), TAKE)
    if "没有" not in chats.phone(OFFICE).last.text and "已入库" not in chats.phone(OFFICE).last.text:
        await chats.say(OFFICE, REASON)
    return chats.phone(OFFICE).last.text


async def test_a_clerk_becomes_no_leader_by_a_file_alone(chats: Chats) -> None:
    """The preview says that it needs another; until then the measure is led as before, and he may give no word."""
    mate, leader = await chats.person(MATE), await chats.person(LEADER)
    preview = await send(chats, newer(amended(OWN, LEADERS, MATE)))
    assert "责任领导1人（罗雨桐，须另一人确认后才算数）" in preview.text
    await chats.press(OFFICE, preview, TAKE)
    said = await chats.say(OFFICE, REASON)
    assert "头一次担任责任领导的 罗雨桐 已提请任命，须另一人确认后才算责任领导（陆景澄）" in said.text
    assert (await chats.measure(OWN)).leaders == (leader.id,)
    assert not (await chats.person(MATE)).holds(Role.LEADER)
    card = chats.phone(SECRETARY).last
    assert f"{ASKED}，负责 {OWN}" in card.text
    await chats.press(SECRETARY, card, CONFIRM)
    assert (await chats.measure(OWN)).leaders == (mate.id,)
    assert (await chats.person(MATE)).holds(Role.LEADER)
    told = "\n".join(message.text for message in chats.phone(MATE).inbox)
    assert "您已被任命为责任领导" in told
    assert "责任领导" in chats.phone(LEADER).last.text


async def test_a_refused_leader_leads_nothing(chats: Chats) -> None:
    """What is refused leaves the measure as it was, and the same file asks once more only when it is sent again."""
    leader = await chats.person(LEADER)
    await take(chats, newer(amended(OWN, LEADERS, MATE)))
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "↩️ 不同意")
    assert (await chats.measure(OWN)).leaders == (leader.id,)
    assert not (await chats.person(MATE)).holds(Role.LEADER)


async def test_a_new_measure_comes_in_without_its_new_leader(chats: Chats) -> None:
    """Numbers and words come in at once; the leader whom nobody knew joins once somebody else has agreed."""

    def with_a_stranger_in_front(rows: Rows) -> Rows:
        rows = with_one_in_front(rows)
        rows[0][LEADERS] = "闻人暄"
        return rows

    await take(chats, newer(with_a_stranger_in_front))
    fresh = await chats.measure("1-1")
    assert fresh.leaders == ()
    card = next(one for one in reversed(chats.phone(SECRETARY).inbox) if CONFIRM in labels(one))
    assert "任命 闻人暄 为责任领导，负责 1-1" in card.text
    await chats.press(SECRETARY, card, CONFIRM)
    assert (await chats.measure("1-1")).leaders == ((await chats.person("闻人暄")).id,)


async def test_a_leader_whom_somebody_chose_meanwhile_stays(chats: Chats) -> None:
    """A correction between asking and agreeing is kept, and office and secretary hear that it is."""
    await take(chats, newer(amended(OWN, LEADERS, MATE)))
    card = chats.phone(SECRETARY).last
    await chats.say(OFFICE, f"/correct {OWN} 责任领导 {SECRETARY} 理由 班子调整")
    chosen = (await chats.measure(OWN)).leaders
    assert chosen == ((await chats.person(SECRETARY)).id,)
    await chats.press(SECRETARY, card, CONFIRM)
    assert (await chats.measure(OWN)).leaders == chosen
    told = "\n".join(message.text for message in chats.phone(OFFICE).inbox)
    assert f"{OWN} 的责任领导在提请以后另行改过" in told


async def test_what_is_undone_asks_for_no_leader_and_what_is_redone_does(chats: Chats) -> None:
    """The request goes with the import, and comes back with it."""
    await take(chats, newer(amended(OWN, LEADERS, MATE)))
    card = chats.phone(SECRETARY).last
    asked = await chats.say(OFFICE, "/undo_import")
    await chats.press(OFFICE, asked, CONFIRM_UNDO)
    inbox = chats.phone(SECRETARY).inbox
    agreed = next(one for one in reversed(inbox) if "撤销" in one.text and CONFIRM in labels(one))
    await chats.press(SECRETARY, agreed, CONFIRM)
    await chats.press(SECRETARY, card, CONFIRM)
    assert not (await chats.person(MATE)).holds(Role.LEADER)
    back = next(one for one in reversed(chats.phone(OFFICE).inbox) if REDO in labels(one))
    await chats.press(OFFICE, back, REDO)
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, CONFIRM)
    again = next(one for one in reversed(chats.phone(SECRETARY).inbox) if ASKED in one.text and CONFIRM in labels(one))
    assert again.id != card.id
    await chats.press(SECRETARY, again, CONFIRM)
    assert (await chats.measure(OWN)).leaders == ((await chats.person(MATE)).id,)
