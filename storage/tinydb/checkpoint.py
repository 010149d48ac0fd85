"""The checkpoint: the whole ledger as a plain TinyDB file, with the number of the last transaction in it.

Any TinyDB reads it: tables of documents under running numbers, one document a line, Chinese as it is written. Our own
id of a document is its field `id`. The first table says how far the file goes, in which format it is written, and the
SHA-256 of all that follows; the second one which fields its writer knew, so that no older program drops any.
"""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from bot.domain.core.store_error import fault
from storage.errors import FileNewer, StoreDamaged
from storage.known_fields import known_fields, unknown_fields

Tables = dict[str, dict[str, bytes]]
FORMAT = 2  # 1 had no checksum, no fields, and no record of changes
COVERS = "checkpoint"  # name of the table that says how far the file goes
FIELDS = "fields"
HEADER = re.compile(rb'{"checkpoint": {\n"1": {"number":(\d+),"format":(\d+),"sha256":"([0-9a-f]{64})"}\n},\n')
FIRST_HEADER = re.compile(rb'{"checkpoint": {\n"1": {"number":\d+}\n}')


class Checkpoint(NamedTuple):
    """What a file holds; `canonical` is False where another program wrote it anew."""

    tables: Tables
    number: int
    format: int = FORMAT
    fields: dict[str, list[str]] = {}  # noqa: RUF012 - never changed
    canonical: bool = True


class _Covers(msgspec.Struct):
    number: int
    format: int = 1


class _Identified(msgspec.Struct):
    id: str


_file_decoder = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])
_covers_decoder = msgspec.json.Decoder(_Covers)
_fields_decoder = msgspec.json.Decoder(dict[str, list[str]])
_identified_decoder = msgspec.json.Decoder(_Identified)


def encode(tables: Tables, number: int) -> bytes:
    """The content of the file; tables without a document are left out."""
    fields = {FIELDS: {"": msgspec.json.encode(known_fields())}}
    parts = [_table(name, documents) for name, documents in (fields | tables).items() if documents]
    body = b",\n".join(parts) + b"}\n"
    header = b'{"checkpoint": {\n"1": {"number":%d,"format":%d,"sha256":"%b"}\n},\n'
    return header % (number, FORMAT, _digest(number, FORMAT, body)) + body


def _digest(number: int, format_: int, body: bytes) -> bytes:
    whole = hashlib.sha256(b"%d %d\n" % (number, format_))
    whole.update(body)
    return whole.hexdigest().encode()


def _table(name: str, documents: dict[str, bytes]) -> bytes:
    rows = b",\n".join(b'"%d": %b' % row for row in enumerate(documents.values(), 1))
    return msgspec.json.encode(name) + b": {\n" + rows + b"\n}"


def decode(content: bytes, path: Path, *, altered: bool = False) -> Checkpoint:
    """What a checkpoint holds; `altered` reads also one whose checksum does not fit, to look at it.

    Raises StoreDamaged where it is none, or not what was written, and FileNewer where a newer program wrote it.
    """
    header, first = HEADER.match(content), FIRST_HEADER.match(content)
    if header:
        number, format_, digest = int(header[1]), int(header[2]), header[3]
        if _digest(number, format_, content[header.end() :]) != digest and not altered:
            raise StoreDamaged(path=path, fault=fault("file_checksum"))
        if format_ > FORMAT:
            raise FileNewer(path=path, what=fault("newer_format", format=format_, own=FORMAT))
    found = _decoded(content, path, altered=altered)
    if not altered and not header and not first and not _is_rewritten(content, found.tables):
        raise StoreDamaged(path=path, fault=fault("file_checksum"))
    if found.format > FORMAT:
        raise FileNewer(path=path, what=fault("newer_format", format=found.format, own=FORMAT))
    if unknown := unknown_fields(found.fields):
        raise FileNewer(path=path, what=fault("newer_fields", names="、".join(unknown[:5])))
    return found._replace(canonical=bool(header or first))


def _decoded(content: bytes, path: Path, *, altered: bool) -> Checkpoint:
    try:
        file = _file_decoder.decode(content)
        (covers,) = (_covers_decoder.decode(raw) for raw in file.pop(COVERS).values())
        fields = [_fields_decoder.decode(raw) for raw in file.pop(FIELDS, {}).values()]
        tables = {
            name: {_identified_decoder.decode(raw).id: bytes(raw) for raw in documents.values()}
            for name, documents in file.items()
        }
    except KeyError as error:
        raise StoreDamaged(path=path, fault=fault("no_checkpoint_number")) from error
    except ValueError as error:
        raise StoreDamaged(path=path, fault=fault("no_json", why=error)) from error
    for name, documents in tables.items():
        if len(documents) != len(file[name]) and not altered:
            raise StoreDamaged(path=path, fault=fault("record_twice", table=name))
    return Checkpoint(tables, covers.number, covers.format, fields[0] if fields else {})


def _is_rewritten(content: bytes, tables: Tables) -> bool:
    """True where another program wrote the file in a form of its own, which no single fault of a disk makes of ours."""
    as_ours = 2 + sum(len(documents) + 2 for documents in tables.values())
    lines = content.count(b"\n")
    return lines <= 2 or lines > as_ours + 8  # noqa: PLR2004 - ours has six at least
