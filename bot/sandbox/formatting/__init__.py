"""Formatted text as Telegram reads it: strict HTML, entities in UTF-16 units, limits after parsing."""

import html
import re
from dataclasses import dataclass

from bot.sandbox.answer import Json, Refused, bad_request

MESSAGE_LENGTH = 4096
CAPTION_LENGTH = 1024
KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-time": "date_time",
}
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "spoiler": "tg-spoiler",
    "text_link": "a",
    "date_time": "tg-time",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w.-]+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"，。；！？、（）]+|(?<![\w.])t\.me/[\w?=&/+-]+)"
    r"|(?P<email>[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,})"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<cashtag>(?<![$\w])\$[A-Z]{1,8}(?![$\w]))"
    r"|(?P<phone_number>\+\d[\d -]{6,}\d|(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{3,4}[- ]\d{7,8}(?!\d))",
    re.ASCII,
)
_TAGGED = re.compile(
    r"(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d_])\w+)"
    r"|(?P<url>(?<![\w.@/:-])(?:[\w-]+\.)+(?:com|cn|net|org|gov|edu|io|info|中国)(?![\w-])(?:/[\w./?=&-]*)?)"
)


@dataclass(frozen=True)
class FormattedText:
    """A text and the entities that lie over it; offsets and lengths are in UTF-16 units."""

    text: str = ""
    entities: tuple[Json, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_html(source: str) -> FormattedText:
    """Read the HTML of a message; raises Refused for tags that Telegram does not know or that are left open."""
    reading = _Reading(source)
    place = 0
    while (end := source.find("<", place)) >= 0:
        reading.add(source[place:end])
        place = reading.tag(end)
    reading.add(source[place:])
    if reading.opened:
        name = reading.opened[-1][0]
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{name}\"")
    return trimmed(reading.text, reading.entities)


def plain(text: str) -> FormattedText:
    """A text without markup."""
    return trimmed(text, [])


def as_html(text: str, entities: tuple[Json, ...]) -> str:
    """The text with its entities written back as HTML, nested."""
    wide = text.encode("utf-16-le", "surrogatepass")
    marked = sorted((e for e in entities if e["type"] in TAGS), key=lambda e: (e["offset"], -e["length"]))
    return _nested(wide, 0, len(wide) // 2, marked)


def _nested(wide: bytes, start: int, end: int, entities: list[Json]) -> str:
    out, place = "", start
    while entities:
        first, *rest = entities
        stop = min(first["offset"] + first["length"], end)
        inside = [e for e in rest if e["offset"] < stop]
        out += _escaped(wide, place, first["offset"])
        out += _start(first) + _nested(wide, first["offset"], stop, inside) + f"</{TAGS[first['type']]}>"
        place, entities = stop, rest[len(inside) :]
    return out + _escaped(wide, place, end)


def _start(entity: Json) -> str:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">'
    if entity["type"] == "date_time":
        return f'<tg-time unix="{entity["unix_time"]}">'
    return "<blockquote expandable>" if entity["type"] == "expandable_blockquote" else f"<{TAGS[entity['type']]}>"


def _escaped(wide: bytes, start: int, end: int) -> str:
    return html.escape(wide[2 * start : 2 * end].decode("utf-16-le", "surrogatepass"), quote=False)


class _Reading:
    """HTML on its way to a text with entities."""

    def __init__(self, source: str) -> None:
        self.text = ""
        self.entities: list[Json] = []
        self.opened: list[tuple[str, Json]] = []
        self._source = source
        self._length = 0

    def add(self, words: str) -> None:
        """Read what stands between two tags."""
        read = _unescape(words)
        self.text += read
        self._length += units(read)

    def tag(self, place: int) -> int:
        """Read the tag at a place; gives the place after it."""
        tag = _TAG.match(self._source, place)
        if tag is None:
            raise self._broken('Unsupported start tag ""', place)
        if tag[1]:
            self._close(tag[2].lower(), place)
        else:
            self._open(tag, place)
        return tag.end()

    def _open(self, tag: re.Match[str], place: int) -> None:
        name = tag[2].lower()
        has = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(tag[3])}
        if name not in KINDS:
            raise self._broken(f'Unsupported start tag "{name}"', place)
        if name == "span" and has.get("class") != "tg-spoiler":
            raise self._broken('Tag "span" must have class "tg-spoiler"', place)
        kind = "expandable_blockquote" if name == "blockquote" and "expandable" in has else KINDS[name]
        if name == "tg-time" and not has.get("unix", "").isdecimal():
            raise self._broken('Tag "tg-time" must have attribute "unix"', place)
        link: Json = {"url": _unescape(has.get("href", ""))} if name == "a" else {}
        link |= {"unix_time": int(has["unix"])} if name == "tg-time" else {}
        self.opened.append((name, {"type": kind, "offset": self._length, **link}))

    def _close(self, name: str, place: int) -> None:
        if not self.opened:
            raise self._broken("Unexpected end tag", place)
        expected, entity = self.opened.pop()
        if name != expected:
            raise self._broken(f'Unmatched end tag, expected "</{expected}>", found "</{name}>"', place)
        if self._length > entity["offset"]:
            self.entities.append(entity | {"length": self._length - entity["offset"]})

    def _broken(self, reason: str, place: int) -> Refused:
        return bad_request(f"can't parse entities: {reason} at byte offset {len(self._source[:place].encode())}")


def _unescape(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        if found[1]:
            return {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[found[1]]
        code = int(found[2]) if found[2] else int(found[3], 16)
        return chr(code) if 0 < code <= 0x10FFFF else found[0]  # noqa: PLR2004 - the end of Unicode

    return _REFERENCE.sub(character, text)


def trimmed(text: str, entities: list[Json]) -> FormattedText:
    """Telegram cuts the white space around a text and finds commands, links and names in it by itself."""
    kept = text.strip()
    cut, end = units(text[: len(text) - len(text.lstrip())]), units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if start < stop:
            moved.append(entity | {"offset": start, "length": stop - start})
    taken = [e for e in moved if e["type"] in {"code", "pre", "text_link"}]
    found = [e for e in _found(kept) if not any(_overlap(e, other) for other in taken)]
    return FormattedText(kept, tuple(sorted([*reversed(moved), *found], key=lambda e: (e["offset"], -e["length"]))))


def _found(text: str) -> list[Json]:
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for form in (_FOUND, _TAGGED)
        for found in form.finditer(text)
    ]


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
