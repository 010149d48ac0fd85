"""The weekly brief (周报) for those who meet on it: internal, the figures of the digest, no replies quoted."""

from collections.abc import Iterator, Sequence

from bot.documents.word.block import Block, Kind, Paper, anchored, body, one, sentence, signed, three, title
from bot.documents.word.statement import NONE, AllGrounds, numbers, responsible, sources, state, whole
from bot.domain.reporting.digest import Digest
from bot.domain.status.register import Register, RegisterRow
from bot.messages.text import full_day
from bot.messages.wording import official


def weekly_brief(register: Register, page: Digest, grounds: AllGrounds) -> Paper:
    """The week in sections; a section with nothing to say says so in one sentence."""
    day = page.at.date()
    blocks = [
        title(register.unit.name, "巡察整改工作周报"),
        Block(Kind.BLANK),
        body(f"为便于调度整改工作，现将截至{full_day(day)}的整改情况报告如下。"),
        one(1, "总体进展"),
        body(f"目前共有{whole(page.tally)}。", sources(register.rows(register.measures), grounds)),
        one(2, "一周变化"),
        *_changes(page, grounds, register),
        one(3, "逾期措施"),
        *_listed(page.overdue, grounds, "目前没有逾期措施。"),
        one(4, "书记牵头的措施"),
        *_listed(page.secretary, grounds, "目前没有书记牵头的未销号措施。"),
        one(5, "两周内到期的措施"),
        *_listed(page.soon, grounds, "两周内没有到期的措施。"),
        one(6, "需要决定和补齐的事项"),
        *_decisions(page, grounds),
        *anchored(page.anchor),
        *signed(register.unit.name, day),
    ]
    return Paper(f"整改工作周报（{full_day(day)}）", tuple(blocks))


def _changes(page: Digest, grounds: AllGrounds, register: Register) -> Iterator[Block]:
    """What happened by kinds, with the numbers of measures and findings; that nothing did only where none is kept."""
    told = [f"{_kind('overdue', len(page.changes.overdue))}条（{numbers(page.changes.overdue)}）"]
    told = told if page.changes.overdue else []
    for kind, subjects in page.changes.happened.items():
        named = "、".join(known for one in subjects if (known := _number(register, one)))
        told.append(f"{_kind(kind, len(subjects))}件{f'（{named}）' if named else ''}")
    entries = {n for kinds in page.changes.happened.values() for one in kinds for n in grounds.get(one, NONE).entries}
    since = full_day(page.since.date())
    yield body(f"{since}以来，{'，'.join(told) or '台账没有变化'}。", sorted(entries))
    for moved in page.changes.moved:
        first = moved.first or moved.old
        yield body(
            f"措施{moved.row.number}延期：原时限{full_day(first)}，现时限{full_day(moved.new)}，"
            f"累计延期{(moved.new - first).days}天，由{moved.by}批准。",
            sources([moved.row], grounds),
            moved.row.number,
        )


def _kind(kind: str, count: int) -> str:
    return official(f"reporting.change.{kind}", count=count)


def _number(register: Register, subject: str) -> str:
    """The number of a measure or finding, "" for other subjects."""
    if thing := register.measure.get(subject) or register.finding.get(subject):
        return register.number(thing)
    return ""


def _listed(rows: Sequence[RegisterRow], grounds: AllGrounds, nothing: str) -> Iterator[Block]:
    if not rows:
        yield body(nothing)
    for place, row in enumerate(rows, 1):
        entries = grounds.get(row.measure.id, NONE)
        who = responsible(row)
        text = f"措施{row.number}：{sentence(row.measure.text)}{f'{who}，' if who else ''}{state(row, entries)}。"
        yield three(place, text, entries.entries, row.number)


def _decisions(page: Digest, grounds: AllGrounds) -> Iterator[Block]:
    told = [(f"措施{row.number}申请销号，待审定。", row) for row in page.decisions]
    told += [(f"措施{a.row.number}申请延期至{full_day(a.extension.asked)}，待决定。", a.row) for a in page.asked]
    for text, row in told:
        yield body(text, sources([row], grounds), row.number)
    lacks = [
        f"{word}{len(rows)}条（{numbers(rows)}）"
        for word, rows in (("缺经办人", page.gaps.unowned), ("时限不清", page.gaps.unclear))
        if rows
    ]
    if lacks:
        yield body(f"台账需补齐：{'，'.join(lacks)}。")
    if not told and not lacks:
        yield body("目前没有需要决定和补齐的事项。")
