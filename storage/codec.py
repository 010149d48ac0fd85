"""A record as a plain JSON document and back, the same for every store.

Times are ISO 8601 in UTC, enums their values, tuples lists. A field that the record does not know is ignored and a
field that the document lacks takes its default, so that an older and a newer program read each other's ledger. A
field that is marked `omit_default` is not written where it holds its default: records that do not use it stay as they
were written before there was such a field.
"""

import dataclasses
import datetime as dt
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast, get_origin

import msgspec

T = TypeVar("T")
RECALLED = 128  # records that are kept decoded
LARGE = 4096  # bytes of a document, from which on it is decoded anew each time

_encoder = msgspec.json.Encoder()


def encode(record: Any) -> bytes:
    """The record as one JSON object in UTF-8; its id is always among the fields.

    Raises TypeError where a free-form field (dict[str, Any]) holds what JSON would give back as something else.
    """
    document = _encoder.encode(_checked(record))
    return document if _form(type(record)).has_id else b'{"id":' + _encoder.encode(record.id) + b"," + document[1:]


def decode(kind: type[T], document: bytes) -> T:
    """The record that a document holds; raises msgspec.DecodeError or ValidationError where it is none."""
    record: T = _form(kind).decoder.decode(document)
    return record


def recall(kind: type[T], document: bytes) -> T:
    """What `decode` gives; a document that is asked for again and again is decoded once.

    The record is shared, as nobody can change it; what is free in form, which can be changed, is the caller's own.
    """
    record = glance(kind, document)
    if not (free := _form(kind).free):
        return record
    copy = object.__new__(kind)
    vars(copy).update(vars(record))
    vars(copy).update({name: _own(getattr(record, name)) for name in free})
    return copy


def glance(kind: type[T], document: bytes) -> T:
    """What `recall` gives, for whoever changes nothing of it, what is free in form neither."""
    found: T = decode(kind, document) if len(document) > LARGE else _recalled(cast("Hashable", kind), document)
    return found


@lru_cache(RECALLED)
def _recalled(kind: type[Any], document: bytes) -> Any:
    return decode(kind, document)


def _own(value: Any) -> Any:
    """The value as one that may be changed without changing this one."""
    match value:
        case dict():
            return {name: _own(item) for name, item in value.items()}
        case list():
            return [_own(item) for item in value]
        case _:
            return value


def to_fields(record: Any) -> dict[str, Any]:
    """The fields of the document that `encode` gives, in the same order; raises TypeError as it does."""
    fields: dict[str, Any] = msgspec.to_builtins(_checked(record))
    return fields if _form(type(record)).has_id else {"id": record.id, **fields}


def from_fields(kind: type[T], fields: Mapping[str, Any]) -> T:
    """The record that a document's fields hold; raises msgspec.ValidationError where they are none."""
    return msgspec.convert(fields, kind)


class _Form(NamedTuple):
    """What the codec knows of a kind of record."""

    decoder: msgspec.json.Decoder[Any]
    has_id: bool
    free: tuple[str, ...]
    times: tuple[str, ...]
    sparse: dict[str, dict[str, Any]]  # parts of the record with fields that may be left out, and their defaults


_forms: dict[type[Any], _Form] = {}


def _form(kind: type[Any]) -> _Form:
    if kind not in _forms:
        fields = {field.name: field.type for field in dataclasses.fields(kind)}
        _forms[kind] = _Form(
            msgspec.json.Decoder(kind),
            "id" in fields,
            tuple(name for name, type_ in fields.items() if get_origin(type_) is dict),
            tuple(name for name, type_ in fields.items() if type_ in (dt.datetime, dt.datetime | None)),
            {name: omitted for name, type_ in fields.items() if (omitted := _omitted(type_))},
        )
    return _forms[kind]


def _omitted(kind: Any) -> dict[str, Any]:
    """The fields of a record's part that are left out at their defaults."""
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    return {field.name: field.default for field in fields if field.metadata.get("omit_default")}


def _thinned(part: Any, defaults: dict[str, Any]) -> Any:
    """A part of a record without what it holds only by default."""
    unset = {name: msgspec.UNSET for name, default in defaults.items() if getattr(part, name) == default}
    return dataclasses.replace(part, **unset) if unset else part


def _checked(record: Any) -> Any:
    """The record with its times in UTC, after its free-form fields were found to be plain."""
    form = _form(type(record))
    for name in form.free:
        _check_plain(getattr(record, name), name)
    for name in form.times:
        at = getattr(record, name)
        if at is not None and at.utcoffset() is None:
            raise TypeError(f"{type(record).__name__}.{name} is a time without a zone")
        if at is not None and at.tzinfo is not dt.UTC:
            record = dataclasses.replace(record, **{name: at.astimezone(dt.UTC)})
    parts = {name: _thinned(getattr(record, name), omitted) for name, omitted in form.sparse.items()}
    if any(part is not getattr(record, name) for name, part in parts.items()):
        record = dataclasses.replace(record, **parts)
    return record


def _check_plain(value: Any, where: str) -> None:
    match value:
        case str() | int() | float() | None:
            return
        case dict():
            for name, item in value.items():
                if not isinstance(name, str):
                    raise TypeError(f"{where} has a key that is no text: {name!r}")
                _check_plain(item, f"{where}.{name}")
        case list() | tuple():
            for item in value:
                _check_plain(item, where)
        case _:
            raise TypeError(f"{where} is a {type(value).__name__}: in a free-form field write it as text")
