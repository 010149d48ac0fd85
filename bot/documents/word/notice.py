"""The draft of a public notice (社会公开稿): no clerk's name, no telephone number, no internal reply enters it."""

import re
from collections.abc import Iterator

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
from bot.documents.word.monthly import handed_over
from bot.documents.word.statement import NONE, AllGrounds, Grounds, findings_rows, sources, time, whole
from bot.domain.core.numerals import chinese
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register, RegisterRow
from bot.messages.text import full_day

AMOUNT = r"[\d.]|[万亿]?(?:元|吨|米|公里|平方|立方|人|户|亩|条|件|个|次|公斤|升|千瓦)"
TELEPHONE = re.compile(rf"(?<!\d)(?:1[3-9]\d{{9}}|0\d{{2,3}}[-－—\s]?\d{{7,8}}|[2-8]\d{{6,7}})(?!{AMOUNT})")
HIDDEN = "（略）"
SOMEBODY = "有关工作人员"


def public_notice(register: Register, plan: Plan, grounds: AllGrounds) -> Paper:
    """The notice on one plan, whose measures alone the register holds; a person adds the contact and releases it."""
    rows = register.rows(register.measures)
    blocks = [
        title(register.unit.name, "关于巡察整改进展情况的通报"),
        Block(Kind.MARK, "（社会公开稿）"),
        Block(Kind.BLANK),
        body(f"{handed_over(plan)}按照巡察工作有关要求，现将截至{full_day(register.today)}的整改进展情况予以公布。"),
        one(1, "组织整改落实情况"),
        body(_organised(register), sources(rows, grounds)),
        one(2, "集中整改期内整改进展情况"),
        *_categories(register, grounds),
        one(3, "下一步整改工作安排"),
        *_next(rows),
        body("欢迎广大干部群众对整改落实情况进行监督。如有意见建议，请及时向我们反映。联系方式：（由发布人填写）。"),
        *signed(register.unit.name, register.today),
    ]
    return Paper(f"整改进展情况通报（社会公开稿）（{full_day(register.today)}）", tuple(blocks))


def public(text: str, register: Register) -> str:
    """The text without names of people and without telephone numbers."""
    for person in sorted(register.people.values(), key=lambda p: -len(p.name)):
        if len(person.name) > 1:
            text = text.replace(person.name, SOMEBODY)
    return TELEPHONE.sub(HIDDEN, text)


def _organised(register: Register) -> str:
    led = {leader for m in register.measures for leader in m.leaders}
    heads = [p for p in register.holding(Role.SECRETARY) if p.id in led]
    own = sum(1 for m in register.measures if heads and heads[0].id in m.leaders)
    tasks = sum(1 for finding in register.findings if finding.task)
    parts = [
        f"{len(register.findings)}个问题",
        *([f"{tasks}项整改任务"] if tasks else []),
        f"{len(register.measures)}条整改措施",
    ]
    text = f"对照反馈意见，梳理形成{'、'.join(parts)}，实行台账管理、对账销号。"
    if own:
        text += f"党组书记直接牵头{own}条整改措施。"
    return f"{text}总体情况为：{whole(register.tally)}。"


def _categories(register: Register, grounds: AllGrounds) -> Iterator[Block]:
    """Category → finding → 整改情况; findings without a category stand for themselves."""
    groups: dict[str, list[tuple[str, tuple[RegisterRow, ...]]]] = {}
    for finding, rows in findings_rows(register):
        groups.setdefault(register.finding[finding].category, []).append((finding, rows))
    place = 0
    for number, (category, found) in enumerate(groups.items(), 1):
        yield two(number, public(clause(category), register) if category else "其他问题")
        for within, (finding, rows) in enumerate(found, 1):
            place += 1
            text = public(sentence(register.finding[finding].text), register)
            yield three(within, f"问题（{chinese(place)}）：{text}")
            yield body(
                f"整改情况：{_progress(register, rows, grounds)}",
                sources(rows, grounds),
                register.finding[finding].number,
            )


def _progress(register: Register, rows: tuple[RegisterRow, ...], grounds: AllGrounds) -> str:
    told = [(row, grounds.get(row.measure.id, NONE)) for row in rows if row.part is not Part.CANCELLED]
    if not told:
        return "相关措施已按程序取消。"
    parts = [f"{public(clause(row.measure.text), register)}，{_state(row, held)}" for row, held in told]
    if len(parts) == 1:
        return f"{parts[0]}。"
    return "；".join(f"{chinese(number)}是{part}" for number, part in enumerate(parts, 1)) + "。"


def _state(row: RegisterRow, grounds: Grounds) -> str:
    """The state in public words: a day of closing, or a day by which it is planned."""
    match row.part:
        case Part.CLOSED:
            day = grounds.closed or row.measure.since
            return f"已于{full_day(day)}完成并销号" if day else "已完成并销号"
        case Part.STANDING:
            return "长期坚持"
    if row.measure.stage in WAITING:
        return "正在核验，尚未销号"
    if row.measure.stage is Stage.STANDING or row.measure.deadline.kind is DeadlineKind.STANDING:
        return "长期坚持"
    return f"尚未完成，{time(row)}"


def _next(rows: tuple[RegisterRow, ...]) -> Iterator[Block]:
    open_ = [row for row in rows if row.part in (Part.OVERDUE, Part.UNDER_WAY, Part.NOT_STARTED, Part.WAITING)]
    standing = [row for row in rows if row.part is Part.STANDING]
    place = 0
    if open_:
        place += 1
        yield two(place, f"对尚未销号的{len(open_)}条措施，逐条明确责任和时限，完成一条、核验一条、销号一条。")
    if standing:
        place += 1
        yield two(place, f"对长期坚持的{len(standing)}条措施，定期检查落实情况。")
    yield two(place + 1, "对已销号的措施适时开展回头看，防止问题反弹。")
