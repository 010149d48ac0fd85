"""The schema in PostgreSQL: its version, and the index entries of records under the keys of every query."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql

from bot.services.core.ledger import QUERIES, SHELVES
from bot.services.core.shelf import Key, Query
from storage.codec import decode
from storage.errors import StoreNewer
from storage.known_fields import known_fields

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = "0005"  # the latest of the migrations
BATCH = 1000  # records read at a time
STOP = "\x01"  # ends each word of a key, so that text order is the order of keys
ALL_UNITS = "*"  # whose statements see the rows of every unit
SET_UNIT = "select set_config('duban.unit', %s, %s)"


def prepare(conninfo: str) -> None:
    """Bring the schema to this program's version, and build the index entries of new and changed queries."""
    with psycopg.connect(conninfo, connect_timeout=10) as connection:
        connection.execute(SET_UNIT, [ALL_UNITS, False])
        version = _version(connection)
        if version and version > VERSION:
            raise StoreNewer(version=version)
        if version and version != VERSION:
            _copy_documents(connection, version)
        if version != VERSION:
            connection.commit()
            _migrate(conninfo)
        _settle_fields(connection)
        connection.execute("select pg_advisory_xact_lock(hashtextextended('duban questions', 0))")
        made: dict[str, str] = dict(connection.execute("select query, made_by from questions").fetchall())
        for name in made.keys() - {query.name for query in QUERIES}:
            connection.execute("delete from places where query = %s", [name])
            connection.execute("delete from questions where query = %s", [name])
        for query in QUERIES:
            if made.get(query.name) != fingerprint(query):
                _build(connection, query)


def is_almighty(address: str) -> bool:
    """True where the address's role is a superuser, or may pass by what rows a role is allowed; False unreached."""
    return _answer(
        address, "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user"
    )


def is_walled(address: str) -> bool | None:
    """True where the database keeps the units' rows apart for the address's role; None where it has no tables yet."""
    tables = "select to_regclass('documents') is not null"
    walled = "select row_security_active('documents') and row_security_active('places')"
    return _answer(address, walled) if _answer(address, tables) else None


def _answer(address: str, question: LiteralString) -> bool:
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error:
        return False  # that the ledger cannot be opened is said on a line of its own
    return bool(row and row[0])


def _version(connection: Connection[Any]) -> str | None:
    table = connection.execute("select to_regclass('alembic_version')").fetchone()
    if table is None or table[0] is None:
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return str(row[0]) if row else None


def _copy_documents(connection: Connection[Any], version: str) -> None:
    """Keep every document as it was before the migration, in a schema of its own; once for each version."""
    connection.execute("select pg_advisory_xact_lock(hashtextextended('duban schema', 0))")
    kept = sql.Identifier(f"duban_{version}")
    connection.execute(sql.SQL("create schema if not exists {}").format(kept))
    connection.execute(sql.SQL("create table if not exists {}.documents as table documents").format(kept))


def _settle_fields(connection: Connection[Any]) -> None:
    """Raise StoreNewer where a newer program knew of a field that this one would drop; note those of this one."""
    own = {f"{shelf}.{name}" for shelf, names in known_fields().items() for name in names}
    kept = {name for (name,) in connection.execute("select name from fields").fetchall()}
    if unknown := sorted(kept - own):
        raise StoreNewer(version="、".join(unknown[:5]))
    if own - kept:
        connection.execute("insert into fields select unnest(%b::text[]) on conflict do nothing", [sorted(own - kept)])


def _migrate(conninfo: str) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.exc import DBAPIError

    config = Config(attributes={"conninfo": conninfo})
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        raise error.orig or error from None


def _build(connection: Connection[Any], query: Query[Any]) -> None:
    """Make a query's index entries anew from all records of its shelf."""
    shelf = next(name for name, kind in SHELVES.items() if kind is query.record)
    connection.execute("delete from places where query = %s", [query.name])
    with connection.cursor(name="records") as records, connection.cursor() as cursor:
        records.execute("select document::text from documents where shelf = %s", [shelf])
        while rows := records.fetchmany(BATCH):
            records_of = [decode(query.record, document.encode()) for (document,) in rows]
            found = [(*entry, one.unit) for one in records_of for entry in index_entries(query, one)]
            cursor.executemany("insert into places values (%s, %s, %s, %s)", found)
    connection.execute(
        "insert into questions values (%s, %s) on conflict (query) do update set made_by = excluded.made_by",
        [query.name, fingerprint(query)],
    )


def index_entries(query: Query[Any], record: Any) -> set[tuple[str, str, str]]:
    """The rows of `places` under which a query finds a record, but for its unit."""
    return {(query.name, key_text(tuple(key)), record.id) for key in query.keys(record)}


def key_text(key: Key) -> str:
    """A key as one text; characters that no cleaned text has give way to the stop."""
    return "".join(word.replace("\0", "\x02").replace(STOP, "\x02") + STOP for word in key)


def fingerprint(query: Query[Any]) -> str:
    """What the keys of a query are made by; another one where its function was changed."""
    return f"{sys.version_info[:2]} {' '.join(_words(query.keys.__code__))}"


def _words(code: CodeType) -> Iterator[str]:
    yield code.co_code.hex()
    yield from code.co_names
    for constant in code.co_consts:
        match constant:
            case CodeType():
                yield from _words(constant)
            case frozenset():
                yield repr(sorted(map(repr, constant)))
            case _:
                yield repr(constant)
