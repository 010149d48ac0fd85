"""A time limit that a sentence sets for everything in a list: 以下任务均须于12月底前完成, 完成时限：12月底 above it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.readers.plan.layout.extracted import RawFinding, Section, Value
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.running_text import split_labels

SENTENCES = re.compile(r"[。；;\n]+")
ALL = re.compile(r"均|全部|一律|统一|所有|各项|逐项|以[上下]|上述|下列|[本此]次|[本此][表批]")
TOGETHER = re.compile(r"(?:以[上下]|上述|下列|所有|全部|各项)(?:整改)?(?:措施|任务|问题|事项)")
DONE = re.compile(r"完成|办结|整改到位|落实到位|销号|见效|整改完毕")
OTHER = re.compile(r"已(?:经|于|全部)|原(?:定|计划)|未(?:能|完成|按)|报送|上报|书面报告|填报")
IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
SIGNS = re.compile(r"[\W_]+")
LEAST = 4  # characters of what is more than a word
DEFAULT = ""  # of running text: it speaks of every table of its document


def common_limits(sections: Iterable[Section], document: str) -> dict[str, Value]:
    """By the name of the list, what it says of all of it; doubtful where it names several days."""
    sections = list(sections)
    read = [words for section in sections for finding in section.findings for words in _read_in(finding)]
    found: dict[str, Value] = {}
    for section in sections:
        alone = bool(section.grids) or not section.findings
        free = [value for value in _of_all(section) if not any(_overlap(value.text, words) for words in read)]
        values = [one for value in free for one in _stated(value, alone=alone)]
        days = list(dict.fromkeys(value.text for value in values))
        if days:
            name = DEFAULT if section.name == document else section.name
            said = "；".join(dict.fromkeys(value.label for value in values))
            found[name] = replace(values[0], text="；".join(days), label=said, doubtful=len(days) > 1)
    return found


def limit_of(limits: dict[str, Value], where: str) -> Value | None:
    """What is said of the list in which the place is."""
    return limits.get(where.rpartition("!")[0], limits.get(DEFAULT))


def _of_all(section: Section) -> Iterable[Value]:
    """The lines that can speak of the whole list: once findings are told in lines, only what names them together."""
    told = {finding.where for finding in section.findings} if not section.grids else set()
    begun = False
    for value in section.prose:
        begun = begun or value.where in told
        if not begun or TOGETHER.search(value.text):
            yield value


def _read_in(finding: RawFinding) -> list[str]:
    """What was read of it: a day in these words is theirs."""
    return [finding.text, finding.statement, finding.task, *(measure.text for measure in finding.measures)]


def _overlap(line: str, words: str) -> bool:
    """True where one of them holds the other."""
    one, other = SIGNS.sub("", line), SIGNS.sub("", words)
    return len(other) >= LEAST and (one in other or other in one)


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
    for aside in [] if labels else IN_BRACKETS.findall(value.text):
        if TOGETHER.search(aside) and DONE.search(aside) and not OTHER.search(aside):
            for day in day_words(aside):
                yield replace(value, text=day[0], label=aside.strip("（）()"), day=None)
