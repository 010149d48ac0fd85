"""The annex for the office (依据清单): every sentence of a document, every counted measure, with its entries."""

from collections.abc import Mapping, Sequence

from bot.documents.word.block import Paper
from bot.documents.word.statement import NONE, AllGrounds, Cited
from bot.documents.workbook.paper import Column, lay_out, new_book, saved
from bot.domain.status.register import Register
from bot.messages.text import full_day
from bot.messages.wording import official

HOW = "整改办发“轮次 {letter} {what} ……”写明，以后各稿都带上；也可以在Word稿里直接补写。"
FEW = 4  # entries that are quoted beside a sentence; all stand on a sheet of their own
MOST = 60  # entries named in one cell; a sentence on all measures is traced on the second sheet


def trace_book(register: Register, papers: Sequence[Paper], grounds: AllGrounds) -> bytes:
    """What the papers rest on, by numbers of the journal."""
    book = new_book(register.unit.name)
    cited = {one.number: one for held in grounds.values() for one in held.cited}
    sentences = (
        Column("文件", 24),
        Column("语句", 70),
        Column("事项", 12, centred=True),
        Column("日志编号", 40),
        Column("日期、人员和原话", 60),
    )
    lines = [
        (paper.name, block.text, block.about, _entries(block.sources), _quoted(block.sources, cited))
        for paper in papers
        for block in paper.blocks
        if block.sources
    ]
    lay_out(book, "语句依据", sentences, lines)
    counted = (Column("措施编号", 12, centred=True), Column("计入", 14, centred=True), Column("日志编号", 40))
    rows = [
        (
            register.number(m),
            official(f"status.part.{register.standings[m.id].part}"),
            _entries(grounds.get(m.id, NONE).entries),
        )
        for m in register.measures
    ]
    lay_out(book, "计数依据", counted, rows)
    heads = (
        Column("日志编号", 10, centred=True),
        Column("日期", 13, centred=True),
        Column("人员", 14, centred=True),
        Column("事项", 14, centred=True),
        Column("办理", 50),
        Column("原话", 60),
    )
    about = {one.number: measure for measure, held in grounds.items() for one in held.cited}
    told = [
        (n, cited[n].day, cited[n].who, register.number(register.measure[about[n]]), cited[n].told, cited[n].words)
        for n in sorted(cited)
        if about[n] in register.measure
    ]
    lay_out(book, "日志摘录", heads, told)
    found = [
        (paper.name, official(f"reporting.privacy.{doubt.kind}", count=1), doubt.words, block.text)
        for paper in papers
        for block in paper.blocks
        for doubt in block.doubts
    ]
    if found:
        looked_at = (Column("文件", 24), Column("疑点", 30), Column("原文", 36), Column("现在的语句", 70))
        lay_out(book, "待人工核对", looked_at, found)
    missing = [
        (paper.name, what, HOW.format(letter=letter, what=what)) for paper in papers for letter, what in paper.lacks
    ]
    if missing:
        lay_out(book, "待补内容", (Column("文件", 24), Column("缺什么", 24), Column("怎样补", 70)), missing)
    return saved(book)


def _entries(numbers: Sequence[int]) -> str:
    if len(numbers) > MOST:
        return "见“计数依据”"
    return "、".join(map(str, numbers))


def _quoted(numbers: Sequence[int], cited: Mapping[int, Cited]) -> str:
    """The latest few of the entries: 第17号 2025年6月2日 汪渡报完成、申请销号：“围网已拆除”，待审核."""
    held = [cited[n] for n in numbers if n in cited][-FEW:]
    quotes = [f"第{one.number}号 {full_day(one.day)} {one.told}" for one in held]
    return "\n".join(quotes) if len(numbers) <= MOST else ""
