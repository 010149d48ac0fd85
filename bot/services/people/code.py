"""The code of a link: shown once, and never at rest but as a hash, also where somebody sends it to us.

The door puts the hash in its place before an update is kept. A mark says that it is one: what looks like a mark when it
comes in was typed by somebody, and is broken, so that whoever knows a hash can do nothing with it.
"""

import hashlib
import re
import secrets
from collections.abc import Collection

BYTES = 16
MARK = "~"
HASH = r"[0-9a-f]{64}"
FORGED = re.compile(rf"{MARK}(?={HASH})".encode())
CODE = re.compile(rb"(?:(?<![\w-])|(?<=\\[nrt]))[\w-]{22}(?![\w-])", re.ASCII)  # as urlsafe letters give 16 bytes


def fresh_code() -> str:
    """A code that nobody guesses."""
    return secrets.token_urlsafe(BYTES)


def hashed(code: str) -> str:
    """Under what a code is kept: its SHA-256, which the door may have put in its place."""
    if code.startswith(MARK) and re.fullmatch(HASH, code.removeprefix(MARK)):
        return code.removeprefix(MARK)
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


def candidates(update: bytes) -> dict[str, bytes]:
    """What may be a code in a raw update, by the hash."""
    return {hashed(code.decode()): code for code in CODE.findall(update)}


def sealed(update: bytes, known: Collection[bytes] = ()) -> bytes:
    """The raw update with the hashes of known codes in their place, and without marks that somebody typed."""
    update = FORGED.sub(b"-", update)
    for code in known:
        update = update.replace(code, f"{MARK}{hashed(code.decode())}".encode())
    return update
