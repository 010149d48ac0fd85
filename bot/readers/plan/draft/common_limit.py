"""A time limit that a sentence sets for everything in a list: 以下任务均须于12月底前完成, 完成时限：12月底 above it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.readers.plan.layout.extracted import Section, Value
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.running_text import split_labels

SENTENCES = re.compile(r"[。；;\n]+")
ALL = re.compile(r"均|全部|一律|统一|所有|各项|逐项|以[上下]|上述|下列|[本此]次|[本此][表批]")
DONE = re.compile(r"完成|办结|整改到位|落实到位|销号|见效|整改完毕")
OTHER = re.compile(r"已(?:经|于|全部)|原(?:定|计划)|未(?:能|完成|按)|报送|上报|书面报告|填报")
IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
DEFAULT = ""  # of running text: it speaks of every table of its document


def common_limits(sections: Iterable[Section], document: str) -> dict[str, Value]:
    """By the name of the list, what it says of all of it; doubtful where it names several days."""
    found: dict[str, Value] = {}
    for section in sections:
        values = [
            one for value in section.prose for one in _stated(value, alone=bool(section.grids) or not section.findings)
        ]
        days = list(dict.fromkeys(value.text for value in values))
        if days:
            name = DEFAULT if section.name == document else section.name
            said = "；".join(dict.fromkeys(value.label for value in values))
            found[name] = replace(values[0], text="；".join(days), label=said, doubtful=len(days) > 1)
    return found


def limit_of(limits: dict[str, Value], where: str) -> Value | None:
    """What is said of the list in which the place is."""
    return limits.get(where.rpartition("!")[0], limits.get(DEFAULT))


def _stated(value: Value, *, alone: bool) -> Iterable[Value]:
    """The days of a line that hold for all, each with the sentence as its label; `alone`: no list in lines."""
    from bot.readers.reply.day_expressions import day_words

    _, labels = split_labels(value.text) if alone else ("", [])
    for found in labels:
        if found.kind is Field.DEADLINE and found.text:
            yield replace(value, text=found.text, label=value.text, day=None)
    for sentence in [] if labels else SENTENCES.split(value.text):
        plain = IN_BRACKETS.sub("", sentence)
        if ALL.search(plain) and DONE.search(plain) and not OTHER.search(plain):
            for day in day_words(plain):
                yield replace(value, text=day[0], label=sentence.strip(), day=None)
