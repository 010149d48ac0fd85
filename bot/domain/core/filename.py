"""File names that are harmless wherever they are shown, sent or saved."""

import re

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
