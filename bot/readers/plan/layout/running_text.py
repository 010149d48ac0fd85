"""Running text: lines with labels, numbered headings, measures as numbered lines."""

import re
from dataclasses import dataclass, field, replace

from bot.readers.plan.containers.document import clean
from bot.readers.plan.fields.enumeration import WITH_FACTS, each_with_facts, tidy
from bot.readers.plan.layout.extracted import ATTRIBUTES, Value
from bot.readers.plan.layout.governing import governing_line
from bot.readers.plan.layout.headings import LEDGER_FIELDS, ROUND_FIELDS, Field, label
from bot.readers.plan.layout.outline import Outline
from bot.readers.plan.layout.skipped_rows import TITLE

JUNK = re.compile(r"^\s*(?:\[[A-Za-z_: ]+\]|[●◆■▲★※►➢\-*#>]+\s+)+")
MARK = re.compile(
    r"^\s*(?P<mark>(?P<cn>[一二三四五六七八九十]{1,3})[、．.]|[（(](?P<cnb>[一二三四五六七八九十]{1,3})[)）][、.．]?"
    r"|(?P<n>\d{1,2})(?:[、．]|\.(?!\d))|[（(](?P<nb>\d{1,2})[)）]|(?P<c>[①-⑳])|(?P<np>\d{1,2})[)）]"
    r"|(?P<pair>\d{1,2}[-－—–]\d{1,2})[.、．:：\s])\s*",
)
NAMED = r"[【\[]?(?P<name>[\u4e00-\u9fff](?:[\u4e00-\u9fff\d/]|[（(][\u4e00-\u9fff\d]{1,8}[）)]){1,13}?)[】\]]?"
LABEL = re.compile(rf"(?:^|(?<=[\s；;，,。（(【、|\t]))\s*{NAMED}\s*[：:]")
ALONE = re.compile(rf"^{NAMED}\s*[：:]?$")
KNOWN = (
    LEDGER_FIELDS
    | ROUND_FIELDS
    | frozenset({Field.CATEGORY, Field.STATUS, Field.TYPE, Field.FINDING_NUMBER, Field.NUMBER})
)
ATTACHED = re.compile(r"附件\s*[\d一二三四五六七八九十]*\s*[：:]?$")
QUOTED = re.compile(
    r"^(?:关于|针对|对)\s*[“\"「『‘](.{2,120}?)[”\"」』’]\s*(?:方面)?的?问题的?(?:整改|落实|办理|办结|推进|进展|完成)+(?:情况)?[。：:]?$"
)
ABOUT = re.compile(r"^(?:关于|针对)\s*[“\"「『‘]?(.{2,120}?)[”\"」』’]?\s*(?<!方面)(?<!方面的)的?问题[。：:]?$")
ABOUT_LEAD = re.compile(r"^.{0,6}?(?:关于|针对)[^。：:]{2,60}?问题[。：:](?=\s*\S)")
ABOUT_QUOTED = re.compile(  # 关于“…”问题的整改情况。修订制度…: what was done stands in the same line
    r"((?:关于|针对)\s*(?:“.{2,120}?”|「.{2,120}?」|『.{2,120}?』|\".{2,120}?\")\s*(?:方面)?的?问题"
    r"(?:的?(?:整改|落实|办理|办结|推进|进展|完成)+情况)?)[。：:，,；;]\s*(\S.*)$"
)
DAY_BEHIND = re.compile(
    r"(\D{2,30}?)[，,；;、]\s*((?:于)?(?:20\d\d年|今年|明年)?\d{1,2}月(?:\d{1,2}日|底|末|[上中下]旬)?(?:之前|以前|前)?)(?:完成|办结|到位)?[。；;]?$"
)
FAULT = re.compile(r"[不未没无缺差乱慢]|流于|走过场|薄弱|滞后|违规|违反|超[期标范]")  # what a heading finds fault with
MENDED = re.compile(r"整改|改进")
OPENED = re.compile(r"[（(【\s]+$")
HEADINGS = frozenset({"cn", "cnb"})
OPEN_END = "、，,：:；;"
FACTS = frozenset(ATTRIBUTES) - {Field.STATUS}


