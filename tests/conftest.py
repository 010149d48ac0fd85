"""For all tests: the moment at which they live, and a PostgreSQL server, without which they skip, but not in CI."""

import os
import time
from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import settings

from tests.storage.server import Server, running_server
from tests.support.moment import TRIED, USUAL, Moment

FIRST = {"tests", "crash", "hostile", "browser"}  # folders
os.environ["PTB_TIMEDELTA"] = "1"  # without it python-telegram-bot warns at every RetryAfter
settings.register_profile("suite", deadline=None)  # a busy machine takes its time
settings.load_profile("suite")
time_machine.travel(USUAL.at, tick=True).start()  # for what is computed while tests are collected


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try each test at several moments, where that is asked for."""
    if os.environ.get("SUITE_HOURS"):
        metafunc.parametrize("moment", TRIED.values(), ids=TRIED.keys(), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what starts programs and takes its time, so that no worker is left alone with it in the end."""
    items.sort(key=lambda item: item.path.parent.name not in FIRST)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may skip."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def moment(request: pytest.FixtureRequest) -> Iterator[Moment]:
    """Let the test begin at the moment that is tried, whatever the machine's clock says."""
    tried: Moment = getattr(request, "param", USUAL)
    with pytest.MonkeyPatch.context() as machine, time_machine.travel(tried.at, tick=True):
        if tried.zone:
            machine.setenv("TZ", tried.zone)
        time.tzset()
        yield tried
    time.tzset()


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
