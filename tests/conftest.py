"""For all tests: a PostgreSQL server, required in CI, elsewhere its tests are skipped with the reason."""

import os
from collections.abc import Iterator

import pytest

from tests.storage.server import Server, running_server

os.environ["PTB_TIMEDELTA"] = "1"  # without it python-telegram-bot warns at every RetryAfter


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server."""
    try:
        with running_server() as server:
            yield server
    except RuntimeError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must run the tests on PostgreSQL: {error}")
        pytest.skip(f"no PostgreSQL server: {error}")
