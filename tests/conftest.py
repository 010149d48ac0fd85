"""For all tests: the moment at which they live, and a PostgreSQL server, without which they skip, but not in CI."""

import os
from collections.abc import Iterator

import pytest
import time_machine

from tests.moment import MOMENT
from tests.storage.server import Server, running_server

os.environ["PTB_TIMEDELTA"] = "1"  # without it python-telegram-bot warns at every RetryAfter
time_machine.travel(MOMENT, tick=True).start()  # for what is computed while tests are collected


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    """Let the test begin at the moment that is tried, whatever the machine's clock says."""
    with time_machine.travel(MOMENT, tick=True):
        yield


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
