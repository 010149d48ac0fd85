"""What ends a command, said in words: one sentence, no traceback, no secret. Loaded when something went wrong."""

import errno
import socket
import sys
from collections.abc import Iterator

from bot.config import BadConfig
from bot.domain.core.refusal import Refusal
from bot.domain.core.store_error import StoreError
from bot.domain.imports.draft import UnreadablePlan
from bot.logs import places, redact
from bot.messages.core.refusal import why_not_here
from bot.messages.imports.problems import unreadable
from bot.messages.operations.config import mistakes_text
from bot.messages.operations.store_error import store_error_here
from bot.messages.wording import WordingError, load_wording, official

MENDED, FAILED = 2, 1  # statuses: people can mend it, only a programmer can
PORTS = {errno.EADDRINUSE: "port_busy", errno.EADDRNOTAVAIL: "no_address"}
FILES = {
    errno.EACCES: "no_right",
    errno.EPERM: "no_right",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENOENT: "no_place",
    errno.ENOTDIR: "no_folder",
    errno.EISDIR: "no_folder",
    errno.EEXIST: "no_folder",
}


def ending_of(error: Exception) -> tuple[str, int]:
    """What people read at the end of a command that failed, and its status."""
    said = [_sentence(one) for one in _single(error)]
    if None in said:
        kind, where = type(error).__name__, "\n".join(places(error))
        return official("operations.start.unforeseen", kind=kind, places=redact(where)), FAILED
    return redact("\n".join(dict.fromkeys(filter(None, said)))), MENDED


def _single(error: BaseException) -> Iterator[BaseException]:
    """The errors of which a group consists."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _single(one)
    else:
        yield error


def _sentence(error: BaseException) -> str | None:
    """What people are told; None where nobody but a programmer can mend it."""
    match error:
        case BadConfig() | WordingError() | StoreError() | UnreadablePlan() | Refusal():
            return _of_ours(error)
        case ImportError():
            return _no_package(error)
        case OSError():
            return _of_the_system(error)
    return _of_telegram(error) if "telegram" in sys.modules else None


def _of_ours(error: BadConfig | WordingError | StoreError | UnreadablePlan | Refusal) -> str:
    match error:
        case BadConfig():
            return mistakes_text(load_wording(), ((mistake.code, mistake.facts) for mistake in error.mistakes))
        case WordingError():
            return official("core.wording.head", mistakes=error)
        case StoreError():
            return store_error_here(load_wording(), error)
        case UnreadablePlan():
            return unreadable(load_wording(), error)
        case Refusal():
            return why_not_here(load_wording(), error)


def _no_package(error: ImportError) -> str | None:
    """Of a package that is missing, or of a part of Python itself that is; None for a fault of a program's own."""
    name = (error.name or "").partition(".")[0]
    if name in sys.stdlib_module_names:
        return official("operations.start.broken_python", name=name.lstrip("_"))
    if not isinstance(error, ModuleNotFoundError) or not name or name in {"bot", "handlers", "storage"}:
        return None
    sentence = "no_database_package" if name in {"psycopg", "psycopg_pool", "alembic"} else "no_package"
    return official(f"operations.start.{sentence}", name=name)


def _of_the_system(error: OSError) -> str:
    """Of a file, or of a port, whose address then stands in the place of the file's name."""
    path = error.filename or official("operations.start.here")
    is_port = isinstance(error.filename, str) and error.filename.rpartition(":")[2].isdecimal()
    if isinstance(error, socket.gaierror):
        return official("operations.start.no_host", address=path)
    if error.errno in PORTS:
        return official(f"operations.start.{PORTS[error.errno]}", address=path)
    if error.errno == errno.EACCES and is_port:
        return official("operations.start.port_forbidden", address=path)
    if error.errno in FILES:
        return official(f"operations.start.{FILES[error.errno]}", path=path)
    return official("operations.start.system", why=error.strerror or type(error).__name__, path=path)


def _of_telegram(error: BaseException) -> str | None:
    from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

    kind = type(error).__name__
    match error:
        case InvalidToken():
            return official("operations.start.token")
        case NetworkError() if not isinstance(error, BadRequest):
            return official("operations.start.network", kind=kind)
        case TelegramError():
            return official("operations.start.refused", kind=kind)
    return None
