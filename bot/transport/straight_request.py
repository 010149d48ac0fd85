"""Calls of the Bot API straight over a pool of connections; only files take the way through the library's client.

For each call the client builds a request, cookies, authentication and redirects that Telegram never asks for: measured
by `benchmarks.trip`, that costs as much of the processor as recording a reply.
"""

from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.transport.connection import Patience, Question
from bot.transport.connection_pool import ConnectionPool, Origin

Seconds = float | None
JSON = b"application/json"
REPEATED = {
    *("from", "text", "caption", "reply_to_message", "reply_markup"),
    *("entities", "caption_entities", "link_preview_options"),
}
CONNECTING, PLACE = 5.0, 1.0  # seconds, as the library has them


class StraightRequest(HTTPXRequest):
    """The library's request over connections of our own; `seconds` are those for an answer and for sending."""

    def __init__(self, most: int, seconds: float) -> None:
        self._pool = ConnectionPool(most)
        self._patience = Patience(connect=CONNECTING, read=seconds, write=seconds, place=PLACE)
        super().__init__(
            most,
            read_timeout=seconds,
            write_timeout=seconds,
            media_write_timeout=2 * seconds,
            httpx_kwargs={"transport": self._pool},
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What Telegram answers, without what it repeats of a message of ours: to make objects of it costs the most."""
        answer = BaseRequest.parse_json_payload(payload)
        if isinstance(sent := answer.get("result"), dict):
            answer["result"] = {name: value for name, value in sent.items() if name not in REPEATED}
        return answer

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer; raises TimedOut and NetworkError as the library's own request does."""
        given = (connect_timeout, read_timeout, write_timeout, pool_timeout)
        if request_data and request_data.contains_files:
            return await super().do_request(url, method, request_data, *(given[n] for n in (1, 2, 0, 3)))  # type: ignore[arg-type]
        usual = self._patience
        kept = (usual.connect, usual.read, usual.write, usual.place)
        patience = Patience(*(_seconds(one, other) for one, other in zip(given, kept, strict=True)))
        target, body = urlsplit(url), msgspec.json.encode(request_data.json_parameters) if request_data else b""
        try:
            question = _question(method, target.netloc, f"{target.path}?{target.query}".rstrip("?"), body)
            answer = await self._pool.ask(Origin(target.scheme, target.hostname or "", target.port), question, patience)
        except httpx.TimeoutException as error:
            raise TimedOut from error
        except httpx.HTTPError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error
        return answer.status, answer.body


def _question(method: str, host: str, target: str, body: bytes) -> Question:
    headers = [(b"Host", host.encode()), (b"User-Agent", BaseRequest.USER_AGENT.encode())]
    if body:
        headers += [(b"Content-Type", JSON), (b"Content-Length", b"%d" % len(body))]
    return Question(method.encode(), target.encode(), headers, body)


def _seconds(given: object, usual: Seconds) -> Seconds:
    """What was given for a call; what is usual where nothing was."""
    return given if isinstance(given, float | int | None) else usual
