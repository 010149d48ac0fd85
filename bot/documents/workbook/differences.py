"""The list of all that a paper says otherwise than its draft (差异清单)."""

from collections.abc import Iterable

from bot.documents.workbook.paper import Column, lay_out, new_book, saved
from bot.domain.reporting.release import Difference, FactKind
from bot.messages.wording import official


def differences_book(title: str, differences: Iterable[Difference]) -> bytes:
    """Every difference with its place, what must be looked at on a sheet of its own."""
    book = new_book()
    every = tuple(differences)
    columns = (
        Column("序号", 7, centred=True),
        Column("位置", 34),
        Column("类别", 10, centred=True),
        Column("原稿", 52),
        Column("改后", 52),
    )
    rows = [
        (n, one.place, official(f"reporting.release.fact_{one.kind}"), one.was, one.now)
        for n, one in enumerate((one for one in every if one.kind is not FactKind.PRIVATE), 1)
    ]
    lay_out(book, "差异", columns, rows, title=title)
    private = [one for one in every if one.kind is FactKind.PRIVATE]
    if private:
        heads = (Column("序号", 7, centred=True), Column("位置", 34), Column("疑点", 24), Column("文字", 60))
        found = [
            (n, one.place, official(f"reporting.release.private_{one.about}"), one.now)
            for n, one in enumerate(private, 1)
        ]
        lay_out(book, "待人工核对", heads, found)
    return saved(book)
