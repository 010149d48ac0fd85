"""Charts, boards and workbooks count as the message of the week does, over random histories, now and as it was."""

import asyncio
import datetime as dt
import io
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.board_page import board_page
from bot.documents.chart import Bars, burn_down, departments_chart, findings_chart
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.plan.part import Part
from bot.domain.status.register import Register
from bot.messages.body import plain
from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext
from bot.services.reporting.charts import past_tallies
from bot.services.reporting.digest import digest_for
from bot.services.reporting.documents import make_documents
from bot.services.status.board import draw_board
from bot.services.status.board_page import board_in_browser
from bot.services.status.register import open_register, register_as_of
from tests.domain.holidays import CALENDAR
from tests.reports.round import NOW, TODAY, change, open_round
from tests.reports.test_acts import DAYS, SLOW, noon
from tests.reports.test_counts import FREE, SECRETARY, paper, parts_in
from tests.reports.test_sums import WORDING, WORDS, in_word

Ways = Mapping[str, tuple[tuple[dt.date, Verb, Stage], ...]]  # of a measure what became of it on which day
OPEN = (Part.OVERDUE, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED)
SUNDAY = dt.date(2025, 5, 18)  # ends a week that is over
FORWARD = (
    (Verb.REPORT, Stage.UNDER_WAY),
    (Verb.SUBMIT, Stage.REVIEW),
    (Verb.AGREE, Stage.VERIFY),
    (Verb.AGREE, Stage.DECIDE),
)
ENDS = ((Verb.CLOSE, Stage.CLOSED), (Verb.TURN_STANDING, Stage.STANDING), (Verb.SEND_BACK, Stage.UNDER_WAY))
AFTERWARDS = ((Verb.REOPEN, Stage.UNDER_WAY), (Verb.CANCEL, Stage.CANCELLED))


@st.composite
def ways(draw: st.DrawFn) -> Ways:
    """Some measures go forward, are ended, turned standing, sent back, opened anew or cancelled, on days in order."""
    found = {}
    for number in draw(st.sets(st.sampled_from(FREE))):
        steps = [*FORWARD[: draw(st.integers(1, len(FORWARD)))]]
        if len(steps) == len(FORWARD) and draw(st.booleans()):
            steps.append(draw(st.sampled_from(ENDS)))
        if draw(st.booleans()):
            steps.append(draw(st.sampled_from(AFTERWARDS)))
        days = sorted(draw(st.lists(DAYS, min_size=len(steps), max_size=len(steps))))
        found[number] = tuple((day, *step) for day, step in zip(days, steps, strict=True))
    return found


async def walk(ledger: Ledger, told: Ways) -> None:
    """Enter what became of each, as the services do."""
    for number, steps in told.items():
        await change(ledger, number, noon(dt.date(2025, 3, 29)), "方既明", Verb.CORRECT, stage=Stage.NOT_STARTED)
        for day, verb, stage in steps:
            await change(ledger, number, noon(day), "方既明", verb, stage=stage)


def stages_on(told: Ways, day: dt.date) -> Counter[Stage]:
    """By hand: where each of them stands at the end of a day."""
    return Counter(
        next((stage for at, _, stage in reversed(steps) if at <= day), Stage.NOT_STARTED) for steps in told.values()
    )


def drawn(bars: Bars) -> Counter[Part]:
    """What the bars add up to."""
    return +Counter(dict(zip(bars.parts, map(sum, zip(*bars.counts, strict=True)), strict=True)))


