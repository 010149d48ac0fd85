"""Messages that nobody asked for, to each person over a year of an office with recurring duties, before and after.

    python -m benchmarks.year_of_messages            # this program and the one before periods were kept
    python -m benchmarks.year_of_messages 60         # so many days

Duties 每周五前, 每月25日前, 每季度末月20日前 and 每半年, some dated ones beside them: of one clerk who reports in time,
one who reports late, and one who never does. The same life is lived by the program as it was at BEFORE, from the
history of this repository. Answers to what somebody wrote are not counted. Ends with status 1 where now who never has
reported has more messages than before, somebody has one on a day of rest, or more in the median week than is meant for
the role (owner and leader 4, secretary 3, office 10). Seven minutes.
"""

import asyncio
import datetime as dt
import io
import json
import subprocess
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import openpyxl

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.logs import set_up_logs

BEFORE = "c40c67a"  # the last program that took 每周五前 for 长期坚持
ROOT = Path(__file__).parents[1]
BEIJING = dt.timezone(dt.timedelta(hours=8))
START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)
YEAR, DAY, KEEP = 365, dt.timedelta(1), 40
PROMPT, LATE, SILENT, OFFICE, SECRETARY = "梁思远", "曹砚青", "罗雨桐", "何清溪", "陆景澄"
MEANT, OTHERS = {OFFICE: 10, SECRETARY: 3}, 4  # in the median week
WEEKLY, MONTHLY, QUARTERLY, HALF_YEARLY = "每周五前", "每月25日前", "每季度末月20日前", "每半年"
DUTIES = {
    "2-1": WEEKLY,
    "2-2": MONTHLY,
    "2-6": WEEKLY,
    "2-7": MONTHLY,
    "9-3": QUARTERLY,
    "2-4": WEEKLY,
    "2-5": MONTHLY,
    "9-1": HALF_YEARLY,
    "6-1": None,  # its own day
    "7-1": None,
}
NUMBER, OWNER, UNTIL = 4, 10, 11  # columns of the workbook
THURSDAY, TUESDAY = 4, 2
Life = Mapping[str, Mapping[str, int]]  # of each person: messages by day


def ledger(folder: Path) -> Path:
    """The workbook of the demo with these duties alone."""
    book = openpyxl.load_workbook(WORKBOOK)
    sheet = book.worksheets[0]
    for row in range(sheet.max_row, 1, -1):
        number = str(sheet.cell(row, NUMBER).value)
        if number not in DUTIES:
            sheet.delete_rows(row)
        elif words := DUTIES[number]:
            sheet.cell(row, UNTIL).value = words
    book.save(folder / "台账.xlsx")
    return folder / "台账.xlsx"


def said_on(day: dt.date) -> list[tuple[str, str]]:
    """What the clerks report on a day: in time, or a week after the day."""
    said = []
    if day.isoweekday() == THURSDAY:
        said.append((PROMPT, "2-1 本周的已报"))
    if day.isoweekday() == TUESDAY:
        said.append((LATE, "2-6 上周的已报"))
    if day.day == 24:
        said.append((PROMPT, f"2-2 {day.month}月的已报"))
    if day.day == 2:
        last = day - DAY * 2
        said.append((LATE, f"2-7 {last.month}月的已报"))
        said += [(LATE, f"9-3 {last.month}月期已报")] if last.month % 3 == 0 else []
    return said


async def lived(days: int) -> Life:
    """A year of this program, before the sandbox."""
    arrived: dict[str, Counter[str]] = defaultdict(Counter)
    with TemporaryDirectory() as name:
        async with open_stage(Path(name), START) as stage:
            await stage.take_in(ledger(Path(name)))
            await stage.appoint(OFFICE)
            await stage.bind(*await stage.people())
            for n in range(1, days + 1):
                day = START.date() + DAY * n
                await _pass(stage, dt.datetime.combine(day, dt.time(9, 5), BEIJING), arrived)
                for who, words in said_on(day):
                    before = _had(stage)
                    stage.phone(who).say(words)
                    await stage.settle()
                    _count(stage, before, arrived, day, but=who)
                await _pass(stage, dt.datetime.combine(day, dt.time(15, 5), BEIJING), arrived)
                _forget(stage)
    return {who: dict(found) for who, found in arrived.items()}


async def _pass(stage: Stage, moment: dt.datetime, arrived: dict[str, Counter[str]]) -> None:
    """The clock comes round."""
    before = _had(stage)
    stage.sandbox.clock.set(moment)
    await stage.app.tick()
    await stage.settle()
    _count(stage, before, arrived, moment.date())


