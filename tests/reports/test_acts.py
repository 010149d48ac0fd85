"""What was done to bring the work forward is counted alike in every paper and register, also of the past."""

import asyncio
import datetime as dt
import io
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.core.colour import Colour
from bot.domain.inspections.visit import Visit, VisitState
from bot.domain.meetings.meeting import Meeting, MeetingState
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter, LetterState
from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext
from bot.services.reporting.documents import make_documents
from tests.reports.round import NOW, open_round

SUBJECTS = ("u1/A/2-1", "u1/A/3-1", "u1/A/4-1")
APRIL, TODAY = dt.date(2025, 4, 30), dt.date(2025, 6, 9)
DAYS = st.dates(dt.date(2025, 4, 1), dt.date(2025, 6, 8))
OWN = dt.date(2025, 5, 21)  # of the one instruction that the round itself holds


def noon(day: dt.date) -> dt.datetime:
    """A moment of that day."""
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


@dataclass(frozen=True)
class Event:
    """Something that happened on a day: what it asks for by which day, and when that was answered and settled."""

    day: dt.date
    asked: tuple[tuple[dt.date, dt.date | None], ...] = ()  # until when, and when it was ended


@st.composite
def events(draw: st.DrawFn, asking: int = 2) -> tuple[Event, ...]:
    """Up to three, each with what it asks for."""
    found = []
    for day in sorted(draw(st.lists(DAYS, max_size=3, unique=True))):
        asked = []
        for _ in range(draw(st.integers(0, asking))):
            ended = draw(st.none() | st.dates(day, dt.date(2025, 6, 8)))
            asked.append((draw(st.dates(day, dt.date(2025, 7, 1))), ended))
        found.append(Event(day, tuple(asked)))
    return tuple(found)


def instruction(id_: str, source: str, day: dt.date, until: dt.date, ended: dt.date | None) -> Instruction:
    """One that is given on a day; one of a meeting or a visit is ended by the office."""
    at = noon(ended) if ended else None
    subject = id_.rpartition("/")[0]
    given = Instruction(
        id=id_,
        unit="u1",
        subject=subject,
        measures=(subject,),
        by="u1/p1",
        at=noon(day),
        words="月底前见结果",
        to=("u1/p6",),
        answer_by=until,
        answered_at=at,
    )
    return replace(given, source=source, settled_at=at) if source else given


def meeting(place: int, day: dt.date, ids: tuple[str, ...]) -> Meeting:
    """One that is over."""
    planned = Meeting(id=f"u1/m{place}", unit="u1", title="党组会", day=day, by="u1/p4", at=noon(day))
    over = replace(planned, state=MeetingState.HELD, closed=noon(day), year=2025, number=place + 1)
    return replace(over, resolutions=ids)


def visit(place: int, day: dt.date, ids: tuple[str, ...]) -> Visit:
    """The same of a visit."""
    measures = (SUBJECTS[place],)
    planned = Visit(
        id=f"u1/v{place}", unit="u1", title="现场督办", day=day, measures=measures, by="u1/p4", at=noon(day)
    )
    over = replace(planned, state=VisitState.HELD, closed=noon(day), year=2025, number=place + 1)
    return replace(over, resolutions=ids)


def letter(place: int, day: dt.date) -> Letter:
    """One that is issued."""
    drafted = Letter(
        id=f"u1/l{place}",
        unit="u1",
        colour=Colour.RED,
        measures=(SUBJECTS[place],),
        recipients=("u1/p6",),
        words="请说明",
        answer_by=day,
        drafted_by="u1/p4",
        drafted_at=noon(day),
    )
    return replace(drafted, state=LetterState.ISSUED, year=2025, number=place + 1, issued_at=noon(day))


def check(id_: str, day: dt.date, until: dt.date, ended: dt.date | None) -> Assignment:
    """A same-kind check, which found something where it is ended."""
    subject = id_.rpartition("/")[0]
    given = Assignment(
        id=id_,
        unit="u1",
        kind=AssignmentKind.CHECK,
        subject=subject,
        measures=(subject,),
        words="查同类",
        by="u1/p4",
        at=noon(day),
        to=("u1/p6",),
        answer_by=until,
    )
    return replace(given, outcome=Outcome.FOUND, answered_at=noon(ended)) if ended else given


async def keep(ledger: Ledger, kind: str, found: tuple[Event, ...]) -> None:
    """Write them as the services do."""
    for place, event in enumerate(found):
        ids = tuple(f"{SUBJECTS[place]}/{kind}{n}" for n in range(len(event.asked)))
        source = "" if kind == "i" else f"u1/{kind}{place}"
        for id_, (until, ended) in zip(ids, event.asked, strict=True):
            if kind == "c":
                await ledger.assignments.put(check(id_, event.day, until, ended))
            else:
                await ledger.instructions.put(instruction(id_, source, event.day, until, ended))
        match kind:
            case "m":
                await ledger.meetings.put(meeting(place, event.day, ids))
            case "v":
                await ledger.visits.put(visit(place, event.day, ids))
            case "l":
                await ledger.letters.put(letter(place, event.day))


