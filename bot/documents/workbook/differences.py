"""The list of all that a paper says otherwise than its draft (差异清单)."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.documents.workbook.paper import Column, lay_out, new_book, saved
from bot.domain.reporting.release import Difference, FactKind
from bot.messages.wording import official


def differences_book(
    unit: str, title: str, differences: Iterable[Difference], moved: Sequence[Difference] = ()
) -> bytes:
    """Every difference with its place; what the ledger has otherwise by now, and what must be looked at, apart."""
    book = new_book(unit)
    every = tuple(differences)
    _sheet(book, "差异", ("原稿", "改后"), [one for one in every if one.kind is not FactKind.PRIVATE], title)
    if moved:
        _sheet(book, "台账变化", ("起草时", "现在"), moved, f"{title}起草以后台账的变化")
    private = [one for one in every if one.kind is FactKind.PRIVATE]
    if private:
        heads = (Column("序号", 7, centred=True), Column("位置", 34), Column("疑点", 24), Column("文字", 60))
        found = [
            (n, one.place, official(f"reporting.release.private_{one.about}"), one.now)
            for n, one in enumerate(private, 1)
        ]
        lay_out(book, "待人工核对", heads, found)
    return saved(book)


def _sheet(book: Any, name: str, sides: tuple[str, str], found: Sequence[Difference], title: str) -> None:
    heads = (Column("序号", 7, centred=True), Column("位置", 34), Column("类别", 10, centred=True))
    rows = [
        (n, one.place, official(f"reporting.release.fact_{one.kind}"), one.was, one.now)
        for n, one in enumerate(found, 1)
    ]
    lay_out(book, name, (*heads, *(Column(side, 52) for side in sides)), rows, title=title)
