"""Addresses in the configuration: whether what goes there can be read on the way, and whether one is a proxy's."""

from urllib.parse import urlsplit

PROXIES = ("http", "https", "socks5", "socks5h")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_shielded(address: str) -> bool:
    """True where nobody on the way can read what is sent there: by TLS, or because it stays on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def is_proxy(address: str) -> bool:
    """Whether an address of a proxy has a scheme that is known, a host, and a port that can be one."""
    try:
        parts = urlsplit(address)
        return parts.scheme in PROXIES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
