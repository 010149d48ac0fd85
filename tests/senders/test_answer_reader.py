"""Answers by HTTP/1.1, however they come in pieces, and what is none."""

import pytest

from bot.transport.answer_reader import LONGEST, Answer, AnswerReader, BadAnswer

PLAIN = b'HTTP/1.1 200 OK\r\nServer: nginx/1.18.0\r\nContent-Length: 5\r\n\r\n{"a":'
PIECES = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\n\r\nabc"


def read(raw: bytes, size: int, *, closed: bool = False) -> Answer | None:
    """The answer in pieces of so many bytes, before the server says no more or after it."""
    reader, found = AnswerReader(), None
    for start in range(0, len(raw), size):
        assert found is None, "complete before its end"
        found = reader.read(raw[start : start + size])
    if closed:
        return reader.read(b"")
    assert found is None or reader.is_idle
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
@pytest.mark.parametrize(
    ("raw", "status", "body", "keeps"),
    [
        (PLAIN, 200, b'{"a":', True),
        (b"HTTP/1.1 429 Too Many Requests\r\ncontent-length:  2 \r\n\r\n{}", 429, b"{}", True),
        (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, b"", True),
        (b"HTTP/1.1 204 No Content\r\nX-Odd-: a: b\r\n\r\n", 204, b"", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close\r\n\r\n{}", 200, b"{}", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}", False),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + PLAIN, 200, b'{"a":', True),
        (PIECES + b"3\r\nabc\r\n0a;x=1\r\n0123456789\r\n0\r\n\r\n", 200, b"abc0123456789", True),
        (PIECES + b"2 \r\n\r\n\r\n0\r\nChecked: yes\r\n\r\n", 200, b"\r\n", True),
    ],
)
def test_answer_is_read_from_pieces_of_any_size(
    raw: bytes, status: int, body: bytes, *, keeps: bool, size: int
) -> None:
    """It is complete with its last byte and not before, and says whether another request may follow."""
    found = read(raw, size)
    assert found is not None
    assert (found.status, found.body, found.keeps) == (status, body, keeps)


@pytest.mark.parametrize("size", [1, 5, 1_000])
def test_answer_without_a_length_ends_where_the_server_says_no_more(size: int) -> None:
    """No other request may follow over that connection."""
    assert read(UNTIL_CLOSED, size) is None
    found = read(UNTIL_CLOSED, size, closed=True)
    assert found is not None
    assert (found.body, found.keeps) == (b"abc", False)


def test_headers_have_small_names() -> None:
    """As the library's client wants them."""
    found = read(PLAIN, 9)
    assert found is not None
    assert found.headers == [(b"server", b"nginx/1.18.0"), (b"content-length", b"5")]


def test_one_answer_follows_another() -> None:
    """What comes with the end of one is the beginning of the next, which is told."""
    reader = AnswerReader()
    first = reader.read(PLAIN + PLAIN[:20])
    assert first is not None
    assert not reader.is_idle
    assert reader.read(PLAIN[20:]) == first
    assert reader.is_idle


@pytest.mark.parametrize(
    "raw",
    [
        b"no HTTP at all\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        PIECES + b"x\r\n",
        PIECES + b"2\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * (LONGEST + 1),
    ],
)
def test_what_is_no_answer_is_refused(raw: bytes) -> None:
    """Nothing is guessed of it."""
    with pytest.raises(BadAnswer):
        AnswerReader().read(raw)


@pytest.mark.parametrize("raw", [b"", PLAIN[:-1], PLAIN[:10], PIECES, PIECES + b"3\r\nabc\r\n0\r\n"])
def test_half_an_answer_is_none(raw: bytes) -> None:
    """Where the server says no more before it is complete."""
    reader = AnswerReader()
    if raw:
        assert reader.read(raw) is None
    with pytest.raises(BadAnswer):
        reader.read(b"")
