"""People's words are inert: nothing that somebody wrote can be tapped in what the bot says of it."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.domain.people.proposal import Act, Proposal
from bot.messages.inert import JOINER, inert
from bot.messages.people.proposal import proposed_body
from bot.messages.wording import load_wording, standard
from bot.sandbox.formatting import plain
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, SECRETARY, open_chats
from tests.hostile.naughty import strings

LIVE = (
    "/undo_import", "请点/undo_import确认", "@zhang_laosan", "#内部资料", "t.me/fake_bot", "https://evil.example.com/a",
    "www.evil.com",
    "evil.com.txt", "看x.zip",
    "整改.中国", "laosan@evil.cn", "13912345678", "139-1234-5678", "+86 571 8765 4321", "0571-87654321",
    "6222021234567890123", "10.20.30.40", "$CNY", "tg://user?id=7", "／undo_import /cancel@duban_bot",
)  # fmt: skip
PLAIN = (
    "12.5万元",
    "2025-12-31（周三）08:30",
    "A/3-1",
    "第一轮 3-2 完成80%",
    "7117.016吨",
    "1-13条",
    "2/3完成",
    "照片.jpg",
    "台账2.xlsx、说明.pdf",
)
DAY = re.compile(r"\d{4}-\d\d-\d\d（周[一二三四五六日]）")  # which may be noted by a tap, whoever wrote it
NOBODY_ELSES = frozenset({"bold", "italic", "code", "pre", "blockquote", "expandable_blockquote", "spoiler"})


@pytest.mark.parametrize("words", LIVE)
def test_words_that_would_be_live_are_inert(words: str) -> None:
    """As many characters are read as before, and nothing can be tapped."""
    assert not plain(inert(words)).entities
    assert inert(words).replace(JOINER, "") == words
    assert not re.search(r"\d{7}", inert(words))


@pytest.mark.parametrize("words", PLAIN)
def test_words_that_are_plain_stay_as_they_are(words: str) -> None:
    """Figures, days and numbers of measures are not touched."""
    assert inert(words) == words


def test_every_naughty_string_is_inert() -> None:
    """Whatever is in it."""
    assert not [text for text in strings() if plain(inert(text)).entities]


def test_a_command_that_is_to_be_copied_is_whole() -> None:
    """The name of a unit may be a number of eight figures, and the command names it."""
    at = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)
    waits = Proposal(
        id="20250320/q7", unit="20250320", act=Act.APPOINT, subject="p", by="o", at=at, what="任命", words=""
    )
    assert "duban confirm --unit 20250320 q7</code>" in proposed_body(load_wording(), waits, ()).text


async def test_nothing_that_people_wrote_can_be_tapped_in_any_message(tmp_path: Path) -> None:
    """A report, a difficulty, a file with a caption, an instruction, an answer: live for nobody."""
    own = "\n".join(standard().values())
    async with open_chats(tmp_path) as chats:
        for n, words in enumerate((*LIVE, *(text for text in strings() if plain(text).entities))):
            chats.phone(OWNER).say(f"{OWN} 有困难，第{n}次：{words}")
        chats.phone(OWNER).send_photo(b"\xff\xd8\xff", f"{OWN} {' '.join(LIVE)} a<b")
        chats.phone(OWNER).send_file("说明 www.evil.com.txt", b"1", f"{OWN} {LIVE[0]}")
        chats.phone(SECRETARY).say(f"/instruct {OWN} 本周内 {' '.join(LIVE)}")
        await chats.stage.settle()
        chats.phone(OWNER).say(f"{OWN} 已完成 {' '.join(LIVE)}")
        await chats.stage.settle()
        for name in (OFFICE, LEADER, SECRETARY, OWNER):
            for asked in (
                f"/status {OWN}",
                f"/history {OWN}",
                "/find evil",
                "/todo",
                "/digest",
                f"/why {OWN}",
                "/mine",
            ):
                chats.phone(name).say(asked)
        await chats.stage.settle()
        found = set()
        for phone in chats.stage.sandbox.people:
            for message in phone.inbox:
                wide = message.text.encode("utf-16-le", "surrogatepass")
                for entity in message.entities:
                    if entity["type"] not in NOBODY_ELSES:
                        start, stop = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
                        text = wide[start:stop].decode("utf-16-le", "surrogatepass")
                        found.add((entity["type"], text))
        assert not [text for kind, text in found if kind != "date_time" and text not in own]
        assert not [text for kind, text in found if kind == "date_time" and not DAY.fullmatch(text)]
