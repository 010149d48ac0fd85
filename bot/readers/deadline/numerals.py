"""Whole numbers in Arabic digits and in Chinese numerals."""

from functools import lru_cache

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
PLACES = {"十": 10, "百": 100}
SMALL = r"(?:\d{1,2}|[〇零一二两三四五六七八九十廿卅]{1,4})"
COUNT = r"(?:\d{1,4}|[一二两三四五六七八九十百零]{1,6})"
FOUR = r"(?:\d{4}|[一二][〇零○一二三四五六七八九]{3})"
TWO = r"(?:\d{2}|[〇零○一二三四五六七八九]{2})"


@lru_cache(maxsize=4096)
def number(words: str) -> int | None:
    """The value of a numeral, None where it is none (三五, 两三 and 十几 are no numbers)."""
    if not words:
        return None
    if words.isdecimal():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十").lstrip("零〇○") or "零"
    total, digit = 0, None
    for character in words:
        if character in PLACES:
            place = PLACES[character]
            if total and total % (place * 10):
                return None
            total += (1 if digit is None else digit) * place
            digit = None
        elif character in "零〇○" and total:
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
