"""Reading in a child process with limits on time and memory: no file can take the bot down."""

import asyncio
import contextlib
import datetime as dt
import gc
import math
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from bot.domain.imports.draft import PlanDraft, Problem, UnreadablePlan
from bot.readers.plan.containers.guard import MOST_BYTES, refuse_size
from bot.readers.plan.containers.office_program import target_of, turned
from bot.readers.plan.layout.known import NOTHING, Known

SECONDS = 5.0  # of processor time
MINUTES = 5  # by the clock: no measure of the file, only an end for a child that a busy machine never runs
MEGABYTES = 200
REFUSED = 3  # exit status of a child that says in words why not
OUT_OF_MEMORY = 4
ENDED_BY_WORK = {getattr(signal, name) for name in ("SIGPROF", "SIGXCPU", "SIGKILL") if hasattr(signal, name)}


class _Refused(msgspec.Struct):
    """What a child says instead of a draft."""

    code: str
    facts: dict[str, str | int]


async def read_plan_safely(
    data: bytes,
    name: str,
    *,
    reference: dt.date,
    known: Known = NOTHING,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> PlanDraft:
    """The draft of a file, read in a process of its own within limits of its work: processor time and memory.

    Raises UnreadablePlan, also where the file is too large, takes too long or needs too much memory.
    """
    refuse_size(data)
    made = await turned(data, target) if (target := target_of(data)) else None
    try:
        draft = await _read(made or data, name, (reference, known), seconds, megabytes)
    except UnreadablePlan as error:
        if made is None or error.code not in {"nothing_found", "heads_unknown"}:
            raise
        raise UnreadablePlan("turned_to_nothing", target=target) from error
    if made is None:
        return draft
    return replace(draft, problems=(Problem(name, "turned_by_office"), *draft.problems))


async def _read(data: bytes, name: str, given: tuple[dt.date, Known], seconds: float, megabytes: int) -> PlanDraft:
    reference, known = given
    words = [name, reference.isoformat(), msgspec.json.encode(known).decode()]
    return msgspec.json.decode(await in_child("bot.readers.plan", words, data, seconds, megabytes), type=PlanDraft)


async def in_child(
    module: str, words: Sequence[str], data: bytes, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> bytes:
    """What a module's child made of the bytes, as JSON; raises UnreadablePlan."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-X",
        "utf8",
        "-m",
        module,
        str(megabytes),
        str(seconds),
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            key: value
            for key, value in os.environ.items()
            if key in {"PATH", "HOME", "LANG", "TZ", "VIRTUAL_ENV", "SYSTEMROOT"}
        }
        | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        out, err = await asyncio.wait_for(child.communicate(data), MINUTES * 60)
    except TimeoutError as error:
        raise UnreadablePlan("busy", minutes=MINUTES) from error
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return _answer(child.returncode or 0, out, err)


def _answer(status: int, out: bytes, err: bytes) -> bytes:
    if status == 0:
        return out
    if status == REFUSED:
        refused = msgspec.json.decode(out, type=_Refused)
        raise UnreadablePlan(refused.code, **refused.facts)
    if status == OUT_OF_MEMORY or b"MemoryError" in err:
        raise UnreadablePlan("memory")
    if -status in ENDED_BY_WORK:
        raise UnreadablePlan("slow")
    raise UnreadablePlan("failed")


def run_child(arguments: list[str], read: Callable[[bytes, list[str]], Any]) -> int:
    """The child's own main: bytes on standard input, what is read, or why nothing is, as JSON on standard output."""
    megabytes, seconds, *words = arguments
    _limit(int(megabytes), float(seconds))
    try:
        sys.stdout.buffer.write(msgspec.json.encode(read(sys.stdin.buffer.read(MOST_BYTES + 1), words)))
    except UnreadablePlan as refusal:
        sys.stdout.buffer.write(msgspec.json.encode(_Refused(refusal.code, refusal.facts)))
        return REFUSED
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    return 0


def read_draft(data: bytes, words: list[str]) -> PlanDraft:
    """A plan's draft, of its name, the day of today, and what was said before."""
    from bot.readers.plan.plan_reader import read_plan

    name, reference, known = words
    said = msgspec.json.decode(known, type=Known)
    return read_plan(data, name, reference=dt.date.fromisoformat(reference), known=said)


def _limit(megabytes: int, seconds: float) -> None:
    """Bound the process's memory and processor time; without NumPy, which openpyxl would load and nobody here needs."""
    gc.disable()  # a short life: collecting costs a fifth of the time
    sys.modules["numpy"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        import resource
    except ImportError:  # no such limits on Windows; the parent's clock still holds
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF ends the process: of its own work, whatever else runs
    whole = math.ceil(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
