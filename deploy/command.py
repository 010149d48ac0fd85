"""Write the command `duban` for an environment that holds the packages alone, as `make setup` makes it.

    .venv/bin/python -m deploy.command .venv/bin/duban

It runs the program of this folder from wherever it is called.
"""

import shlex
import sys
from pathlib import Path

COMMAND = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

sys.path.insert(0, {root!r})
from runpy import run_module

run_module("bot", run_name="__main__")
"""


def write_command(file: Path) -> None:
    """Write it, to be run by the interpreter that runs this."""
    root = str(Path(__file__).resolve().parents[1])
    file.write_text(COMMAND.format(python=shlex.quote(sys.executable), root=root), "utf-8")
    file.chmod(0o755)


if __name__ == "__main__":
    write_command(Path(sys.argv[1]))
