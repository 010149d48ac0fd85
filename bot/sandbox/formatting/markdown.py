"""MarkdownV2 as Telegram reads it: what is reserved is escaped, what is opened is closed in its order."""

from bot.sandbox.answer import Json, Refused, bad_request
from bot.sandbox.formatting import FormattedText, trimmed, units

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
MARKS = {"||": "spoiler", "__": "underline", "*": "bold", "_": "italic", "~": "strikethrough"}  # the longer first
NAMES = {
    "spoiler": "Spoiler",
    "underline": "Underline",
    "bold": "Bold",
    "italic": "Italic",
    "strikethrough": "Strikethrough",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "blockquote": "Blockquote",
}
LAST_ESCAPED = 126  # of the characters that a backslash takes its meaning from


def read_markdown(source: str) -> FormattedText:
    """Read the MarkdownV2 of a message; raises Refused for what is reserved and not escaped, or left open."""
    return _Reading(source).read()


class _Reading:
    """MarkdownV2 on its way to a text with entities."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._place = 0
        self._text = ""
        self._entities: list[Json] = []
        self._opened: list[tuple[str, Json, int]] = []  # what it is, the entity, where it was opened

    def read(self) -> FormattedText:
        while self._place < len(self._source):
            self._quote()
            if self._place < len(self._source):
                self._next()
        self._end_quote()
        if self._opened:
            kind, _, place = self._opened[-1]
            raise self._broken(f"Can't find end of {NAMES[kind]} entity", place)
        return trimmed(self._text, self._entities)

    def _quote(self) -> None:
        """A line that begins with > is quoted; the first that does not ends it."""
        if self._place and self._source[self._place - 1] != "\n":
            return
        if self._source.startswith(">", self._place):
            if not self._is_open("blockquote"):
                self._open("blockquote")
            self._place += 1
        else:
            self._end_quote()

    def _end_quote(self) -> None:
        if self._is_open("blockquote") and self._opened[-1][0] == "blockquote":
            self._close()

    def _next(self) -> None:
        rest, sign = self._source[self._place :], self._source[self._place]
        mark = next((one for one in MARKS if rest.startswith(one)), "")
        if self._is_escape(self._place):
            self._text += rest[1]
            self._place += 2
        elif rest.startswith("```"):
            self._verbatim("pre", "```")
        elif sign == "`":
            self._verbatim("code", "`")
        elif mark:
            self._toggle(MARKS[mark])
            self._place += len(mark)
        elif sign == "[":
            self._open("text_link")
            self._place += 1
        elif sign == "]" and self._opened and self._opened[-1][0] == "text_link":
            self._address()
        elif sign in RESERVED:
            raise self._broken(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._text += sign
            self._place += 1

    def _toggle(self, kind: str) -> None:
        if self._opened and self._opened[-1][0] == kind:
            self._close()
        elif self._is_open(kind):
            inner, _, place = self._opened[-1]
            raise self._broken(f"Can't find end of {NAMES[inner]} entity", place)
        else:
            self._open(kind)

    def _verbatim(self, kind: str, fence: str) -> None:
        """Code, in which nothing but the backslash and the fence means anything."""
        start = self._place
        self._open(kind)
        self._place += len(fence)
        words = self._until(fence, kind, start)
        first, line, rest = words.partition("\n")
        if kind == "pre" and line and first and not any(sign.isspace() for sign in first):
            self._opened[-1][1]["language"] = first
            words = rest
        self._text += words.removeprefix("\n") if kind == "pre" else words
        self._close()

    def _address(self) -> None:
        start = self._place
        if not self._source.startswith("](", self._place):
            raise self._broken("Can't find end of TextUrl entity", self._opened[-1][2])
        self._place += 2
        self._opened[-1][1]["url"] = self._until(")", "text_link", start)
        self._close()

    def _until(self, end: str, kind: str, start: int) -> str:
        words = ""
        while not self._source.startswith(end, self._place):
            if self._place >= len(self._source):
                raise self._broken(f"Can't find end of {NAMES[kind]} entity", start)
            self._place += self._is_escape(self._place)
            words += self._source[self._place]
            self._place += 1
        self._place += len(end)
        return words

    def _is_escape(self, place: int) -> bool:
        following = self._source[place + 1 : place + 2]
        return self._source[place] == "\\" and following != "" and 0 < ord(following) <= LAST_ESCAPED

    def _is_open(self, kind: str) -> bool:
        return any(kind == opened for opened, _, _ in self._opened)

    def _open(self, kind: str) -> None:
        self._opened.append((kind, {"type": kind, "offset": units(self._text)}, self._place))

    def _close(self) -> None:
        _, entity, _ = self._opened.pop()
        if length := units(self._text) - entity["offset"]:
            self._entities.append(entity | {"length": length})

    def _broken(self, reason: str, place: int | None = None) -> Refused:
        before = self._source[: self._place if place is None else place]
        at = f" at byte offset {len(before.encode())}" if place is not None else ""
        return bad_request(f"can't parse entities: {reason}{at}")
