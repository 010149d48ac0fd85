"""Sentences of documents: only what the ledger proves, an unfinished measure with its day."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.documents.word.block import Block, body, clause
from bot.domain.dependencies.dependency import Side
from bot.domain.dependencies.wait import Wait
from bot.domain.meetings.count import Counted
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.period_report import PeriodState
from bot.domain.plan.plan import Plan
from bot.domain.progress.figure_total import FigureTotal
from bot.domain.status.obligation import ObligationKind
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.tally import Tally
from bot.domain.supervision.followed import Followed
from bot.messages.core.measure import OWN_DAY, what
from bot.messages.text import full_day, short_day
from bot.messages.wording import official

MANY = 60  # measures of a plan, beyond which those are summed up of which there is nothing to tell yet
ORDER = (Part.CLOSED, Part.STANDING, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED, Part.OVERDUE, Part.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Cited:
    """An entry of the journal as an annex names it: when, who, in which words, and what was done, as a sentence."""

    number: int
    day: dt.date
    who: str
    words: str
    told: str


@dataclass(frozen=True)
class Grounds:
    """What a measure's sentence rests on: entries of the journal by number, and the closing that holds."""

    entries: tuple[int, ...] = ()
    closing: str = ""
    closed: dt.date | None = None
    cited: tuple[Cited, ...] = ()  # the same entries
    figures: tuple[FigureTotal, ...] = ()  # that the plan sets a target for


NONE = Grounds()
AllGrounds = Mapping[str, Grounds]


@dataclass(frozen=True, kw_only=True)
class Acts:
    """What was done to bring a round forward, as far as the ledger proves it."""

    instructions: int = 0
    letters: int = 0
    returned: int = 0
    key: int = 0  # measures that were ever under 重点督查


NO_ACTS = Acts()


def whole(tally: Tally) -> str:
    """5个问题、14条整改措施，其中已销号2条，转入长期坚持2条，…: the parts that add up to the whole."""
    parts = "，".join(f"{_part(part)}{tally.count(part)}条{_steps(tally, part)}" for part in ORDER if tally.count(part))
    closed = f"；问题已销号{len(tally.closed_findings)}个" if tally.closed_findings else ""
    return f"{len(tally.findings)}个问题、{len(tally.measures)}条整改措施，其中{parts}{closed}"


def _part(part: Part) -> str:
    return official(f"status.part.{part}")


def _waits(stage: Stage) -> str:
    return official(f"status.waits.{stage}")


def _steps(tally: Tally, part: Part) -> str:
    if part is not Part.WAITING:
        return ""
    steps = (f"{_waits(stage)}{len(found)}条" for stage, found in tally.waiting.items() if found)
    return f"（{'、'.join(steps)}）"


def state(row: RegisterRow, grounds: Grounds) -> str:
    """Where a measure stands, as a sentence's end: 已于2025年4月8日销号; nothing is called done that is not closed."""
    measure = row.measure
    match row.part:
        case Part.CLOSED:
            day = grounds.closed or measure.since
            number = f"（{grounds.closing}）" if grounds.closing else ""
            return f"已于{full_day(day)}销号{number}" if day else f"已销号{number}"
        case Part.CANCELLED:
            return "已按程序取消"
        case Part.STANDING:
            going = "" if measure.stage is Stage.NOT_STARTED else "，持续推进"
            return "已转入长期坚持" if measure.stage is Stage.STANDING else f"长期坚持{going}"
    if measure.stage in WAITING:
        return f"责任科室已报完成，尚待{_step(measure.stage)}{_late(row)}，未销号"
    if measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING:
        return f"长期坚持{_late(row)}"
    return f"{_begun(measure.stage)}，{time(row)}"


def reported(row: RegisterRow) -> str:
    """Of a series how many periods should be reported by now, were, were excused or missed; "" where there is none."""
    covered = row.standing.covered
    if covered is None or not (covered.past or covered.early):
        return ""
    rest = ((covered.count(PeriodState.EXCUSED), "免报"), (len(covered.missed), "漏报"))
    more = "".join(f"、{words}{count}期" for count, words in rest if count)
    return f"，应报{covered.asked}期、已报{covered.done}期{more}"


