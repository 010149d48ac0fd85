"""What rows of the outbox and drafts keep: every kind has its struct, and reads what older versions stored."""

import json
from dataclasses import replace
from types import ModuleType
from typing import Any

import msgspec
import pytest

from bot.domain.outbox.message import Message, MessageState
from bot.services.core import draft_content, message_content
from bot.services.core.draft_content import (
    DRAFTS,
    HandoverRecord,
    LastQuestion,
    MeantBefore,
    PendingKnock,
    PendingResolution,
    PendingWait,
    PlannedAct,
    UnmarkedPaper,
    draft_of,
)
from bot.services.core.ledger import REPLY, Draft
from bot.services.core.message_content import (
    CONTENTS,
    NoticeContent,
    RemindersContent,
    content_of,
    facts_of,
    reminders_in,
)
from bot.services.imports.comparison import IMPORT
from bot.services.imports.heads import HEADS
from bot.services.imports.plan_import import LAST
from bot.services.outbox.claims import Room, claim
from bot.services.outbox.composers import COMPOSERS
from bot.services.people.absence import PLANNED
from bot.services.replies.question import ASKED
from bot.services.status.board import BOARD
from bot.services.units.oversight import KIND
from tests.services.scene import FIRST, OFFICE, OWNER, SECOND, START, Scene

