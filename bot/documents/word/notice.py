"""The draft of a public notice (社会公开稿): no clerk's name, no telephone number, no internal reply enters it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.documents.privacy import Cleared, Doubt, DoubtKind, public
from bot.documents.word.ahead import of_finding, steps, themes
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
    acted,
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
from bot.messages.wording import official

ASKED = {"on_site": "进驻", "group": "领导小组", "telephone": "联系电话", "mail": "电子邮箱"}  # /round sets each
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
        *_next(register, meetings, followed),
        body(f"欢迎广大干部群众对整改落实情况进行监督。如有意见建议，请及时向我们反映。{_contact(plan)}"),
        *signed(register.unit.name, register.today),
    ]
    name = f"整改进展情况通报（社会公开稿）（{full_day(register.today)}）"
    return Paper(
        name,
        tuple(blocks),
        lacks=tuple((plan.letter, what) for field, what in ASKED.items() if not getattr(plan, field)),
    )


def _contact(plan: Plan) -> str:
    """Where the public may turn to, as far as the office has said it; a blank for what it has not."""
    blank = official("reporting.release.to_fill_in")
    return f"联系电话：{clause(plan.telephone) or blank}；电子邮箱：{plan.mail or blank}。"


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
    text = f"成立整改工作领导小组，{clause(plan.group)}。" if plan.group else ""
    text += f"{_drawn_up(plan)}对照反馈意见，梳理形成{'、'.join(parts)}，实行台账管理、对账销号{_settled(register)}。"
    text += _shared(register)
    text += f"党组书记直接牵头{own}条整改措施。" if own else ""
    return f"{text}{acted(acts)}总体情况为：{_whole(register)}。"


def _drawn_up(plan: Plan) -> str:
    """制定《关于…的整改方案》。 Where the plan bears the title of one."""
    name = plan.title.strip("《》 ")
    return f"制定《{name}》。" if name.endswith("方案") else ""


def _settled(register: Register) -> str:
    """What the plan settles of every measure: who leads it, which department, until when."""
    kinds = {measure.deadline.kind for measure in register.measures}
    each = (
        ("责任领导", all(measure.leaders for measure in register.measures)),
        ("责任科室", all(measure.departments for measure in register.measures)),
        ("完成时限", DeadlineKind.UNCLEAR not in kinds),
    )
    known = [word for word, said in each if said and register.measures]
    return f"，逐条明确{'、'.join(known)}" if known else ""


def _shared(register: Register) -> str:
    """由3名责任领导分别牵头，6个责任科室具体落实。 As many as the ledger names."""
    leaders = {one for measure in register.measures for one in measure.leaders}
    departments = {one for measure in register.measures for one in measure.departments}
    told = [f"由{len(leaders)}名责任领导分别牵头"] if len(leaders) > 1 else []
    told += [f"{len(departments)}个责任科室具体落实"] if len(departments) > 1 else []
    return f"{'，'.join(told)}。" if told else ""


def _whole(register: Register) -> str:
    """The counts that add up to the whole, in public words: what is not ended, begun or not, is not done yet."""
    counted = register.tally
    ended = ((Part.CLOSED, "已销号"), (Part.STANDING, "长期坚持"), (Part.CANCELLED, "按程序取消"))
    parts = [f"{word}{counted.count(part)}条" for part, word in ended if counted.count(part)]
    going = len(counted.measures) - sum(counted.count(part) for part, _ in ended)
    parts += [f"尚未完成{going}条"] if going else []
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
            yield replace(three(within, f"问题{of_finding(told.number)}：{text.text}"), doubts=text.doubts)
            shown, rest = apart(register, rows, lambda row: bool(row.measure.publishable) or row.part in ENDED)
            progress = _cleared(register, f"整改情况：{_progress(shown, rest, grounds)}")
            doubts = (*progress.doubts, *_unproven(shown, grounds), *_untold(shown))
            yield replace(body(progress.text, sources(rows, grounds), told.number), doubts=doubts)


def _progress(rows: Sequence[RegisterRow], rest: Sequence[RegisterRow], grounds: AllGrounds) -> str:
    """What was done, or is being done, of each; of the rest how many are to be done until when."""
    told = [(row, grounds.get(row.measure.id, NONE)) for row in rows if row.part is not Part.CANCELLED]
    parts = [f"{_done(row)}{_figures(row, held)}，{_state(row, held)}" for row, held in told]
    ahead = [f"{'其余' if told else ''}{len(rest)}条措施尚未完成，{steps(rest, '其中')}"] if rest else []
    if not (parts or ahead):
        return "相关措施已按程序取消。"
    if len(parts) > 1:
        parts = [f"{chinese(number)}是{part}" for number, part in enumerate(parts, 1)]
    return f"{'；'.join([*parts, *ahead])}。"


def _done(row: RegisterRow) -> str:
    """What was to be done, and what was done of it as it was agreed to, or is done so far."""
    measure = row.measure
    told = clause(measure.publishable) if measure.publishable else ""
    if _lacks_result(row):  # what was planned is not what was done
        told = official("reporting.release.to_fill")
    return f"{clause(measure.text)}：{told}" if told else clause(measure.text)


def _lacks_result(row: RegisterRow) -> bool:
    return row.part is Part.CLOSED and not row.measure.publishable


def _untold(rows: Sequence[RegisterRow]) -> Iterator[Doubt]:
    """Closed measures of which nobody recorded what was done."""
    for row in rows:
        if _lacks_result(row):
            yield Doubt(DoubtKind.RESULT, f"{row.number} {clause(row.measure.text)}")


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
            done = "" if _lacks_result(row) or "完成" in row.measure.publishable else "完成并"  # said once
            return f"已于{full_day(day)}{done}销号" if day else f"已{done}销号"
        case Part.STANDING:
            return f"属长期任务，{'将长期坚持' if row.measure.stage is Stage.NOT_STARTED else '持续推进'}"
    if row.measure.stage in WAITING:
        return "正在核验，尚未销号"
    if row.measure.stage is Stage.STANDING or row.measure.deadline.kind is DeadlineKind.STANDING:
        going = "" if row.measure.stage is Stage.NOT_STARTED else "正在推进，"
        return f"属长期任务，{going}将加快办理"  # something of it is late: it is counted so above
    due = row.measure.due
    begun = "尚未完成，正在推进" if row.measure.stage is Stage.UNDER_WAY else "尚未完成"  # of a start nothing is known
    if due is None:
        return begun if row.measure.stage is Stage.UNDER_WAY else f"{begun}，将抓紧组织落实"
    return f"{begun}，计划于{full_day(due)}前完成" if due >= row.standing.day else f"{begun}，将加快办理"


def _next(register: Register, counted: tuple[Counted, Counted], followed: Followed) -> Iterator[Block]:
    """What is still to be done, theme by theme."""
    for place, (theme, step) in enumerate(themes(register, counted, followed), 1):
        named, told = _cleared(register, theme), _cleared(register, step)
        yield replace(two(place, named.text), doubts=named.doubts)
        yield replace(body(told.text), doubts=told.doubts)
