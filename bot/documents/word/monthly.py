"""The report of progress (整改进展情况报告) that goes up: finding by finding, an unfinished measure with its day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.documents.privacy import without_others
from bot.documents.word.ahead import UNFINISHED, checks, decided, handed_up, together, voices
from bot.documents.word.block import (
    Block,
    Kind,
    Paper,
    body,
    clause,
    one,
    sentence,
    signed,
    three,
    title,
    two,
)
from bot.documents.word.statement import (
    MANY,
    NO_ACTS,
    NONE,
    Acts,
    AllGrounds,
    acted,
    apart,
    beside_plan,
    findings_rows,
    followed_words,
    held,
    inspection,
    numbers,
    reported,
    sources,
    state,
    waited,
    whole,
)
from bot.domain.dependencies.wait import Wait
from bot.domain.meetings.count import NONE as NO_MEETINGS
from bot.domain.meetings.count import Counted
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan
from bot.domain.plan.short_name import whole_name
from bot.domain.status.register import Register, RegisterRow
from bot.domain.supervision.followed import NOTHING, Followed
from bot.messages.text import full_day
from bot.messages.wording import official

Waits = Sequence[tuple[RegisterRow, Wait]]  # what measures wait for
HEADING = 30  # characters of a finding that may stand as a heading
GOING = (Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED)


def progress_report(
    register: Register,
    plan: Plan,
    grounds: AllGrounds,
    meetings: tuple[Counted, Counted] = (NO_MEETINGS, NO_MEETINGS),
    *,
    acts: Acts = NO_ACTS,
    followed: Followed = NOTHING,
    waits: Waits = (),
) -> Paper:
    """The report on one plan, whose measures alone the register holds."""
    rows = register.rows(register.measures)
    unfinished = [row for row in rows if row.part in UNFINISHED]
    given = (decided(*meetings), checks(followed), voices(followed), handed_up(followed))
    of_round_ = f"（{register.of_round}）" if register.of_round else ""  # whom it goes to follows the title
    addressee = [Block(Kind.ADDRESSEE, f"{plan.team}：")] if plan.team else []
    blocks = [
        title(register.unit.name, f"关于{inspection(plan)}整改进展情况的报告{of_round_}"),
        Block(Kind.BLANK),
        *addressee,
        body(f"{handed_over(plan)}为全面反映整改情况，现将截至{full_day(register.today)}的整改进展报告如下。"),
        one(1, "总体情况"),
        body(f"对照反馈意见，共梳理{whole(register.tally)}。", sources(rows, grounds)),
        *held(*meetings, inward=True),
        *([body(told)] if (told := acted(acts)) else []),
        *followed_words(followed, inward=True),
        one(2, "各问题整改进展"),
        *_findings(register, grounds),
        one(3, "尚未完成的事项"),
        *_unfinished(register, rows, grounds),
        *([body(f"{'；'.join(waited(row, wait) for row, wait in waits)}。")] if waits else []),
        one(4, "下一步工作打算"),
        *next_steps(rows, grounds),
        *(body(told) for told in (together(unfinished), *given) if told),
        body("特此报告。"),
        *signed(register.unit.name, register.today),
    ]
    return Paper(f"整改进展情况报告（{full_day(register.today)}）", tuple(blocks))


def handed_over(plan: Plan) -> str:
    """2025年3月20日，县委第三巡察组反馈了巡察意见。 With as much of it as is known."""
    when = f"{full_day(plan.feedback)}，" if plan.feedback else ""
    return f"{when}{plan.team}反馈了{inspection(plan)}意见。" if plan.team else ""


def _findings(register: Register, grounds: AllGrounds) -> Iterator[Block]:
    for place, (finding, rows) in enumerate(findings_rows(register), 1):
        told = register.finding[finding]
        long = len(told.text) > HEADING
        name = whole_name(told.text) if long else sentence(told.text)
        yield two(place, f"问题{register.number(told)}{f'：{name}' if not long or len(name) <= HEADING else ''}")
        if long:
            yield body(f"反馈问题：{sentence(told.text)}", about=told.number)
        shown, rest = apart(register, rows, lambda row: bool(row.measure.publishable) or row.part not in GOING)
        for number, row in enumerate(shown, 1):
            held = grounds.get(row.measure.id, NONE)
            lacking = official("reporting.release.no_result") if row.part is Part.CLOSED else ""
            cleared = without_others(row.measure.publishable)
            result = sentence(cleared.text) if cleared.text else lacking
            said = f"{result}{state(row, held)}{reported(row)}{beside_plan(held)}"
            block = three(number, f"{clause(row.measure.text)}：{said}。", held.entries, row.number)
            yield replace(block, doubts=cleared.doubts)
        if rest:
            yield three(len(shown) + 1, _rest(rest, others=bool(shown)), sources(rest, grounds))


def _rest(rows: Sequence[RegisterRow], *, others: bool) -> str:
    """How many are neither done nor late, which, in which state, and until when."""
    parts = Counter(row.part for row in rows)
    told = [f"{official(f'status.part.{part}')}{parts[part]}条" for part in GOING if parts[part]]
    ahead = [row for row in rows if row.part is not Part.WAITING]
    days = [day for row in ahead if (day := row.measure.due) and day >= row.standing.day]
    of_these = f"其中{len(days)}条" if len(days) < len(rows) else ""
    until = f"，{of_these}{'最迟' if len(days) > 1 else ''}于{full_day(max(days))}前完成" if days else ""
    return f"{'其余' if others else ''}{len(rows)}条措施（{numbers(rows)}）：{'，'.join(told)}{until}。"


def _unfinished(register: Register, rows: tuple[RegisterRow, ...], grounds: AllGrounds) -> Iterator[Block]:
    late = [row for row in rows if row.part is Part.OVERDUE]
    rest = [row for row in rows if row.part in GOING]
    if late:
        yield body(f"逾期{len(late)}条{_which(late)}。", sources(late, grounds))
    if rest:
        yield body(f"未到期或待审批{len(rest)}条{_which(rest)}。", sources(rest, grounds))
    if lent := register.late_support:
        told = "、".join(f"{row.number}（{row.share.about}）" for row in lent)
        yield body(f"交配合单位的事项逾期未答复{len(lent)}项：措施{told}。")
    if not (late or rest or lent):
        yield body("除长期坚持的措施外，没有尚未完成的事项。")


def _which(rows: Sequence[RegisterRow]) -> str:
    return f"：措施{numbers(rows)}" if len(rows) <= MANY else "，各是哪些见前面各问题"


def next_steps(rows: tuple[RegisterRow, ...], grounds: AllGrounds) -> Iterator[Block]:
    """What is still to be done, in groups that the ledger knows; nothing is promised that it does not hold."""
    late = [row for row in rows if row.part is Part.OVERDUE]
    going = [row for row in rows if row.part in (Part.UNDER_WAY, Part.NOT_STARTED)]
    standing = [row for row in rows if row.part is Part.STANDING]
    waiting = [row for row in rows if row.part is Part.WAITING]
    if late:
        yield body(f"对逾期的{len(late)}条措施逐条督办，明确完成日期。", sources(late, grounds))
    if going:
        yield body(f"对未到期的{len(going)}条措施按时限推进。", sources(going, grounds))
    if waiting:
        yield body(f"对已报完成的{len(waiting)}条措施对照事实核验，核验通过后销号。", sources(waiting, grounds))
    if standing:
        yield body(f"对长期坚持的{len(standing)}条措施定期报告。", sources(standing, grounds))
    if not (late or going or standing or waiting):
        yield body("对已销号的措施开展回头看，防止反弹。")
