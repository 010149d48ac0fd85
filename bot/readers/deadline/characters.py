"""Characters as the grammar expects them: one width, one script, nothing invisible."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNKNOWN = re.compile(r"[\u3400-\u9fff]")
_IN_BOTH = str.maketrans("後於夥徵麽毎", "后于伙征么每")  # traditional ones that GB 2312 has too
_O_IN_DIGITS = re.compile(r"(?<=\d)[oO](?=[\doO])|(?<=\d)[oO](?=[年月日号])")
_L_IN_DIGITS = re.compile(r"(?<![A-Za-z])[lI](?=\d|[月日号])|(?<=\d)[lI](?=[\d月日号年])")
_SUN_SLIP = re.compile(r"(?<=[\d一二三四五六七八九十])曰")


def clean(text: str) -> str:
    """Full-width forms, traditional characters and invisible ones brought to plain simplified text."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _CONTROL.sub(" ", text)
    return simplified(text)


def simplified(text: str) -> str:
    """Traditional characters as simplified ones; text that GB 2312 can write is returned as it is."""
    text = text.translate(_IN_BOTH)
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _UNKNOWN.sub(lambda found: _simplified(found[0]), text)
    return text


@lru_cache(maxsize=8192)
def _simplified(character: str) -> str:
    """One character in simplified script."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return _converter()(character)
    return character


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """The converter of opencc, loaded with the first character that needs it."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def mend_digits(text: str) -> str:
    """Letters that were typed for digits beside digits (2O25年, l2月), and 曰 typed for 日."""
    text = _O_IN_DIGITS.sub("0", text)
    text = _L_IN_DIGITS.sub("1", text)
    return _SUN_SLIP.sub("日", text)
