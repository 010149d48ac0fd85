"""A minimal OLE compound file with the given streams ([MS-CFB]), for tests only."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MINI = 4096


def compound_file(streams: dict[str, bytes]) -> bytes:
    """The bytes of a compound file; every stream is padded so that it lies in ordinary sectors."""
    fat: list[int] = [FAT]
    body = b""
    starts: dict[str, int] = {}
    padded = {name: data.ljust(max(MINI, -(-len(data) // SECTOR) * SECTOR), b"\0") for name, data in streams.items()}
    for name, data in padded.items():
        starts[name] = len(fat)
        count = len(data) // SECTOR
        fat += [len(fat) + n + 1 for n in range(count - 1)] + [END]
        body += data
    directory_start = len(fat)
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    names = list(padded)
    for n, name in enumerate(names):
        right = n + 2 if n + 1 < len(names) else FREE
        entries.append(_entry(name, 2, starts[name], len(padded[name]), right=right))
    while len(entries) % 4:
        entries.append(_entry("", 0, 0, 0))
    directory = b"".join(entries)
    count = len(directory) // SECTOR
    fat += [directory_start + n + 1 for n in range(count - 1)] + [END]
    table = struct.pack("<128I", *(fat + [FREE] * (128 - len(fat))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, directory_start, 0, MINI, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + body + directory


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le") if name else b""
    fields = struct.pack("<HBBIII", len(encoded), kind, 1, FREE, right, child)
    return encoded.ljust(64, b"\0") + fields + b"\0" * 36 + struct.pack("<IQ", start, size)
