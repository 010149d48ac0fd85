"""What somebody wants to see of the register, as terms that all must hold; short enough to stand behind a button."""

import datetime as dt
import hashlib
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.people.names import normal, plain_name
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.round_name import named_round
from bot.domain.status.obligation import CHECKS
from bot.domain.status.register import Register
from bot.domain.status.support import SupportRow

Holds = Callable[[Measure], bool]
LATE = "over"

STATES: dict[str, tuple[str, ...]] = {  # code: words that ask for it, the first is shown
    LATE: ("逾期", "超期", "过期", "红"),
    "wait": ("已报完成", "待审批", "待办结"),
    "review": ("待审核",),
    "verify": ("待核验",),
    "decide": ("待审定", "待书记决定", "待决定"),
    "way": ("推进中", "进行中"),
    "new": ("未启动",),
    "stand": ("长期坚持", "长期"),
    "done": ("已销号", "销号"),
    "void": ("已取消",),
    "open": ("未销号", "未完成"),
    "vague": ("时限不清",),
    "none": ("缺责任人", "缺经办人"),
    "boss": ("书记牵头",),
    "now": ("今天要办", "要办"),
}
TOGETHER = "~"  # between the people of one condition, in its code
TIMES: dict[str, tuple[str, ...]] = {
    "d": ("今天", "今日"),
    "d1": ("明天", "明日"),
    "w": ("本周", "这周"),
    "w1": ("下周",),
    "w0": ("上周",),
    "m": ("本月", "这个月"),
    "m1": ("下月", "下个月"),
    "m0": ("上月", "上个月"),
    "n14": ("两周内", "2周内", "14天内", "快到期"),
}
PARTS = {
    LATE: Part.OVERDUE,
    "wait": Part.WAITING,
    "way": Part.UNDER_WAY,
    "new": Part.NOT_STARTED,
    "stand": Part.STANDING,
    "done": Part.CLOSED,
    "void": Part.CANCELLED,
}
STEPS = {"review": Stage.REVIEW, "verify": Stage.VERIFY, "decide": Stage.DECIDE}
SPANS = {  # of this year: first and last month
    **{f"{sign}季度": (3 * n + 1, 3 * n + 3) for n, sign in enumerate("一二三四")},
    "上半年": (1, 6),
    "下半年": (7, 12),
}
WORDS = {word: code for table in (STATES, TIMES) for code, words in table.items() for word in words}


@dataclass(frozen=True)
class Term:
    """One condition: its code, the words that stand for it in a heading, and the test."""

    code: str
    words: str
    holds: Holds


@dataclass(frozen=True)
class StatusQuery:
    """Conditions that all must hold."""

    terms: tuple[Term, ...]

    @property
    def code(self) -> str:
        """The query as one word that `recall` reads back; "" where searched words hold a sign that parts codes."""
        codes = [term.code for term in self.terms]
        return "" if any(sign in code for code in codes for sign in "+|") else "+".join(codes)

    @property
    def words(self) -> str:
        """The query as people say it."""
        return " ".join(term.words for term in self.terms)

    def pick(self, register: Register) -> tuple[Measure, ...]:
        """The measures for which every condition holds."""
        return tuple(m for m in register.measures if all(term.holds(m) for term in self.terms))

    def beside(self, register: Register) -> tuple[SupportRow, ...]:
        """Where it is asked what is late: late shares of supporting bodies on measures that are not picked.

        A share counts for its body, and for those who are to answer.
        """
        others = [term for term in self.terms if term.code != LATE]
        if len(others) == len(self.terms):
            return ()
        picked = {measure.id for measure in self.pick(register)}
        found = ((row, _lent(row)) for row in register.late_support if row.measure.id not in picked)
        return tuple(row for row, measure in found if all(term.holds(measure) for term in others))


def _lent(row: SupportRow) -> Measure:
    """The measure as it concerns the supporting body."""
    share, measure = row.share, row.measure
    departments, owners = (*measure.departments, share.about), (*measure.owners, *share.to)
    return replace(measure, departments=departments, owners=owners)


def understand(words: str, register: Register) -> StatusQuery:
    """The conditions that the words name; a word that names nothing is looked for in the measures' text."""
    parts = words.replace("，", " ").replace("、", " ").split()
    found = [_term(word, register) for part in parts for word in _peeled(part, register)]
    return _joined(found, register)


