"""What is refused before any parser sees it: too large files, archives that grow, documents with entities."""

import zipfile
from io import BytesIO

from bot.readers.plan.refusal import UnreadablePlan

MOST_BYTES = 20 * 1024 * 1024  # what Telegram hands to a bot
MOST_ENTRIES = 2_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this an archive may be as repetitive as it likes
CHUNK = 256 * 1024


def refuse_size(data: bytes) -> None:
    """Raise UnreadablePlan for an empty file and for one that Telegram would not have delivered."""
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadablePlan("这是一个空文件，没有可读的内容。")
    if len(data) > MOST_BYTES:
        raise UnreadablePlan(f"文件有{len(data) / 1024 / 1024:.0f}MB，超过20MB的上限。请删去图片和附件后再发。")


def refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Raise UnreadablePlan for an archive that unpacks beyond the limits (counted on the way) or defines entities."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnreadablePlan(f"文件内部有{len(entries)}个部件，不像一份整改台账，已拒绝打开。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadablePlan("文件设有密码，无法打开。请取消密码后再发。")
    unpacked = 0
    for entry in entries:
        unpacked += _unpacked(archive, entry, MOST_UNPACKED - unpacked)
        if unpacked > MOST_UNPACKED:
            raise UnreadablePlan("文件解压后过大，可能是压缩炸弹，已拒绝打开。")
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        raise UnreadablePlan("文件的压缩比异常，可能是压缩炸弹，已拒绝打开。")


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
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadablePlan("文件不完整或已损坏，无法打开。请重新另存后再发。") from error
    except Exception as error:
        raise UnreadablePlan("文件不完整或已损坏，无法打开。请重新另存后再发。") from error
    if entry.filename.endswith((".xml", ".rels")) and _defines(header):
        raise UnreadablePlan("文件内含外部实体定义（DTD），已拒绝打开。")
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
        raise UnreadablePlan("文件不完整或已损坏，无法打开。请重新另存后再发。") from error
    refuse_bombs(archive)
    return archive
