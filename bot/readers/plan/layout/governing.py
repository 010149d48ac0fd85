"""A line within a list that says whose the rows below it are: 以下由水政股负责."""

import re

from bot.readers.plan.fields.names import BRACKET, ORGANISATION, SEPARATORS
from bot.readers.plan.layout.extracted import Section, Value, Values, add
from bot.readers.plan.layout.headings import Field

GOVERNS = re.compile(
    r"^[（(【]?(?:以下|下列|下面|如下)(?P<which>[^由归]{0,12}?)(?:由|归)(?P<who>.+?)(?:同志)?(?:共同|统一|分别)?"
    r"(?:总?牵头|总?负责|承办|主办|落实|办理|经办|包案)(?:负责|落实|办理)?"
    r"(?:[，,；;、]\s*(?:由)?(?P<help>[^，,；;。]+?)(?:配合|协办|协助|参与)(?:落实|办理)?)?[。：:；;]?[)）】]?[。：:；;]?$"
)
COUNTED = re.compile(r"\d|[一二两三四五六七八九十几]+[项个条件至到]|其中|部分")
ABOVE = re.compile(GOVERNS.pattern.replace("以下|下列|下面|如下", "以上|上述|上列|上面|上"))
OF_PEOPLE = frozenset({Field.RESPONSIBLE, Field.OWNER})


def governing_line(text: str, where: str, section: Section) -> Value | None:
    """Who is charged with the rows below, said to be so read; None where the line says nothing of the kind."""
    found = GOVERNS.match(text)
    if not found or COUNTED.search(found["which"]):
        return None
    helping = [f"{word.strip()}（配合）" for word in SEPARATORS.split(found["help"] or "") if word.strip()]
    who = "、".join((found["who"], *helping))
    section.problem(where, "line_governs", words=text, who=who)
    return Value(who, where)


def speaks_of_some_rows(text: str) -> bool:
    """True for 以上由办公室负责, 以下1至2项由办公室负责: which rows those are is not said, or not all that follow."""
    return bool(ABOVE.match(text) or GOVERNS.match(text))


def charge(values: Values, line: Value, section: Section) -> None:
    """Give a row what the line above says of it, where the row itself does not say who."""
    words = [word.strip() for word in SEPARATORS.split(line.text) if word.strip()]
    bodies = [word for word in words if ORGANISATION.search(BRACKET.sub("", word))]
    kind = Field.RESPONSIBLE if not bodies else Field.DEPARTMENT if len(bodies) == len(words) else Field.MIXED
    said = OF_PEOPLE if kind is Field.RESPONSIBLE else {kind}
    if not {*said, Field.MIXED} & values.keys():
        add(values, kind, line)
        section.fields.add(kind)