def both(one: StatusQuery, other: StatusQuery) -> StatusQuery:
    """What both hold for."""
    return StatusQuery((*one.terms, *other.terms))


def is_known(words: str, register: Register) -> bool:
    """True where every word names a condition, so that none has to be looked for in the measures' text."""
    return not any(term.code.startswith("t") for term in understand(words, register).terms)


def recall(code: str, register: Register) -> StatusQuery:
    """The query behind a button; a code that no longer means anything holds for nothing."""
    return _joined((_coded(part, register) for part in code.split("+")), register)


def _joined(terms: Iterable[Term], register: Register) -> StatusQuery:
    """The terms together; beside 已销号 a time means the day of closing."""
    found = tuple(terms)
    if all(term.code != "done" for term in found):
        return StatusQuery(found)
    return StatusQuery(tuple(_closing(t, register) if t.code in TIMES else t for t in found))


def _closing(term: Term, register: Register) -> Term:
    start, end = _span(term.code, register.today)
    return replace(term, words=TIMES[term.code][0], holds=lambda m: m.since is not None and start <= m.since <= end)


def _peeled(word: str, register: Register) -> tuple[str, ...]:
    """The word, or the known words of which it is made up: 本月逾期 is two, 第一轮逾期 too."""
    rounds, rest = named_round(word, register.plans)
    if rounds and rest:
        return word.removesuffix(rest), *_peeled(rest, register)
    for known in sorted(WORDS, key=len, reverse=True):
        rest = word.removeprefix(known)
        if rest != word and rest in WORDS:
            return known, rest
    return (word,)


def of_person(*people: Person) -> Term:
    """What a person leads or owns, or any of several who share a name."""
    ids, names = {person.id for person in people}, "、".join(person.name for person in people)
    code = "p" + TOGETHER.join(person.id.rpartition("/")[2] for person in people)
    return Term(code, names, lambda m: bool(ids & {*m.leaders, *m.owners}))


def of_rounds(ids: Sequence[str], register: Register) -> Term:
    """What belongs to the rounds."""
    words = "、".join(register.rounds[id_] for id_ in ids)
    return Term("r" + "".join(register.letter(id_) for id_ in ids), words, lambda m: m.plan in ids)


def of_department(name: str) -> Term:
    """What a department is responsible for."""
    return Term("x" + hashlib.sha256(name.encode()).hexdigest()[:6], name, lambda m: name in m.departments)


def until(day: dt.date, register: Register) -> Term:
    """What is open and due by the day, today included."""
    return Term(f"u{day:%y%m%d}", f"{day:%Y-%m-%d}前到期", _due_within(register, register.today, day))


def text(words: str) -> Term:
    """What has the words in its text."""
    return Term(f"t{words}", words, lambda m: words in m.text)


def departments(register: Register) -> tuple[str, ...]:
    """The responsible departments in the order in which the plan names them."""
    return tuple(dict.fromkeys(name for m in register.measures for name in m.departments))


def bodies(register: Register) -> tuple[str, ...]:
    """The same, and those that support with a share of their own."""
    return tuple(dict.fromkeys((*departments(register), *(row.share.about for row in register.supports))))


def named(name: str, register: Register) -> tuple[Person, ...]:
    """The active person of the name, or all whom their departments alone tell apart."""
    words, active = normal(name), [p for p in register.people.values() if p.active]
    return tuple([p for p in active if p.name == words] or [p for p in active if plain_name(p.name) == words])


def _term(word: str, register: Register) -> Term:
    word = word.removesuffix("到期") or word
    if word in WORDS:
        return _plain(WORDS[word], register)
    if people := named(word, register):
        return of_person(*people)
    rounds, rest = named_round(word, register.plans)
    if rounds and not rest:
        return of_rounds(rounds, register)
    units = bodies(register)
    alike = [word] if word in units else [name for name in units if _abbreviates(word, name)]
    if len(alike) == 1:
        return of_department(alike[0])
    return _coded(_counted(word) or f"t{word}", register)