@dataclass(frozen=True)
class Labelled:
    """One label of a line and the words that follow it."""

    kind: Field
    name: str
    number: str
    text: str


@dataclass(kw_only=True)
class RunningText:
    """Feeds an outline line by line; headings wait until it is clear what they header."""

    outline: Outline
    headings: list[tuple[str, str, Value]] = field(default_factory=list)
    finding_style: str = ""
    item_style: str = ""
    chapter: str = ""  # the style of the headings above the findings
    charged_in: str = ""  # the same where somebody was charged with what follows
    open_ended: bool = False  # the last line ended with a sign that promises more

    def line(self, text: str, where: str) -> None:
        """Read one line of the document."""
        text = JUNK.sub("", clean(text)).strip()
        if not text or ATTACHED.match(text) or (TITLE.search(text) and not re.search("[:：]", text)):
            return
        if governed := governing_line(text, where, self.outline.section):
            self.outline.flush()
            self.outline.line, self.outline.mode = governed, None
            self.charged_in = self.headings[0][0] if self.headings else self.chapter
            return
        if len(clauses := parts_of(text)) > 1:
            for clause in clauses:
                self.line(clause, where)
            return
        mark = MARK.match(text)
        body = text[mark.end() :] if mark else text
        before, labels = split_labels(body)
        self.open_ended = text[-1] in OPEN_END if labels else self.open_ended
        style = next((name for name in ("cn", "cnb", "n", "nb", "c", "np", "pair") if mark and mark[name]), "")
        number = mark[style] if mark and style else ""
        if style in HEADINGS and labels and labels[0].kind is Field.STATUS and not re.search("[:：]", body):
            before, labels = body, []  # （二）反馈问题整改情况: the heading of a chapter
        if before and mark and labels and labels[0].kind is Field.MEASURE and MENDED.search(labels[0].name):
            labels = [Labelled(Field.FINDING, "", "", before), *labels]  # 1. 谈话不经常。整改措施：…
            before = ""
        if labels and not before:
            self._labels(labels, where, number)
        elif labels and any(found.kind in FACTS for found in labels):
            self._item(text[: len(text) - len(body)] + before, style, where, labels)
        elif mark:
            self._marked(text, body, style, number, where)
        else:
            self._plain(text, where)

    def _labels(self, labels: list[Labelled], where: str, number: str) -> None:
        for found in labels:
            if found.kind not in ROUND_FIELDS:
                self.resolve_headings(explicit=found.kind in {Field.FINDING, Field.FINDING_NUMBER, Field.CATEGORY})
            value = Value(found.text, where, None, re.sub(r"[\d一二三四五六七八九十（()）]+", "", found.name))
            self.outline.feed(found.kind, value, found.number)
            if found.kind is Field.FINDING and self.outline.finding and number and not found.number:
                self.outline.finding.marked = number
            if found.kind is Field.MEASURE:
                self.item_style = ""
                first = MARK.match(found.text)
                self.item_style = _style(first) if first else ""

    def _item(self, text: str, style: str, where: str, labels: list[Labelled]) -> None:
        """A measure with its own leaders and deadline in the same line; the heading that waits above is its finding."""
        self.resolve_headings()
        outline = self.outline
        if outline.mode is Field.MEASURE and style and style == self.item_style:
            outline.buffer.append(Value(text, where))
        else:
            outline.flush()
            outline.buffer.append(Value(text, where))
            self.item_style = style
        for found in labels:
            outline.feed(found.kind, Value(found.text, where), found.number, inline=True)

    def _marked(self, text: str, body: str, style: str, number: str, where: str) -> None:
        outline = self.outline
        another = bool(about_in(body))
        if not another and self._is_item(style):
            if outline.mode is not Field.MEASURE:
                outline.flush()
                outline.mode = Field.MEASURE
            self.item_style = self.item_style or style
            outline.buffer.append(Value(text, where))
            return
        if not another and outline.mode is Field.STATUS and style not in HEADINGS:
            outline.more(Value(text, where))
            return
        if not another and self._names_a_finding(QUOTED) and style not in {known for known, _, _ in self.headings}:
            self.resolve_headings()
            outline.mode = Field.STATUS
            outline.more(Value(text, where))
            return
        outline.flush()
        outline.mode = None
        if TITLE.search(body):
            return
        if style == self.charged_in:
            outline.line = None  # another chapter
        styles = [known for known, _, _ in self.headings]
        if style in styles and self._names_a_finding():
            self.resolve_headings()
        elif style in styles:
            del self.headings[styles.index(style) :]
        self.headings.append((style, number, Value(body.strip(), where)))

    def _is_item(self, style: str) -> bool:
        """True where a numbered line goes on with the measures of the finding rather than heading the next one."""
        outline = self.outline
        if self.headings or not outline.finding:
            return outline.mode is Field.MEASURE and not self.headings
        if style == "pair":
            return True
        if outline.mode is Field.MEASURE and not outline.buffer:
            return style != self.finding_style or not self.item_style
        listing = outline.mode is Field.MEASURE or (outline.mode in FACTS and bool(outline.group))
        if not listing:
            return False
        return style == self.item_style if self.item_style else style not in HEADINGS | {self.finding_style}

    def _names_a_finding(self, form: re.Pattern[str] | None = None) -> bool:
        """True where the last heading is 关于“…”的问题, the form of public notices."""
        text = self.headings[-1][2].text if self.headings else ""
        return bool(form.match(text) if form else about_in(text))

    def _plain(self, text: str, where: str) -> None:
        value = Value(text, where)
        outline = self.outline
        if self._names_a_finding():
            self.resolve_headings()
            outline.mode = Field.STATUS
        if outline.mode in FACTS and not self.headings:
            if self.open_ended:
                self.open_ended = text[-1] in OPEN_END
                outline.attribute(outline.mode, value)
            return
        if not self.headings and outline.mode is not None:
            outline.more(value)

    def resolve_headings(self, *, explicit: bool = False) -> None:
        """Decide what the waiting headings were: the last one the finding, the one above it the category."""
        if not self.headings:
            return
        headings, self.headings = self.headings, []
        above = headings if explicit else headings[:-1]
        if above:
            self.outline.flush()
            self.outline.category, self.chapter = above[-1][2].text, above[-1][0]
            self.outline.finding = None
        if not explicit:
            style, number, value = headings[-1]
            self.finding_style = style
            about = about_in(value.text)
            self.outline.open(replace(value, text=about[1]) if about else value, marked=number)
            self.outline.mode = Field.FINDING
            self.item_style = ""

    def end(self) -> None:
        """Close what is open."""
        if self._names_a_finding():
            self.resolve_headings()
        self.outline.close()


