"""Files as Telegram keeps them: sent once, then known by an id."""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote

from bot.sandbox.answer import Json, Refused, bad_request

DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the segments of a JPEG that tell its size
PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
FOLDERS = {"photo": "photos", "voice": "voice", "sticker": "stickers"}


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    name: str
    content: bytes


@dataclass(frozen=True)
class StoredFile:
    """A file that Telegram keeps."""

    id: str
    path: str
    name: str
    content: bytes

    @property
    def mime(self) -> str:
        """The media type, after the name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_json(self) -> Json:
        """What every kind of file says of itself."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.content)}


def as_attachment(kept: StoredFile) -> dict[str, str]:
    """Headers by which a browser stores a file and shows nothing of it: what somebody sent is no page of ours."""
    name = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    return {"Content-Disposition": name, "Content-Security-Policy": "default-src 'none'; sandbox"}


def picture_kind(content: bytes) -> str | None:
    """The media type of a picture by what stands in it, whatever its name is; None for all else."""
    return next((kind for start, kind in PICTURES if content.startswith(start)), None)


class Files:
    """All files that were ever sent."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._by_id: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep a file; raises Refused where it is empty or too big."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > (PHOTO_BYTES if kind == "photo" else UPLOAD_BYTES):
            raise Refused(413, "Request Entity Too Large")
        number = next(self._numbers)
        suffix = f".{upload.name.rpartition('.')[2]}" if "." in upload.name else ""
        path = f"{FOLDERS.get(kind, 'documents')}/file_{number}{suffix if suffix.isascii() else ''}"
        kept = StoredFile(f"sandbox-{kind}-{number}", path, upload.name, upload.content)
        self._by_id[kept.id] = kept
        return kept

    def all(self) -> list[StoredFile]:
        """All files, the first first."""
        return list(self._by_id.values())

    def put_back(self, kept: Iterable[StoredFile]) -> None:
        """Keep files that were kept before; numbers go on behind theirs."""
        self._by_id = {one.id: one for one in kept}
        self._numbers = count(max((int(one.rpartition("-")[2]) for one in self._by_id), default=0) + 1)

    def get(self, file_id: str) -> StoredFile:
        """A file by its id; raises Refused where there is none."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if file_id not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def at(self, path: str) -> StoredFile | None:
        """The file at a download path; None where there is none or where it is too big to be given out."""
        return next((f for f in self._by_id.values() if f.path == path and len(f.content) <= DOWNLOAD_BYTES), None)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:  # noqa: PLR2004 - the header's length
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:  # noqa: PLR2004 - every segment begins so
        if content[place + 1] in FRAMES:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return int.from_bytes(width), int.from_bytes(height)
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return None
