"""What somebody wants to see of the register, as terms that all must hold; short enough to stand behind a button."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.people.names import normal, plain_name
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.round_name import named_round
from bot.domain.status.recency import BACK, ever, joined
from bot.domain.status.register import Register
from bot.domain.status.span import SPANS, TIMES, counted, months, span_of
from bot.domain.status.state import OF_MEASURE, ORDERS, dues_of, of_register
from bot.domain.status.support import SupportRow
from bot.domain.status.term import Holds, Term

LATE = "over"
SUPPORTS = "配合单位"  # before the name of a body that supports
EXCEPT = "除"  # before a condition that must not hold
NOT = "!"  # the same in its code

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
    "hard": ("报了困难",),
    "short": ("佐证不够",),
    "bare": ("没有佐证",),
    "ext": ("延期待批",),
    "back": ("退回待办",),
    "once": ("立行立改",),
    "idle": ("未启动类",),
    "going": ("推进中类",),
    "handed": ("已报完成类",),
    "lasting": ("长期坚持类",),
    "amber": ("黄灯",),
    "gaps": ("期次缺报",),
    **{code: (words,) for code, words in ORDERS.items()},
    **BACK,
}
TOGETHER = "~"  # between the people of one condition, in its code
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
WORDS = {word: code for table in (STATES, TIMES) for code, words in table.items() for word in words}


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
        return StatusQuery(joined(found, register))
    return StatusQuery(tuple(_closing(t, register) if _IS_TIME.fullmatch(t.code) else t for t in found))


_IS_TIME = re.compile(r"[dwm][012]?|n14|[kqybv]\d+")


def _closing(term: Term, register: Register) -> Term:
    start, end = span_of(term.code, register.today)
    words = TIMES[term.code][0] if term.code in TIMES else term.words.removesuffix("到期")
    return replace(term, words=words, holds=lambda m: m.since is not None and start <= m.since <= end)


def _peeled(word: str, register: Register) -> tuple[str, ...]:
    """The word, or the known words of which it is made up: 本月逾期 is two, 第一轮逾期 too."""
    if word in WORDS:
        return (word,)
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


def of_category(name: str, register: Register) -> Term:
    """What belongs to the findings of a category."""
    found = {finding.id for finding in register.findings if finding.category == name}
    return Term("g" + hashlib.sha256(name.encode()).hexdigest()[:6], name, lambda m: m.finding in found)


def of_number(number: str) -> Term:
    """The measures of a number."""
    return Term(f"i{number}", number, lambda m: m.number == number)


def but(term: Term) -> Term:
    """What a condition does not hold for."""
    return Term(f"{NOT}{term.code}", f"{EXCEPT}{term.words}外", lambda m: not term.holds(m))


def of_support(name: str) -> Term:
    """What a body supports."""
    return Term("z" + hashlib.sha256(name.encode()).hexdigest()[:6], f"{SUPPORTS}{name}", lambda m: name in m.support)


def of_department(name: str) -> Term:
    """What a department is responsible for."""
    return Term("x" + hashlib.sha256(name.encode()).hexdigest()[:6], name, lambda m: name in m.departments)


def until(day: dt.date, register: Register) -> Term:
    """What is open and due by the day, today included."""
    return Term(f"u{day:%y%m%d}", f"{day:%Y-%m-%d}前到期", _due_within(register, register.today, day))


def text(words: str) -> Term:
    """What has the words in its text."""
    return Term(f"t{words}", words, lambda m: words in m.text)


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
    if word.startswith(EXCEPT) and is_known(rest := word.removeprefix(EXCEPT).removesuffix("外"), register):
        return but(_term(rest, register))
    return _body(word, register) or _coded(counted(word) or f"t{word}", register)


def _body(word: str, register: Register) -> Term | None:
    """A round, a category, a department or who supports it, by its name."""
    rounds, rest = named_round(word, register.plans)
    units = register.bodies
    alike = [word] if word in units else [name for name in units if _abbreviates(word, name)]
    name, found = word.removeprefix(SUPPORTS), None
    if rounds and not rest:
        found = of_rounds(rounds, register)
    elif any(measure.number == word for measure in register.measures):
        found = of_number(word)
    elif word in register.categories:
        found = of_category(word, register)
    elif len(alike) == 1:
        found = of_department(alike[0])
    elif name in register.supporters:
        found = of_support(name)
    return found


def _far(code: str, percent: int, register: Register) -> Term:
    """How far what is open has come by the last figure, one without a figure nowhere; or how long it is late."""
    if code == "o":
        return Term(f"o{percent}", f"逾期{percent}天以上", lambda m: register.standings[m.id].late >= percent)
    if code == "c":
        return Term(f"c{percent}", f"进度{percent}%以上", lambda m: not m.is_ended and (m.percent or 0) >= percent)
    return Term(f"e{percent}", f"进度{percent}%以下", lambda m: not m.is_ended and (m.percent or 0) <= percent)


def _abbreviates(word: str, name: str) -> bool:
    """True for 水生态股 of 水生态环境股: the letters in their order, first and last the same."""
    if len(word) < 2 or word[0] != name[0] or word[-1] != name[-1]:  # noqa: PLR2004 - one letter names nothing
        return False
    letters = iter(name)
    return all(letter in letters for letter in word)


def _coded(code: str, register: Register) -> Term:
    if code in STATES or code in TIMES:
        return _plain(code, register)
    rest = code[1:]
    match code[:1]:
        case "t":
            found = text(rest)
        case "i":
            found = of_number(rest)
        case "!":
            found = but(_coded(rest, register))
        case "n" | "k" | "q" | "b" | "y" | "u" | "v":
            found = _timed(code, register)
        case "c" | "e" | "o":
            found = _far(code[0], int(rest), register)
        case "r" if ids := tuple(plan.id for plan in register.plans if plan.letter in rest):
            found = of_rounds(ids, register)
        case "p" if TOGETHER in rest:
            numbers = rest.split(TOGETHER)
            found = of_person(*(p for p in register.people.values() if p.id.rpartition("/")[2] in numbers))
        case _:
            found = next((t for t in _who(register) if t.code == code), Term(code, "—", lambda _: False))
    return found


def _timed(code: str, register: Register) -> Term:
    """A time with a number in it; 近5天 looks ahead alone, and back beside what looks back."""
    today, rest = register.today, code[1:]
    match code[0]:
        case "u":
            return until(dt.date.fromisoformat(f"20{rest}"), register)
        case "k":
            return Term(code, f"{rest}月到期", lambda m: any(due.month == int(rest) for due in dues_of(register, m)))
        case "n":
            words, span = f"{rest}天内到期", (today, today + dt.timedelta(int(rest)))
        case "b":
            words, span = f"近{rest}天", span_of(code, today)
        case "v":
            start, end = (dt.date.fromisoformat(f"20{part}") for part in (rest[:6], rest[6:]))
            words = f"{start}到期" if start == end else f"{start}至{end}到期"
            span = (start, end)
        case "y":
            words, span = f"{rest}年到期", months(int(rest), 1, 12)
        case _:
            first, last = int(rest[:2]), int(rest[2:4])
            named_so = next((words for words, span in SPANS.items() if span == (first, last)), f"{first}月")
            words = f"20{rest[4:]}年{named_so}到期" if rest[4:] else f"{named_so}到期"
            span = span_of(code, today)
    return Term(code, words, _due_within(register, *span))


def _who(register: Register) -> Iterator[Term]:
    yield from map(of_person, register.people.values())
    yield from map(of_department, register.bodies)
    yield from map(of_support, register.supporters)
    yield from (of_category(name, register) for name in register.categories)


def _plain(code: str, register: Register) -> Term:
    if code in TIMES:
        return Term(code, f"{TIMES[code][0]}到期", _due_within(register, *span_of(code, register.today)))
    return Term(code, STATES[code][0].replace("类", " 含逾期"), _state(code, register))


def _state(code: str, register: Register) -> Holds:
    if code in PARTS:
        return lambda m: register.standings[m.id].part is PARTS[code]
    if code in STEPS:
        return lambda m: m.stage is STEPS[code]
    if code in BACK:
        return ever(code, register)
    return OF_MEASURE.get(code) or of_register(code, register)


def _due_within(register: Register, start: dt.date, end: dt.date) -> Holds:
    return lambda m: any(start <= due <= end for due in dues_of(register, m))
