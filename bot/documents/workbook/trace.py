"""The annex for the office (依据清单): every sentence of a document, every counted measure, with its entries."""

from collections.abc import Sequence

from bot.documents.word.block import Paper
from bot.documents.word.statement import NONE, AllGrounds
from bot.documents.workbook.paper import Column, lay_out, new_book, saved
from bot.domain.status.register import Register
from bot.messages.wording import official

MOST = 60  # entries named in one cell; a sentence on all measures is traced on the second sheet


def trace_book(register: Register, papers: Sequence[Paper], grounds: AllGrounds) -> bytes:
    """What the papers rest on, by numbers of the journal."""
    book = new_book()
    sentences = (Column("文件", 24), Column("语句", 70), Column("事项", 12, centred=True), Column("日志编号", 40))
    lines = [
        (paper.name, block.text, block.about, _entries(block.sources))
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
    found = [
        (paper.name, official(f"reporting.privacy.{doubt.kind}", count=1), doubt.words, block.text)
        for paper in papers
        for block in paper.blocks
        for doubt in block.doubts
    ]
    if found:
        looked_at = (Column("文件", 24), Column("疑点", 30), Column("原文", 36), Column("现在的语句", 70))
        lay_out(book, "待人工核对", looked_at, found)
    return saved(book)


def _entries(numbers: Sequence[int]) -> str:
    if len(numbers) > MOST:
        return "见“计数依据”"
    return "、".join(map(str, numbers))
