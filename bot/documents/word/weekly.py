"""The weekly brief (周报) for those who meet on it: internal, the figures of the digest, no replies quoted."""

from collections.abc import Iterator, Sequence

from bot.documents.word.block import Block, Kind, Paper, anchored, body, one, sentence, signed, three, title
from bot.documents.word.statement import NONE, AllGrounds, numbers, responsible, sources, state, whole
from bot.domain.reporting.digest import Digest
from bot.domain.status.register import Register, RegisterRow
from bot.messages.text import full_day


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
        *_changes(page, grounds),
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


def _changes(page: Digest, grounds: AllGrounds) -> Iterator[Block]:
    happened = page.changes
    named: list[tuple[str, Sequence[RegisterRow]]] = [
        ("新销号", happened.closed),
        ("新逾期", happened.overdue),
        ("退回", happened.sent_back),
        ("重新打开", happened.reopened),
    ]
    told = [f"{word}{len(rows)}条（{numbers(rows)}）" for word, rows in named if rows]
    rows = [row for _, some in named for row in some]
    since = full_day(page.since.date())
    yield body(f"{since}以来，{'，'.join(told) or '没有销号、逾期、退回事项'}。", sources(rows, grounds))
    for moved in happened.moved:
        first = moved.first or moved.old
        yield body(
            f"措施{moved.row.number}延期：原时限{full_day(first)}，现时限{full_day(moved.new)}，"
            f"累计延期{(moved.new - first).days}天，由{moved.by}批准。",
            sources([moved.row], grounds),
            moved.row.number,
        )


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
