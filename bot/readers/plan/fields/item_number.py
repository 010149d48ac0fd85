"""Numbers as written (三、 （二） 3—2 ③ 问题5) and as the ledger keeps them (3, 2, 3-2, 3, 5)."""

import re
import unicodedata
from functools import lru_cache

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE = "[零〇一二两三四五六七八九十百]+"
UNIT = r"(?:\d{1,4}|" + CHINESE + ")"
LEAD = re.compile(r"^(?:反馈|具体|整改|存在|巡察)*(?:问题|措施|任务|举措|事项|第|清单|表|sheet|no\.?)+", re.IGNORECASE)
TAIL = re.compile(r"(?:个|项|条|点|号|类|大)?(?:方面)?(?:问题|措施|任务)?[、.,:;。]*$")
WHOLE = re.compile(rf"\(?({UNIT})\)?(?:[-.·/、_~]*\(?({UNIT})\)?)?(?:[-.·/、_~]+\(?({UNIT})\)?)?")
HYPHENS = str.maketrans(dict.fromkeys("—–－−‐‑‒―ー~〜", "-"))


def chinese(words: str) -> int | None:
    """The value of a Chinese numeral below a thousand: 二十三 → 23, None for anything else."""
    if not words or not re.fullmatch(CHINESE, words):
        return None
    if "百" in words:
        header, _, tail = words.partition("百")
        rest = chinese(tail.lstrip("零〇")) if tail else 0
        return None if rest is None else (chinese(header) or 1) * 100 + rest
    if "十" in words:
        header, _, tail = words.partition("十")
        tens = DIGITS.get(header, -1) if header else 1
        ones = DIGITS.get(tail, -1) if tail else 0
        return None if tens < 0 or ones < 0 else tens * 10 + ones
    value = 0
    for sign in words:
        value = value * 10 + DIGITS[sign]
    return value


def part(words: str) -> str:
    """One part of a number in Arabic figures without leading zeros."""
    value = int(words) if words.isdecimal() else chinese(words)
    return words if value is None else str(value)


@lru_cache(maxsize=8192)
def arabic(written: str) -> str:
    """The number as the ledger keeps it, or "" where the words are no number: （三）2 → 3-2, 问题五 → 5."""
    folded = unicodedata.normalize("NFKC", written).translate(HYPHENS)
    folded = re.sub(r"\s+", "", folded)
    folded = TAIL.sub("", LEAD.sub("", folded))
    if re.fullmatch(r"\d+\.0", folded):
        folded = folded[:-2]
    found = WHOLE.fullmatch(folded.strip("-"))
    if not found:
        return ""
    if found[2] and found[1].isdecimal() and found[2].isdecimal() and not re.search(r"\D", folded):
        return part(folded)
    return "-".join(part(piece) for piece in found.groups() if piece)
