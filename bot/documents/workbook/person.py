"""What is kept of one person, as a workbook for that person: who they are, what they did, sent and were told."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.workbook.paper import Column, Value, lay_out, new_book, saved, time_of
from bot.messages.text import full_day

Moment = tuple[dt.datetime, str, str]  # when, about what, in words
FACTS = (Column("项目", 18, centred=True), Column("内容", 70))
ENTRIES = (Column("时间", 18, centred=True), Column("事项", 14, centred=True), Column("内容", 80))
SHEETS = ("办理记录", "提交的佐证", "收到的提醒")


@dataclass(frozen=True, kw_only=True)
class PersonData:
    """All that the ledger keeps of a person; `entries`, `evidence` and `reminders` from the oldest on."""

    unit: str
    zone: str
    name: str
    today: dt.date
    facts: Sequence[tuple[str, str]]
    entries: Sequence[Moment]
    evidence: Sequence[Moment]
    reminders: Sequence[Moment]


def person_book(data: PersonData) -> bytes:
    """The workbook: a sheet of facts, and one for each kind of record."""
    book = new_book(data.unit)
    below = (f"单位：{data.unit}", f"截至{full_day(data.today)}")
    facts: list[tuple[Value, ...]] = [(name, value) for name, value in data.facts]
    lay_out(book, "基本信息", FACTS, facts, title=f"{data.name}的个人信息", below=below)
    for title, rows in zip(SHEETS, (data.entries, data.evidence, data.reminders), strict=True):
        told: list[tuple[Value, ...]] = [(time_of(data.zone, at), about, words) for at, about, words in rows]
        lay_out(book, title, ENTRIES, told, title=title, below=(below[0], f"{below[1]}　共{len(told)}条"))
    return saved(book)
