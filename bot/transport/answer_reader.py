"""Answers of a server by HTTP/1.1, read from the bytes as they come.

The usual reader of HTTP, which must read all that anybody says, costs as much of the processor for the two answers of
a reply as writing it down. This one reads what servers of Telegram say, and refuses the rest.
"""

import re
from collections.abc import Generator, Sequence
from typing import NamedTuple, TypeVar

Headers = Sequence[tuple[bytes, bytes]]
T = TypeVar("T")
Steps = Generator[None, None, T]  # each step reads as far as there are bytes

STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?")
HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*")
SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")
LENGTH = re.compile(rb"\d{1,15}")
LINE, END = b"\r\n", b"\r\n\r\n"
LONGEST = 1 << 16  # bytes of a head
INTERIM, SWITCHING, WITHOUT_BODY = range(100, 200), 101, (204, 304)


class BadAnswer(Exception):  # noqa: N818 - named as what happened
    """What came is no answer by HTTP/1.1, or only a part of one."""


class Answer(NamedTuple):
    """An answer of the server: its status, its headers with small names, its body as it came over the wire."""

    status: int
    headers: Headers
    body: bytes
    keeps: bool  # whether the server lets another request follow over the same connection


class _Head(NamedTuple):
    newer: bool  # whether it is HTTP/1.1
    status: int
    headers: Headers

    def named(self, name: bytes) -> list[bytes]:
        """The values of a header, in small letters."""
        given = b",".join(value for header, value in self.headers if header == name)
        return [value.strip() for value in given.lower().split(b",")] if given else []


class AnswerReader:
    """Reads one answer after another."""

    def __init__(self) -> None:
        self._rest = bytearray()  # what came and is not read yet
        self._ended = False
        self._steps: Steps[Answer] | None = None

    def read(self, data: bytes) -> Answer | None:
        """The answer, once these bytes complete it; `b""` says that no more come. Raises BadAnswer."""
        self._rest += data
        self._ended = not data
        self._steps = self._steps or self._answer()
        try:
            next(self._steps)
        except StopIteration as complete:
            self._steps = None
            answer: Answer = complete.value
            return answer
        if self._ended:
            raise BadAnswer("the connection was closed before the answer was complete")
        return None

    @property
    def is_idle(self) -> bool:
        """True where nothing has come since the last answer."""
        return self._steps is None and not self._rest

    def _answer(self) -> Steps[Answer]:
        head = _head((yield from self._until(END)))
        while head.status in INTERIM:
            if head.status == SWITCHING:
                raise BadAnswer("another protocol")
            head = _head((yield from self._until(END)))
        coding, lengths = head.named(b"transfer-encoding"), {*head.named(b"content-length")}
        ends = True  # whether the answer says where it ends
        if head.status in WITHOUT_BODY:
            body = b""
        elif coding:
            body = yield from self._pieces(coding)
        elif lengths:
            body = yield from self._bytes(_length(lengths))
        else:
            ends, body = False, (yield from self._all())
        keeps = ends and head.newer and b"close" not in head.named(b"connection")
        return Answer(head.status, head.headers, body, keeps)

    def _pieces(self, coding: list[bytes]) -> Steps[bytes]:
        """A body in pieces, each behind its length; behind the last, of length 0, there may be headers."""
        if coding != [b"chunked"]:
            raise BadAnswer("an unknown coding")
        body = bytearray()
        while size := _size((yield from self._until(LINE))):
            body += yield from self._bytes(size)
            if (yield from self._until(LINE)):
                raise BadAnswer("a piece of another length")
        while (yield from self._until(LINE)):
            pass
        return bytes(body)

    def _bytes(self, count: int) -> Steps[bytes]:
        while len(self._rest) < count:
            yield
        found = bytes(self._rest[:count])
        del self._rest[:count]
        return found

    def _all(self) -> Steps[bytes]:
        while not self._ended:
            yield
        return (yield from self._bytes(len(self._rest)))

    def _until(self, mark: bytes) -> Steps[bytes]:
        """What stands before the mark."""
        while (at := self._rest.find(mark)) < 0:
            if len(self._rest) > LONGEST:
                raise BadAnswer("a head without an end")
            yield
        found = bytes(self._rest[:at])
        del self._rest[: at + len(mark)]
        return found


def _head(lines: bytes) -> _Head:
    first, *rest = lines.split(LINE)
    status, headers = STATUS.fullmatch(first), [HEADER.fullmatch(line) for line in rest]
    if status is None or None in headers:
        raise BadAnswer("no head of an answer")
    return _Head(status[1] == b"1", int(status[2]), [(one[1].lower(), one[2]) for one in headers if one])


def _length(values: set[bytes]) -> int:
    if len(values) != 1 or not LENGTH.fullmatch(value := values.pop()):
        raise BadAnswer("no length")
    return int(value)


def _size(line: bytes) -> int:
    if not (found := SIZE.fullmatch(line)):
        raise BadAnswer("no length of a piece")
    return int(found[1], 16)
