"""How many statements go to the database server, beside begin and commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from psycopg import AsyncCursor


@dataclass
class Statements:
    """The statements so far."""

    count: int = 0


@contextmanager
def counted() -> Iterator[Statements]:
    """Count every statement that is sent within the block."""
    statements, cursors = Statements(), cast("Any", AsyncCursor)
    execute = cursors.execute

    async def counting(*arguments: Any, **options: Any) -> Any:
        statements.count += 1
        return await execute(*arguments, **options)

    cursors.execute = counting
    try:
        yield statements
    finally:
        cursors.execute = execute
