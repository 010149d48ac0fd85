"""The draft of a public notice (社会公开稿): no clerk's name, no telephone number, no internal reply enters it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.documents.privacy import Cleared, Doubt, DoubtKind, public
from bot.documents.word.block import (
    Block,
    Kind,
    Paper,
    body,
    clause,
    of_round,
    one,
    sentence,
    signed,
    three,
    title,
    two,
)
from bot.documents.word.monthly import handed_over
from bot.documents.word.statement import (
    NO_ACTS,
    NONE,
    Acts,
    AllGrounds,
    Grounds,
    apart,
    findings_rows,
    followed_words,
    held,
    inspection,
    sources,
)
from bot.domain.core.numerals import chinese
from bot.domain.meetings.count import NONE as NO_MEETINGS
from bot.domain.meetings.count import Counted
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register, RegisterRow
from bot.domain.supervision.followed import NOTHING, Followed
from bot.messages.text import full_day

FEW = 6  # numbers of findings in one sentence
ENDED = (Part.CLOSED, Part.STANDING, Part.CANCELLED)


def public_notice(
    register: Register,
    plan: Plan,
    grounds: AllGrounds,
    meetings: tuple[Counted, Counted] = (NO_MEETINGS, NO_MEETINGS),
    *,
    acts: Acts = NO_ACTS,
    followed: Followed = NOTHING,
) -> Paper:
    """The notice on one plan, whose measures alone the register holds; a person adds the contact and releases it."""
    rows = register.rows(register.measures)
    blocks = [
        title(register.unit.name, f"关于{inspection(plan)}整改进展情况的通报"),
        *of_round(register.of_round),
        Block(Kind.MARK, "（社会公开稿）"),
        Block(Kind.BLANK),
        _opening(
            register,
            f"{_on_site(plan)}{handed_over(plan)}按照{inspection(plan)}工作有关要求，现将截至{full_day(register.today)}的整改进展情况予以公布。",
        ),
        one(1, "组织整改落实情况"),
        replace(_opening(register, _organised(register, plan, acts)), sources=sources(rows, grounds)),
        *held(*meetings),
        *followed_words(followed),
        one(2, "集中整改期内整改进展情况"),
        *_categories(register, grounds),
        one(3, "下一步整改工作安排"),
        *_next(register, rows),
        body("欢迎广大干部群众对整改落实情况进行监督。如有意见建议，请及时向我们反映。联系方式：（由发布人填写）。"),
        *signed(register.unit.name, register.today),
    ]
    return Paper(f"整改进展情况通报（社会公开稿）（{full_day(register.today)}）", tuple(blocks))


def _cleared(register: Register, text: str) -> Cleared:
    return public(text, (person.name for person in register.people.values()))


def _opening(register: Register, text: str) -> Block:
    named = _cleared(register, text)
    return replace(body(named.text), doubts=named.doubts)


def _on_site(plan: Plan) -> str:
    """When the team was there, as far as the office has said it."""
    return f"{clause(plan.on_site)}，{plan.team or '巡察组'}开展了{inspection(plan)}。" if plan.on_site else ""


def _organised(register: Register, plan: Plan, acts: Acts) -> str:
    """What was set up and done, as far as the office has said it or the ledger proves it."""
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
    if plan.group:
        text += f"成立整改工作领导小组，{clause(plan.group)}。"
    led_by = [f"直接牵头{own}条整改措施"] if own else []
    led_by += [f"作出批示{acts.instructions}件"] if acts.instructions else []
    text += f"党组书记{'，'.join(led_by)}。" if led_by else ""
    urged = [f"发出督办函件{acts.letters}件"] if acts.letters else []
    urged += [f"将{acts.key}条整改措施列为重点督查"] if acts.key else []
    urged += [f"审核把关中退回重做{acts.returned}次"] if acts.returned else []
    text += f"{'，'.join(urged)}。" if urged else ""
    return f"{text}总体情况为：{_whole(register)}。"


def _whole(register: Register) -> str:
    """The counts that add up to the whole, in public words: what is not ended is under way."""
    counted = register.tally
    ended = ((Part.CLOSED, "已销号"), (Part.STANDING, "长期坚持"), (Part.CANCELLED, "按程序取消"))
    parts = [f"{word}{counted.count(part)}条" for part, word in ended if counted.count(part)]
    going = len(counted.measures) - sum(counted.count(part) for part, _ in ended)
    parts += [f"正在推进{going}条"] if going else []
    return f"{len(counted.findings)}个问题、{len(counted.measures)}条整改措施，其中{'，'.join(parts)}"


def _categories(register: Register, grounds: AllGrounds) -> Iterator[Block]:
    """Category → finding → 整改情况; findings without a category stand for themselves."""
    groups: dict[str, list[tuple[str, tuple[RegisterRow, ...]]]] = {}
    for finding, rows in findings_rows(register):
        groups.setdefault(register.finding[finding].category, []).append((finding, rows))
    for number, (category, found) in enumerate(groups.items(), 1):
        named = _cleared(register, clause(category) if category else "其他问题")
        yield replace(two(number, named.text), doubts=named.doubts)
        for within, (finding, rows) in enumerate(found, 1):
            told = register.finding[finding]
            text = _cleared(register, sentence(told.text))
            yield replace(three(within, f"问题{_number(told.number)}：{text.text}"), doubts=text.doubts)
            shown, rest = apart(register, rows, lambda row: bool(row.measure.publishable) or row.part in ENDED)
            progress = _cleared(register, f"整改情况：{_progress(shown, rest, grounds)}")
            doubts = (*progress.doubts, *_unproven(shown, grounds))
            yield replace(body(progress.text, sources(rows, grounds), told.number), doubts=doubts)


def _number(number: str) -> str:
    """The number as the plan has it: （三）, or as it is where it is no whole number."""
    return f"（{chinese(int(number))}）" if number.isdecimal() else number


def _progress(rows: Sequence[RegisterRow], rest: Sequence[RegisterRow], grounds: AllGrounds) -> str:
    """What was done, or is being done, of each; of the rest how many are to be done until when."""
    told = [(row, grounds.get(row.measure.id, NONE)) for row in rows if row.part is not Part.CANCELLED]
    parts = [f"{_done(row)}{_figures(row, held)}，{_state(row, held)}" for row, held in told]
    ahead = [f"{'其余' if told else ''}{len(rest)}条措施尚未完成，其中{'，'.join(_steps(rest))}"] if rest else []
    if not (parts or ahead):
        return "相关措施已按程序取消。"
    if len(parts) > 1:
        parts = [f"{chinese(number)}是{part}" for number, part in enumerate(parts, 1)]
    return f"{'；'.join([*parts, *ahead])}。"


def _done(row: RegisterRow) -> str:
    """What was done as it was agreed to; before that, what was to be done and what is done of it so far."""
    measure = row.measure
    if measure.approved_result:
        return clause(measure.approved_result)
    return f"{clause(measure.text)}：{clause(measure.publishable)}" if measure.publishable else clause(measure.text)


def _figures(row: RegisterRow, grounds: Grounds) -> str:
    """，据责任科室报告企业排查5家（计划12家）; where a result was agreed to, that alone is told."""
    told = [
        f"{one.name}{one.value:g}{one.unit}（计划{one.target.value:g}{one.unit}）"
        for one in grounds.figures
        if one.target and not one.doubtful and not one.beyond and not row.measure.approved_result
    ]
    return f"，据责任科室报告{'、'.join(told)}" if told else ""


def _unproven(rows: Sequence[RegisterRow], grounds: AllGrounds) -> Iterator[Doubt]:
    """Figures that nobody has checked yet: a person looks at each before the paper goes out."""
    for row in rows:
        told = _figures(row, grounds.get(row.measure.id, NONE)) if row.part is not Part.CANCELLED else ""
        if told and row.part is not Part.CLOSED:
            yield Doubt(DoubtKind.FIGURE, f"{row.number}{told}")


def _state(row: RegisterRow, grounds: Grounds) -> str:
    """The state in words that can be published: when it was closed, or until when it is planned; no lateness."""
    match row.part:
        case Part.CLOSED:
            day = grounds.closed or row.measure.since
            return f"已于{full_day(day)}完成并销号" if day else "已完成并销号"
        case Part.STANDING:
            return "长期坚持"
    if row.measure.stage in WAITING:
        return "正在核验，尚未销号"
    if row.measure.stage is Stage.STANDING or row.measure.deadline.kind is DeadlineKind.STANDING:
        return "属长期任务，正在推进，将加快办理"  # something of it is late: it is counted so above
    due = row.measure.due
    begun = "正在推进" if row.measure.stage is Stage.UNDER_WAY else "正在组织落实"
    if due is None:
        return f"尚未完成，{begun}"
    return (
        f"尚未完成，{begun}，计划于{full_day(due)}前完成"
        if due >= row.standing.day
        else f"尚未完成，{begun}，将加快办理"
    )


def _next(register: Register, rows: tuple[RegisterRow, ...]) -> Iterator[Block]:
    """By themes: what is still under way in each category and until when, what goes on, what is looked at again."""
    themes: dict[str, list[RegisterRow]] = {}
    for row in rows:
        if row.part in (Part.OVERDUE, Part.UNDER_WAY, Part.NOT_STARTED, Part.WAITING):
            themes.setdefault(register.finding[row.measure.finding].category, []).append(row)
    steps = [(_theme(category), _ahead(register, found)) for category, found in themes.items()]
    standing = sum(row.part is Part.STANDING for row in rows)
    if standing:
        steps.append(("坚持长效常治", f"对长期坚持的{standing}条措施，定期检查落实情况。"))
    if any(row.part is Part.CLOSED for row in rows):
        steps.append(("巩固整改成果", "对已销号的措施适时开展回头看，防止问题反弹。"))
    for place, (theme, step) in enumerate(steps, 1):
        named = _cleared(register, theme)
        yield replace(two(place, named.text), doubts=named.doubts)
        yield body(step)


def _theme(category: str) -> str:
    return f"继续推进{clause(category)}的整改" if category else "继续推进其他问题的整改"


def _ahead(register: Register, rows: Sequence[RegisterRow]) -> str:
    """问题（二）、（三）尚未完成的4条措施，2条于2025年12月31日前完成，2条明确责任、加快办理."""
    numbers = dict.fromkeys(_number(register.finding[row.measure.finding].number) for row in rows)
    named = f"问题{'、'.join(numbers)}" if len(numbers) <= FEW else f"{len(numbers)}个问题"
    return f"{named}尚未完成的{len(rows)}条措施中，{'，'.join(_steps(rows))}。"


def _steps(rows: Sequence[RegisterRow]) -> list[str]:
    """How many are being checked, are to be done by a day that is still to come, or need more haste."""
    checked = [row for row in rows if row.measure.stage in WAITING]
    ahead = [due for row in rows if row not in checked and (due := row.measure.due) and due >= row.standing.day]
    rest = len(rows) - len(checked) - len(ahead)
    steps = [f"{len(checked)}条正在核验，通过后销号"] if checked else []
    steps += [f"{len(ahead)}条{'最迟' if len(ahead) > 1 else ''}于{full_day(max(ahead))}前完成"] if ahead else []
    return [*steps, f"{rest}条明确责任、加快办理"] if rest else steps
