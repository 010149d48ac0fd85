"""/calendar: one's own days as a file that a phone takes in, once and again; days that can be tapped."""

import datetime as dt
import re

import pytest

from bot.documents.calendar_file import CalendarDay, calendar_file, folded
from bot.transport.markup import with_days
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, Chats

NOW = dt.datetime(2025, 3, 20, 1, 0, tzinfo=dt.UTC)


def events(content: bytes) -> dict[str, dict[str, str]]:
    """The events of a file by UID, read as RFC 5545 has it."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    found: dict[str, dict[str, str]] = {}
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert event["UID"] not in found
            found[event["UID"]] = event
        else:
            event[name.partition(";")[0]] = value
    return found


async def calendar(chats: Chats, name: str) -> dict[str, dict[str, str]]:
    """The events that a person gets."""
    message = await chats.say(name, "/calendar")
    assert message.attachment is not None
    assert message.attachment.file is not None
    assert message.attachment.file.name.endswith(".ics")
    return events(message.attachment.file.content)


def of(found: dict[str, dict[str, str]], number: str) -> dict[str, str]:
    """The deadline of a measure among them."""
    return next(event for uid, event in found.items() if uid.endswith(f"/{number}/due@duban"))


async def test_own_days_and_nobody_elses(chats: Chats) -> None:
    """An owner has the deadlines of his own measures, each once, with number and name."""
    found = await calendar(chats, OWNER)
    assert of(found, OWN)["STATUS"] == "CONFIRMED"
    assert OWN in of(found, OWN)["SUMMARY"]
    measure = await chats.measure(OWN)
    assert measure.due is not None
    assert of(found, OWN)["DTSTART"] == f"{measure.due:%Y%m%d}"
    person = await chats.person(OWNER)
    for uid in found:
        number = uid.split("/")[2]
        assert person.id in {*(await chats.measure(number)).owners, *(await chats.measure(number)).leaders}


async def test_a_file_taken_in_again_puts_days_right(chats: Chats) -> None:
    """What was handed in is taken out under the same UID with a higher sequence; who checks has a day of his own."""
    before = of(await calendar(chats, OWNER), OWN)
    await chats.say(OWNER, f"{OWN} 已完成")
    after = of(await calendar(chats, OWNER), OWN)
    assert (before["UID"], after["STATUS"]) == (after["UID"], "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    checks = [one for one in (await calendar(chats, LEADER)).values() if "审核销号" in one["SUMMARY"]]
    assert len(checks) == 1
    assert OWN in checks[0]["SUMMARY"]


async def test_confidential_measures_show_their_number_alone(chats: Chats) -> None:
    """A calendar may lie with others: what messages keep back it keeps back."""
    named = of(await calendar(chats, OWNER), OWN)["SUMMARY"]
    await chats.say("何清溪", f"/policy {OWN} 保密简化 是")
    bare = of(await calendar(chats, OWNER), OWN)["SUMMARY"]
    assert bare.endswith(OWN)
    assert len(bare) < len(named)


async def test_days_in_messages_can_be_tapped(chats: Chats) -> None:
    """A day with its weekday bears the moment; the words are the same."""
    message = await chats.say(OWNER, f"/status {OWN}")
    measure = await chats.measure(OWN)
    stamps = [one["unix_time"] for one in message.entities if one["type"] == "date_time"]
    days = {dt.datetime.fromtimestamp(stamp, dt.timezone(dt.timedelta(hours=8))).date() for stamp in stamps}
    assert measure.due in days
    assert f"{measure.due}（周" in message.text


async def test_a_server_that_does_not_know_them_gets_the_bare_text(chats: Chats) -> None:
    """A Bot API server of one's own may be old: nothing is lost, and it is not tried again."""
    old = 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 3'
    chats.stage.sandbox.faults.next("sendMessage", 400, description=old)
    message = await chats.say(OWNER, f"/status {OWN}")
    assert OWN in message.text
    assert not [one for one in message.entities if one["type"] == "date_time"]
    await chats.stage.pass_time(DAY)
    again = await chats.say(OWNER, f"/status {OWN}")
    assert not [one for one in again.entities if one["type"] == "date_time"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("请于2025-06-30（周一）前", 1),
        ("2025-02-30（周日）", 0),
        ("2025-06-30", 0),
        ("<code>2025-06-30（周一）</code>", 0),
        ("<b>2025-06-30（周一）</b>，2025-07-01（周二）", 2),
    ],
)
def test_only_days_are_marked(text: str, marked: int) -> None:
    """A day that does not exist, or that stands in what is copied, stays what it is."""
    found = with_days(text)
    assert found.count("<tg-time") == marked
    assert re.sub(r"</?tg-time[^>]*>", "", found) == text