def about_in(text: str) -> re.Match[str] | None:
    """A heading that names a finding in the form of public notices: 关于“…”的问题, 关于“…”问题的整改情况."""
    return QUOTED.match(text.strip()) or ABOUT.match(text.strip())


def parts_of(text: str) -> list[str]:
    """The parts of a line that says of several things who and when, each in brackets, without a label of its own.

    So is a line that names a finding and goes on with what was done about it.
    """
    bare = MARK.sub("", text, count=1)
    if told := ABOUT_QUOTED.match(bare):
        return [text[: len(text) - len(bare)] + told[1], told[2]]
    if not WITH_FACTS.search(text) or split_labels(MARK.sub("", text))[0] == "":
        return [text]
    lead = ABOUT_LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    return [part.strip() for part in (lead[0] if lead else "", *each_with_facts(rest)) if part.strip()]


def _style(mark: re.Match[str]) -> str:
    return next(name for name in ("cn", "cnb", "n", "nb", "c", "np", "pair") if mark[name])


def split_labels(text: str) -> tuple[str, list[Labelled]]:
    """The words before the first label of a line, and its labels with what follows each."""
    alone = ALONE.match(text)
    if alone:
        kind, number = label(alone["name"])
        bare = kind in {Field.MEASURE, Field.STATUS} or (kind is Field.FINDING and not FAULT.search(text))
        if kind in KNOWN and (text.rstrip().endswith(("：", ":", "】", "]")) or (bare and not about_in(text))):
            return "", [Labelled(kind, alone["name"], number, "")]
    spots: list[tuple[int, int, Field, str, str]] = []
    for found in LABEL.finditer(text):
        kind, number = label(found["name"])
        follows = FACTS | ROUND_FIELDS | {Field.IGNORED} | ({Field.MEASURE} if _only_findings(spots) else set())
        if kind in KNOWN | {Field.IGNORED} and not (spots and kind not in follows):
            spots.append((found.start(), found.end(), kind, found["name"], number))
    if not spots:
        return text, []
    ends = [start for start, *_ in spots[1:]] + [len(text)]
    before, labels = text[: spots[0][0]], list[Labelled]()
    outside: int | None = None  # the last label that stands in no brackets
    for (_, begin, kind, name, number), end in zip(spots, ends, strict=True):
        close = _closing(text, begin, end)
        behind = text[close + 1 : end].strip("；;，,。、 （(") if close is not None else ""
        if behind and outside is not None:
            labels[outside] = replace(labels[outside], text=labels[outside].text.rstrip("（( ") + behind)
        elif behind:
            before = OPENED.sub("", before) + behind
        if kind is not Field.IGNORED:
            outside = len(labels) if close is None else outside
            labels.append(Labelled(kind, name, number, _value(text[begin : end if close is None else close], kind)))
    return tidy(OPENED.sub("", before)), _with_days(labels)