def beside_plan(grounds: Grounds) -> str:
    """What is reported beside what the plan sets: ，企业排查已报5家（方案12家）; "" where nothing is."""
    told = [
        f"{one.name}已报{one.value:g}{one.unit}（方案{one.target.value:g}{one.unit}{'，待核对' if one.beyond else ''}）"
        for one in grounds.figures
        if one.target and not one.doubtful
    ]
    return f"，{'、'.join(told)}" if told else ""


def _late(row: RegisterRow) -> str:
    return f"（{what(row.standing.duty)}已逾期{row.standing.late}天）" if row.standing.late else ""


def _step(stage: Stage) -> str:
    return {Stage.REVIEW: "责任领导审核", Stage.VERIFY: "整改办核验"}.get(stage, "审定")


def _begun(stage: Stage) -> str:
    return "正在推进" if stage is Stage.UNDER_WAY else "尚未启动"


def time(row: RegisterRow) -> str:
    """The deadline of an unfinished measure: the present one, the first one where it was moved, and lateness."""
    limit = row.measure.deadline
    if limit.date is None:
        return "完成时限待明确" if limit.kind is DeadlineKind.UNCLEAR else "立行立改"
    moved = f"（原时限{full_day(limit.first)}）" if limit.first and limit.first != limit.date else ""
    day = f"{full_day(limit.date)}{moved}"
    duty = row.standing.duty
    if duty and duty.kind is ObligationKind.RETURNED:
        return f"完成时限{day}，退回后应于{full_day(duty.due)}前重新报告{_late(row)}"
    if duty and duty.kind in OWN_DAY and row.standing.late:
        return f"完成时限{day}，已逾期{row.standing.late}天"
    return f"计划于{day}前完成{_late(row)}"


def inspection(plan: Plan) -> str:
    """巡视 or 巡察, as the team is called, or else the plan."""
    for text in (plan.team, plan.title):
        found = [word for word in ("巡视", "巡察") if word in text]
        if found:
            return min(found, key=text.index)
    return "巡察"


def numbers(rows: Sequence[RegisterRow]) -> str:
    """Numbers one after another."""
    return "、".join(row.number for row in rows)


def sources(rows: Sequence[RegisterRow], grounds: AllGrounds) -> tuple[int, ...]:
    """The entries behind several measures."""
    return tuple(sorted({n for row in rows for n in grounds.get(row.measure.id, NONE).entries}))


def responsible(row: RegisterRow) -> str:
    """责任科室河湖管理股，责任领导陆怀远."""
    parts = [("责任科室", row.measure.departments), ("责任领导", row.leaders)]
    return "，".join(f"{word}{'、'.join(names)}" for word, names in parts if names)


def findings_rows(register: Register) -> tuple[tuple[str, tuple[RegisterRow, ...]], ...]:
    """Each finding's id with the rows of its measures, in the order of the plan."""
    own: dict[str, list[RegisterRow]] = {}
    for measure in register.measures:
        own.setdefault(measure.finding, []).append(register.row(measure))
    return tuple((finding.id, tuple(own.get(finding.id, ()))) for finding in register.findings)


def apart(
    register: Register, rows: Sequence[RegisterRow], stands: Callable[[RegisterRow], bool]
) -> tuple[Sequence[RegisterRow], Sequence[RegisterRow]]:
    """The rows that are told one by one, and those that a paper on a long plan sums up, that it can be read."""
    if len(register.measures) <= MANY:
        return rows, ()
    rest = [row for row in rows if not stands(row)]
    return ([row for row in rows if stands(row)], rest) if len(rest) > 1 else (rows, ())


