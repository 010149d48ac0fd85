"""No test knows what time it is but by the moment that it is given, and the programs it starts live at that moment."""

import ast
import asyncio
import datetime as dt
import os
from asyncio.subprocess import PIPE
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import utc_now
from tests.support.moment import Moment, living, now

HERE = Path(__file__).parents[1]
MINUTE = dt.timedelta(minutes=1)
ALLOWED = HERE / "support" / "moment.py"
CLOCKS = {"now", "today", "utcnow"}  # of datetime and date; a sandbox's clock is asked without their names
MODULES = {"datetime", "date", "dt"}
OF_TIME = {"time", "time_ns", "localtime", "gmtime", "strftime", "ctime"}


def asked(tree: ast.AST) -> list[int]:
    """The lines in which the machine's clock is asked."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (of in MODULES and node.attr in CLOCKS) or (of == "time" and node.attr in OF_TIME):
                lines.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            lines += [node.lineno for name in node.names if name.name in OF_TIME]
    return lines


def test_nobody_asks_the_machine_s_clock() -> None:
    """Everywhere in the tests but in one place; a program that is started says so to be found as well."""
    found = {
        str(file.relative_to(HERE)): lines
        for file in HERE.rglob("*.py")
        if file != ALLOWED and (lines := asked(ast.parse(file.read_text("utf-8"))))
    }
    assert found == {}


def test_whoever_asks_is_found() -> None:
    """The search is able to find something."""
    ways = (
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "import datetime\ndatetime.date.today()",
        "from datetime import datetime\nclock = datetime.utcnow",
        "import time\ntime.time()",
        "from time import time",
    )
    assert [way for way in ways if not asked(ast.parse(way))] == []
    assert asked(ast.parse("import time\nsandbox.clock.now()\ntime.monotonic()")) == []


@pytest.mark.hours
def test_a_test_lives_at_the_moment_that_is_tried(moment: Moment) -> None:
    """Not at the machine's; what the product asks the machine is answered so as well."""
    assert moment.at <= now() <= utc_now() < moment.at + MINUTE
    assert not moment.zone or now().astimezone().utcoffset() == now().astimezone(ZoneInfo(moment.zone)).utcoffset()


@pytest.mark.hours
async def test_a_program_lives_at_the_moment_that_it_is_given() -> None:
    """A real process of the product's own, in which time goes on: the day has changed by the time it is asked."""
    eve = dt.datetime(2032, 2, 28, 23, 59, 59, 950_000, tzinfo=dt.UTC)
    command = living(lambda: eve, "bot", "read", "deadline", "明天")
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, env=os.environ | {"TZ": "UTC"})
    said, _ = await process.communicate()
    assert "2032-03-01" in said.decode()