def both_in(text: str) -> tuple[str, str] | None:
    """The finding and the measures of a cell that names both (问题：…整改措施：…), None for any other."""
    before, labels = split_labels(text) if re.search("[:：]", text) else (text, [])
    if before or [found.kind for found in labels] != [Field.FINDING, Field.MEASURE]:
        return None
    finding, measure = (found.text.strip() for found in labels)
    return (tidy(finding), measure) if finding and measure else None


def _only_findings(spots: list[tuple[int, int, Field, str, str]]) -> bool:
    """True before the first measure of a line that names its finding (问题：…。整改措施：…)."""
    return bool(spots) and all(kind is Field.FINDING for _, _, kind, _, _ in spots)


def _closing(text: str, begin: int, end: int) -> int | None:
    """Where the value of a label in brackets ends: 由规划科（责任人：孔鲤）于4月底前完成 goes on behind them."""
    signs = text[:begin]
    depth = sum(signs.count(sign) for sign in "（(") - sum(signs.count(sign) for sign in "）)")
    if depth <= 0:
        return None
    for place in range(begin, end):
        depth += (text[place] in "（(") - (text[place] in "）)")
        if not depth:
            return place
    return end


def _with_days(labels: list[Labelled]) -> list[Labelled]:
    """责任人：沈知行，5月30日前完成: what follows the name is the time limit, where the line has no other."""
    if any(found.kind is Field.DEADLINE for found in labels):
        return labels
    apart: list[Labelled] = []
    for found in labels:
        parted = DAY_BEHIND.match(found.text) if found.kind in FACTS else None
        apart.append(replace(found, text=parted[1]) if parted else found)
        apart += [Labelled(Field.DEADLINE, found.name, "", parted[2])] if parted else []
    return apart


def _value(text: str, kind: Field) -> str:
    text = text.strip()
    if kind in {Field.MEASURE, Field.FINDING, Field.STATUS, Field.TASK}:
        return text
    text = re.sub(r"[；;，,。、（(\s]+$", "", text)
    if text.endswith(("）", ")")) and text.count("（") + text.count("(") < text.count("）") + text.count(")"):
        text = text[:-1]
    return re.sub(r"[；;，,。、\s]+$", "", text)
