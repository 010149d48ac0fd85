"""File names that are harmless wherever they are shown, sent or saved."""

import re
from collections.abc import Iterable
from itertools import count

LENGTH = 80
RESERVED = re.compile(r"con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³]", re.IGNORECASE)  # by Windows


def file_name(name: str, otherwise: str) -> str:
    """The last part of a name without anything that hides, turns round or controls, not too long, not reserved.

    `otherwise` where nothing is left.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > LENGTH and dot and len(ending) < LENGTH // 4:
        shown = f"{stem[: LENGTH - len(ending) - 1]}.{ending}"
    if RESERVED.fullmatch(shown.partition(".")[0].strip()):
        shown = f"{otherwise}-{shown}"
    return shown[:LENGTH] or otherwise


def apart(names: Iterable[str]) -> list[str]:
    """The names, each of its own: a second one of the same name is 批示单（2）.docx, none is saved over another."""
    given: list[str] = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, f".{ending}") if dot else (ending, "")
        others = (f"{stem[: LENGTH - len(ending) - 4]}（{place}）{ending}" for place in count(2))
        given.append(name if name not in given else next(one for one in others if one not in given))
    return given
