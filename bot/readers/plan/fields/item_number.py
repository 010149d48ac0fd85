"""Numbers as written (三、 （二） 3—2 ③ 问题5) and as the ledger keeps them (3, 2, 3-2, 3, 5)."""

import re
import unicodedata
from functools import lru_cache

from bot.domain.core.numerals import number, spelled

CHINESE = "[零〇一二两三四五六七八九十百]+"
UNIT = r"(?:\d{1,4}|" + CHINESE + ")"
LEAD = re.compile(r"^(?:反馈|具体|整改|存在|巡察)*(?:问题|措施|任务|举措|事项|第|清单|表|sheet|no\.?)+", re.IGNORECASE)
TAIL = re.compile(r"(?:个|项|条|点|号|类|大)?(?:方面)?(?:问题|措施|任务)?[、.,:;。]*$")
WHOLE = re.compile(rf"\(?({UNIT})\)?(?:[-.·/、_~]*\(?({UNIT})\)?)?(?:[-.·/、_~]+\(?({UNIT})\)?)?")
HYPHENS = str.maketrans(dict.fromkeys("—–－−‐‑‒―ー~〜", "-"))


def part(words: str) -> str:
    """One part of a number in Arabic figures without leading zeros."""
    value = number(words)
    value = spelled(words) if value is None else value
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