KNOCK, HANDOVER = PendingKnock.kind, HandoverRecord.kind
MEASURE = {
    "id": FIRST,
    "unit": "u1",
    "plan": "u1/A",
    "finding": "u1/A/3",
    "number": "3-1",
    "text": "清理河道",
    "deadline": {"kind": "by_date", "words": "6月底前", "date": "2026-06-30"},
    "owners": [OWNER.id],
}
FINDING = {"id": "u1/A/3", "unit": "u1", "plan": "u1/A", "number": "3", "text": "河道不清"}
PROPOSAL = {
    "id": "u1/a19c5f2e1b40",
    "unit": "u1",
    "act": "cancel",
    "subject": FIRST,
    "by": OFFICE.id,
    "at": "2026-03-02T02:00:00Z",
    "what": "取消措施 3-1",
    "words": "重复",
}
STORED: dict[str, list[dict[str, Any]]] = {
    "decision": [{"matter": "u1/A/3-1"}, {"matter": "u1/A/3-1/x1"}],
    "digest": [{"since": "2025-06-09T08:00:00+08:00"}],
    "extension": [{"extension": "u1/A/3-1/x1", "step": "leader"}],
    "facts": [{"meeting": "u1/m1"}],
    "instruction": [{"instruction": "u1/A/3-1/i1"}],
    "knock": [{"knock": "u1/k0a1b2c3d"}],
    "letter": [{"letter": "u1/l1", "state": "draft"}, {"letter": "u1/l1", "state": "issued"}],
    "list": [{}],
    "morning": [{}],
    "notice": [
        {"key": "reminders.calendar", "facts": {"year": 2026}, "measures": [], "buttons": []},
        {
            "key": "closing.reopened",
            "facts": {"number": "3-1", "who": "柏榆", "reason": ""},
            "measures": [FIRST],
            "buttons": [[["core.button.card", "card", FIRST]]],
        },
    ],
    "acceptance": [{"acceptance": "u1/y2026-3"}],
    "nudge": [{"measures": [FIRST, SECOND], "words": "请抓紧"}],
    "oversight": [{"week": "2026-W10"}],
    "proposal": [{"proposal": "u1/q7"}],
    "recheck": [{"recheck": "u1/A/3-1/r1"}],
    "release": [{"release": "u1/r0123456789ab", "version": 1, "state": "asked"}, {"release": "u1/r0123456789ab"}],
    "reminders": [
        {"day": "2026-03-02", "reminders": ["a", "b"]},
        {"day": "2026-03-02", "reminders": [], "missed": 3},
    ],
    "wait": [{"dependency": "u1/A/3-1/w1"}, {"dependency": "u1/A/3-1/w1", "again": True}],
    "review": [{"measure": FIRST, "stage": "review", "round": 1}],
}
KEPT: dict[str, list[dict[str, Any]]] = {
    "asked": [{"purpose": "extend", "measure": FIRST}],
    "meant": [{"meanings": [["已完成值班表已张贴", "done"]]}],
    "last question": [{"code": "over+n14"}],
    "reply": [{"words": "完成了", "message": "105:7", "measures": [FIRST, SECOND]}],
    "absence": [{"name": "祁川", "other": "翁苇", "start": "周一", "end": "周五"}],
    "handover": [
        {"giver": OWNER.id, "taker": OFFICE.id},
        {
            "giver": OWNER.id,
            "taker": OFFICE.id,
            "role": "office",
            "rows": [{"number": "3-1", "text": "清理河道", "part": "经办人", "state": "正在推进"}],
            "matters": ["批示未答复：抓紧"],
            "signed": {"giver": "2026-03-02"},
            "witness": OFFICE.id,
        },
    ],
    "knock": [
        {"account": 7001},
        {"account": 7001, "shown": "小翁", "words": "翁苇 办公室 科员", "state": "waiting"},
    ],
    "board": [{"chat": -100, "message": 0, "shown": ""}],
    "home": [{"chat": 1001, "message": 7, "shown": "0123456789abcdef"}],
    "first day": [{"chat": 1001, "message": 8, "shown": "0123456789abcdef"}],
    "import": [
        {
            "read": {"title": "整改方案", "feedback": "2025-11-03", "problems": [{"where": "A1", "what": "没有措施"}]},
            "name": "方案.docx",
            "plan": "new",
        },
        {
            "read": {"title": "整改方案"},
            "name": "方案.docx",
            "plan": "A",
            "answers": {"2-1": SECOND, "2-2": "new"},
            "by_file": [FIRST],
            "revived": False,
            "reason": "人员变动",
            "file": "BQAC",
        },
    ],
    "paper": [{"digest": "0a" * 32}, {"digest": "0a" * 32, "none": True}],
    "last import": [
        {"plan": "u1/A", "new": [SECOND], "changed": [MEASURE]},
        {
            "plan": "u1/A",
            "new": [SECOND],
            "changed": [MEASURE],
            "findings": [FINDING],
            "fresh": ["u1/A/4"],
            "undone": [MEASURE],
            "undone_findings": [FINDING],
        },
    ],
    "act": [
        {"proposal": PROPOSAL},
        {
            "proposal": PROPOSAL,
            "state": "done",
            "confirmed_by": OFFICE.id,
            "done_at": "2026-03-02T02:00:00Z",
            "before": {"measures": {FIRST: MEASURE}},
            "after": {"measures": {FIRST: MEASURE}},
            "told": ["told:u1/7:u1/p5"],
            "entry": 7,
        },
    ],
    "resolution": [
        {"words": "月底前完成", "day": "2026-03-02"},
        {
            "words": "月底前完成",
            "day": "2026-03-02",
            "title": "党组会",
            "meeting": "u1/m1",
            "subject": FIRST,
            "to": [OWNER.id],
            "leaders": [OFFICE.id],
            "departments": ["河道股"],
            "due": "2026-03-31",
            "days": ["2026-03-31"],
            "fresh": True,
            "visit": "u1/v1",
        },
    ],
    "wait": [
        {
            "measure": FIRST,
            "words": "先修管网",
            "sides": [{"side": "measure", "other": SECOND, "name": "3-2"}],
        }
    ],
    "heads": [{"heads": {"督查发现": "finding", "红绿灯": "ignored"}}],
    "oversight": [
        {
            "week": "2026-W10",
            "seen": {"upper": "局", "today": "2026-03-02", "units": [{"unit": "u2", "name": "站", "parts": {}}]},
        }
    ],
}


def same(kept: Any, given: Any) -> bool:
    """True where everything that was kept is given back; records within may have got fields since."""
    match kept, given:
        case dict(), dict():
            return all(name in given and same(value, given[name]) for name, value in kept.items())
        case list(), list():
            return len(kept) == len(given) and all(map(same, kept, given))
        case _:
            return bool(kept == given)


def row(kind: str, facts: dict[str, Any]) -> Message:
    """A row of the outbox."""
    return Message(id="m", unit="u1", to=OWNER.id, kind=kind, due=START, facts=facts)


