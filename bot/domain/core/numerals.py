"""Whole numbers in Arabic digits and in Chinese numerals, read and written."""

from functools import lru_cache

_ZEROS = "零〇○"
_SIGNS = "零一二三四五六七八九"
DIGITS = {c: n for n, c in enumerate(_SIGNS)} | {"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
PLACES = {"十": 10, "百": 100}
TEN = 10
BEYOND_WORDS = 100  # from here on figures are written


@lru_cache(maxsize=4096)
def number(words: str) -> int | None:
    """The value of a numeral, None where it is none (三五, 两三 and 十几 are no numbers)."""
    if not words:
        return None
    if words.isdecimal():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十").lstrip(_ZEROS) or "零"
    total, digit = 0, None
    for character in words:
        if character in PLACES:
            place = PLACES[character]
            if total and total % (place * 10):
                return None
            total += (1 if digit is None else digit) * place
            digit = None
        elif character in _ZEROS and total:
            continue
        elif character not in DIGITS or digit is not None:
            return None
        else:
            digit = DIGITS[character]
    if words == "零":
        return 0
    return total + (digit or 0)


def spelled(words: str) -> int | None:
    """The value of digits said one after another, as in a year (二〇二五, 零八)."""
    if words.isdecimal():
        return int(words)
    if not words or any(c not in DIGITS for c in words):
        return None
    return int("".join(str(DIGITS[c]) for c in words))


def approximate(words: str) -> bool:
    """True for two neighbouring digits that mean "about" (三五, 一二, 七八)."""
    low, high = (DIGITS.get(words[:1]), DIGITS.get(words[1:]))
    return bool(low and high) and (high or 0) - (low or 0) in {1, 2}


def chinese(value: int) -> str:
    """A number from 1 to 99 as headings and enumerations write it: 12 → 十二; any other in figures."""
    if not 0 < value < BEYOND_WORDS:
        return str(value)
    tens, ones = divmod(value, TEN)
    return (_SIGNS[tens] if tens > 1 else "") + ("十" if tens else "") + (_SIGNS[ones] if ones else "")


def before_figure(text: str) -> str:
    """What was cut off, without a figure at its end, which would be read as another one: 投入 of 投入38万元."""
    return text.rstrip("0123456789０１２３４５６７８９.．,-－") or text