def test_lines_are_folded_and_words_escaped() -> None:
    """No line is longer than 75 octets, none is parted within a character, and signs with a meaning are escaped."""
    words = "管网；清淤, 一期; 二\\期\n三期\r\nBEGIN:VEVENT\x07" + "长" * 80
    content = calendar_file("某局", [CalendarDay(id="u1/A/1-1/due", day=NOW.date(), words=words)], NOW, 7)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        line.decode()
    (event,) = events(content).values()
    assert event["SUMMARY"].startswith("管网；清淤\\, 一期\\; 二\\\\期\\n三期\\nBEGIN:VEVENT长")
    assert (event["SEQUENCE"], event["DTSTART"], event["DTEND"]) == ("7", "20250320", "20250321")
    assert folded("a" * 75) == "a" * 75
    assert folded("a" * 76) == "a" * 75 + "\r\n a"


async def test_what_is_handed_over_leaves_the_calendar(chats: Chats) -> None:
    """Who gave a measure away has its day cancelled in the next file, and nothing of what was never theirs."""
    before = await calendar(chats, OWNER)
    await chats.say(OFFICE, f"/correct {OWN} 经办人 {MATE} 理由 调岗")
    after = await calendar(chats, OWNER)
    assert of(before, OWN)["STATUS"] == "CONFIRMED"
    assert of(after, OWN)["STATUS"] == "CANCELLED"
    assert of(await calendar(chats, MATE), OWN)["STATUS"] == "CONFIRMED"
    assert {uid for uid in after if f"/{OTHERS}/" in uid} == set()


async def test_meetings_and_visits_stand_at_their_time_for_those_who_go(chats: Chats) -> None:
    """In UTC, as 9:00 of the office; called off they are taken out, and nobody else has them."""
    await chats.say(OFFICE, "/meeting 3月25日15点30分 党组会")
    card = await chats.say(OFFICE, f"/visit {OTHERS} 3月24日9点 {LEADER} 地点 北站")
    visit = next(one for one in (await calendar(chats, LEADER)).values() if "北站" in one["SUMMARY"])
    assert (visit["SUMMARY"], visit["DTSTART"]) == (f"现场督办 {OTHERS} 北站", "20250324T010000Z")
    assert "DTEND" not in visit
    meeting = next(one for one in (await calendar(chats, OFFICE)).values() if one["SUMMARY"] == "党组会")
    assert meeting["DTSTART"] == "20250325T073000Z"
    for name in (OWNER, MATE):
        assert not any("北站" in one["SUMMARY"] for one in (await calendar(chats, name)).values())
        assert not any(one["SUMMARY"] == "党组会" for one in (await calendar(chats, name)).values())
    await chats.press(OFFICE, card, "取消督办")
    gone = next(one for one in (await calendar(chats, LEADER)).values() if one["UID"] == visit["UID"])
    assert gone["STATUS"] == "CANCELLED"
    assert int(gone["SEQUENCE"]) > int(visit["SEQUENCE"])


async def test_a_confidential_visit_names_no_place(chats: Chats) -> None:
    """A calendar may lie with others."""
    await chats.say(OFFICE, f"/policy {OWN} 保密简化 是")
    await chats.say(OFFICE, f"/visit {OWN} 3月24日 地点 北站")
    found = next(one for one in (await calendar(chats, OFFICE)).values() if one["SUMMARY"].startswith("现场督办"))
    assert (found["SUMMARY"], found["DTSTART"]) == (f"现场督办 {OWN}", "20250324")
