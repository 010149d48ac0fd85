"""The checkpoint: the whole ledger as a plain TinyDB file, and the number of the last transaction in it.

Any TinyDB reads it: tables of documents under running numbers, one document a line, Chinese as it is written. Our own
id of a document is its field `id`.
"""

from pathlib import Path

import msgspec

from bot.domain.core.store_error import fault
from storage.errors import StoreDamaged

Tables = dict[str, dict[str, bytes]]
COVERS = "checkpoint"  # name of the table that says how far the file goes


class _Covers(msgspec.Struct):
    number: int


class _Identified(msgspec.Struct):
    id: str


_file_decoder = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])
_covers_decoder = msgspec.json.Decoder(_Covers)
_identified_decoder = msgspec.json.Decoder(_Identified)


def encode(tables: Tables, number: int) -> bytes:
    """The content of the file; tables without a document are left out."""
    covers = {"": msgspec.json.encode(_Covers(number))}
    parts = [_table(name, documents) for name, documents in ({COVERS: covers} | tables).items() if documents]
    return b"{" + b",\n".join(parts) + b"}\n"


def _table(name: str, documents: dict[str, bytes]) -> bytes:
    rows = b",\n".join(b'"%d": %b' % row for row in enumerate(documents.values(), 1))
    return msgspec.json.encode(name) + b": {\n" + rows + b"\n}"


def decode(content: bytes, path: Path) -> tuple[Tables, int]:
    """The tables of a checkpoint, by our own ids, and the number that it covers; StoreDamaged where it is none."""
    try:
        file = _file_decoder.decode(content)
        number = sum(_covers_decoder.decode(raw).number for raw in file.pop(COVERS).values())
        tables = {
            name: {_identified_decoder.decode(raw).id: bytes(raw) for raw in documents.values()}
            for name, documents in file.items()
        }
    except KeyError as error:
        raise StoreDamaged(path=path, fault=fault("no_checkpoint_number")) from error
    except ValueError as error:
        raise StoreDamaged(path=path, fault=fault("no_json", why=error)) from error
    return tables, number
