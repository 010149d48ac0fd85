"""One mutant asked about: the warm room answers, or `covering` begins anew.

python -m benchmarks.harness.asking SOCKET PRISTINE SECONDS NOTES
"""

import contextlib
import os
import socket
import sys


def main() -> None:
    """Ask; end with the status of the answer."""
    answer = ""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(sys.argv[1])
        answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    if not answer or answer == "cold":
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.harness.covering", *sys.argv[2:]])  # noqa: S606
    failed, _, told = answer.partition(" ")
    print(told)
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
