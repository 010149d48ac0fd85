"""A question that goes on from the one before: 上个月呢, 那水环境股呢, 那2-4呢."""

import re

from bot.domain.status.register import Register
from bot.readers.question.own_question import SPAN
from bot.readers.reply.measure_number import named_in

_GOES_ON = re.compile(r"^(?:那么?|还有)?(?P<about>[^,。?!]{2,20}?)(?:的|又|那边|这边)?(?:怎么样|呢)\??$")
_TIME = re.compile(
    rf"(?:{SPAN}|第?[一二三四]季度|[上下]半年|(?<!\d)(?:1[0-2]|[1-9]|[一二三四五六七八九十]{{1,2}})月份?|去年|最近[一二两三四五六七八九十\d]+个?[天周月])的?"
)


def in_its_place(before: str, words: str, register: Register) -> str:
    """The question before with a time, a body, a person or a number in the place of its like; "" for none of these."""
    found = _GOES_ON.match(words)
    if found is None:
        return ""
    about = found["about"].strip()
    if _TIME.fullmatch(about):
        return f"{about}{_TIME.sub('', before)}"
    if named := named_in(about):
        rest = before
        for one in reversed(named_in(before)):
            rest = rest[: one.start] + rest[one.end :]
        return f"{about}{rest}" if rest != before and len(named) == 1 else ""
    names = [*register.bodies, *(one.name for one in register.people.values() if one.active)]
    alike = [one for one in names if one == about or (one[0] == about[0] and one[-1] == about[-1] and len(about) > 1)]
    if len(alike) != 1:
        return ""
    for name in names:
        before = before.replace(name, "")
    own = re.sub(r"^我(?:们|的|名下|分管的?)*", "", before)
    return f"{alike[0]}{own}"


_HE = re.compile(r"(?<!其)(?:他们|她们|他|她)(?!人)(?:那边|那里|们)?|(?:这|那)(?:个)?(?:股室|科室|单位|部门)")
_IT = re.compile(r"^(?:这|那)[条项](?:措施)?|^它")


def points_back(words: str) -> bool:
    """True for words that may speak of whom or what was spoken of before."""
    return bool(_HE.search(words) or _IT.search(words))


def named_again(about: str, words: str) -> str:
    """The words with 他, 他们 or 这条 replaced by what was spoken of before; "" where they hold none of these."""
    said = _IT if named_in(about) else _HE
    return said.sub(about, words) if about and said.search(words) else ""


def speaks_of(words: str, register: Register) -> str:
    """The one person, body or measure that the words name; "" for none or several."""
    numbers = {one.number for one in named_in(words)}
    names = [*register.bodies, *(one.name for one in register.people.values() if one.active)]
    found = {*numbers, *(one for one in names if one in words)}
    return found.pop() if len(found) == 1 else ""
