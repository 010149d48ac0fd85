"""A PostgreSQL server for the tests that need one: required in CI, elsewhere skipped with the reason."""

import os
from collections.abc import Iterator

import pytest

from tests.storage.server import Server, running_server


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
