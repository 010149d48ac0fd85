"""Copies of archives that only the holder of an OpenSSH key can read (age): they may lie on others' machines.

`age -d -i KEY` opens one as well. The private key has no business on the machine that writes the copies.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.archive.signature import sign, signature_of
from storage.disk import PRIVATE_FILE, Disk, write_whole
from storage.errors import NotDecrypted, NotEncrypted

if TYPE_CHECKING:
    from pyrage.ssh import Recipient

HEADER = b"age-encryption.org/v1\n"


def recipient_in(key: Path) -> "Recipient":
    """Whoever holds the private half of an OpenSSH public key file; raises NotEncrypted where it is none."""
    import pyrage  # only where copies are wanted

    try:
        return pyrage.ssh.Recipient.from_str(key.read_text("utf-8").strip())
    except (OSError, ValueError, pyrage.RecipientError) as error:
        raise NotEncrypted(path=key, why=str(error)) from error


def write_copy(archive: Path, folder: Path, key: Path, *, sign_key: Path | None, removed: Iterable[Path]) -> Path:
    """Write an archive's encrypted copy, signed as the archive is; copies of `removed` archives go.

    Raises NotEncrypted or NotSigned; the archive itself stays as it is.
    """
    import pyrage

    made, disk = _copy_of(archive, folder), Disk()
    try:
        disk.make_folder(folder)
        write_whole(disk, made, pyrage.encrypt(archive.read_bytes(), [recipient_in(key)]))
        made.chmod(PRIVATE_FILE)
    except (OSError, pyrage.EncryptError) as error:
        raise NotEncrypted(path=made, why=str(error)) from error
    if sign_key:
        sign(made, sign_key)
    for old in removed:
        for file in (_copy_of(old, folder), signature_of(_copy_of(old, folder))):
            file.unlink(missing_ok=True)
    return made


def _copy_of(archive: Path, folder: Path) -> Path:
    return folder / f"{archive.name}.age"


def is_encrypted(file: Path) -> bool:
    """True for a file of age."""
    try:
        with file.open("rb") as content:
            return content.read(len(HEADER)) == HEADER
    except OSError:
        return False


@contextmanager
def decrypted(copy: Path, key: Path) -> Iterator[Path]:
    """The archive in an encrypted copy, away again afterwards; raises NotDecrypted where the key does not fit.

    A copy or a key that is not there, or may not be read, is FileNotFoundError or PermissionError.
    """
    import pyrage

    with tempfile.TemporaryDirectory(prefix="duban-copy-") as folder:
        archive = Path(folder) / copy.name.removesuffix(".age")
        try:
            identity = pyrage.ssh.Identity.from_buffer(key.read_bytes())
            archive.write_bytes(pyrage.decrypt(copy.read_bytes(), [identity]))
        except (FileNotFoundError, PermissionError):
            raise
        except (OSError, ValueError, pyrage.IdentityError, pyrage.DecryptError) as error:
            raise NotDecrypted(path=copy, key=key) from error
        yield archive
