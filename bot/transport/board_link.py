"""The link that opens the board: a unit and the moment until which it holds, sealed with a key of this installation."""

import base64
import datetime as dt
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

KEY_FILE = "board.key"
KEY = 32  # bytes of chance
SEAL = 18  # bytes: 24 characters


class InvalidLinkError(Exception):
    """It is no link of ours, or one whose time is over."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("expired" if expired else "forged")
        self.expired = expired


@dataclass(frozen=True)
class BoardLink:
    """What a link opens, and until when."""

    unit: str
    until: dt.datetime


def board_key(folder: Path) -> bytes:
    """The key beside the ledger, made at first use, its owner's alone; whoever deletes it ends every link.

    It is there whole or not at all: a file that is shorter, as after a full disk, would seal nothing and is made anew.
    """
    file = folder / KEY_FILE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.is_file() and len(kept := file.read_bytes()) >= KEY:
        return kept
    key, written = secrets.token_urlsafe(KEY).encode(), folder / f".{KEY_FILE}.{secrets.token_hex(4)}"
    try:
        made = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(made, "wb") as whole:  # noqa: PTH123 - opened above, for its mode
            whole.write(key)
            whole.flush()
            os.fsync(whole.fileno())
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)
    return key


def path_of(link: BoardLink, key: bytes) -> str:
    """The address of a link behind the host."""
    expires = int(link.until.timestamp())
    return f"/board/{link.unit}/{expires:x}/{_seal(key, link.unit, expires)}"


def link_of(path: str, key: bytes, now: dt.datetime) -> BoardLink:
    """The link of an address; raises InvalidLinkError."""
    match path.split("/"):
        case ["", "board", unit, digits, seal]:
            pass
        case _:
            raise InvalidLinkError
    try:
        expires = int(digits, 16)
        until = dt.datetime.fromtimestamp(expires, dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidLinkError from error
    if not hmac.compare_digest(_seal(key, unit, expires).encode(), seal.encode("utf-8", "replace")):
        raise InvalidLinkError
    if until <= now:
        raise InvalidLinkError(expired=True)
    return BoardLink(unit, until)


def _seal(key: bytes, unit: str, expires: int) -> str:
    digest = hmac.new(key, f"board|{unit}|{expires:x}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:SEAL]).decode()
