"""What systemd is told of the program, by its protocol: sd_notify(3), sd_watchdog_enabled(3)."""

import os
import socket
from collections.abc import Mapping

MICROSECONDS = 1_000_000


def tell(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send a state such as READY=1 to whoever supervises the program; False where nobody does."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        try:
            line.sendto(state.encode(), address)
        except OSError:  # a supervisor that does not listen must not stop the work
            return False
    return True


def watchdog_seconds(environment: Mapping[str, str] = os.environ) -> float | None:
    """How often a sign of life is due, a half of what is allowed; None where nobody waits for one."""
    allowed = environment.get("WATCHDOG_USEC", "")
    if not allowed.isdigit() or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(allowed) / MICROSECONDS / 2
