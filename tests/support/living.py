"""Starts a program that lives at a moment of a test's choice; the program itself knows nothing of it.

python -m tests.support.living MOMENT SINCE MODULE ARGUMENT... ; SINCE is the monotonic time at which the moment was.
"""

import datetime as dt
import runpy
import sys
import time

import time_machine


def live(moment: str, since: str, module: str, arguments: list[str]) -> None:
    """Move the machine's clock for this process, where time goes on as ever, and be the program."""
    passed = dt.timedelta(seconds=time.monotonic() - float(since))
    time_machine.travel(dt.datetime.fromisoformat(moment).astimezone(dt.UTC) + passed, tick=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    live(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