def counted(found: tuple[Event, ...], day: dt.date) -> tuple[int, int, int]:
    """By hand: how many there were by the day, what they asked for, and how much of that was ended by then."""
    then = [one for one in found if one.day <= day]
    asked = [ended for one in then for _, ended in one.asked]
    return len(then), len(asked), sum(ended is not None and ended <= day for ended in asked)


def words_of(content: bytes) -> str:
    """All that a document says, its tables too."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def said(text: str, pattern: str) -> tuple[int, ...]:
    """The figures of the sentence that says so; what it leaves out is none."""
    found = re.search(pattern, text)
    return tuple(int(one or 0) for one in found.groups()) if found else (0,) * re.compile(pattern).groups


async def agrees(request: RequestContext, kinds: Mapping[str, tuple[Event, ...]]) -> None:
    """Each paper says what is counted by hand, as of its day."""
    for words, day in (("", TODAY), ("4月", APRIL)):
        meetings, visits, checks = (counted(kinds[kind], day) for kind in "mvc")
        given = counted(kinds["i"], day)[1] + (day >= OWN)
        letters = counted(kinds["l"], day)[0]
        for kind in ("notice", "monthly"):
            files = await make_documents(request, kind, "u1", words)
            text = next(words_of(content) for name, content in files if name.endswith(".docx"))
            assert (
                said(text, r"召开党组会(\d+)次，研究部署整改工作(?:，议定事项(\d+)项(?:，已办结(\d+)项)?)?") == meetings
            )
            assert said(text, r"开展现场督办(\d+)次(?:，提出整改要求(\d+)项(?:，已办结(\d+)项)?)?") == visits
            assert said(text, r"同类检查(\d+)项(?:，已有结果(\d+)项)?") == checks[1:]
            assert said(text, r"发现同类问题(\d+)项") == checks[2:]
            assert said(text, r"作出批示(\d+)件") == (given,)
            assert said(text, r"发出督办函件(\d+)件") == (letters,)
            assert not re.search(r"(?<!\d)0[项件次条]", text)  # of nothing nothing is said
    weekly = dict(await make_documents(request, "weekly", "u1"))
    text = next(words_of(content) for name, content in weekly.items() if name.endswith(".docx"))
    for kind, word in (("m", "会议议定"), ("v", "现场督办要求")):
        _, asked, done = counted(kinds[kind], TODAY)
        assert said(text, rf"{word}未办结(\d+)项") == (asked - done,)
    for kind, name, number in (
        ("meetings", "会议登记表", counted(kinds["m"], TODAY)[0]),
        ("visits", "督办登记表", counted(kinds["v"], TODAY)[0]),
        ("letters", "函件登记表", counted(kinds["l"], TODAY)[0]),
        ("instructions", "批示登记表", counted(kinds["i"], TODAY)[1] + 1),
    ):
        ((_, content),) = await make_documents(request, kind, "u1")
        cells = [str(cell) for row in openpyxl.load_workbook(io.BytesIO(content))[name].values for cell in row if cell]
        assert any(cell.endswith((f"共{number}次", f"共{number}件")) for cell in cells), (name, number)


def all_count_alike(kinds: Mapping[str, tuple[Event, ...]]) -> None:
    """Over a round with those events."""

    async def tried() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_round(Path(folder), NOW) as request:
                async with request.store.open() as ledger:
                    for kind, found in kinds.items():
                        await keep(ledger, kind, found)
                await agrees(request, kinds)

    asyncio.run(tried())


KINDS = st.fixed_dictionaries({"m": events(), "v": events(), "i": events(), "l": events(0), "c": events()})
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=3, suppress_health_check=SLOW)
@given(KINDS)
def test_what_was_done_is_counted_alike_everywhere(kinds: Mapping[str, tuple[Event, ...]]) -> None:
    """批示、会议议定、督办、函件、同类检查: by hand, in notice, report, brief and registers, today and for April."""
    all_count_alike(kinds)


@pytest.mark.long
@pytest.mark.timeout(1800)  # every example writes a dozen documents
@settings(max_examples=40, suppress_health_check=SLOW)
@given(KINDS)
def test_what_was_done_is_counted_alike_in_many_rounds(kinds: Mapping[str, tuple[Event, ...]]) -> None:
    """The same, at length."""
    all_count_alike(kinds)