def _counted(word: str) -> str:
    """The code of "30天内", "9月", "二季度", "上半年" or "2025-06-30前", "" for anything else."""
    if word in SPANS:
        return f"q{SPANS[word][0]:02}{SPANS[word][1]:02}"
    if day := re.fullmatch(r"20(\d\d)-(\d\d)-(\d\d)前", word):
        return "u" + "".join(day.groups())
    for unit, code, most in (("天内", "n", 999), ("月", "k", 12)):
        number = word.removesuffix(unit)
        if number != word and number.isdecimal() and 1 <= int(number) <= most:
            return f"{code}{int(number)}"
    return ""


def _abbreviates(word: str, name: str) -> bool:
    """True for 水生态股 of 水生态环境股: the letters in their order, first and last the same."""
    if len(word) < 2 or word[0] != name[0] or word[-1] != name[-1]:  # noqa: PLR2004 - one letter names nothing
        return False
    letters = iter(name)
    return all(letter in letters for letter in word)


def _coded(code: str, register: Register) -> Term:
    if code in STATES or code in TIMES:
        return _plain(code, register)
    today, rest = register.today, code[1:]
    match code[:1]:
        case "t":
            found = text(rest)
        case "n":
            found = Term(code, f"{rest}天内到期", _due_within(register, today, today + dt.timedelta(int(rest))))
        case "k":
            found = Term(code, f"{rest}月到期", lambda m: any(due.month == int(rest) for due in _dues(register, m)))
        case "q":
            first, last = int(rest[:2]), int(rest[2:])
            year = today.year
            words = next((words for words, span in SPANS.items() if span == (first, last)), rest)
            found = Term(code, f"{words}到期", _due_within(register, *_months(year, first, last)))
        case "r" if ids := tuple(plan.id for plan in register.plans if plan.letter in rest):
            found = of_rounds(ids, register)
        case "p" if TOGETHER in rest:
            numbers = rest.split(TOGETHER)
            found = of_person(*(p for p in register.people.values() if p.id.rpartition("/")[2] in numbers))
        case "u":
            found = until(dt.date.fromisoformat(f"20{rest}"), register)
        case _:
            found = next((t for t in _who(register) if t.code == code), Term(code, "—", lambda _: False))
    return found


def _who(register: Register) -> Iterator[Term]:
    yield from map(of_person, register.people.values())
    yield from map(of_department, bodies(register))


def _plain(code: str, register: Register) -> Term:
    if code in TIMES:
        return Term(code, f"{TIMES[code][0]}到期", _due_within(register, *_span(code, register.today)))
    return Term(code, STATES[code][0], _state(code, register))


def _state(code: str, register: Register) -> Holds:
    if code in PARTS:
        return lambda m: register.standings[m.id].part is PARTS[code]
    if code in STEPS:
        return lambda m: m.stage is STEPS[code]
    if code == "boss":
        heads = {person.id for person in register.holding(Role.SECRETARY)}
        return lambda m: bool(heads & set(m.leaders))
    if code == "now":
        return lambda m: any(due <= register.today for due in _dues(register, m))
    if code == "open":
        return lambda m: not m.is_ended
    wanted = {m.id for m in (register.tally.unclear if code == "vague" else register.tally.unowned)}
    return lambda m: m.id in wanted


def _due_within(register: Register, start: dt.date, end: dt.date) -> Holds:
    return lambda m: any(start <= due <= end for due in _dues(register, m))


def _dues(register: Register, measure: Measure) -> tuple[dt.date, ...]:
    """The days by which the measure's own people are to do something."""
    return tuple(duty.due for duty in register.standings[measure.id].duties if duty.kind not in CHECKS)


def _span(code: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a time that is asked for; what is late in it counts too."""
    away = {"": 0, "1": 1, "0": -1}.get(code[1:], 0)
    if code.startswith("d"):
        return today + dt.timedelta(away), today + dt.timedelta(away)
    if code.startswith("n"):
        return today, today + dt.timedelta(int(code[1:]))
    if code.startswith("w"):
        monday = today - dt.timedelta(today.weekday()) + dt.timedelta(7 * away)
        return monday, monday + dt.timedelta(6)
    first = _months_on(today.replace(day=1), away)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def _months_on(first: dt.date, months: int) -> dt.date:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)
