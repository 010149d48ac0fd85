"""A question in plain words as the conditions of a query: 水环境股这个月还有几条没办 is 水环境股 本月到期 未完成."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.core.numerals import number
from bot.domain.people.names import plain_name
from bot.domain.people.person import Person
from bot.domain.status.query import EXCEPT, SUPPORTS, WORDS, is_known, understand
from bot.domain.status.register import Register
from bot.domain.status.span import SPANS
from bot.readers.question.conditions import categories, kind_of
from bot.readers.question.question_times import heard, times
from bot.readers.question.question_words import FILLER, NOT_SO, OF_MEASURE, PEOPLE, SAME, STATS, WAITING, WHOLE
from bot.readers.reply.measure_number import named_in

_LETTERED = re.compile(r"(?<![\d-])([A-Za-z]/)(\d{1,2}-\d{1,2})(?![\d-])")
_FINDING = re.compile(
    r"问题(?P<a>\d{1,2}|[一二三四五六七八九十]{1,3})|第(?P<b>\d{1,2}|[一二三四五六七八九十]{1,3})个问题"
)
_ALIKE = (
    ("有", re.compile(r"有没有(?!$|[\s,。?!])")),
    ("快到期", re.compile(r"(?:快要?|马上|即将|(?<!没)(?<!不)就?要)就?要?(?:逾期|超期|过期)(?:了|的)?")),
    (
        "到期",
        re.compile(
            r"能(?:销号?|办结|完成)(?=几|多少)|(?:[要该需得]要?|必须|务必|应当?)(?:办结|办完|完成|销号|交卷|交差|[弄做搞]完|交|报)(?:的)?"
        ),
    ),
    (
        r"\2\1报",
        re.compile(
            r"(谁|有人|哪些人?|哪几个)((?:今|昨|前)天|[本这上]个?周|[本上]月|[这上]个月|最近[^,]{1,4}?)(?:都|已经)?报"
        ),
    ),
    ("今年", re.compile(r"全年|本年度?")),
    ("", re.compile(r"截[至止]到?(?:今天|今日|目前|现在|眼下)")),
    ("", re.compile(r"第(?=[一二三四]季度)|今年(?=[上下]半年|[一二三四]季度)")),
    (
        "",
        re.compile(
            r"(?<=[月周年])(?<![两一二三四五六七八九十半\d]周)(?<![两一二三四五六七八九十半\d]个月)(?:之|以)?内(?=必须|务必|要|应|得|该|到期|完成|办|销|的|有|还)"
        ),
    ),
    ("本月", re.compile(r"(?<![\d一二三四五六七八九十])这月(?!份)")),
    ("上周", re.compile(r"上个?(?:星期|礼拜)")),
    ("下周", re.compile(r"下个?(?:星期|礼拜)")),
    ("本周", re.compile(r"[本这]个?(?:星期|礼拜)")),
    ("本月", re.compile(r"(?<![\d一二三四五六七八九十])(?:本|这个?)?月(?:底|末)(?:之前|以前|前)?")),
)
_ACTS = re.compile(r"(?:报|审核?|批|核验|审定|签收?|传|交|回复?|动|改|退回?|催|延|开|发|办|做)(?:了|过)(?!吗|没)")
_LONGEST = 30
_LONG = 4  # characters that stand in one measure's text and name it, whatever else they name
_POINTED = re.compile(r"[那这][条项个件]")
OWN = re.compile(
    r"我(?:自己)?的|我(?:自己)?(?:这条?线上?|这条?线|这块|这边|名下|手上|手里|手头|负责|牵头|经办|分管)(?:的)?|(?<!给)(?<!帮)(?<!告诉)(?<!发)我(?!们)|本人的?|俺|^分管(?=的|股室|科室|部门)"
)
_TITLE = re.compile(
    r"(?P<name>[\u4e00-\u9fff])(?P<post>副?书记|副?局长?|副?主任|副?股长?|副?科长?|副?站长?|[大中]?队长?|组长|委员|副?所长?)"
)
_KNOWN_AS = re.compile(r"[老小](?P<name>[\u4e00-\u9fff])(?=的|那|这|手|名|分管|负责|有|还|几|怎|咋|情况|进展|$)")
_POST = re.compile(r"(?:副?书记|副?局长|副?主任|副?股长|副?科长|副?站长|[大中]队长|组长)$")
_ALONE = r"(?:(?<![\u4e00-\u9fff])|(?<=[的和跟与及那问是咱们看查]))"
_OWN_UNIT = re.compile(
    r"(?:[我俺]们?|咱们?|本|自己)(?:这个?|那个?|的)?(?:股室?|科室?|[大中]队|办公室|部门|队|中心|支部|站|所)(?![长里]|室)(?:里|的)*"
)
_BODY = re.compile(r"^[县市区]|(?:局|部门|委|办|站|中心|支队|大队)$")
_UNIT_END = re.compile(r"(?:环境)?(?:股|科|办|室|中心|大队|中队|支队|支部|站|所|处|组|队|局)$")
_GROUPS = ("支部", "大队", "中队", "支队", "中心", "专班")


@dataclass(frozen=True, kw_only=True)
class PlainQuestion:
    """What is asked for: numbers of measures or findings, conditions in words of the query, one's own or the whole.

    `rest` is what nobody could place; a question with a rest is not answered.
    """

    numbers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    own: bool = False
    whole: bool = False
    by_department: bool = False
    by_person: bool = False
    bound: bool = False  # whether somebody has bound his account
    waiting: bool = False  # 待办
    own_department: bool = False
    together: bool = False  # 沈知行和秦望舒的: of each, not of what both hold
    rest: str = ""

    @property
    def names_something(self) -> bool:
        """True where a number or a condition is named; what is left out alone, 除2-3外, names nothing."""
        held = any(not one.startswith(EXCEPT) for one in self.terms)
        asked = self.own or self.own_department or self.whole or self.by_department
        return bool(self.numbers or held or asked or self.by_person or self.waiting)


def plain_question(words: str, register: Register, *, asks: bool = False, back: bool = False) -> PlainQuestion:
    """The question, every word of it placed or handed back; `words` are in one width and script.

    `back` where what is asked for is over: 最近一个月.
    Where they plainly ask, 烟花爆竹那条谁办, a measure may be named by words of its text, and its card asked of.
    """
    terms: list[str] = []
    numbers, text = _numbered(_left_out(words, register, terms), register)
    text = categories(text, register, terms)
    if denied := NOT_SO.search(text):
        return PlainQuestion(numbers=tuple(numbers), rest=denied[0])
    text = OF_MEASURE.sub(" ", text) if numbers and asks else text
    if asks and not numbers and _POINTED.search(words):
        text = _pointed_at(text, register, terms)
    whose, flags = {"by_person": PEOPLE, "waiting": WAITING, "by_department": STATS, "whole": WHOLE}, {}
    for flag, pattern in whose.items():
        flags[flag] = bool(re.search(pattern, text))
        text = re.sub(pattern, " ", text)
    people = [one for one in register.people.values() if one.active and is_known(one.name, register)]
    text = _people(text, terms, ((one.name, [one]) for one in sorted(people, key=lambda one: -len(one.name))))
    text = _namesakes(text, terms, people)
    text = _people(text, terms, _titled(text, people))
    text, own_unit = _own_unit(text, register)
    for word, alike in _ALIKE:
        text = alike.sub(word, text)
    text = heard(text, terms)
    text = _alike(text, terms)
    acts = _ACTS.search(text)
    own = bool(OWN.search(text))
    text = OWN.sub(" ", text)
    text = _people(text, terms, _called(text, people))
    text = times(text, terms, register.today, back=back)
    text = _supported(_by_words(text, terms), terms, register)
    left = _departments(_shortened(text, register, terms), register, terms)
    sought = asks and not (numbers or terms or own) and not any(flags.values())
    rest = _in_texts(left, register, terms, pointed=bool(_POINTED.search(words))) if sought else left
    if rest and asks and not numbers:
        rest = _in_findings(rest, register, numbers)
    if acts and not (numbers or rest) and _only_times(terms, register):
        rest = [acts[0]]  # 今天有几个人审了: what was done on a day is not what is due then
    return PlainQuestion(
        numbers=tuple(dict.fromkeys(numbers)),
        terms=tuple(dict.fromkeys(terms)),
        own=own,
        own_department=own_unit,
        bound="绑定" in words,
        together=bool(_AND.search(words)),
        rest=" ".join(rest),
        **flags,
    )


def _only_times(terms: Iterable[str], register: Register) -> bool:
    codes = [term.code for term in understand(" ".join(terms), register).terms]
    return "when" in {kind_of(code) for code in codes} and {kind_of(code) for code in codes} <= {"when", "who"}


def _numbered(words: str, register: Register) -> tuple[list[str], str]:
    """The numbers of measures and findings, and the words without them."""
    text = words
    named = named_in(words, frozenset(measure.number for measure in register.measures))
    for one in reversed(named):
        text = f"{text[: one.start]} {text[one.end :]}"
    lettered = [f"{found[1]}{found[2]}" for found in _LETTERED.finditer(words)]
    text = _LETTERED.sub(" ", words) if lettered else text
    findings = [place for found in _FINDING.finditer(text) if (place := number(found["a"] or found["b"]))]
    numbers = lettered or [one.number for one in named]
    return [*numbers, *(f"问题{place}" for place in findings)], _FINDING.sub(" ", text)


_EXCEPT = re.compile(r"除(?:了|去|开)?(?P<what>[^,。?]{2,16}?)(?:以外|之外|外|,|(?=还|其他|别的|都|另))[的,]*")


def _left_out(text: str, register: Register, terms: list[str]) -> str:
    """Take out what is excepted where every word of it is a condition: 除了水环境股还有谁逾期."""
    found = _EXCEPT.search(text)
    if found is None:
        return text
    named = plain_question(found["what"], register)
    if named.rest or not (named.numbers or named.terms):
        return text
    terms += [f"{EXCEPT}{term}" for term in (*named.terms, *named.numbers)]
    return f"{text[: found.start()]} {text[found.end() :]}"


_AND = re.compile(r"[和跟与及、,]|还有(?![几多哪谁没什啥])|以及")


def _people(text: str, terms: list[str], called: Iterable[tuple[str, list[Person]]]) -> str:
    """Take out what people are called by, where one person alone may be meant."""
    for words, meant in called:
        if len(meant) == 1 and words in text:
            terms.append(meant[0].name)
            text = text.replace(words, " ")
    return text


def _namesakes(text: str, terms: list[str], people: list[Person]) -> str:
    """Take out a name that people bear who are told apart by their departments: all of them are meant."""
    for name in {plain_name(one.name) for one in people} - {one.name for one in people}:
        if name in text:
            terms.append(name)
            text = text.replace(name, " ")
    return text


def _titled(text: str, people: list[Person]) -> Iterator[tuple[str, list[Person]]]:
    """沈局 and 孟大队, and all who may be meant by it."""
    for found in _TITLE.finditer(text):
        yield found[0], [one for one in people if one.name.startswith(found["name"]) and found["post"] in one.post]


def _called(text: str, people: list[Person]) -> Iterator[tuple[str, list[Person]]]:
    """老孟, 晓川, 大队长, and all who may be meant by it."""
    for found in _KNOWN_AS.finditer(text):
        yield found[0], [one for one in people if one.name.startswith(found["name"])]
    for given in {one.name[1:] for one in people if len(one.name) == 3}:  # noqa: PLR2004 - 晓川 of 孟晓川
        if given in text:
            yield given, [one for one in people if one.name.endswith(given)]
    held = [(part, one) for one in people for part in re.split("[、,/]", one.post) if part]
    posts = held + [(tail[0], one) for part, one in held if (tail := _POST.search(part)) and tail[0] != part]
    for post in dict.fromkeys(name for name, _ in posts):
        if re.search(_ALONE + re.escape(post), text):
            yield post, list({one.id: one for name, one in posts if name == post}.values())


def _own_unit(text: str, register: Register) -> tuple[str, bool]:
    """The words without 我们股室, and whether it was there; a department that is called so is named by its name."""
    found = _OWN_UNIT.search(text)
    if found is None or any(name in found[0] for name in register.departments):
        return text, False
    return _OWN_UNIT.sub(" ", text), True


def _shortened(text: str, register: Register, terms: list[str]) -> str:
    """Take out departments by the shortest words that name one alone: 水环境的, 法规那条, 支部."""
    names = register.departments
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            terms.append(name)
            text = text.replace(name, " ")
    for name in names:
        stem = _UNIT_END.sub("", name)
        words = [name[:length] for length in range(len(name) - 1, max(len(stem), 2) - 1, -1)]
        words += [one for one in _GROUPS if name.endswith(one)]
        for word in (one for one in words if sum(n.startswith(one) or n.endswith(one) for n in names) == 1):
            said = re.compile(
                rf"(?<![没在待正被已等送报未]){word}(?:股室?|科室?|室|办|队|站|所)?(?!过|完|中|率|手续|申请|流程)"
            )
            if said.search(text):
                terms.append(name)
                text = said.sub(" ", text)
    return text


def _alike(text: str, terms: list[str]) -> str:
    """Take out states that are called otherwise."""
    for term, same in SAME:
        if same.search(text):
            terms.append(term)
            text = same.sub(" ", text)
    return text


def _by_words(text: str, terms: list[str]) -> str:
    """Take out states and times that are called as the query calls them."""
    for word in sorted((*WORDS, *SPANS), key=len, reverse=True):
        if word in text and len(word) > 1:
            terms.append(word)
            text = text.replace(word, " ")
    return text


def _supported(text: str, terms: list[str], register: Register) -> str:
    """Take out the supporting bodies: 配合单位有县财政局的; a body that is also responsible only beside 配合."""
    beside = "配合" in text
    for name in register.supporters if beside else ():
        stem = _BODY.sub("", name)
        alike = sum(stem in one for one in register.supporters)
        if len(stem) > 1 and alike == 1 and stem in text and name not in text:
            text = text.replace(stem, name)
    for name in sorted(register.supporters, key=len, reverse=True):
        if name in text and (beside or name not in register.departments):
            terms.append(f"{SUPPORTS}{name}")
            text = text.replace(name, " ")
    return text


def _in_texts(left: list[str], register: Register, terms: list[str], *, pointed: bool) -> list[str]:
    """What is left over beside words of a measure's text: whole, or half of them where one measure alone has these.

    Two characters name one only where it is `pointed` at: 设备那条.
    """
    texts = [measure.text for measure in register.measures]
    least = 2 if pointed else 3
    found = [(word, _in_text(word, texts, least) if len(word) >= least else "") for word in left]
    terms += [held for _, held in found if held]
    return [word for word, held in found if not held]


def _pointed_at(text: str, register: Register, terms: list[str]) -> str:
    """Take out the words of one measure's text that point at it: 信访件责任清单的那条, though 信访 is a department."""
    for length in range(min(len(text), _LONGEST), _LONG - 1, -1):
        for start in range(len(text) - length + 1):
            piece = text[start : start + length]
            if sum(piece in measure.text for measure in register.measures) == 1:
                terms.append(piece)
                return text.replace(piece, " ")
    return text


def _in_findings(left: list[str], register: Register, numbers: list[str]) -> list[str]:
    """What is left over beside words that stand in one finding alone: 混岗的问题整改得怎样."""
    rest = []
    for word in left:
        held = [finding.number for finding in register.findings if len(word) > 1 and word in finding.text]
        if len(set(held)) == 1:
            numbers.append(f"问题{held[0]}")
        else:
            rest.append(word)
    return rest


def _in_text(word: str, texts: list[str], least: int) -> str:
    if len(word) > 1 and any(word in text for text in texts):
        return word
    for length in range(len(word) - 1, max(least, (len(word) + 1) // 2) - 1, -1):
        pieces = [word[start : start + length] for start in range(len(word) - length + 1)]
        held = [piece for piece in pieces if sum(piece in text for text in texts) == 1]
        if len(held) == 1:
            return held[0]
    return ""


def _departments(text: str, register: Register, terms: list[str]) -> list[str]:
    """Take out what else names a condition, 水生态股 for one; hand back what is left over."""
    left = []
    for part in FILLER.sub(" ", text).split():
        if len(part) > 1 and is_known(part, register):
            terms.append(part)
        else:
            left.append(part)
    return left
