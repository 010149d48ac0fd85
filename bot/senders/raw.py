"""Updates as they come over the wire."""

import re
from typing import Any

ILLEGIBLE = re.compile("[\x00\ud800-\udfff]")
IN_ITS_PLACE = "\ufffd"


def legible(raw: Any) -> Any:
    """A JSON value with the signs that no ledger can keep (NUL, half of a pair) replaced, one for one."""
    match raw:
        case str():
            return ILLEGIBLE.sub(IN_ITS_PLACE, raw)
        case list():
            return [legible(value) for value in raw]
        case dict():
            return {name: legible(value) for name, value in raw.items()}
    return raw