def _had(stage: Stage) -> Mapping[str, int]:
    """The number of the last message of each."""
    return {who: max((one.id for one in phone.inbox), default=0) for who, phone in stage.phones.items()}


def _count(
    stage: Stage, before: Mapping[str, int], arrived: dict[str, Counter[str]], day: dt.date, but: str = ""
) -> None:
    for who, phone in stage.phones.items():
        if who != but:
            arrived[who][str(day)] += sum(one.id > before[who] and not one.service for one in phone.inbox)


def _forget(stage: Stage) -> None:
    """The sandbox forgets what is long past, but not what is pinned: nobody deleted that."""
    stage.sandbox.calls.clear()
    stage.sandbox.queue._past.clear()  # noqa: SLF001 - as benchmarks/years.py does
    for chat in stage.sandbox.chats.values():
        pinned = {message.id for message in getattr(chat, "pinned", ())}  # the program as it was knew of none
        for number in [*chat._messages][:-KEEP]:  # noqa: SLF001
            if number not in pinned:
                del chat._messages[number]  # noqa: SLF001


def lived_before(days: int) -> Life:
    """The same life, lived by the program as it was."""
    archive = subprocess.run(("git", "archive", BEFORE), cwd=ROOT, capture_output=True, check=True).stdout
    with TemporaryDirectory() as name:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(name, filter="data")
        (Path(name) / "benchmarks" / Path(__file__).name).write_bytes(Path(__file__).read_bytes())
        (Path(name) / "bot/demo" / WORKBOOK.name).write_bytes(WORKBOOK.read_bytes())
        asked = (sys.executable, "-m", "benchmarks.year_of_messages", "live", str(days))
        told = subprocess.run(asked, cwd=name, stdout=subprocess.PIPE, check=True).stdout
    found: Life = json.loads(told)
    return found


def most_in_a_week(found: Mapping[str, int]) -> int:
    """The fullest week of a person."""
    weeks: Counter[tuple[int, int]] = Counter()
    for day, count in found.items():
        weeks[dt.date.fromisoformat(day).isocalendar()[:2]] += count
    return max(weeks.values(), default=0)


def median_week(found: Mapping[str, int], days: int) -> float:
    """The median week of a person, weeks without a message counted."""
    weeks: Counter[int] = Counter(dict.fromkeys(range(max(days // 7, 1)), 0))
    for day, count in found.items():
        weeks[(dt.date.fromisoformat(day) - START.date()).days // 7] += count
    return median(weeks.values())


def resting_in(life: Life) -> int:
    """Messages on days of rest, by the published calendar."""
    from bot.readers.holidays import load_calendar

    calendar = load_calendar()
    said = [(dt.date.fromisoformat(day), count) for found in life.values() for day, count in found.items()]
    return sum(count for day, count in said if not calendar.is_working(day))


def main(days: int) -> int:
    """Print the table; 1 where it is too much now."""
    set_up_logs("ERROR")
    now, before = asyncio.run(lived(days)), lived_before(days)
    kinds = {PROMPT: "in time", LATE: "a week late", SILENT: "never", OFFICE: "the office"}
    print(
        f"{days} days from {START.date()}: messages that nobody asked for, before -> now (most in a week; median week)"
    )
    above = []
    for who in sorted({*now, *before}, key=lambda one: -sum(before.get(one, {}).values())):
        totals = [sum(one.get(who, {}).values()) for one in (before, now)]
        most = [most_in_a_week(one.get(who, {})) for one in (before, now)]
        usual = [median_week(one.get(who, {}), days) for one in (before, now)]
        above += [who] if usual[1] > MEANT.get(who, OTHERS) else []
        fullest, middle = f"{most[0]} -> {most[1]}", f"{usual[0]:g} -> {usual[1]:g}"
        print(f"{who} {kinds.get(who, ''):12} {totals[0]:4} -> {totals[1]:4}  ({fullest}; {middle})")
    resting = [resting_in(before), resting_in(now)]
    print(f"on days of rest: {resting[0]} -> {resting[1]}")
    more = sum(now[SILENT].values()) > sum(before[SILENT].values())
    print(f"more than is meant in the median week: {'、'.join(above) or 'nobody'}")
    return int(bool(resting[1] or above) or more)


if __name__ == "__main__":
    if sys.argv[1:2] == ["live"]:
        set_up_logs("ERROR")
        print(json.dumps(asyncio.run(lived(int(sys.argv[2])))))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else YEAR))