async def book(request: RequestContext, kind: str, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a workbook's sheet."""
    ((_, content),) = await make_documents(request, kind, "u1")
    return [*openpyxl.load_workbook(io.BytesIO(content), read_only=True)[sheet].iter_rows(values_only=True)]


def column(rows: list[tuple[object, ...]], head: int, name: str) -> Counter[Part]:
    """The parts in the column of a name, below its head."""
    place = rows[head].index(name)
    return Counter(WORDS[str(row[place])] for row in rows[head + 1 :])


async def counted_now(request: RequestContext, register: Register) -> dict[str, Counter[Part]]:
    """What every place but the message counts today."""
    page = board_page(WORDING, await board_in_browser(request, "u1", NOW + dt.timedelta(hours=1)), "n")
    lights = re.findall(r'data-state="(\w+)"[^>]*><b>(\d+)</b>', page)
    rows = re.findall(r'data-states="(\w+)', page)
    cancelled = {Part.CANCELLED: register.tally.count(Part.CANCELLED)}  # has no row on the board in the browser
    heads, *_, whole = (await book(request, "stats", "科室统计"))[2:]
    statistics = {WORDS[str(head)]: int(str(n)) for head, n in zip(heads, whole, strict=True) if head in WORDS}
    return {
        "findings": drawn(findings_chart(register)),
        "board in the chat": parts_in("\n" + plain((await draw_board(request, SECRETARY)).text).splitlines()[2]),
        "lights of the board": +Counter({Part(part): int(count) for part, count in lights} | cancelled),
        "rows of the board": +(Counter(map(Part, rows)) + Counter(cancelled)),
        "ledger": column(await book(request, "ledger", "整改台账"), 2, "计入"),
        "flat ledger": column(await book(request, "ledger", "明细"), 1, "计入"),
        "statistics": +Counter(statistics),
        "monthly report": in_word(await paper(request, "monthly", "")),
        "weekly brief": in_word(await paper(request, "weekly", "")),
    }


async def agree(request: RequestContext, told: Ways) -> None:
    """The message of today, of April and of a week that is over: each place says what it says, and so does a hand."""
    async with request.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        lines = burn_down(register, await past_tallies(ledger, register, CALENDAR))
        then = {day: await register_as_of(ledger, "u1", day, CALENDAR) for day in (SUNDAY, dt.date(2025, 4, 30))}
        spent = burn_down(then[SUNDAY], await past_tallies(ledger, then[SUNDAY], CALENDAR))
    parts = parts_in(plain((await digest_for(request, SECRETARY)).text))
    for place, found in (await counted_now(request, register)).items():
        assert found == parts, place
    days = dict(zip(lines.days, zip(lines.actual, lines.closed, strict=True), strict=False))
    assert days[TODAY] == (sum(parts[part] for part in OPEN), parts[Part.CLOSED])
    for day, words in ((SUNDAY, "5月12日至5月18日"), (dt.date(2025, 4, 30), "4月")):
        week = parts_in(plain((await digest_for(request, SECRETARY, words)).text))
        assert drawn(findings_chart(then[day])) == week, words
        by_hand = stages_on(told, day)
        assert week[Part.CLOSED] == by_hand[Stage.CLOSED] + 1, words  # one that the round itself closed in April
        assert week[Part.CANCELLED] >= by_hand[Stage.CANCELLED], words
        if day in days:
            assert days[day] == (sum(week[part] for part in OPEN), week[Part.CLOSED]), words
            assert (spent.actual[-1], spent.closed[-1]) == days[day], words
    assert set(days) & {SUNDAY}
    assert sum(drawn(departments_chart(register)).values()) >= len(register.measures)


def every_place_agrees(told: Ways) -> None:
    """Over a round with that history."""

    async def tried() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_round(Path(folder), NOW) as request:
                async with request.store.open() as ledger:
                    await walk(ledger, told)
                await agree(request, told)

    asyncio.run(tried())


@settings(max_examples=3, suppress_health_check=SLOW)
@given(ways())
def test_every_chart_board_and_book_counts_as_the_message_does(told: Ways) -> None:
    """Whatever was closed, turned standing, sent back, opened anew or cancelled on whatever days."""
    every_place_agrees(told)


@pytest.mark.long
@pytest.mark.timeout(1800)  # every example writes half a dozen documents
@settings(max_examples=30, suppress_health_check=SLOW)
@given(ways())
def test_every_chart_board_and_book_counts_as_the_message_does_in_many_rounds(told: Ways) -> None:
    """The same, at length."""
    every_place_agrees(told)
