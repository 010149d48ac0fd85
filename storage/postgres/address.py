"""The address of a database, as it may be shown."""

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict

from storage.errors import StoreAddressInvalid


def without_credentials(address: str) -> str:
    """Where a database is, without user and password; raises StoreAddressInvalid."""
    try:
        facts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise StoreAddressInvalid from None  # its words may hold the password
    host, port, name = (str(facts.get(what) or "") for what in ("host", "port", "dbname"))
    if "@" in f"{host}{port}{name}" or re.search(r"[^\d,]", port):
        raise StoreAddressInvalid  # a password with a sign that means something in an address
    return f"postgresql://{host or 'localhost'}{port and f':{port}'}/{name}"