def followed_words(followed: Followed, *, inward: bool = False) -> tuple[Block, ...]:
    """收到群众监督意见3件，已答复2件; to the public nothing of lateness, and to nobody who spoke."""
    told = []
    for lead, of, done, unit in (
        ("收到群众监督意见", followed.voices, "已答复", "件"),
        ("举一反三开展同类检查", followed.checks, "已有结果", "项"),
    ):
        if of.all:
            ended = f"，{done}{of.done}{unit}" if of.done else ""
            late = f"，逾期{of.late}{unit}" if inward and of.late else ""
            told.append(f"{lead}{of.all}{unit}{ended}{late}")
    if followed.found:
        told[-1] += f"，发现同类问题{followed.found}项"
    if followed.rules:
        told.append(f"建章立制{followed.rules}项")
    if (up := followed.handed_up).all:
        accepted = f"，已验收通过{up.accepted}项" if up.accepted else ""
        back = f"，退回或发现问题{up.back}项" if inward and up.back else ""
        told.append(f"报上级验收{up.all}项{accepted}{back}")
    return (body(f"{'；'.join(told)}。"),) if told else ()


def acted(acts: Acts) -> str:
    """作出批示2件，发出督办函件1件，审核把关中退回重做1次。 Of none nothing is said."""
    told = (
        ("作出批示", acts.instructions, "件"),
        ("发出督办函件", acts.letters, "件"),
        ("将", acts.key, "条整改措施列为重点督查"),
        ("审核把关中退回重做", acts.returned, "次"),
    )
    words = "，".join(f"{lead}{count}{unit}" for lead, count, unit in told if count)
    return f"{words}。" if words else ""


def waited(row: RegisterRow, wait: Wait) -> str:
    """措施2-3等住建局先办，答应11月30日: what it waits for; of people of the house no name."""
    one = wait.dependency
    name = "本单位有关人员" if one.side is Side.PERSON else f"措施{one.name}" if one.side is Side.MEASURE else one.name
    day = f"答应{short_day(one.promised)}" if one.promised else "还没有答复日子"
    late = f"，已逾期{wait.late}天" if wait.late else ""
    return f"措施{row.number}等{clause(name)}先办，{day}{late}"


def charged(words: str, who: Sequence[str], due: dt.date | None) -> str:
    """责任人孟晓川，2025年4月30日前完成: what the words of a decision do not say themselves."""
    people = "" if all(name in words for name in who) else f"责任人{'、'.join(who)}"
    day = f"{full_day(due)}前完成" if due and not _names(words, due) else ""
    return "，".join(filter(None, (people, day)))


def _names(words: str, due: dt.date) -> bool:
    """True where the words name the day: 4月15日, or 4月底 for the last of April."""
    ends = (due + dt.timedelta(1)).day == 1
    return short_day(due) in words or (ends and re.search(rf"(?<!\d){due.month}月底", words) is not None)


def held(meetings: Counted, visits: Counted, *, inward: bool = False) -> tuple[Block, ...]:
    """先后召开党组会3次、专题会1次, and what became of what they decided; to the public nothing of lateness."""
    told = [*_meetings(meetings, inward=inward), *_visits(visits, inward=inward)]
    return (body("".join(told)),) if told else ()


def _visits(visits: Counted, *, inward: bool) -> Iterator[str]:
    if visits.all:
        names = "、".join(f"{title}{count}次" for title, count in visits.held.items())
        demanded = f"，提出整改要求{visits.decided}项{_ended(visits, inward=inward)}" if visits.decided else ""
        yield f"开展{names}{demanded}。"


def _meetings(meetings: Counted, *, inward: bool) -> Iterator[str]:
    if not meetings.all:
        return
    names = "、".join(f"{title}{count}次" for title, count in meetings.held.items())
    text = f"先后召开{names}，研究部署整改工作"
    if meetings.decided:
        text += f"，议定事项{meetings.decided}项{_ended(meetings, inward=inward)}"
    yield f"{text}。"


def _ended(counted: Counted, *, inward: bool) -> str:
    """How many are ended, and how many late; of none nothing is said."""
    ended = f"，已办结{counted.done}项" if counted.done else ""
    return f"{ended}，超期{counted.late}项" if inward and counted.late else ended
