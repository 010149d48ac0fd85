"""Minutes in paragraphs: what a meeting decided, sentence by sentence, with who and when as the sentence says it.

Read only where a document holds no list; every sentence that decides nothing stays listed as not read.
"""

import re
from collections.abc import Iterator

from bot.readers.plan.containers.document import Document, Paragraph
from bot.readers.plan.fields.deadlines import FULL_DATE
from bot.readers.plan.fields.enumeration import marked, tidy
from bot.readers.plan.fields.names import ORGANISATION, looks_like_a_name
from bot.readers.plan.layout.extracted import RawFinding, RawMeasure, Section, Value, Values
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.running_text import MARK

TOLD = r"(?:本次|经)?(?:会议|与会人员|大家|研究|讨论|审议)(?:一致|研究|讨论|审议)*"
DECIDES = re.compile(
    rf"^(?:{TOLD}(?:决定|明确|要求|同意|确定)|(?:{TOLD})?议定)(?:了)?(?:如下|以下|下列)?(?:事项|意见|工作|几点)?[，,：:]?\s*"
)
SAYS = re.compile(rf"^(?:{TOLD})?(?:指出|强调|认为|听取|学习|传达|通报|审议|讨论|研究|观看|宣读|还?对)")
PEOPLE_OF = re.compile(r"^(?:出席|列席|参加|缺席|请假|记录|主持|参会|分送|抄送|签发|主送)")
HELD = re.compile(rf"({FULL_DATE.pattern}).{{0,40}}?(?:召开|主持)")
CLAUSE = re.compile("[，,；;。]")
TURNS = re.compile(r"[；;]")
BODY = r"[\u4e00-\u9fff、和]{2,16}?"
LEADS = re.compile(rf"(?:^|[，,由])由?({BODY})(?:牵头|负责|承办|主办|主责)")
SUBJECT = re.compile(rf"^(?:由|请|责成)?({BODY})(?=要|应|须|需|于|在|每|会同|抓紧|尽快|落实|组织|牵头|负责|\d)")
PERSON = re.compile(
    r"(?:(?:^|[，,、])(?:由|请)?|由)([\u3400-\u9fff]{2,4}?)(?:同志)?(?:具体|全程)?(?:负责|牵头|督办|落实)"
    r"|(?:责任|负责|经办|承办|联系)(?:人|人员|同志)(?:为|是)?[:：]?([\u3400-\u9fff]{2,4})(?=$|[，,、。；;）)])"
)
LONGEST_TOPIC = 40
HELPS = re.compile(r"(?:^|[，,、])((?:(?!牵头|负责|承办|主办|主责)[\u4e00-\u9fff、和]){2,16}?)(?:配合|协助|协办)")


def read_minutes(document: Document) -> list[Section]:
    """One section of what was decided, [] where nothing was; the document's blocks become its sentences."""
    section = Section(name=document.name)
    blocks: list[Paragraph] = []
    topic, deciding, listing = "", False, False
    for paragraph in [block for block in document.blocks if isinstance(block, Paragraph)]:
        mark = MARK.match(paragraph.text)
        listing = deciding = listing and bool(mark)
        opened = False
        if mark and not deciding:
            topic = ""
        if held := HELD.search(paragraph.text):
            section.basics.setdefault(Field.DRAWN_UP, Value(held[1], paragraph.where))
        for sentence in _sentences(paragraph.text):
            cue = DECIDES.match(sentence)
            deciding = bool(cue) or (deciding and not SAYS.match(sentence) and not PEOPLE_OF.match(sentence))
            words = sentence[cue.end() :] if cue else sentence
            opened = bool(cue) and not words
            if deciding and words:
                _decide(section, words, topic, paragraph.where)
                blocks += [Paragraph(part, paragraph.where) for part in _parts(words)]
            elif words and not cue:
                topic = tidy(words) if mark and not topic and len(words) <= LONGEST_TOPIC else topic
                blocks.append(Paragraph(words, paragraph.where))
        listing = listing or opened
    if section.findings:
        document.blocks = list(blocks)
        section.prose = [Value(block.text, block.where) for block in blocks]
        section.problem(document.name, "read_from_minutes", count=sum(len(one.measures) for one in section.findings))
        return [section]
    return []


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a line without the number before the first."""
    for sentence in re.split(r"。|\n", MARK.sub("", text, count=1)):
        if sentence.strip():
            yield sentence.strip()


def _parts(words: str) -> list[str]:
    """The single decisions of a sentence: numbered, or apart by semicolons."""
    items = [item.text for item in marked(words)]
    return items if len(items) > 1 else [tidy(part) for part in TURNS.split(words) if part.strip()]


def _decide(section: Section, words: str, topic: str, where: str) -> None:
    section.fields |= {Field.TASK, Field.DEPARTMENT, Field.OWNER, Field.DEADLINE}
    finding = next((one for one in section.findings if one.category == topic), None)
    if finding is None:
        finding = RawFinding(number="", text="", where=where, category=topic)
        section.findings.append(finding)
    for part in _parts(words):
        values = _values(part, where)
        finding.measures.append(RawMeasure(number="", text=part, where=where, values=values, is_task=True))


def _values(words: str, where: str) -> Values:
    """Who leads, who helps, who is to see to it, until when: only what the sentence says in these words."""
    from bot.readers.reply.day_expressions import day_words

    found: Values = {}
    people = [name for name in map("".join, PERSON.findall(words)) if looks_like_a_name(name)]
    leading = [name for name in (*LEADS.findall(words), *SUBJECT.findall(words)) if ORGANISATION.search(name)]
    helping = [name for name in HELPS.findall(words) if ORGANISATION.search(name)]
    days = _times(words, [day[0] for day in day_words(words)])
    for kind, texts in (
        (Field.DEPARTMENT, leading[:1]),
        (Field.SUPPORT, helping),
        (Field.OWNER, people),
        (Field.DEADLINE, days),
    ):
        if texts:
            found[kind] = [Value(text, where) for text in dict.fromkeys(texts)]
    return found


def _times(words: str, days: list[str]) -> list[str]:
    """The days that a sentence names, and how often (每月底汇总): the day within a period is no day by itself."""
    from bot.readers.deadline.recurring.cues import Kind, cues_in

    cue = next((one for one in cues_in(words) if one.kind is Kind.PERIOD), None)
    if cue is None:
        return list(dict.fromkeys(days))
    series = CLAUSE.split(words[cue.start :])[0]
    return list(dict.fromkeys([*(day for day in days if day not in series), series]))
