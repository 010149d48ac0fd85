"""Reading in a child process with limits on time and memory: no file can take the bot down."""

import asyncio
import contextlib
import datetime as dt
import gc
import os
import signal
import sys

import msgspec

from bot.domain.imports.draft import PlanDraft
from bot.readers.plan.containers.guard import MOST_BYTES, refuse_size
from bot.readers.plan.refusal import UnreadablePlan

SECONDS = 5.0  # of processor time
PATIENCE = 3  # a busy machine gives a process only a part of the clock
MEGABYTES = 200
REFUSED = 3  # exit status of a child that says in words why not
OUT_OF_MEMORY = 4
TOO_SLOW = "文件太复杂，没有在规定时间内读完，已停止。请删去无关的工作表后再发。"


async def read_plan_safely(
    data: bytes,
    name: str,
    *,
    reference: dt.date,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> PlanDraft:
    """The draft of a file, read in a process of its own within limits of processor time, thrice that by the clock.

    Raises UnreadablePlan, also where the file is too large, takes too long or needs too much memory.
    """
    refuse_size(data)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-X",
        "utf8",
        "-m",
        "bot.readers.plan",
        name,
        reference.isoformat(),
        str(megabytes),
        str(max(1, round(seconds))),
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
        out, err = await asyncio.wait_for(child.communicate(data), seconds * PATIENCE)
    except TimeoutError as error:
        raise UnreadablePlan(TOO_SLOW) from error
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return _answer(child.returncode or 0, out, err)


def _answer(status: int, out: bytes, err: bytes) -> PlanDraft:
    if status == 0:
        return msgspec.json.decode(out, type=PlanDraft)
    if status == REFUSED:
        raise UnreadablePlan(out.decode("utf-8", "replace").strip() or "文件读不出来。")
    if status == OUT_OF_MEMORY or b"MemoryError" in err:
        raise UnreadablePlan("文件展开后占用内存过大，已停止读取。请删去无关的内容后再发。")
    if -status in {signal.SIGXCPU, signal.SIGKILL}:
        raise UnreadablePlan(TOO_SLOW)
    raise UnreadablePlan("文件内容异常，读取没有成功。请用Excel或WPS重新另存后再发。")


def run_child(arguments: list[str]) -> int:
    """The child's own main: bytes on standard input, the draft as JSON or one sentence on standard output."""
    name, reference, megabytes, seconds = arguments
    _limit(int(megabytes), int(seconds))
    try:
        from bot.readers.plan.plan_reader import read_plan

        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        draft = read_plan(data, name, reference=dt.date.fromisoformat(reference))
        sys.stdout.buffer.write(msgspec.json.encode(draft))
    except UnreadablePlan as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return REFUSED
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    return 0


def _limit(megabytes: int, seconds: int) -> None:
    """Bound the process's memory and processor time; without NumPy, which openpyxl would load and nobody here needs."""
    gc.disable()  # a short life: collecting costs a fifth of the time
    sys.modules["numpy"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        import resource
    except ImportError:  # no such limits on Windows; the parent's clock still holds
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
