"""Files that only an office program opens (doc, wps, rtf, odt, ods, fodt, fods, xlsb): LibreOffice turns them.

Where it is not installed, that is said. It runs as a child within limits of memory, processor time and the size of what
it writes, with a folder of its own as its home, and is ended with all that it started when its time is over.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from bot.readers.plan.containers.file_type import OLE
from bot.readers.plan.containers.guard import MOST_BYTES
from bot.readers.plan.containers.single_file import kind_of

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60.0
PROCESSOR_SECONDS = 40
MEGABYTES = 2048
KEPT = frozenset({"PATH", "LANG", "TZ"})
QUIET = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")
WORD_STREAM = "WordDocument"
TARGETS = {"opendocument.spreadsheet": "xlsx", "opendocument.text": "docx"}


def target_of(data: bytes) -> str:
    """What the file should be turned into, "" where it needs no office program."""
    if data.startswith(b"{\\rtf"):
        return "docx"
    if data.startswith(OLE):
        return "docx" if _is_old_word(data) else ""
    if data.startswith(b"PK"):
        return _archived(data)
    return TARGETS.get(kind_of(data), "")


def _is_old_word(data: bytes) -> bool:
    import olefile

    try:
        with olefile.OleFileIO(data) as container:
            return bool(container.exists(WORD_STREAM)) and not container.exists("EncryptedPackage")
    except Exception:  # noqa: BLE001 - a broken container is refused by its reader, in words
        return False


def _archived(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = b""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    kind = stream.read(100)
    except Exception:  # noqa: BLE001 - as above
        return ""
    if "xl/workbook.bin" in names:
        return "xlsx"
    return next((target for word, target in TARGETS.items() if word.encode() in kind), "")


def program() -> str:
    """Where LibreOffice is, "" where it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


async def turned(data: bytes, target: str) -> bytes | None:
    """The file as a document that we read, None where no program could turn it."""
    office = program()
    if not office:
        return None
    with tempfile.TemporaryDirectory(prefix="duban-office-") as folder:
        source, made = Path(folder) / "file", Path(folder) / f"file.{target}"
        source.write_bytes(data)
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.readers.plan.containers.office_program",
            office,
            *QUIET,
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            target,
            "--outdir",
            folder,
            str(source),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            env={key: value for key, value in os.environ.items() if key in KEPT}
            | {"HOME": folder, "TMPDIR": folder, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        try:
            await asyncio.wait_for(child.wait(), SECONDS)
        except TimeoutError:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            await child.wait()
        if not made.exists() or made.stat().st_size > MOST_BYTES:
            return None
        return made.read_bytes()


def main(arguments: list[str]) -> None:
    """Bound this process, and become the office program."""
    import resource

    size = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MOST_BYTES, 4 * MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(arguments[0], arguments)  # noqa: S606 - the program that was found, with arguments of our own


if __name__ == "__main__":
    main(sys.argv[1:])
