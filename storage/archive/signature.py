"""Signatures of archives and exports (Ed25519, by OpenSSH): whoever has not the key can make none that holds.

A key on this machine, or the agent's, signs by itself. Where it lies apart, the file is signed there by
`ssh-keygen -Y sign -n duban -f KEY FILE`, and the FILE.sig that this makes is put beside the file.
"""

import subprocess
from pathlib import Path

from storage.errors import NotSigned

NAMESPACE = "duban"  # so that no signature made for anything else is taken for one of these
SECONDS = 60


def signature_of(file: Path) -> Path:
    """Where the signature of a file lies."""
    return file.with_name(f"{file.name}.sig")


def sign(file: Path, key: Path) -> Path:
    """Sign a file; raises NotSigned."""
    made = signature_of(file)
    made.unlink(missing_ok=True)
    status, said = _run("sign", "-f", str(key), "-n", NAMESPACE, str(file))
    if status or not made.is_file():
        raise NotSigned(path=file, why=said)
    made.chmod(0o600)
    return made


def signer_of(file: Path, signers: Path) -> str:
    """Who of the signers signed the file as it is now; "" where none did. Raises NotSigned where nobody can look."""
    signature = str(signature_of(file))
    status, found = _run("find-principals", "-s", signature, "-f", str(signers))
    name = found.partition("\n")[0].partition(",")[0]
    if status or not name:
        return ""
    status, _ = _run("verify", "-f", str(signers), "-I", name, "-n", NAMESPACE, "-s", signature, given=file)
    return "" if status else name


def _run(action: str, *arguments: str, given: Path | None = None) -> tuple[int, str]:
    """The status of ssh-keygen and what it said."""
    command = ["ssh-keygen", "-Y", action, *arguments]
    try:
        with (given or Path("/dev/null")).open("rb") as content:
            done = subprocess.run(command, stdin=content, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603 - OpenSSH's
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSigned(path=given or arguments[-1], why=str(error)) from error
    return done.returncode, (done.stdout or done.stderr).decode("utf-8", "replace").strip()
