"""A moment becomes a day in one place, in the unit's zone; the code is read to hold that."""

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.imports import take_in
from bot.config import Config, StoreSettings
from bot.demo.stage import open_stage
from bot.domain.core.local_day import local_day
from bot.services.core.ledger import MEASURES_NUMBERED, Store
from storage.opening import open_store
from tests.handlers.conftest import BEIJING, labels

ROOT = Path(__file__).parents[1]
ONE_PLACE = "bot/domain/core/local_day.py"
CLOCKS = ("bot/clock.py", "bot/sandbox/")  # of the machine, and of the Telegram that tests play with
EARLY = dt.datetime(2025, 4, 1, 7, 30, tzinfo=BEIJING)  # in Greenwich it is still March
MAKERS = frozenset({"now", "utcnow", "astimezone", "local", "clock", "fromtimestamp"})
FIRST, MONTH_END = dt.date(2025, 4, 1), dt.date(2025, 4, 30)
PLAN = """序号,问题,整改措施,责任领导,责任科室,责任人,完成时限
1,河道管护不到位,,,,,
1-1,,清理河道堆放的废料,段汀,河道股,祁川,本月底前
"""
OFFICE = "柏榆"


def calls(tree: ast.AST) -> Iterator[tuple[int, ast.expr, str]]:
    """Line, receiver and name of every call of a method without arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.value, node.func.attr


def named(value: ast.expr) -> str:
    """The last name of a receiver: `dt.datetime` is "datetime"."""
    return value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")


def is_moment(value: ast.expr) -> bool:
    """True for what a clock gave, or what was moved into a zone just now."""
    return named(value.func) in MAKERS if isinstance(value, ast.Call) else getattr(value, "id", "") == "now"


def faults(path: str, tree: ast.AST) -> Iterator[str]:
    """Every place that reads a clock of its own, or makes a day of a moment by itself."""
    for line, value, name in calls(tree):
        if name == "date" and is_moment(value):
            yield f"{path}:{line}: a day is made by local_day"
        if name == "today" and named(value) in {"date", "datetime"}:
            yield f"{path}:{line}: the machine's own day is nobody's day"
        if name in {"now", "utcnow"} and named(value) == "datetime" and not path.startswith(CLOCKS):
            yield f"{path}:{line}: the time is read in bot/clock.py"


def test_nothing_else_turns_a_moment_into_a_date() -> None:
    """The whole product is read: `.now().date()`, `.astimezone(…).date()`, `date.today()`, `datetime.now()`."""
    files = [path for folder in ("bot", "handlers", "storage") for path in (ROOT / folder).rglob("*.py")]
    found = [
        fault
        for path in files
        if (name := path.relative_to(ROOT).as_posix()) != ONE_PLACE
        for fault in faults(name, ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "words",
    [
        "day = request.now().date()",
        "now = request.now()\nday = now.date()",
        "day = at.astimezone(zone).date()",
        "day = request.local(unit).date()",
        "day = dt.date.today()",
        "day = dt.datetime.now()",
    ],
)
def test_the_reading_of_the_code_finds_each_old_way(words: str) -> None:
    """A test that finds nothing must be able to find something."""
    assert list(faults("bot/x.py", ast.parse(words)))


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Shanghai", FIRST), ("Europe/London", FIRST), ("UTC", FIRST - dt.timedelta(1))],
)
def test_a_day_is_that_of_the_zone(zone: str, day: dt.date) -> None:
    """Half past seven in Beijing is the day before in Greenwich, and half past midnight in a British summer."""
    assert local_day(zone, EARLY) == day


def test_a_moment_without_a_zone_has_no_day() -> None:
    """Nobody guesses whose clock it was."""
    with pytest.raises(ValueError, match="without a zone"):
        local_day("Asia/Shanghai", dt.datetime(2025, 4, 1))  # noqa: DTZ001 - what is refused


async def due(store: Store) -> dt.date | None:
    """The deadline of the only measure."""
    async with store.open() as ledger:
        (measure,) = await ledger.measures.find(MEASURES_NUMBERED, "u1", "1-1")
    assert measure.wake == measure.since == FIRST
    return measure.due


async def test_a_plan_sent_before_eight_in_the_morning_is_read_against_that_day(tmp_path: Path) -> None:
    """本月底前 on the first of April at 07:30 is the end of April, in chat."""
    async with open_stage(tmp_path, EARLY) as stage:
        await stage.appoint(OFFICE)
        await stage.bind(OFFICE)
        phone = stage.phone(OFFICE)
        phone.send_file("整改台账.csv", PLAN.encode())
        await stage.settle()
        assert "✅ 确认入库" in labels(phone.inbox[-1])
        phone.press(phone.inbox[-1], "✅ 确认入库")
        await stage.settle()
        assert await due(stage.app.request.store) == MONTH_END


async def test_the_command_line_reads_a_plan_against_the_day_of_the_unit(tmp_path: Path) -> None:
    """The same by `python -m bot import`, at the time that is given to it."""
    file = tmp_path / "整改台账.csv"
    file.write_text(PLAN, "utf-8")
    settings = StoreSettings(str(tmp_path / "ledger.json"), str(tmp_path / "evidence"))
    assert await take_in(Config(store=settings), "", file, yes=True, clock=lambda: EARLY) == 0
    store = await open_store(settings.url)
    try:
        assert await due(store) == MONTH_END
    finally:
        await store.close()
