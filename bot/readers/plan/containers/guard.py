"""What is refused before any parser sees it: too large files, archives that grow, documents with entities."""

import zipfile
from io import BytesIO

from bot.domain.imports.draft import UnreadablePlan

MOST_BYTES = 20 * 1024 * 1024  # what Telegram hands to a bot
MOST_ENTRIES = 2_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this an archive may be as repetitive as it likes
CHUNK = 256 * 1024


def refuse_size(data: bytes) -> None:
    """Raise UnreadablePlan for an empty file and for one that Telegram would not have delivered."""
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadablePlan("empty")
    if len(data) > MOST_BYTES:
        raise UnreadablePlan("too_large", size=round(len(data) / 1024 / 1024))


def refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Raise UnreadablePlan for an archive that unpacks beyond the limits (counted on the way) or defines entities."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnreadablePlan("many_parts", count=len(entries))
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadablePlan("password")
    unpacked = 0
    for entry in entries:
        unpacked += _unpacked(archive, entry, MOST_UNPACKED - unpacked)
        if unpacked > MOST_UNPACKED:
            raise UnreadablePlan("bomb")
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        raise UnreadablePlan("ratio")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """The size of an entry as it really unpacks, at most a little beyond what is left."""
    size, header = 0, b""
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                if not size:
                    header = chunk[:4096]
                size += len(chunk)
                if size > left:
                    break
    except Exception as error:
        raise UnreadablePlan("broken") from error
    if entry.filename.endswith((".xml", ".rels")) and _defines(header):
        raise UnreadablePlan("entities")
    return size


def _defines(header: bytes) -> bool:
    for coding in ("utf-8", "utf-16"):
        text = header.decode(coding, "ignore")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            return True
    return False


def archive_of(data: bytes) -> zipfile.ZipFile:
    """The archive after the guard has passed it; raises UnreadablePlan for a broken or hostile one."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise UnreadablePlan("broken") from error
    refuse_bombs(archive)
    return archive
