"""The parameters of a call, however they came: query, JSON, form or multipart."""

import json
from typing import Any, TypeVar

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.answer import Json, bad_request
from bot.sandbox.file import Upload

_Kind = TypeVar("_Kind", dict[str, Any], list[Any])


class Parameters:
    """What a call asks for, read by name."""

    def __init__(self, values: Json, uploads: dict[str, Upload]) -> None:
        self.values = values
        self.uploads = uploads

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.uploads

    def text(self, name: str) -> str:
        """A text; empty where it is missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; raises Refused where it is none."""
        value = self.values.get(name)
        try:
            return default if value in (None, "") else int(value)
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def object(self, name: str) -> Json:
        """A JSON object; empty where it is missing; raises Refused where it cannot be read."""
        return self._json(name, {})

    def objects(self, name: str) -> list[Json]:
        """A list of JSON objects; empty where it is missing; raises Refused where it cannot be read."""
        items = self._json(name, [])
        if not all(isinstance(item, dict) for item in items):
            raise bad_request(f"can't parse {name}: expected an Array of Objects")
        return items

    def words(self, name: str) -> list[str] | None:
        """A list of words; None where it is missing; raises Refused where it cannot be read."""
        return [str(item) for item in self._json(name, [])] if name in self.values else None

    def _json(self, name: str, missing: _Kind) -> _Kind:
        value = self.values.get(name)
        if value in (None, ""):
            return missing
        try:
            read = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            read = None
        if not isinstance(read, type(missing)):
            raise bad_request(f"can't parse {name} JSON object")
        return read

    def record(self) -> Json:
        """The parameters as a record keeps them: files by name and size."""
        files = {name: f"<{upload.name} {len(upload.content)} bytes>" for name, upload in self.uploads.items()}
        return {**self.values, **files}


async def read_parameters(request: Request) -> Parameters:
    """Read a call's parameters; raises Refused where the body is broken."""
    values: Json = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        values |= _json(await request.body())
    elif kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = Upload(value.filename or name, await value.read())
                else:
                    values[name] = value
    return Parameters(values, uploads)


def _json(body: bytes) -> Json:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse request: expected a JSON object")
    return values