def draft(kind: str, facts: dict[str, Any]) -> Draft:
    """A draft of somebody."""
    return Draft(id="m", unit="u1", person=OWNER.id, kind=kind, at=START, facts=facts)


def structs(module: ModuleType, base: type) -> set[type]:
    """The structs of a module."""
    return {one for one in vars(module).values() if isinstance(one, type) and issubclass(one, base) and one is not base}


def test_every_kind_has_its_struct() -> None:
    """A composer for each content of a message, a literal here for each content, and none that no table lists."""
    assert set(CONTENTS) == set(COMPOSERS) == set(STORED)
    assert (
        set(DRAFTS)
        == set(KEPT)
        == {
            ASKED,
            UnmarkedPaper.kind,
            REPLY,
            PLANNED,
            BOARD,
            IMPORT,
            LAST,
            HEADS,
            KIND,
            KNOCK,
            HANDOVER,
            PlannedAct.kind,
            "home",
            "first day",
            PendingResolution.kind,
            LastQuestion.kind,
            MeantBefore.kind,
            PendingWait.kind,
        }
    )
    assert set(CONTENTS.values()) == structs(message_content, message_content.MessageContent)
    assert set(DRAFTS.values()) == structs(draft_content, draft_content.DraftContent)


@pytest.mark.parametrize(("kind", "facts"), [(kind, one) for kind, all_ in STORED.items() for one in all_])
def test_stored_messages_are_read_and_given_back(kind: str, facts: dict[str, Any]) -> None:
    """Every name and value stays; what a newer version has added is passed over."""
    assert facts_of(content_of(row(kind, facts | {"newer": 1}), CONTENTS[kind])) == facts


@pytest.mark.parametrize(("kind", "facts"), [(kind, one) for kind, all_ in KEPT.items() for one in all_])
def test_stored_drafts_are_read_and_given_back(kind: str, facts: dict[str, Any]) -> None:
    """Every name and value stays; what a newer version has added is passed over."""
    content = draft_of(draft(kind, facts | {"newer": 1}), DRAFTS[kind])
    assert set(facts_of(content)) == set(facts)
    assert same(facts, json.loads(msgspec.json.encode(facts_of(content))))


def test_what_an_older_row_lacks_takes_its_default() -> None:
    """A bare sentence, and a day before which nothing was missed."""
    assert content_of(row("notice", {"key": "k"}), NoticeContent) == NoticeContent(key="k")
    assert content_of(row("reminders", {"day": "2026-03-02", "reminders": []}), RemindersContent).missed == 0
    assert reminders_in(row("notice", {"key": "k"})) == []


@pytest.mark.parametrize("kind", sorted({*STORED} - {"list", "morning"}))
def test_malformed_messages_are_refused(kind: str) -> None:
    """Nothing is guessed where what it says is missing or of another form."""
    for facts in ({}, dict.fromkeys(STORED[kind][0], 1.5)):
        with pytest.raises(msgspec.ValidationError):
            content_of(row(kind, facts), CONTENTS[kind])


@pytest.mark.parametrize("kind", sorted(KEPT))
def test_malformed_drafts_are_refused(kind: str) -> None:
    """Nothing is guessed where what was kept is missing or of another form."""
    for facts in ({}, dict.fromkeys(KEPT[kind][0], 1.5)):
        with pytest.raises(msgspec.ValidationError):
            draft_of(draft(kind, facts), DRAFTS[kind])


async def test_a_malformed_message_is_given_up(scene: Scene) -> None:
    """It is not sent, and the office hears of it."""
    async with scene.store.open() as ledger:
        await ledger.outbox.put(replace(row("review", {"measure": FIRST}), due=scene.at))
    claimed = await claim(scene.request, Room(0, 1))
    assert [one.message.id for one in claimed] == [f"failed:m:{OFFICE.id}"]
    async with scene.store.open() as ledger:
        kept = await ledger.outbox.get("m")
    assert kept
    assert (kept.state, kept.error) == (MessageState.GIVEN_UP, "ValidationError")
    assert await scene.told(OFFICE) == ["outbox.failed"]
