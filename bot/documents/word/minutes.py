"""会议纪要: what became of the last meeting, what this one spoke of, and what it decided, from the ledger."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.documents.word.block import Block, Kind, Paper, body, clause, one, sentence, signed, three, title
from bot.documents.word.statement import charged
from bot.domain.meetings.meeting import Meeting
from bot.messages.meetings.view import AgendaLine, Outcome
from bot.messages.text import full_day
from bot.messages.wording import official

BLANK = "（由整改办填写）"


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """All that the minutes tell."""

    unit: str
    meeting: Meeting
    last: Meeting | None
    followed: tuple[Outcome, ...]
    lines: tuple[AgendaLine, ...]
    decided: tuple[Outcome, ...]


def meeting_minutes(told: Minutes, day: dt.date) -> Paper:
    """The minutes as an official document, which a person releases."""
    meeting = told.meeting
    blocks = [
        title(told.unit, f"{meeting.title}会议纪要".replace("会会议", "会议")),
        *([Block(Kind.MARK, f"〔{meeting.year}〕{meeting.number}号")] if meeting.number else []),
        Block(Kind.BLANK),
        body(_opening(told)),
        body(f"出席：{clause(meeting.present) or BLANK}。"),
    ]
    parts = [
        ("上次会议议定事项落实情况", [*_followed(told)] if told.last else []),
        ("会议研究的事项", [*_spoken(told.lines)]),
        ("会议议定的事项", [*_decided(told.decided, {line.summary.measure.number for line in told.lines})]),
    ]
    place = 0
    for heading, paragraphs in parts:
        if paragraphs:
            place += 1
            blocks += [one(place, heading), *paragraphs]
    blocks += signed(told.unit, day)
    number = f"〔{meeting.year}〕{meeting.number}号" if meeting.number else full_day(meeting.day)
    return Paper(f"会议纪要（{number}）", tuple(blocks))


def _opening(told: Minutes) -> str:
    meeting = told.meeting
    time = f"{meeting.time.hour}时{f'{meeting.time.minute}分' if meeting.time.minute else ''}" if meeting.time else ""
    spoken = f"研究事项{len(told.lines)}项，" if told.lines else ""
    decided = f"议定事项{len(told.decided)}项" if told.decided else "没有登记议定事项"
    when = f"{full_day(meeting.day)}{time}"
    return f"为推进整改工作，{when}召开{meeting.title}，{spoken}{decided}。现将会议情况纪要如下。"


def _followed(told: Minutes) -> Iterator[Block]:
    last = told.last
    if last is None:
        return
    done = sum(outcome.done for outcome in told.followed)
    yield body(
        f"{full_day(last.day)}{last.title}议定{len(told.followed)}项，{f'已办结{done}项' if done else '都还没有办结'}。"
    )
    for place, outcome in enumerate(told.followed, 1):
        yield three(place, f"{_on(outcome)}{clause(outcome.words)}：{_state(outcome)}。", about=outcome.number)


def _state(outcome: Outcome) -> str:
    match outcome.state:
        case "settled":
            return "已办结"
        case "cancelled":
            return "已按程序取消"
        case "answered":
            return "已回复，尚待确认办结"
        case "waiting":
            return "已报完成，尚未销号"
        case "late":
            return f"尚未办结，已超期{outcome.days}天"
    return f"尚未办结，期限{full_day(outcome.due)}" if outcome.due else "尚未办结"


def _spoken(lines: Sequence[AgendaLine]) -> Iterator[Block]:
    for place, line in enumerate(lines, 1):
        number = line.summary.measure.number
        why = "、".join(official(f"meetings.cause.{cause}", days=line.late) for cause in line.item.causes)
        text = f"措施{number}：{sentence(line.summary.measure.text)}{f'上会原因：{why}。' if why else ''}"
        told = [
            f"{name}：{clause(words)}。"
            for name, words in zip(("进展", "困难", "提请会议"), line.facts, strict=True)
            if words and (line.item.confirmed_at or line.item.told_at)
        ]
        yield three(place, text + "".join(told), about=number)


def _decided(outcomes: Sequence[Outcome], spoken: Collection[str]) -> Iterator[Block]:
    """Each decision; a measure that was not spoken of above is named with what it is about."""
    for place, outcome in enumerate(outcomes, 1):
        about = outcome.matter if outcome.number not in spoken else ""
        kind = f"新增措施{outcome.number}，" if outcome.fresh else _on(outcome, about)
        told = charged(outcome.words, outcome.who, outcome.due) if outcome.due else _without_day(outcome)
        yield three(place, f"{kind}{clause(outcome.words)}。{f'{told}。' if told else ''}", about=outcome.number)


def _without_day(outcome: Outcome) -> str:
    return "，".join(filter(None, (charged(outcome.words, outcome.who, None), "持续推进")))


def _on(outcome: Outcome, about: str = "") -> str:
    told = f"（{clause(about)}）" if about else ""
    named = outcome.number if outcome.number.startswith("问题") else f"措施{outcome.number}"
    return f"关于{named}{told}，"
