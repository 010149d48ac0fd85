"""Who may ask a sandbox that listens: programs on this machine, and the page that was opened by its own address.

A site somewhere in the web can make a browser ask a port of this machine: by a name that leads here (the host is
foreign), or from its own page (the origin is). Neither is answered. The page itself needs a key, drawn by chance for
each start and kept in a cookie that no other site's page can send.
"""

import hmac
import re
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED = Path(__file__).parent.parent / "page" / "closed.html"
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
PORT = re.compile(r":\d+\Z")
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
POLICY += "frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """Stands before the application; `key` opens the page."""

    def __init__(self, app: ASGIApp, port: int, key: str) -> None:
        self._app = app
        self._port = port
        self._key = key
        self._cookie = f"sandbox-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say why not."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, sending)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if PORT.sub("", headers.get("host", "")) not in HOSTS:  # any port: a line on this machine may lie between
            return PlainTextResponse("the sandbox answers on this machine only\n", 403)
        origin = headers.get("origin", "")
        if origin and origin.removeprefix("http://").removesuffix(f":{self._port}") not in HOSTS:
            return PlainTextResponse("the sandbox answers no other page\n", 403)
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return PlainTextResponse("the sandbox answers no other page\n", 403)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if scope["path"] == "/" and self._is_key(given):
            return self._opened()
        if (scope["path"] == "/" or scope["path"].startswith("/sandbox/")) and not self._knows(headers):
            return FileResponse(CLOSED, 403)
        return None

    def _opened(self) -> Response:
        """The page, for whoever has the key; it goes into a cookie, and out of the address."""
        response = RedirectResponse("/page/index.html")
        response.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        return response

    def _knows(self, headers: Headers) -> bool:
        try:
            given = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return given is not None and self._is_key(given.value)

    def _is_key(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._key.encode())
