"""Answers of a server by HTTP/1.1, read from the bytes as they come."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

Headers = Sequence[tuple[bytes, bytes]]

LONGEST = 1 << 16  # bytes of a head
INTERIM, KNOWN = range(100, 200), range(100, 600)
WITHOUT_BODY = (204, 304)
CUT = "the connection was closed before the answer was complete"


class BadAnswer(Exception):  # noqa: N818 - named as what happened
    """What came is no answer by HTTP/1.1, or only a part of one."""


class Answer(NamedTuple):
    """An answer of the server: its status, its headers with small names, its body as it came over the wire."""

    status: int
    headers: Headers
    body: bytes
    keeps: bool  # whether the server lets another request follow over the same connection


class AnswerReader:
    """Reads one answer after another; the parser calls what is named on_."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._complete = deque[Answer]()
        self._head = 0  # bytes that came of a head which is not complete
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        self._reads_head = False
        self._reads_on = False  # an answer has begun and is not complete
        self._until_closed = False  # it does not say where it ends

    def read(self, data: bytes) -> Answer | None:
        """The answer, once these bytes complete it; `b""` says that no more come. Raises BadAnswer."""
        if not data:
            self._close()
        else:
            try:
                self._parser.feed_data(data)
            except HttpParserUpgrade as error:
                raise BadAnswer("another protocol") from error
            except HttpParserError as error:
                raise BadAnswer(str(error.__context__ or error)) from error
            self._head += len(data) if self._reads_head else 0
            if self._head > LONGEST:
                raise BadAnswer("a head without an end")
        return self._complete.popleft() if self._complete else None

    @property
    def is_idle(self) -> bool:
        """True where nothing has come since the last answer."""
        return not self._reads_on and not self._complete

    def on_message_begin(self) -> None:
        """An answer begins."""
        self._headers, self._body, self._head = [], bytearray(), 0
        self._reads_head, self._reads_on, self._until_closed = True, True, False

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers."""
        self._headers.append((name.lower(), value.strip()))

    def on_headers_complete(self) -> None:
        """Its head is complete: raises BadAnswer for one that the reader does not know."""
        status, coding = self._parser.get_status_code(), self._named(b"transfer-encoding")
        if status not in KNOWN:
            raise BadAnswer("an unknown status")
        if coding not in ([], [b"chunked"]):
            raise BadAnswer("an unknown coding")
        self._until_closed = not (
            coding or self._named(b"content-length") or status in INTERIM or status in WITHOUT_BODY
        )
        self._reads_head = False

    def on_body(self, body: bytes) -> None:
        """A part of its body."""
        self._body += body

    def on_message_complete(self) -> None:
        """It has ended where it said."""
        self._reads_on = False
        status = self._parser.get_status_code()
        if status not in INTERIM:
            keeps = self._parser.should_keep_alive() and not self._until_closed
            self._complete.append(Answer(status, self._headers, bytes(self._body), keeps))

    def _close(self) -> None:
        if self._complete:
            return
        if not self._until_closed:
            raise BadAnswer(CUT)
        self._complete.append(Answer(self._parser.get_status_code(), self._headers, bytes(self._body), keeps=False))
        self._reads_on = self._until_closed = False

    def _named(self, name: bytes) -> list[bytes]:
        return [value.lower() for header, value in self._headers if header == name]
